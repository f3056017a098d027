"""What stops the outbox as a whole; what one target refuses is a `Refused`."""

from __future__ import annotations

from typing import ClassVar

from normalizers.problems import CopytasterError


class NoRoom(CopytasterError):
    """The disk, a quota or a limit on file sizes can't take another document; the despatch waits and nothing half stands there."""

    exit_code: ClassVar[int] = 73
