"""What to do next: the words to type for the program here, and the first steps where there is nothing yet."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.cli.house import House


def called(house: House) -> str:
    """What to type for the program here: its name where the shell finds it, else its path, and the folders that were named."""
    beside = Path(sys.executable).with_name("copytaster")
    if shutil.which("copytaster") or not beside.is_file():
        name = "copytaster"
    else:
        name = str(beside.relative_to(Path.cwd())) if beside.is_relative_to(Path.cwd()) else str(beside)
    folders = (("--config", house.config_flag), ("--data", house.data_flag))
    return shlex.join([name, *(word for flag, folder in folders if folder for word in (flag, folder))])


def first_step(house: House, *, read: bool) -> str | None:
    """The sentence for who has just begun: no source yet, none switched on, or nothing `read`; None where the line has work."""
    sources, file = house.config.sources, house.config_root / "sources.toml"
    if not sources:
        return f"No source is configured yet: `{called(house)} sources add ADDRESS` puts one into {file}, and `run` reads it."
    if not any(source.enabled for source in sources):
        return f"Every source in {file} is switched off: `{called(house)} sources list` names them, `sources enable ID` switches one on."
    return None if read else f"Nothing has been read yet: `{called(house)} run` reads the sources that are due."
