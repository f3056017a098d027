"""The webhook: signed, idempotent, side by side, dialed nowhere it must not be; and every answer has its meaning."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

import pytest
from mailroom import SECRET, Post, Receiver, receiving, share_secret, webhook
from newsroom import NOON, overheard
from wireserver import reply

from ingest.outbox.letters import BadSecret, keys_of
from ingest.outbox.verdicts import verdict
from ingest.terms import Despatch, Despatched, Refused, Target
from normalizers.terms import Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wireserver import Request


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver, and our secret with it."""
    yield from receiving(monkeypatch)


def signed(request: Request, key: bytes) -> str:
    """What a receiver reckons the signature to be."""
    text = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode() + request.body
    return "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def test_an_approved_item_is_posted_once_signed_and_with_its_key(wire: Receiver, tmp_path: Path) -> None:
    post = Post(tmp_path, webhook(wire))
    (item,) = post.approves()
    (outcome,) = post.sends()
    assert outcome == Despatched(outbox_id=1, place=f"{wire.url('/in')} answered 200")
    assert post.sends() == []
    (request,) = wire.asked_for("/in")
    assert request.headers["webhook-id"] == f"{item}-cms-publish"
    assert request.headers["webhook-signature"] == signed(request, base64.b64decode(SECRET.removeprefix("whsec_")))
    (told,) = wire.told()
    assert (told["type"], told["data"]["item"]["headlines"][0]["value"]) == ("item.publish", "Story 1")
    assert request.headers["user-agent"].startswith("Copytaster/")
    assert "cookie" not in request.headers


def test_a_kill_is_posted_without_the_copy(wire: Receiver, tmp_path: Path) -> None:
    post = Post(tmp_path, webhook(wire))
    items = post.approves()
    post.sends()
    post.kills(*items)
    post.sends()
    last = wire.told()[-1]
    assert (last["type"], last["data"]["item"]["pubStatus"]) == ("item.withdraw", "canceled")
    assert "bodies" not in last["data"]["item"]


