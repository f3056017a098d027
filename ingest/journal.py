"""The journal: what the program does, one named event a line on standard error; JSON for machines, colors for people, no secrets."""

from __future__ import annotations

import logging
import re
import sys
from enum import Enum
from typing import TYPE_CHECKING, TextIO

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from structlog.typing import EventDict, Processor, WrappedLogger

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
_SECRET_KEY = re.compile(r"passw(or)?d|secret|token|authorization|cookie|api_?key|credential|signature", re.IGNORECASE)
_SECRET_USER = re.compile(r"(?<=://)[^/\s@]{1,256}@")
_SECRET_PARAMETER = re.compile(r"(?i)([?&;](?:[\w.-]{0,40}(?:key|token|secret|passw(?:or)?d|sig|signature|auth)))=[^&;#\s\"']+")
_SECRET_HEADER = re.compile(r"(?i)\b((?:authorization|cookie|x-api-key)\s*[:=]\s*)[^\r\n\"']+")
_KEPT_SIGNS = "\u200c\u200d"  # joiners are letters' business in Hindi and Urdu, and invisible: they can't fool a reader
HIDDEN = "(hidden)"
DEEPEST = 6


class Event(Enum):
    """Every event the journal knows: name, level, and what it tells an operator. docs/operate.md lists them all."""

    RUN_ENDED = ("run_ended", logging.INFO, "a pass ended: items, failures, seconds")
    RUN_STOPPED = ("run_stopped", logging.WARNING, "a signal ended the pass early; what was committed stays")
    SOURCE_READ = ("source_read", logging.INFO, "a source was fetched and its items filed")
    SOURCE_UNCHANGED = ("source_unchanged", logging.INFO, "the server, or the bytes, say that nothing changed")
    SOURCE_SKIPPED = ("source_skipped", logging.INFO, "a source was passed over: not due, held or off")
    SOURCE_FAILED = ("source_failed", logging.WARNING, "a source gave no usable answer; the reason is in its health row too")
    SOURCE_HELD = ("source_held", logging.WARNING, "a server asked us to wait (429 or 503); its whole origin is held")
    SOURCE_OFF = ("source_off", logging.WARNING, "a server says the feed is gone for good (410); switch it on again by hand")
    LEAD_FAILED = ("lead_failed", logging.INFO, "the page of a feed entry could not be fetched; it is tried again")
    ITEM_KILLED = ("item_killed", logging.INFO, "a kill came in: versions, copies and outgoing copy it called back")
    DEAD_LETTER = ("dead_letter", logging.INFO, "bytes or an item could not be filed; `dead list` shows it, `replay` tries again")
    FILE_REFUSED = ("file_refused", logging.WARNING, "a file of a folder was left where it is: unsafe name, link, or not whole yet")
    LEFT_BY_ITSELF = ("left_by_itself", logging.INFO, 'copy of a source with release = "auto" was approved without an editor')
    RULED = ("ruled", logging.INFO, "an editor decided")
    DESPATCHED = ("despatched", logging.INFO, "copy left for a target")
    DESPATCH_REFUSED = ("despatch_refused", logging.WARNING, "a target did not take the copy; it is tried again")
    TARGET_HELD = ("target_held", logging.WARNING, "a target is down or asked us to wait: left alone for a while, its copy waits")
    TARGET_PAUSED = ("target_paused", logging.WARNING, "a target wants no more (410): paused until somebody resumes it")
    SERVE_STARTED = ("serve_started", logging.INFO, "the daemon began")
    SERVE_ENDED = ("serve_ended", logging.INFO, "the daemon left in good order")
    CONFIG_READ = ("config_read", logging.INFO, "the config folder was read, at the start or after SIGHUP")
    CONFIG_WRONG = ("config_wrong", logging.ERROR, "a changed config can't be used; the one before stays in force")
    LIBRARY = ("library", logging.WARNING, "a library we use had something to say")
    DESK_OPENED = ("desk_opened", logging.INFO, "the editors' desk listens")
    DESK_TROUBLE = ("desk_trouble", logging.WARNING, "the desk could not look at the store; it tries again")
    SIGN_IN_FAILED = ("sign_in_failed", logging.WARNING, "somebody did not get in at the desk; who fails again waits longer")
    BUG = ("bug", logging.ERROR, "the program did something nobody expected; please report it")

    def __init__(self, label: str, level: int, says: str) -> None:
        """Name, level and meaning."""
        self.label, self.level, self.says = label, level, says


