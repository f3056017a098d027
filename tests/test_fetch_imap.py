"""Mailboxes: taken in order and once, flags untouched, moved when asked; servers that lie, drip and hang cost themselves alone."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mailhouse import PASSWORD, USER, Crook, MailHouse, Talk, crooked, mail, mail_house, on
from newsroom import NOON, overheard

from ingest.fetch.boxes.imap import open_box
from ingest.fetch.imap_words import quoted
from ingest.fetch.manners import LOCKED_FOR
from ingest.terms import FetchFailed, Limits, Secret, Source, Transmission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NOTHING: frozenset[str] = frozenset()


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)


@pytest.fixture(scope="module")
def house() -> Iterator[MailHouse]:
    with mail_house() as one:
        yield one


def source(port: int, *, deadline_s: float = 20.0, opened: bool = True, at: str = "imap://127.0.0.1", move_to: str | None = None) -> Source:
    """A mailbox on loopback."""
    return Source(
        id="box",
        kind="imap",
        url=f"{at}:{port}/INBOX",
        user=USER,
        password=Secret("env:MAIL_PASSWORD"),
        allow_private=(f"{at.rpartition('/')[2]}:{port}",) if opened else (),
        deadline_s=deadline_s,
        move_to=Path(move_to) if move_to else None,
    )


def turn(
    box: Source, *, limits: Limits | None = None, known: Callable[[Sequence[str]], frozenset[str]] = lambda _: NOTHING, away: bool = False
) -> list[Transmission | FetchFailed]:
    """All that one turn brings; with `away` each message is put away as filed."""

    async def through() -> list[Transmission | FetchFailed]:
        found = []
        async with open_box(box, limits or Limits()) as mailbox:
            async for one in mailbox.arrivals(known, NOON):
                found.append(one)
                if away and isinstance(one, Transmission):
                    assert await mailbox.put_away(one) is None
        return found

    return asyncio.run(through())


def bytes_of(found: Sequence[Transmission | FetchFailed]) -> list[bytes]:
    return [one.data for one in found if isinstance(one, Transmission)]


def failure(found: Sequence[Transmission | FetchFailed]) -> FetchFailed:
    """The last word of a turn, which is that the mailbox is shut."""
    last = found[-1]
    assert isinstance(last, FetchFailed), last
    assert not last.connected
    return last


# --- a real server ----------------------------------------------------------------------------------------------------
def test_messages_come_in_the_order_of_their_numbers_with_their_flags_untouched(house: MailHouse) -> None:
    house.deliver(*map(mail, range(40)))
    found = turn(source(house.port))
    assert bytes_of(found) == list(map(mail, range(40)))
    keys = [one.key or "" for one in found if isinstance(one, Transmission)]
    assert all(re.fullmatch(r"\d+\.\d+\|\d+", key) for key in keys)
    assert not any(rb"\Seen" in flags for flags in house.lies())
    again = turn(source(house.port), known=lambda asked: frozenset(asked) - {keys[3]})
    assert bytes_of(again) == [mail(3)]
    assert len(bytes_of(turn(source(house.port), limits=Limits(files=5)))) == 5


def test_what_is_filed_is_moved_and_what_a_kill_left_behind_is_moved_at_the_next_pass() -> None:
    with mail_house() as house:
        house.deliver(*map(mail, range(5)))
        box = source(house.port, move_to="Wire/Filed")
        assert len(turn(box, limits=Limits(files=3), away=True)) == 3
        assert (len(house.lies()), len(house.lies("Wire/Filed"))) == (2, 3)
        assert turn(box, known=frozenset) == []  # filed, and killed before they were moved
        assert (len(house.lies()), len(house.lies("Wire/Filed"))) == (0, 5)


def test_a_message_larger_than_is_taken_is_refused_by_its_size_and_never_fetched() -> None:
    with crooked(Crook(lambda *_: False, sizes={2: 20_000_001})) as crook:
        found = turn(source(crook.port))
    refused = [one for one in found if isinstance(one, FetchFailed)]
    assert [one.reason for one in refused] == ["message 2: it has 20 MB, more than limits.bytes allows; it was not fetched"]
    assert refused[0].connected
    assert refused[0].url == "imap://127.0.0.1/INBOX;UIDVALIDITY=7/;UID=2"
    assert bytes_of(found) == [mail(1), mail(3)]
    assert not any(b"2" in command.split()[2] for command in crook.heard if command.startswith(b"UID FETCH"))


def test_a_mailbox_that_is_not_there_is_told_with_its_name(house: MailHouse) -> None:
    found = turn(replace(source(house.port), url=f"imap://127.0.0.1:{house.port}/Dr%C3%A4hte"))
    assert "the mailbox Drähte can't be opened" in failure(found).reason
    assert failure(found).origin == f"imap://127.0.0.1:{house.port}"


def test_a_refused_password_is_told_and_not_tried_again_for_a_while(house: MailHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "wrong")
    shut = failure(turn(source(house.port)))
    assert "refused the account demouser" in shut.reason
    assert "left alone" not in shut.reason  # a look holds nothing; a run says that it does
    assert "wrong" not in shut.reason
    assert shut.hold_until == NOON + LOCKED_FOR


def test_a_password_that_is_nowhere_is_told(house: MailHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAIL_PASSWORD")
    shut = failure(turn(source(house.port)))
    assert "there is no secret in the environment variable MAIL_PASSWORD" in shut.reason
    assert shut.origin is not None  # it is not the net that failed


def test_a_private_address_is_dialed_only_where_the_row_opens_it(house: MailHouse) -> None:
    shut = failure(turn(source(house.port, opened=False)))
    assert "127.0.0.1 is not a public address" in shut.reason
    assert shut.origin is None


def test_nobody_at_home_is_told() -> None:
    with crooked(Crook(lambda *_: False)) as crook:
        port = crook.port
    assert failure(turn(source(port))).reason == f"no connection to 127.0.0.1:{port} (Connection refused); tried 5 times"


# --- encryption -------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from bench.newsroom import make_secrets

    folder = tmp_path_factory.mktemp("secrets")
    if make_secrets(folder, 1) is None:
        pytest.skip("there is no openssl")
    return folder


@pytest.fixture(scope="module")
def sealed(secrets: Path) -> Iterator[MailHouse]:
    with mail_house(secret=secrets / "stand-0.pem") as one:
        yield one


def test_a_certificate_that_nobody_vouches_for_is_refused_with_the_remedy(sealed: MailHouse, secrets: Path) -> None:
    assert "SSL_CERT_FILE" in failure(turn(source(sealed.port, at="imap://127.0.1.1"))).reason
    with crooked(Crook(lambda *_: False), secrets / "stand-0.pem") as crook:
        assert "SSL_CERT_FILE" in failure(turn(source(crook.port, at="imaps://127.0.1.1"))).reason
    assert crook.heard == []


def test_messages_come_over_starttls_and_over_tls_from_the_first_byte(
    sealed: MailHouse, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secrets / "ca.pem"))
    assert failure(turn(replace(source(sealed.port, at="imap://127.0.1.1"), url=f"imap://127.0.1.1:{sealed.port}/None"))).origin
    assert turn(source(sealed.port, at="imap://127.0.1.1")) == []
    with crooked(Crook(lambda *_: False), secrets / "stand-0.pem") as crook:
        assert bytes_of(turn(source(crook.port, at="imaps://127.0.1.1"))) == [mail(1), mail(2), mail(3)]


def test_a_certificate_of_another_host_is_refused(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(secrets / "ca.pem"))
    box = source(1, at="imaps://mail.example")

    async def through(port: int) -> list[Transmission | FetchFailed]:
        other = replace(box, url=f"imaps://mail.example:{port}/INBOX", allow_private=(f"mail.example:{port}",))
        async with open_box(other, Limits(), lambda _host, _port: [(2, "127.0.1.1")]) as mailbox:
            return [one async for one in mailbox.arrivals(lambda _: NOTHING, NOON)]

    with crooked(Crook(lambda *_: False), secrets / "stand-0.pem") as crook:
        assert "can't be trusted" in failure(asyncio.run(through(crook.port))).reason
    assert crook.heard == []


# --- a server with a bad habit ------------------------------------------------------------------------------------------
def _endless_literal(talk: Talk, _tag: bytes) -> None:
    talk.blurt(b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n")
    while True:
        talk.blurt(b"x" * 65_536)


def _huge_line(talk: Talk, _tag: bytes) -> None:
    while True:
        talk.blurt(b"* 1 FETCH (FLAGS (" + b"x" * 65_536)


def _many_lines(talk: Talk, _tag: bytes) -> None:
    while True:
        talk.say(*[b"* 1 FETCH (FLAGS ())"] * 1000)


def _drip(talk: Talk, _tag: bytes) -> None:
    talk.blurt(b"* 1 FETCH (UID 1 BODY[] {1000}\r\n")
    while True:
        talk.blurt(b"x")
        time.sleep(0.05)


def _hang(talk: Talk, _tag: bytes) -> None:
    talk.sleep()


def _bye(talk: Talk, _tag: bytes) -> None:
    talk.say(b"* BYE we are closing")
    talk.wire.close()


def _wrong_tag(talk: Talk, _tag: bytes) -> None:
    talk.say(b"ZZZZ1 OK done")


def _nonsense(talk: Talk, _tag: bytes) -> None:
    talk.say(b"\x00\xff\xfe garbage")


def _longer_than_it_says(talk: Talk, tag: bytes) -> None:
    talk.blurt(talk.message(1, count=20))
    talk.say(tag + b" OK done")


def _digits(talk: Talk, _tag: bytes) -> None:
    talk.blurt(b"* 1 FETCH (UID 1 BODY[] {" + b"9" * 5000 + b"}\r\n")


@pytest.mark.parametrize(
    ("verb", "deed", "says"),
    [
        (b"UID FETCH", _huge_line, "line of more than"),
        (b"UID FETCH", _many_lines, "more than 6,000 lines"),
        (b"UID FETCH", _drip, "did not answer within 1 s"),
        (b"UID FETCH", _hang, "did not answer within 1 s"),
        (b"UID FETCH", _bye, "we are closing"),
        (b"UID FETCH", _wrong_tag, "unexpected"),
        (b"UID FETCH", _nonsense, "unexpected response"),
        (b"UID FETCH", _longer_than_it_says, "connections in a row broke"),
        (b"UID FETCH", _digits, "no IMAP"),
        (b"FETCH", _hang, "did not answer within 1 s"),
        (b"FETCH", _bye, "we are closing"),
        (b"EXAMINE", _hang, "did not answer within 1 s"),
        (b"CAPABILITY", _hang, "did not answer within 1 s"),
        (b"CAPABILITY", _nonsense, "unexpected response"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else None,
)
def test_a_crooked_server_is_left_in_words_within_a_short_time(verb: bytes, deed: Callable[[Talk, bytes], None], says: str) -> None:
    started = time.monotonic()
    with crooked(Crook(on(verb)(deed))) as crook:
        found = turn(source(crook.port, deadline_s=1.0 if "within 1 s" in says else 30.0))
    assert says in failure(found).reason
    assert bytes_of(found) == []
    assert time.monotonic() - started < 60  # it takes a second or two
    assert crook.calls <= 6


def test_a_message_without_end_is_refused_by_what_its_server_announces() -> None:
    with crooked(Crook(on(b"UID FETCH")(_endless_literal))) as crook:
        found = turn(source(crook.port))
    assert [one.reason for one in found if isinstance(one, FetchFailed)] == [
        f"message {uid}: the server sends 99,999,999,999 bytes" for uid in (1, 2, 3)
    ]


def test_what_came_before_the_server_broke_off_for_good_is_given() -> None:
    def habit(talk: Talk, tag: bytes, command: bytes) -> bool:
        if command.startswith(b"UID FETCH") and len([one for one in talk.crook.heard if one.startswith(b"UID FETCH")]) > 1:
            _bye(talk, tag)
            return True
        return False

    with crooked(Crook(habit, messages={uid: mail(uid) for uid in range(1, 41)})) as crook:
        found = turn(source(crook.port))
    assert bytes_of(found) == [mail(uid) for uid in range(1, 33)]
    assert "connections in a row broke" in failure(found).reason


def test_a_dropped_connection_is_made_anew_and_nothing_is_lost() -> None:
    def habit(talk: Talk, tag: bytes, command: bytes) -> bool:
        if command.startswith(b"UID FETCH") and len(talk.crook.heard) % 3 == 0:
            _bye(talk, tag)
            return True
        return False

    with crooked(Crook(habit, messages={uid: mail(uid) for uid in range(1, 41)})) as crook:
        found = turn(source(crook.port))
    assert bytes_of(found) == [mail(uid) for uid in range(1, 41)]


def test_a_message_that_breaks_the_server_costs_itself_alone() -> None:
    def habit(talk: Talk, tag: bytes, command: bytes) -> bool:
        first, _, last = command.split()[2].partition(b":") if command.startswith(b"UID FETCH") else (b"", b"", b"")
        if first and int(first) <= 2 <= int(last or first):
            talk.blurt(talk.message(2, count=99))
            talk.wire.close()
            return True
        return False

    with crooked(Crook(habit)) as crook:
        found = turn(source(crook.port))
    assert bytes_of(found) == [mail(1), mail(3)]
    (refused,) = [one for one in found if isinstance(one, FetchFailed)]
    assert refused.connected
    assert "message 2" in refused.reason


def test_a_message_that_the_server_will_not_give_is_refused_in_its_own_words() -> None:
    def habit(talk: Talk, tag: bytes, command: bytes) -> bool:
        if not command.startswith(b"UID FETCH") or command.split()[2] in (b"1", b"2"):
            return False
        talk.say(tag + b" NO message 3 is damaged")
        return True

    with crooked(Crook(habit)) as crook:
        found = turn(source(crook.port))
    assert bytes_of(found) == [mail(1), mail(2)]
    assert "message 3 is damaged" in (found[-1].reason if isinstance(found[-1], FetchFailed) else "")


def test_a_message_of_another_number_is_not_taken_for_the_one_that_was_asked() -> None:
    def lie(talk: Talk, tag: bytes) -> None:
        talk.blurt(talk.message(1, called=77) + talk.message(2) + talk.message(2, called=2))
        talk.say(tag + b" OK done")

    with crooked(Crook(on(b"UID FETCH")(lie))) as crook, overheard() as lines:
        found = turn(source(crook.port))
    assert bytes_of(found) == [mail(2)]
    assert [line["event"] for line in lines] == ["file_refused", "file_refused"]
    assert "UID=1 is listed, but the server did not send it" in lines[0]["reason"]


def test_a_mailbox_that_is_made_anew_meanwhile_ends_the_turn() -> None:
    def habit(talk: Talk, tag: bytes, command: bytes) -> bool:
        if command.startswith(b"EXAMINE"):
            talk.say(b"* 3 EXISTS", b"* OK [UIDVALIDITY %d] valid" % talk.crook.calls, tag + b" OK open")
            return True
        if command.startswith(b"UID FETCH"):
            _bye(talk, tag)
            return True
        return False

    with crooked(Crook(habit)) as crook:
        assert "made anew" in failure(turn(source(crook.port))).reason


def test_a_server_without_uidvalidity_is_refused() -> None:
    def open_(talk: Talk, tag: bytes) -> None:
        talk.say(b"* 3 EXISTS", tag + b" OK open")

    with crooked(Crook(on(b"EXAMINE")(open_))) as crook:
        assert "UIDVALIDITY" in failure(turn(source(crook.port))).reason


@pytest.mark.parametrize(
    ("verb", "answer", "says"),
    [
        (b"EXAMINE", b" NO [UNAVAILABLE] the disks are being changed", "is not to be had now ([UNAVAILABLE] the disks"),
        (b"AUTHENTICATE", b" NO [UNAVAILABLE] later", "can't tell now whether it knows the account"),
        (b"FETCH", b" NO [SERVERBUG] oh", "refused ([SERVERBUG] oh)"),
        (b"EXAMINE", b" BAD what", "the server refused"),
    ],
)
def test_a_server_that_says_no_is_quoted(verb: bytes, answer: bytes, says: str) -> None:
    with crooked(Crook(on(verb)(lambda talk, tag: talk.say(tag + answer)))) as crook:
        shut = failure(turn(source(crook.port)))
    assert says in shut.reason
    assert shut.hold_until is None


def test_no_password_goes_over_clear_text_to_a_host_that_the_row_does_not_open() -> None:
    from ingest.fetch.imap_session import Account, Session
    from ingest.fetch.imap_wire import Refusal

    with crooked(Crook(lambda *_: False)) as crook:
        session = Session(Account.of(replace(source(crook.port), allow_private=())), 5)
        session.hold(socket.create_connection(("127.0.0.1", crook.port)))
        with pytest.raises(Refusal, match="no password goes over clear text"):
            session.open(PASSWORD, trusted=False, writing=False)
        session.drop()
        assert crook.heard == [b"CAPABILITY"]


def test_words_slipped_in_before_the_encryption_are_not_believed() -> None:
    def begin(talk: Talk, tag: bytes) -> None:
        talk.say(tag + b" OK begin", b"* PREAUTH you are known")

    with crooked(Crook(on(b"STARTTLS")(begin), can=b"IMAP4rev1 STARTTLS")) as crook:
        assert "before the encryption began" in failure(turn(source(crook.port))).reason
    assert not any(command.startswith((b"LOGIN", b"AUTHENTICATE")) for command in crook.heard)


def test_a_server_that_lies_about_move_is_asked_to_copy_and_expunge_these_alone() -> None:
    with crooked(Crook(on(b"UID MOVE")(lambda talk, tag: talk.say(tag + b" BAD no such thing")), can=b"IMAP4rev1 MOVE UIDPLUS")) as crook:
        turn(source(crook.port, move_to="Filed"), away=True)
    deeds = [command.split()[1] for command in crook.heard if command.startswith(b"UID")]
    assert deeds == [b"FETCH", b"MOVE", b"COPY", b"STORE", b"EXPUNGE"]
    assert b"UID EXPUNGE 1:3" in crook.heard


def test_a_server_that_can_neither_move_nor_expunge_single_messages_keeps_them() -> None:
    with crooked(Crook(lambda *_: False, can=b"IMAP4rev1")) as crook, overheard() as lines:
        found = turn(source(crook.port, move_to="Filed"), away=True)
    assert len(bytes_of(found)) == 3
    assert "neither MOVE" in lines[0]["reason"]
    assert not any(command.startswith((b"UID COPY", b"EXPUNGE")) for command in crook.heard)


def test_a_password_of_other_letters_needs_a_server_that_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "schlüssel")
    with crooked(Crook(lambda *_: False, can=b"IMAP4rev1")) as crook:
        assert "other letters than ASCII" in failure(turn(source(crook.port))).reason
    assert not any(command.startswith(b"LOGIN") for command in crook.heard)


def test_names_of_mailboxes_are_spelled_as_imap_spells_them() -> None:
    assert quoted('Drähte & "Mehr"') == '"Dr&AOQ-hte &- \\"Mehr\\""'
    assert quoted("日本語") == '"&ZeVnLIqe-"'


def test_who_stops_waiting_ends_the_connection_and_its_thread() -> None:
    async def through(port: int) -> None:
        async with open_box(source(port, deadline_s=60), Limits()) as mailbox:
            async with asyncio.timeout(0.5):
                async for _ in mailbox.arrivals(lambda _: NOTHING, NOON):
                    pass

    started = time.monotonic()
    with crooked(Crook(on(b"FETCH")(_hang))) as crook, pytest.raises(TimeoutError):
        asyncio.run(through(crook.port))
    assert time.monotonic() - started < 10
