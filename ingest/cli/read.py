"""`read`: documents in, stories out, no store touched."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.codes import Exit
from ingest.cli.house import House, as_line, in_house, warn
from ingest.workers import Readers
from normalizers.formats.newsml_g2_out import as_newsml_g2
from normalizers.formats.ninjs import as_ninjs
from normalizers.formats.story_json import as_json
from normalizers.formats.text import as_text
from normalizers.reader import FORMS
from normalizers.terms import Hints, Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

VIEWS = ("json", "ninjs", "newsml-g2", "text")
AHEAD = 16  # documents read side by side; they print in the order they were named


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--url", help="The address the document came from: it tells publisher, zone and country.")
@click.option(
    "--form",
    type=click.Choice(FORMS),
    default="auto",
    show_default=True,
    metavar="FORM",
    help=f"The document's form, where the bytes leave it open: {', '.join(FORMS)}.",
)
@click.option("--as", "view", type=click.Choice(VIEWS), default="json", show_default=True, help="How each story is printed.")
@click.option("--raw-text", is_flag=True, help="With --as json: add the text that every evidence offset refers to.")
@in_house
def read(house: House, paths: tuple[str, ...], *, url: str | None, form: str, view: str, raw_text: bool) -> int:
    """Normalize documents and print their stories, without touching any store.

    One story a line (JSON Lines); `-` is standard input. What can't be read is one line on standard error, the others still print,
    and the exit status is 65.

    \b
      copytaster read story.html --url https://publisher.example/world/story
      copytaster read --form text dump.txt --as text
      curl -s https://agency.example/rss | copytaster read -
    """
    return asyncio.run(_print_all(house, paths, url, form, view, raw_text=raw_text))


async def _print_all(house: House, paths: Sequence[str], url: str | None, form: str, view: str, *, raw_text: bool) -> int:
    """Print each document's stories as they are read."""
    code = Exit.OK
    config = house.config
    readers = Readers(config.root, config.limits, workers=min(config.workers, len(paths)))
    try:
        async for path, found in _found(readers, paths, url, form):
            for item in found:
                if isinstance(item, Unreadable):
                    warn(f"{path}: {item.place}: {item.reason}")
                    code = Exit.BAD_DATA
                else:
                    click.echo(_printed(item, view, raw_text=raw_text))
    finally:
        readers.close()
    return code


async def _found(
    readers: Readers, paths: Sequence[str], url: str | None, form: str
) -> AsyncIterator[tuple[str, Sequence[Story | Unreadable]]]:
    """Each document's path and what was found in it, in the order they were named."""
    for start in range(0, len(paths), AHEAD):
        batch = paths[start : start + AHEAD]
        answers = await asyncio.gather(*(_one(readers, path, url, form) for path in batch))
        for answer in zip(batch, answers, strict=True):
            yield answer


async def _one(readers: Readers, path: str, url: str | None, form: str) -> Sequence[Story | Unreadable]:
    """What one document holds; a file that can't be opened is as unreadable as one that makes no sense."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        return [Unreadable(form, "file", error.strerror or str(error))]
    return await readers.read(data, url=url, form=form, hints=Hints())


def _printed(story: Story, view: str, *, raw_text: bool) -> str:
    """A story in one of the views."""
    match view:
        case "ninjs":
            return as_line(as_ninjs(story))
        case "newsml-g2":
            return as_newsml_g2(story).decode()
        case "text":
            return as_text(story)
        case _:
            return as_line(as_json(story) | ({"raw_text": story.raw_text} if raw_text else {}))
