"""Mailboxes through the whole program: as an operator runs it, with what its editors then see."""

from __future__ import annotations

import base64
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bench import deliver_imap
from mailhouse import PASSWORD, USER, free_port, mail, mail_house

ROOT = Path(__file__).parent.parent
FERRY = " ".join(f"The ferry to Tamm made trip {number} with all its {number * 3} milk churns." for number in range(1, 8))
BELL = " ".join(f"Diver {number} of the weir brought up bell fragment {number * 11} and laid it on straw." for number in range(1, 8))


@dataclass(frozen=True, slots=True)
class Desk:
    """An installation whose one source is a mailbox."""

    root: Path

    def subscribe(self, port: int, **more: str) -> None:
        """Write the config."""
        (self.root / "config").mkdir(exist_ok=True)
        rows = {"id": "box", "kind": "imap", "url": f"imap://127.0.0.1:{port}/INBOX", "user": USER, "password": "env:MAIL_PASSWORD"} | more
        text = "[[source]]\n" + "".join(f'{key} = "{value}"\n' for key, value in rows.items())
        (self.root / "config" / "sources.toml").write_text(f'{text}allow_private = ["127.0.0.1:{port}"]\n', "utf-8")

    def run(self, password: str = PASSWORD) -> tuple[int, dict[str, Any], str]:
        """One pass: its exit code, its report and what it said."""
        command = [sys.executable, str(ROOT / "run_pipeline.py"), "run", "--all", "--json"]
        folders = ["--config", str(self.root / "config"), "--data", str(self.root / "data")]
        done = subprocess.run([*command, *folders], capture_output=True, text=True, check=False, env={"MAIL_PASSWORD": password})
        return done.returncode, json.loads(done.stdout.splitlines()[-1]), done.stderr

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        with closing(sqlite3.connect(self.root / "data" / "wire.db")) as conn:
            return conn.execute(sql).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def package() -> bytes:
    """A mail with a story in its words, and another enclosed in ninjs."""
    bell = {
        "uri": "urn:mps:bell",
        "type": "text",
        "versionCreated": "2026-03-05T09:20:00+05:30",
        "headlines": [{"role": "main", "value": "Bell found below the weir"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>OLD MOLE, March 5 (MPS): {BELL}</p>"}],
    }
    coded = base64.encodebytes(json.dumps(bell).encode()).decode()
    return (
        "From: Meridian Press <desk@meridianpress.example>\r\nSubject: Ferry sails again\r\nMessage-ID: <ferry@meridianpress.example>\r\n"
        "Date: Thu, 05 Mar 2026 09:30:00 +0530\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n"
        f"--out\r\nContent-Type: text/plain\r\n\r\nKARWI, March 5 (MPS): {FERRY}\r\n\r\n-- \r\nMPS\r\n"
        "--out\r\nContent-Type: application/json\r\nContent-Disposition: attachment; filename=bell.json\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{coded}\r\n--out--\r\n"
    ).encode()


def test_what_is_mailed_is_filed_with_its_origin_and_stays_unread_until_it_is_moved(desk: Desk) -> None:
    with mail_house() as house:
        house.deliver(package())
        desk.subscribe(house.port)
        code, report, said = desk.run()
        assert (code, report["sources"][0]["new"], said) == (0, 2, "")
        assert desk.ask("SELECT uri, headline, url FROM v_items ORDER BY uri") == [
            ("mid:ferry@meridianpress.example", "Ferry sails again", None),
            ("urn:mps:bell", "Bell found below the weir", None),
        ]
        assert set(desk.ask("SELECT relation, agency FROM v_provenance")) == {("agency_direct", "meridian")}
        assert not any(rb"\Seen" in flags for flags in house.lies())
        desk.subscribe(house.port, move_to="Filed")
        code, report, said = desk.run()
        assert (code, report["sources"][0]["new"], said) == (0, 0, "")
        assert (len(house.lies()), len(house.lies("Filed"))) == (0, 1)


def test_a_mailbox_whose_numbers_begin_anew_doubles_no_item(desk: Desk) -> None:
    port = free_port()
    desk.subscribe(port)
    outcomes = []
    for _ in range(2):
        with mail_house(port) as house:
            house.deliver(mail(1), mail(2), package())
            outcomes.append(desk.run()[1]["sources"][0])
    assert [(one["new"], one["resends"]) for one in outcomes] == [(4, 0), (0, 4)]
    assert desk.ask("SELECT count(*) FROM taken") == [(6,)]


def test_a_wrong_password_is_asked_once_and_fails_the_run(desk: Desk) -> None:
    with mail_house() as house:
        desk.subscribe(house.port)
        code, report, said = desk.run("quite-wrong")
        assert (code, report["sources"][0]["outcome"]) == (1, "failed")
        assert "refused the account demouser" in report["sources"][0]["reason"]
        assert "quite-wrong" not in said + json.dumps(report)
        code, report, said = desk.run()
        assert report["sources"][0]["outcome"] == "skipped"  # left alone, though all were to be asked
        assert desk.ask("SELECT state FROM v_source_health") == [("held",)]


@pytest.mark.slow
def test_messages_delivered_under_drops_and_kills_are_filed_once_and_moved_once() -> None:
    paper = deliver_imap.bench(40, 3, holds=(6_000, 20_000))
    # When a kill comes is a matter of the clock; one that came late proves less, not wrong. The benchmark itself tells of it.
    assert [one for one in paper.failed if "killed in its middle" not in one] == []
