"""The scales: runs a command, and tells what it and every process it left behind cost. Run as a program of its own, small and alone.

Each process's own rusage is counted, because this one adopts orphans (Linux's child subreaper): the reading processes are nobody's
children that the program itself could be asked about. Without that (other systems) only what the program waited for is counted.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import resource
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parent.parent.parent
PR_SET_CHILD_SUBREAPER = 36
LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Weight:
    """What a command cost: seconds on the clock, seconds of processor, megabytes at its peak; and how it ended."""

    code: int
    wall_s: float
    main_cpu_s: float
    others_cpu_s: float
    main_mb: float
    others_mb: float
    out: str = ""
    err: str = ""

    @property
    def cpu_s(self) -> float:
        """The processor's seconds, of the program and all that it started."""
        return self.main_cpu_s + self.others_cpu_s


def weigh(command: Sequence[str], env: Mapping[str, str] | None = None) -> Weight:
    """Run a command on the scales."""
    done = subprocess.run(
        [sys.executable, __file__, *command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=True,
    )
    return Weight(**json.loads(done.stdout))


def _weigh_here(command: list[str]) -> Weight:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        child = os.posix_spawn(command[0], command, os.environ, file_actions=[_onto(out, 1), _onto(err, 2)])
        _, ended, own = os.wait4(child, 0)
        wall = time.monotonic() - began
        others = _the_rest()
        return Weight(
            code=os.waitstatus_to_exitcode(ended),
            wall_s=wall,
            main_cpu_s=own.ru_utime + own.ru_stime,
            others_cpu_s=sum(one.ru_utime + one.ru_stime for one in others),
            main_mb=own.ru_maxrss / 1024,
            others_mb=max((one.ru_maxrss for one in others), default=0) / 1024,
            out=_read(out),
            err=_read(err),
        )


def _onto(file: IO[bytes], number: int) -> tuple[int, int, int]:
    return (os.POSIX_SPAWN_DUP2, file.fileno(), number)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _the_rest() -> list[resource.struct_rusage]:
    """The orphans, as they end."""
    found = []
    while True:
        try:
            found.append(os.wait4(-1, 0)[2])
        except ChildProcessError:
            return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_weigh_here(sys.argv[1:]))))
