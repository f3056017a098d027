"""docs/add.md is followed to the letter, in a copy of the project: a new transport and a new format, each one file and one line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PARTS = ("ingest", "normalizers", "config", "run_pipeline.py", "pyproject.toml")
LONG_AGO = 1_767_254_400  # 1 January 2026, 08:00 UTC


def told(title: str, language: str) -> str:
    """The one example in a language that stands under a heading of docs/add.md."""
    document = (ROOT / "docs" / "add.md").read_text("utf-8")
    part = document.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    (example,) = re.findall(rf"^```{language}\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
    return str(example)


@dataclass(frozen=True, slots=True)
class Copy:
    """The project in a folder of its own."""

    root: Path

    def insert(self, file: str, after: str, line: str) -> None:
        """Put a line behind another one, which stands there once."""
        path = self.root / file
        text = path.read_text("utf-8")
        assert text.count(after) == 1, f"{after!r} does not stand in {file} once"
        path.write_text(text.replace(after, f"{after}{line}"), "utf-8")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of this copy's program."""
        command = [sys.executable, "run_pipeline.py", "--config", "newsroom", *words]
        env = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COPYTASTER"))}
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False, timeout=120)

    def lint(self, file: str) -> str:
        """What the project's own rules say of a file."""
        ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
        assert ruff is not None
        done = subprocess.run([ruff, "check", "--no-cache", file], cwd=self.root, capture_output=True, text=True, check=False, timeout=60)
        again = subprocess.run([ruff, "format", "--no-cache", "--check", file], cwd=self.root, capture_output=True, text=True, check=False)
        return "" if (done.returncode, again.returncode) == (0, 0) else done.stdout + again.stderr


@pytest.fixture
def project(tmp_path: Path) -> Copy:
    """A copy of the program, with a config folder of its own."""
    for part in PARTS:
        whole = ROOT / part
        if whole.is_dir():
            shutil.copytree(whole, tmp_path / part)  # with what is compiled: times are kept
        else:
            shutil.copy(whole, tmp_path / part)
    (tmp_path / "newsroom").mkdir()
    (tmp_path / "newsroom" / "sources.toml").write_text("# none yet\n")
    (tmp_path / "newsroom" / "pipeline.toml").write_text("")
    return Copy(tmp_path)


@dataclass(slots=True)
class WebDir:
    """A web server that lists its files as JSON."""

    files: dict[str, bytes]
    port: int = 0
    breaks: int = 0
    asked: list[str] = field(default_factory=list)

    def lines(self) -> list[dict[str, Any]]:
        """Its listing."""
        return [{"name": n, "type": "file", "mtime": formatdate(LONG_AGO, usegmt=True), "size": len(d)} for n, d in self.files.items()]


@contextmanager
def serving(house: WebDir) -> Iterator[WebDir]:
    """The server, on a port of its own, while the block lasts."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            house.asked.append(f"{self.command} {self.path}")
            name = self.path.removeprefix("/out/")
            data = json.dumps(house.lines()).encode() if not name else house.files.get(name)
            if name and house.breaks:
                house.breaks -= 1
                self.close_connection = True
                return
            self.send_response(200 if data is not None else 404)
            self.send_header("Content-Length", str(len(data or b"")))
            self.send_header("Last-Modified", formatdate(LONG_AGO, usegmt=True))
            self.end_headers()
            if self.command == "GET" and data:
                self.wfile.write(data)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    house.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def slip(number: int) -> bytes:
    """A short wire story."""
    return f"Ferry {number} sails again\n\nPORT ELLA, March 3 - Ferry {number} left the harbor of Port Ella on Tuesday.\n".encode()


def test_the_transport_of_the_docs_works_by_one_file_and_one_line(project: Copy) -> None:
    (project.root / "ingest/fetch/boxes/webdir.py").write_text(told("A transport", "py"))
    assert project.lint("ingest/fetch/boxes/webdir.py") == ""
    project.insert("ingest/settings/kinds.py", "KINDS: Mapping[str, Kind] = {\n", told("A transport", "text"))

    with serving(WebDir({f"{n}.txt": slip(n) for n in range(3)}, breaks=2)) as house:
        url, pair = f"http://127.0.0.1:{house.port}/out/", f"127.0.0.1:{house.port}"
        added = project.run("sources", "add", url, "--kind", "webdir", "--id", "quay", "--allow-private", pair)
        assert added.returncode == 0, added.stderr + added.stdout
        checked = project.run("sources", "check", "quay")
        assert checked.returncode == 0, checked.stdout
        assert "webdir" in checked.stdout
        assert json.loads(project.run("run", "--all", "--json").stdout)["sources"][0]["new"] == 3

        house.files["later.txt"] = slip(9)
        house.asked.clear()
        assert json.loads(project.run("run", "--all", "--json").stdout)["sources"][0]["new"] == 1
        assert [one for one in house.asked if one.startswith("GET /out/") and one != "GET /out/"] == ["GET /out/later.txt"]

    gone = project.run("run", "--all", "--json")
    assert gone.returncode == 69
    assert json.loads(gone.stdout)["sources"][0]["outcome"] == "unreachable"

    wrong = (project.root / "newsroom" / "sources.toml").read_text().replace('id = "quay"', 'id = "quay"\nuser = "hill"')
    (project.root / "newsroom" / "sources.toml").write_text(wrong)
    refused = project.run("config", "check")
    assert refused.returncode == 78
    assert "means nothing for a webdir" in refused.stderr + refused.stdout


def test_the_format_of_the_docs_works_by_one_file_and_one_line(project: Copy) -> None:
    (project.root / "normalizers/formats/quay.py").write_text(told("A format", "py"))
    assert project.lint("normalizers/formats/quay.py") == ""
    project.insert("normalizers/formats/__init__.py", "_ALL = (\n", told("A format", "text"))
    project.insert("normalizers/formats/__init__.py", "from normalizers.formats import ", "quay, ")
    (project.root / "slips").mkdir()
    (project.root / "slips" / "a.txt").write_bytes(
        b"SLIP Harbor votes\n\nThe board voted on Tuesday.\n====\nSLIP\n====\nSLIP Ferry sails\n\nIt left."
    )

    done = project.run("read", "slips/a.txt")
    stories = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 65
    assert "slip 2: no words follow the headline" in done.stderr
    assert [(one["form"], one["headline"], one["body_text"]) for one in stories] == [
        ("quay", "Harbor votes", "The board voted on Tuesday."),
        ("quay", "Ferry sails", "It left."),
    ]
    assert all(one["uri"] for one in stories)

    (project.root / "newsroom" / "sources.toml").write_text('[[source]]\nid = "slips"\nkind = "folder"\npath = "../slips"\nform = "quay"\n')
    checked = project.run("sources", "check", "slips")
    assert "quay" in checked.stdout
    assert json.loads(project.run("run", "--all", "--json").stdout)["sources"][0]["new"] == 2
