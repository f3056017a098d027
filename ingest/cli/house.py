"""What every command shares: the config and data folders, the open store, and how an answer is printed."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
import msgspec

from ingest import journal
from ingest.cli.codes import Exit
from ingest.journal import Event, tell
from ingest.settings import ConfigError, find_config, read_config
from ingest.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingest.store import Store
    from ingest.terms import Config, Route

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(slots=True)
class House:
    """Where this newsroom keeps its things, as told before or after the command."""

    config_flag: str | None = None
    data_flag: str | None = None
    as_json: bool = False
    verbose: bool = False
    _config: Config | None = field(default=None, repr=False)

    def told(self, *, config_flag: str | None, data_flag: str | None, as_json: bool, verbose: bool) -> None:
        """Take up options; what was told before and not again stays."""
        self.config_flag = config_flag or self.config_flag
        self.data_flag = data_flag or self.data_flag
        self.as_json = as_json or self.as_json
        self.verbose = verbose or self.verbose

    @property
    def config_root(self) -> Path:
        """The config folder: flag, COPYTASTER_CONFIG, ./config, /etc/copytaster, bundled."""
        return find_config(self.config_flag, os.environ, Path.cwd())

    @property
    def data(self) -> Path:
        """The data folder: flag, COPYTASTER_DATA, ./data."""
        return Path(self.data_flag or os.environ.get("COPYTASTER_DATA") or "data").absolute()

    @property
    def config(self) -> Config:
        """The configuration, read once. Raises ConfigError."""
        if self._config is None:
            self._config = read_config(self.config_root, self.data)
        return self._config

    @property
    def routes(self) -> tuple[Route, ...]:
        """Where approved items go."""
        return self.config.routes

    @contextmanager
    def store(self, *, make: bool = False) -> Iterator[Store]:
        """The open store, let go of at the end; where there is none yet a new one is made, and said so unless that is wanted (`make`)."""
        self.data.mkdir(parents=True, exist_ok=True)
        place = self.data / "wire.db"
        if not make and not place.exists():
            warn(f"There was no wire.db in {self.data}: an empty one is made. If that is the wrong folder, name another with --data.")
        store = open_store(place)
        try:
            yield store
        finally:
            store.close()

    def reload(self) -> None:
        """Read the configuration again; a fault in it is told and leaves the one before in force."""
        try:
            self._config = read_config(self.config_root, self.data)
        except ConfigError as error:
            tell(Event.CONFIG_WRONG, says=str(error))
        else:
            tell(Event.CONFIG_READ, config=str(self.config_root))

    def say(self, text: str) -> None:
        """A line for people; nothing with `--json`."""
        if not self.as_json:
            click.echo(text)

    def tell(self, answer: object) -> None:
        """The answer as one line of JSON."""
        click.echo(as_line(answer))


def as_line(answer: object) -> str:
    """A value as one line of JSON; paths and times print as text."""
    return msgspec.json.encode(answer, enc_hook=str).decode()


def warn(sentence: str) -> None:
    """A sentence on standard error."""
    click.echo(sentence, err=True)


def house_flags(command: F) -> F:
    """The options that may stand before or after every command."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Tell more on standard error."),
        click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs."),
        click.option("--data", "data_flag", metavar="DIR", help="The folder with wire.db (default: COPYTASTER_DATA, else ./data)."),
        click.option("--config", "config_flag", metavar="DIR", help="The folder with sources.toml and pipeline.toml."),
    ):
        command = option(command)
    return command


def in_house(command: F) -> F:
    """Give a command the shared options, and the `House` as its first argument."""

    @house_flags
    @click.pass_obj
    @wraps(command)
    def with_house(house: House, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - click hands over whatever the command declares
        house.told(**{name: options.pop(name) for name in ("config_flag", "data_flag", "as_json", "verbose")})
        journal.set_up(verbose=int(house.verbose))
        try:
            return command(house, *args, **options)
        except BrokenPipeError:  # click would end with 1
            hang_up()
            return Exit.OK

    return cast("F", with_house)


def hang_up() -> None:
    """Take note that the reader of our pipe has left: nobody is owed the rest, and its end is no fault."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def on_terminal() -> bool:
    """Whether a person is watching."""
    return sys.stdout.isatty()
