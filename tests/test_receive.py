"""The receiver in the docs is run against our own sender: what docs/receive.md promises is what happens."""

from __future__ import annotations

import http.client
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mailroom import SECRET, Post, share_secret

from ingest import clock
from ingest.terms import Despatched, Refused, Secret, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent.parent / "docs" / "receive.md"


class Desk:
    """The receiver of the docs, as a program of its own."""

    def __init__(self, folder: Path) -> None:
        """A free port."""
        self.place = folder / "cms.db"
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def rows(self) -> list[tuple[str, str, str, str]]:
        """What it has done."""
        with closing(sqlite3.connect(self.place)) as conn:
            return conn.execute("SELECT * FROM done").fetchall()

    def target(self) -> Target:
        """Our side of it."""
        return Target(
            id="cms",
            kind="webhook",
            url=f"http://127.0.0.1:{self.port}/",
            secret=Secret("env:CMS_SECRET"),
            allow_private=(f"127.0.0.1:{self.port}",),
        )

    def listens(self) -> bool:
        """Whether it is there."""
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The docs' own program at work."""
    share_secret(monkeypatch)
    (program,) = re.findall(r"```py\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    desk = Desk(tmp_path)
    env = os.environ | {"CMS_SECRET": SECRET, "CMS_DB": str(desk.place), "CMS_PORT": str(desk.port)}
    with subprocess.Popen([sys.executable, "-c", program], env=env) as process:
        for _ in range(300):
            if desk.listens():
                break
            time.sleep(0.1)
        yield desk
        process.terminate()


def test_the_receiver_in_the_docs_takes_what_we_send_and_counts_it_once(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    post = Post(tmp_path / "ours", desk.target())
    post.now = clock.now()
    first, second = post.approves(2)
    assert [type(one) for one in post.sends()] == [Despatched, Despatched]
    for row in post.store.outbox():
        post.store.retry(row.outbox_id, post.now)
    post.kills(first)
    post.sends()
    assert sorted(key for key, *_ in desk.rows()) == [f"{first}-cms-publish", f"{first}-cms-withdraw", f"{second}-cms-publish"]
    assert {(op, uri, headline) for _, op, uri, headline in desk.rows()} == {
        ("publish", "tag:1", "Story 1"),
        ("publish", "tag:2", "Story 2"),
        ("withdraw", "tag:1", "Story 1"),
    }


def test_the_receiver_in_the_docs_refuses_what_is_not_signed_with_its_secret(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER_SECRET", "of-somebody-else-altogether")
    (tmp_path / "ours").mkdir()
    post = Post(tmp_path / "ours", replace(desk.target(), secret=Secret("env:OTHER_SECRET")))
    post.now = clock.now()
    post.approves()
    (outcome,) = post.sends()
    assert isinstance(outcome, Refused)
    assert "answered 401" in outcome.reason
    assert desk.rows() == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-id": "1", "webhook-timestamp": "today", "webhook-signature": "v1,x"},
        {"webhook-id": "1", "webhook-timestamp": str(int(clock.now().timestamp())), "webhook-signature": "v1,é v1"},
    ],
    ids=["none", "no time", "no signature"],
)
def test_the_receiver_in_the_docs_turns_away_what_is_no_message_of_ours(desk: Desk, headers: dict[str, str]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
    line.request("POST", "/in", b"{}", headers)
    assert line.getresponse().status == 401
    line.close()
    assert desk.rows() == []
