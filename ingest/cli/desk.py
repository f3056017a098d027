"""`desk`: the editors' web desk, and who may sign in there."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ingest import clock, journal
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.desk.editors import DeskError, editor_name, sound_name
from ingest.desk.locks import lock
from ingest.lock import RunLock
from ingest.replay import read_again
from ingest.store import open_store
from ingest.workers import Readers

if TYPE_CHECKING:
    import socket

    from ingest.desk.web.rooms import Rooms
    from ingest.store import Store
    from ingest.terms import Config

_NAME = click.argument("name")


@click.group(invoke_without_command=True)
@click.option("--listen", metavar="HOST:PORT", help="Listen there instead of where pipeline.toml says; `unix:/PATH` for a socket.")
@in_house
@click.pass_context
def desk(context: click.Context, house: House, *, listen: str | None) -> int | None:
    """The editors' desk in a browser, beside a running `run` or without one.

    It listens on this machine alone unless pipeline.toml says otherwise. As long as nobody has a password, whoever reaches it decides
    in the login name's name; `desk adduser` locks it.

    \b
      copytaster desk
      copytaster desk --listen 127.0.0.1:9000
      copytaster desk adduser asha
    """
    if context.invoked_subcommand is not None:
        return None
    from ingest.desk.web.serving import serve_alone

    journal.set_up(verbose=1 + house.verbose)
    place, rooms, where = open_desk(house, listen)
    house.say(f"The desk is open at {where}  (Ctrl-C closes it)")
    serve_alone(rooms, place)
    return Exit.OK


def open_desk(house: House, listen: str | None, *, held: bool = False) -> tuple[socket.socket, Rooms, str]:
    """The desk's socket, its rooms, and its address. Raises DeskError where it would be open to others without a password.

    `held` is whether this very program holds the run's lock.
    """
    from ingest.desk.web.rooms import Rooms
    from ingest.listening import address, is_loopback, open_socket

    settings = house.config.desk if listen is None else replace(house.config.desk, listen=listen)
    with house.store(make=True) as store:
        locked = bool(store.desk.editors())
    if not locked and not is_loopback(settings.listen) and not settings.proxy_header:
        says = f"the desk at {settings.listen} would be open to everybody"
        raise DeskError(f"{says}; first give somebody a password: copytaster desk adduser NAME")

    def config() -> Config:
        return replace(house.config, desk=settings if listen is not None else house.config.desk)

    place = open_socket(settings.listen)
    rooms = Rooms(
        data=house.data,
        config=config,
        house=lambda: editor_name(None, os.environ),
        requeue=lambda letter: take_up(house, letter, held=held),
    )
    return place, rooms, address(settings.listen, place)


def take_up(house: House, letter: int, *, held: bool) -> str:
    """Read a dead letter again; what became of it, in a sentence. Without a run beside us we take its lock for as long."""

    def read() -> str:
        store = open_store(house.data / "wire.db")
        try:
            return asyncio.run(_read(house, store, letter))
        finally:
            store.close()

    if held:
        return read()
    with RunLock(house.data):
        return read()


async def _read(house: House, store: Store, letter: int) -> str:
    readers = Readers(house.config.root, house.config.limits, workers=1)
    try:
        says, _ = await read_again(store, readers, house.config, letter, clock.now())
        return says
    finally:
        readers.close()


@desk.command()
@_NAME
@click.option("--password-stdin", is_flag=True, help="Take the password from standard input, for scripts.")
@in_house
def adduser(house: House, name: str, *, password_stdin: bool) -> int:
    """Let somebody sign in, or give them a new password; from the first one on everybody must sign in.

    \b
      copytaster desk adduser asha
      pass show desk/asha | copytaster desk adduser asha --password-stdin
    """
    name = sound_name(name, "NAME")
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = str(click.prompt(f"A password for {name}", hide_input=True, confirmation_prompt="Once more"))
    salt, scrypt = lock(password)
    with house.store(make=True) as store:
        new = name not in store.desk.editors()
        store.desk.set_lock(name, salt, scrypt, clock.now())
    house.say(f"{name} can sign in." if new else f"{name} has a new password, and is signed out everywhere.")
    if house.as_json:
        house.tell({"editor": name, "new": new})
    return Exit.OK


@desk.command()
@_NAME
@in_house
def deluser(house: House, name: str) -> int:
    """Let somebody sign in no more; their decisions stay in the log.

    \b
      copytaster desk deluser asha
    """
    with house.store() as store:
        gone, left = store.desk.remove_editor(name), store.desk.editors()
    if gone:
        house.say(f"{name} can't sign in any more.")
    else:
        warn(f"Nobody of the name {name!r} can sign in; see: copytaster desk users")
    if gone and not left:
        warn("Nobody has a password now: the desk is open to whoever reaches this machine.")
    if house.as_json:
        house.tell({"editor": name, "done": gone})
    return Exit.OK if gone else Exit.SOME_FAILED


@desk.command()
@in_house
def users(house: House) -> None:
    """List who may sign in.

    \b
      copytaster desk users
    """
    with house.store() as store:
        names = store.desk.editors()
    if house.as_json:
        house.tell(names)
        return
    for name in names:
        house.say(name)
    if not names:
        house.say("Nobody has a password; whoever reaches this machine decides in the login name's name.")
