"""The program as its users meet it: a config folder, a data folder, commands and what they print."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.cli import main

if TYPE_CHECKING:
    import pytest
    from wireserver import WireServer

ROOT = Path(__file__).parent.parent
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}  # what a process must be told to be measured


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The last line of the output as JSON."""
        return json.loads(self.out.strip().split("\n")[-1])

    @property
    def rows(self) -> list[Any]:
        """Every line of the output as JSON."""
        return [json.loads(line) for line in self.out.strip().split("\n") if line]


@dataclass(slots=True)
class FrontDoor:
    """A newsroom's installation under one folder."""

    root: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        """Make the config folder, with one target."""
        self.config.mkdir(parents=True)
        self.pipeline(f'[[target]]\nid = "out"\nkind = "folder"\npath = "{self.out}"\n')

    @property
    def config(self) -> Path:
        return self.root / "config"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def out(self) -> Path:
        return self.root / "out"

    def pipeline(self, text: str) -> None:
        """Write pipeline.toml."""
        (self.config / "pipeline.toml").write_text(text, encoding="utf-8")

    def sources(self, *rows: str) -> None:
        """Write sources.toml."""
        (self.config / "sources.toml").write_text("\n".join(rows), encoding="utf-8")

    def arguments(self, *words: str) -> list[str]:
        """A command line on this installation."""
        return [*words, "--config", str(self.config), "--data", str(self.data)]

    def copytaster(self, *words: str) -> Answer:
        """Run a command here, in this process."""
        self.patch.setattr(sys, "argv", ["copytaster", *self.arguments(*words)])
        self.capture.readouterr()
        root = logging.getLogger()
        handlers, level = list(root.handlers), root.level
        code = main()
        said = self.capture.readouterr()
        root.handlers[:], root.level = handlers, level  # the journal's handler writes to this test's standard error, which will be closed
        assert "Traceback" not in said.err
        return Answer(int(code), said.out, said.err)

    def start(self, *words: str, measured: bool = True, to: tuple[Any, Any] = (subprocess.PIPE, subprocess.PIPE), **more: Any) -> Any:
        """Start a command as a process of its own; one that can't write files can't write what was covered either (`measured`).

        `to` are the files it prints to.
        """
        command = [sys.executable, str(ROOT / "run_pipeline.py"), *self.arguments(*words)]
        env = os.environ | (MEASURED if measured else {})
        return subprocess.Popen(command, cwd=self.root, stdout=to[0], stderr=to[1], text=True, env=env, **more)

    def ask(self, sql: str, *given: object) -> list[tuple[Any, ...]]:
        """Rows of the database, as an operator would look."""
        conn = sqlite3.connect(f"file:{self.data / 'wire.db'}?mode=ro", uri=True)
        try:
            return conn.execute(sql, given).fetchall()
        finally:
            conn.close()

    def ask_to(self, sql: str) -> None:
        """Change a row by hand, as an operator might."""
        conn = sqlite3.connect(self.data / "wire.db")
        try:
            conn.execute(sql)
            conn.commit()
        finally:
            conn.close()

    def ask_or_none(self, sql: str) -> list[tuple[Any, ...]]:
        """The same before there is a database."""
        return self.ask(sql) if (self.data / "wire.db").exists() else []

    def item(self, item_id: int) -> Any:
        """One item, as `queue show --json` tells it."""
        return self.copytaster("queue", "show", str(item_id), "--json").json

    def faults(self) -> list[str]:
        """What SQLite's own checks find wrong."""
        conn = sqlite3.connect(self.data / "wire.db")
        try:
            found = [row[0] for row in conn.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [str(row) for row in conn.execute("PRAGMA foreign_key_check")]
            for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%fts5%' AND type = 'table'").fetchall():
                conn.execute(f"INSERT INTO {name}({name}) VALUES ('integrity-check')")  # noqa: S608 - names from the schema itself
            return found
        finally:
            conn.close()


def feed_row(name: str, wire: WireServer, url: str, **more: object) -> str:
    """A `[[source]]` that asks a loopback server, without pauses."""
    keys = {"id": name, "kind": "feed", "url": url, "allow_private": [wire.authority], "spacing_s": 0, "deadline_s": 5, **more}
    return "[[source]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())


def rss(*items: tuple[str, str, str]) -> bytes:
    """A feed of items (address, headline, teaser)."""
    rows = "".join(
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid><description>{teaser}</description></item>"
        for url, title, teaser in items
    )
    head = "<title>Coast Wire</title><link>https://coast.example/</link><description>d</description>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{rows}</channel></rss>'.encode()


PARAGRAPHS = (
    "The harbor board of Port Selwyn voted on Tuesday to dredge the northern channel before the monsoon, ending a three-year dispute.",
    "Chairwoman Ines Okafor said that the work would cost forty million crowns and keep the island ferries running through the winter.",
    "Fishermen who had blocked the vote in the spring said they would watch the silt barges and count the nets that come up torn.",
)


def page(headline: str, *paragraphs: str) -> bytes:
    """An article page with some furniture."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs or PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline} | Coast Daily</title>'
        '<meta property="article:published_time" content="2026-03-03T06:30:00+05:30"></head>'
        '<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article>'
        f'<h1>{headline}</h1><p class="byline">By Ruth Adeyemi</p>{body}</article>'
        "<footer>All rights reserved.</footer></body></html>"
    ).encode()