def test_a_secret_that_is_being_changed_signs_twice(wire: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share_secret(monkeypatch, f"{SECRET} an-older-one-in-plain-text")
    post = Post(tmp_path, webhook(wire))
    post.approves()
    post.sends()
    (request,) = wire.asked_for("/in")
    new, old = request.headers["webhook-signature"].split()
    assert new == signed(request, base64.b64decode(SECRET.removeprefix("whsec_")))
    assert old == signed(request, b"an-older-one-in-plain-text")


@pytest.mark.parametrize(("secret", "says"), [("whsec_???", "base64"), ("tiny", "shorter"), ("", "empty"), ("whsec_c2hvcnQ=", "shorter")])
def test_a_secret_that_cannot_sign_says_why_and_not_what_it_is(secret: str, says: str) -> None:
    with pytest.raises(BadSecret, match=says) as told:
        keys_of(secret)
    assert not secret or secret.removeprefix("whsec_") not in str(told.value)


def test_a_secret_that_is_not_there_leaves_the_target_alone_in_words(
    wire: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CMS_SECRET")
    post = Post(tmp_path, webhook(wire))
    post.approves(3)
    (outcome,) = post.sends()
    assert isinstance(outcome, Refused)
    assert "no secret in the environment variable CMS_SECRET" in outcome.reason
    assert post.statuses("cms") == ["waiting"] * 3
    assert wire.asked == []


def test_no_secret_reaches_the_journal_or_the_store(wire: Receiver, tmp_path: Path) -> None:
    wire.takes("/no", lambda _count, _request: 403)
    post = Post(tmp_path, webhook(wire, path="/no?token=hush-hush"))
    post.approves()
    with overheard() as lines:
        post.sends()
    (row,) = post.store.outbox()
    words = f"{lines} {row}"
    assert "answered 403" in words
    assert "hush-hush" not in words
    assert SECRET not in words


def test_several_are_on_their_way_at_once_but_never_two_of_one_article(wire: Receiver, tmp_path: Path) -> None:
    async def slowly(request: Request, out: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(0.2)
        return await reply(out, 200, b"", {})

    wire.do("/in", slowly)
    post = Post(tmp_path, webhook(wire))
    post.approves(16)
    post.sends()
    assert 2 <= wire.most_at_once <= 8
    assert len(set(wire.keys())) == 16


def test_a_private_address_that_nobody_opened_is_never_dialed(wire: Receiver, tmp_path: Path) -> None:
    post = Post(tmp_path, webhook(wire, allow_private=()))
    post.approves()
    (outcome,) = post.sends()
    assert isinstance(outcome, Refused)
    assert "is not a public address" in outcome.reason
    assert wire.asked == []


def test_a_redirect_is_not_followed_and_said_in_words(wire: Receiver, tmp_path: Path) -> None:
    wire.redirect("/old", wire.url("/in"), 308)
    post = Post(tmp_path, webhook(wire, path="/old"))
    post.approves()
    (outcome,) = post.sends()
    assert isinstance(outcome, Refused)
    assert "answered 308, a redirect; none is followed" in outcome.reason
    assert wire.keys("/in") == []


def test_a_receiver_that_wants_no_more_is_paused_with_the_reason(wire: Receiver, tmp_path: Path) -> None:
    wire.takes("/gone", lambda _count, _request: 410)
    post = Post(tmp_path, webhook(wire, path="/gone"))
    post.approves(20)
    with overheard() as lines:
        post.sends()
    (state,) = post.store.target_states(post.now)
    assert state.paused
    assert state.why is not None
    assert "answered 410: it wants no more: noted" in state.why
    assert "target_paused" in {line["event"] for line in lines}
    assert len(wire.keys("/gone")) <= 8
    post.later(hours=30)
    assert post.sends() == []
    assert post.statuses("cms") == ["waiting"] * 20


def test_an_answer_without_end_is_done_when_its_status_is_there(wire: Receiver, tmp_path: Path) -> None:
    wire.never_end("/endless")
    post = Post(tmp_path, webhook(wire, path="/endless"))
    post.approves()
    (outcome,) = post.sends()
    assert isinstance(outcome, Despatched)


def test_a_receiver_that_says_nothing_is_given_up_at_the_deadline(wire: Receiver, tmp_path: Path) -> None:
    wire.hang("/hang")
    post = Post(tmp_path, webhook(wire, path="/hang", deadline_s=0.3))
    post.approves(30)
    outcomes = post.sends()
    assert len(outcomes) <= 10  # eight at once, and two before the third had failed
    assert all(isinstance(one, Refused) and "gave no answer within 0.3 s" in one.reason for one in outcomes)
    assert [row.attempts for row in post.store.outbox()] == [0] * 30


def test_a_refused_connection_and_a_reset_are_the_targets_fault(wire: Receiver, tmp_path: Path) -> None:
    wire.send_raw("/reset", b"", reset=True)
    for number, target in enumerate((webhook(wire, path="/reset"), Target(id="cms", kind="webhook", url="http://127.0.0.1:9/x"))):
        room = tmp_path / str(number)
        room.mkdir()
        post = Post(room, target)
        post.approves(3)
        post.sends()
        (state,) = post.store.target_states(post.now)
        assert state.held_until is not None
        assert post.statuses("cms") == ["waiting"] * 3


def test_one_copy_that_fails_while_its_neighbors_arrive_is_to_blame_itself(wire: Receiver, tmp_path: Path) -> None:
    wire.takes("/in", lambda _count, request: 500 if request.headers["webhook-id"].startswith("2-") else 200)
    post = Post(tmp_path, webhook(wire))
    post.approves(6)
    post.sends()
    assert sorted(post.statuses("cms")) == ["done"] * 5 + ["waiting"]
    (state,) = post.store.target_states(post.now)
    assert state.held_until is None
    assert [row.attempts for row in post.store.outbox() if row.status == "waiting"] == [1]


ROW = Despatch(
    outbox_id=7, item_id=7, target="cms", op="publish", idempotency_key="7-cms-publish", story=Story(form="page"), source="harbor"
)


@pytest.mark.parametrize(
    ("status", "headers", "words", "meaning"),
    [
        (200, {}, b"", "done"),
        (202, {}, b"", "done"),
        (208, {}, b"", "done"),
        (409, {}, b'{"duplicate": "7-cms-publish"}', "done"),
        (409, {"webhook-id": "7-cms-publish"}, b"", "done"),
        (409, {}, b"something else", "copy"),
        (400, {}, b"", "copy for good"),
        (413, {}, b"", "copy for good"),
        (415, {}, b"", "copy for good"),
        (422, {}, b"", "copy for good"),
        (404, {}, b"", "copy"),
        (418, {}, b"", "copy"),
        (401, {}, b"", "target"),
        (403, {}, b"", "target"),
        (408, {}, b"", "target"),
        (425, {}, b"", "target"),
        (429, {"Retry-After": "90"}, b"", "target after 90 s"),
        (500, {}, b"", "target"),
        (503, {"Retry-After": "Wed, 04 Mar 2026 12:02:00 GMT"}, b"", "target after 120 s"),
        (302, {}, b"", "target"),
        (410, {}, b"", "target for good"),
    ],
)
def test_every_answer_has_its_meaning(status: int, headers: dict[str, str], words: bytes, meaning: str) -> None:
    match verdict(ROW, "https://cms.example/in", status, headers, words, NOON):
        case Despatched():
            found = "done"
        case Refused(blames=blames, for_good=for_good, after_s=after):
            found = blames + (" for good" if for_good else "") + (f" after {after:g} s" if after is not None else "")
    assert found == meaning
