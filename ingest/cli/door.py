"""`door` and `metrics`: what machines ask of us."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ingest import clock, journal
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house
from ingest.gauges import gauges

if TYPE_CHECKING:
    import socket

    from ingest.door.rooms import Rooms
    from ingest.terms import Config


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="Listen there instead of where pipeline.toml says; `unix:/PATH` for a socket.")
@in_house
def door(house: House, *, listen: str | None) -> int:
    """The machines' door alone: copy is pushed to us there, released copy pulled, feeds read.

    `serve` holds it too. What is pushed is kept at once, and read and filed by the next `run`.

    \b
      copytaster door
      copytaster door --listen 127.0.0.1:9001
    """
    from ingest.door.serving import serve_alone

    journal.set_up(verbose=1 + house.verbose)
    place, rooms, where = open_door(house, listen)
    house.say(f"The machines' door is open at {where}  (Ctrl-C closes it)")
    serve_alone(rooms, place)
    return Exit.OK


def open_door(house: House, listen: str | None) -> tuple[socket.socket, Rooms, str]:
    """The door's socket, its rooms, and its address.

    Raises ListenError where the place is taken, or where others would reach a door that asks for no token.
    """
    from ingest.door.rooms import Rooms
    from ingest.listening import ListenError, address, is_loopback, open_socket

    settings = house.config.door if listen is None else replace(house.config.door, listen=listen)
    if settings.token is None and not is_loopback(settings.listen):
        raise ListenError(f"the door at {settings.listen} would be open to everybody; first set token in the [door] table")
    with house.store(make=True):
        pass  # made or brought up to date before anybody asks
    place = open_socket(settings.listen, "the door")

    def config() -> Config:
        return replace(house.config, door=settings) if listen is not None else house.config

    return place, Rooms(data=house.data, config=config), address(settings.listen, place)


@click.command()
@in_house
def metrics(house: House) -> int:
    """Print the figures for a monitoring system, in Prometheus' text format; the door serves the same at /metrics.

    For the text-file collector of a node exporter, after each `run`.

    \b
      copytaster metrics > /var/lib/node_exporter/copytaster.prom
    """
    with house.store() as store:
        store.describe(house.config.sources)
        told = gauges(store, clock.now())
    if house.as_json:
        house.tell({"metrics": told})
    else:
        click.echo(told, nl=False)
    return Exit.OK