def set_up(*, verbose: int = 0, stream: TextIO | None = None, as_json: bool | None = None) -> None:
    """Send the journal to `stream` (standard error): warnings and up, with `verbose` 1 what happens, with 2 every item.

    JSON lines where the stream is no terminal (journald, a file, a pipe), unless `as_json` says otherwise.
    """
    out = stream or sys.stderr
    level = _LEVELS[max(0, min(verbose, 2))]
    for_machines = not out.isatty() if as_json is None else as_json
    last: list[Processor] = [_when_first, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
    if not for_machines:
        last = [_printable, structlog.dev.ConsoleRenderer(colors=out.isatty(), sort_keys=False)]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redacted,
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    _hear_libraries(level)


def tell(event: Event, /, **facts: object) -> None:
    """Write an event with its facts at the event's own level."""
    if not structlog.is_configured():
        set_up()
    structlog.get_logger().log(event.level, event.label, **facts)


def redacted(_logger: WrappedLogger, _method: str, facts: EventDict) -> EventDict:
    """The facts without passwords, tokens and cookies, wherever they stand."""
    for key, value in facts.items():
        facts[key] = HIDDEN if _SECRET_KEY.search(key) else _clean(value, DEEPEST)
    return facts


def without_secrets(text: str) -> str:
    """A text in which users and passwords of addresses, keys in queries and credentials in headers are hidden."""
    text = _SECRET_USER.sub(f"{HIDDEN}@", text)
    text = _SECRET_PARAMETER.sub(rf"\1={HIDDEN}", text)
    return _SECRET_HEADER.sub(rf"\1{HIDDEN}", text)


def _clean(value: object, depth: int) -> object:
    """A value with its texts redacted, as deep as anything we log goes."""
    if isinstance(value, str):
        return without_secrets(value)
    if depth and isinstance(value, dict):
        return {key: HIDDEN if _SECRET_KEY.search(str(key)) else _clean(part, depth - 1) for key, part in value.items()}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [_clean(part, depth - 1) for part in value]
    return value if value is None or isinstance(value, bool | int | float) else without_secrets(str(value))


def _when_first(_logger: WrappedLogger, _method: str, facts: EventDict) -> MutableMapping[str, object]:
    """The facts with time, level and event in front, where people look for them in a long line."""
    return {**{key: facts.pop(key) for key in ("timestamp", "level", "event")}, **facts}


def _printable(_logger: WrappedLogger, _method: str, facts: EventDict) -> MutableMapping[str, object]:
    """The facts without signs that steer a terminal: what a feed says must not paint on an operator's screen."""
    return {key: _visible(value) if isinstance(value, str) else value for key, value in facts.items()}


def _visible(text: str) -> str:
    """A text with each control or direction sign written out; line breaks of a traceback stay."""
    return "".join(sign if sign.isprintable() or sign == "\n" or sign in _KEPT_SIGNS else f"\\u{ord(sign):04x}" for sign in text)


class _Ear(logging.Handler):
    """Takes what libraries log and tells it as an event of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a library's line at its own level."""
        structlog.get_logger().log(record.levelno, Event.LIBRARY.label, library=record.name, says=record.getMessage())


def _hear_libraries(level: int) -> None:
    """Route the logging of libraries into the journal, once; below a warning only when asked for every item."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Ear)]:
        root.removeHandler(handler)
    root.addHandler(_Ear())
    root.setLevel(logging.INFO if level == logging.DEBUG else logging.WARNING)
