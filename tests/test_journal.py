"""The journal: named events, JSON for machines, and no secret or control sign ever on a screen."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from ingest.journal import HIDDEN, Event, set_up, tell, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _quiet_afterwards() -> Iterator[None]:
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_pipe_gets_one_json_object_a_line() -> None:
    out = io.StringIO()
    set_up(stream=out)
    tell(Event.SOURCE_FAILED, source="coast", reason="no answer in 5 s")
    (line,) = lines(out)
    assert (line["event"], line["level"], line["source"], line["reason"]) == ("source_failed", "warning", "coast", "no answer in 5 s")
    assert str(line["timestamp"]).endswith("Z")
    assert list(line) == ["timestamp", "level", "event", "source", "reason"]


@pytest.mark.parametrize(("verbose", "names"), [(0, ["bug"]), (1, ["bug", "ruled"]), (9, ["bug", "ruled"])])
def test_commands_are_quiet_until_asked(verbose: int, names: list[str]) -> None:
    out = io.StringIO()
    set_up(stream=out, verbose=verbose)
    for event in (Event.BUG, Event.RULED):
        tell(event)
    assert [line["event"] for line in lines(out)] == names


def test_a_terminal_gets_colors_and_no_control_signs() -> None:
    out = Terminal()
    set_up(stream=out)
    tell(Event.SOURCE_FAILED, reason="\x1b[2Jgone\u202e", headline="दिल्\u200dली")
    shown = out.getvalue()
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown
    assert "\\u001b[2Jgone\\u202e" in shown
    assert "दिल्\u200dली" in shown


def test_people_may_have_plain_lines_in_a_file() -> None:
    out = io.StringIO()
    set_up(stream=out, as_json=False)
    tell(Event.BUG, says="one")
    assert "\x1b" not in out.getvalue()
    assert "bug" in out.getvalue()


def test_without_set_up_warnings_reach_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    tell(Event.RULED)
    tell(Event.BUG)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [json.loads(line)["event"] for line in captured.err.splitlines()] == ["bug"]


def test_libraries_are_heard() -> None:
    out = io.StringIO()
    set_up(stream=out)
    set_up(stream=out)
    logging.getLogger("scheduler").warning("missed %d", 3)
    logging.getLogger("scheduler").info("nothing of note")
    (line,) = lines(out)
    assert (line["event"], line["library"], line["says"]) == ("library", "scheduler", "missed 3")


def test_a_traceback_stays_in_one_line_and_hides_secrets() -> None:
    out = io.StringIO()
    set_up(stream=out)
    try:
        raise ValueError("https://me:canary@wire.example/")  # noqa: TRY301 - the traceback is the point
    except ValueError:
        tell(Event.BUG, exc_info=True)
    (line,) = lines(out)
    assert "ValueError" in str(line["exception"])
    assert "canary" not in out.getvalue()


@pytest.mark.parametrize(
    "facts",
    [
        {"password": "canary"},
        {"api_key": "canary"},
        {"Authorization": "Bearer canary"},
        {"url": "https://me:canary@wire.example/feed"},
        {"url": "https://wire.example/feed?apikey=canary&page=2"},
        {"url": "https://wire.example/feed?page=2&access_token=canary"},
        {"says": "sent Cookie: canary=1; other=2"},
        {"headers": {"Set-Cookie": "canary", "list": [("x", "authorization: canary")]}},
        {"reason": OSError("ftp://me:canary@wire.example/")},
    ],
)
def test_a_secret_is_never_written(facts: dict[str, object]) -> None:
    for stream in (io.StringIO(), Terminal()):
        set_up(stream=stream)
        tell(Event.BUG, **facts)
        assert "canary" not in stream.getvalue()
        assert HIDDEN in stream.getvalue()


@given(st.text(max_size=200))
def test_hiding_twice_is_hiding_once(text: str) -> None:
    assert without_secrets(without_secrets(text)) == without_secrets(text)


def test_plain_words_are_left_alone() -> None:
    for text in ("https://wire.example/a?page=2", "token rally at the harbor", "mail desk@wire.example", "12 items"):
        assert without_secrets(text) == text


def test_every_event_says_what_it_means() -> None:
    labels = [event.label for event in Event]
    assert len(labels) == len(set(labels))
    for event in Event:
        assert event.label == event.name.lower()
        assert len(event.says) > 15
