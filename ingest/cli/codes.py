"""What the program's exit status tells a crontab, a timer or a script."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses, after sysexits.h where it has one."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    BAD_DATA = 65
    UNREACHABLE = 69
    BUG = 70
    NO_ROOM = 73
    BUSY = 75
    CONFIG = 78
    INTERRUPTED = 130
