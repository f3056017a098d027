"""The commands. `main` is the program: it runs one and turns every fault into a sentence and an exit status."""

from __future__ import annotations

import errno
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from ingest import __version__
from ingest.cli.codes import Exit
from ingest.cli.house import House, hang_up, house_flags, warn
from normalizers.problems import CopytasterError, RulebookError

HELP = """Copytaster takes in agency copy, says whose words it is, files each story once,
puts it before editors and sends on what they approve.

\b
A first day:
  copytaster run             fetch what is due, read it, file it
  copytaster desk            the same in a browser, with keys
  copytaster queue list      what waits for an editor
  copytaster explain 12      why item 12 is what it is
  copytaster queue approve 12
  copytaster status          how each source is doing
  copytaster doctor          what is wrong here, and how to mend it
"""

COMMANDS = {
    "run": "run",
    "serve": "run",
    "desk": "desk",
    "queue": "queue",
    "explain": "look",
    "status": "look",
    "doctor": "look",
    "sources": "sources",
    "config": "look",
    "notices": "notices",
    "read": "read",
    "score": "score",
    "replay": "care",
    "dead": "care",
    "outbox": "outbox",
    "export": "export",
    "prune": "keeping",
    "backup": "keeping",
    "restore": "keeping",
}
_CANT_WRITE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


class Commands(click.Group):
    """The commands by name; a command's rooms are opened when it is called: `queue approve` needs no web client."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names, in the order of a working day."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of that name, its file loaded."""
        place = COMMANDS.get(name)
        if place is None:
            return None
        found = getattr(import_module(f"ingest.cli.{place}"), name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@house_flags
@click.version_option(__version__, prog_name="copytaster")
@click.pass_obj
def program(house: House, /, **flags: Any) -> None:  # noqa: ANN401 - click hands over the four options of `house_flags`
    """Remember the options that stand before the command."""
    house.told(**flags)


def main(default: str | None = None) -> int:
    """Run the command on the command line (or `default` where there is none); the exit status."""
    house = House()
    try:
        return _run(sys.argv[1:] or ([default] if default else []), house)
    except BrokenPipeError:
        hang_up()
        return Exit.OK
    except (click.Abort, KeyboardInterrupt):
        warn("Stopped; what was filed is filed, the rest is taken up by the next run.")
        return Exit.INTERRUPTED
    except Exception as problem:  # noqa: BLE001 - the last border: every fault becomes a sentence and an exit status
        return _tell(problem, house)


def _run(arguments: list[str], house: House) -> int:
    """Run a command; its exit status, and that of click's own ways out: a help text, a wrong option."""
    try:
        code = int(program.main(args=arguments, prog_name="copytaster", standalone_mode=False, obj=house) or 0)
    except click.exceptions.Exit as left:
        code = left.exit_code
    except click.ClickException as wrong:
        wrong.show()
        code = Exit.USAGE
    sys.stdout.flush()
    return code


def _tell(problem: Exception, house: House) -> int:
    """Say a fault in words; a bug's traceback is kept beside the data."""
    if isinstance(problem, CopytasterError):
        code = getattr(problem, "exit_code", Exit.CONFIG if isinstance(problem, RulebookError) else Exit.BAD_DATA)
        if code == Exit.BUG:
            return _tell_bug(problem, house)
        warn(f"copytaster: {problem}")
        return int(code)
    if isinstance(problem, OSError) and (problem.errno in _CANT_WRITE or str(problem.filename).startswith(str(house.data))):
        place = problem.filename or house.data
        warn(f"copytaster: can't write {place}: {problem.strerror}; make room, or mend the folder and its permissions, then run again")
        return Exit.NO_ROOM
    return _tell_bug(problem, house)


def _tell_bug(problem: Exception, house: House) -> int:
    """Keep a bug's traceback beside the data, and say where."""
    place = house.data / "crash.txt"
    told = "".join(traceback.format_exception(problem))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(told, encoding="utf-8")
        where = f"what it was doing stands in {place}"
    except OSError as error:
        where = f"what it was doing could not be written to {place} ({error.strerror})"
    warn(
        f"copytaster: a fault of our own ({type(problem).__name__}: {problem}); {where}. Nothing that was filed is lost; please report it."
    )
    return Exit.BUG
