"""`notices`: which wordings are known, which could not be read, and how one of those becomes a row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ingest import clock
from ingest.amounts import many
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.cli.house import House, in_house, warn
from ingest.spans import ago
from normalizers.provenance.suggest import row_for
from normalizers.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.store.rows import RuleSeen, UnreadNotice
    from normalizers.rulebook import NoticeFile, Rulebook

GRAMMAR = "what was edited"  # the family of sentences that a grammar reads
SHOWN = 300  # letters of a notice in a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family of wordings: in what language, what it tells, how many rules read it, and in how many stored items they did."""

    family: str
    language: str
    says: str
    rules: int
    items: int


@click.group(invoke_without_command=True)
@in_house
def notices(house: House) -> None:
    """The wordings under copy: what is known, what could not be read, and how the catalog grows.

    \b
      copytaster notices
      copytaster notices unread
      copytaster notices suggest 12 > config/notices/en-ours.toml
    """
    if click.get_current_context().invoked_subcommand is None:
        _list(house)


@notices.command("list")
@in_house
def list_(house: House) -> None:
    """List the families of wordings that are known, and in how many stored items each was read.

    \b
      copytaster notices list
      copytaster notices list --json
    """
    _list(house)


@notices.command()
@in_house
def unread(house: House) -> None:
    """List the notices that could not be read, or only in part: each publisher's wordings, the most frequent first.

    \b
      copytaster notices unread
    """
    with house.store() as store:
        rows = store.unread_notices()
    if house.as_json:
        house.tell(rows)
    elif rows:
        now = clock.now()
        cells = ((str(row.items), row.publisher, ago(row.last_seen, now), str(row.item_id), _shown(row)) for row in rows)
        grid.show(("items", "publisher", "last seen", "item", "words"), ((row, "") for row in cells), right=("items", "item"))
        house.say(f"\nTo make a row of one:  copytaster notices suggest {rows[0].item_id}")
    else:
        house.say("Every notice that was seen could be read.")


@notices.command()
@click.argument("item", type=int)
@in_house
def suggest(house: House, item: int) -> int:
    """Print a row for each notice of an item that could not be read: TOML for a file of your own, complete but for what it means.

    \b
      copytaster notices suggest 12 > config/notices/en-ours.toml
      copytaster config check
    """
    with house.store() as store:
        rows = store.unread_notices(item)
    if not rows:
        warn(f"Item {item} has no notice that could not be read; see: copytaster notices unread")
        return Exit.USAGE
    rules = load_rulebook(house.config_root)
    told = [row_for(row.words, publisher=row.publisher, language=row.language, rules=rules) for row in rows]
    if house.as_json:
        house.tell([{"item_id": row.item_id, "words": row.words, "toml": toml} for row, toml in zip(rows, told, strict=True)])
    house.say(_joined(told))
    return Exit.OK


def _joined(told: list[str]) -> str:
    """Several rows as one file: the language is named once, above the first."""
    first, *others = told
    rest = ("\n".join(line for line in text.splitlines() if not line.startswith("language = ")) for text in others)
    return "\n".join((first, *rest)).rstrip("\n")


def _list(house: House) -> None:
    """The families as people or programs read them."""
    with house.store() as store:
        seen, waiting = store.rules_seen(), store.unread_notices()
    families = tuple(sorted(_families(load_rulebook(house.config_root), seen), key=lambda one: (-one.items, one.language, one.family)))
    if house.as_json:
        house.tell({"families": families, "unread": len(waiting)})
        return
    cells = ((one.family, one.language, one.says, str(one.rules), str(one.items) if one.items else "—") for one in families)
    grid.show(("family", "language", "tells", "rules", "items"), ((row, "") for row in cells), right=("rules", "items"))
    house.say(
        f"\n{many(len(waiting), 'wording')} could not be read; see: copytaster notices unread"
        if waiting
        else "\nEvery notice that was seen could be read."
    )


def _families(rules: Rulebook, seen: Iterable[RuleSeen]) -> Iterator[Family]:
    """Every family of the rulebook with its counts; a sentence that a grammar read counts for the language of the copy."""
    by_rule: Counter[str] = Counter()
    by_language: Counter[str] = Counter()
    for row in seen:
        by_rule[row.rule] += row.items
        if row.rule in ("notice.grammar", "notice.part"):
            by_language[row.language[:2].casefold()] += row.items
    for file in rules.notices:
        yield from _of(file, by_rule)
        if file.grammar is not None:
            items = sum(by_language[language] for language in (file.language, *file.also))
            yield Family(family=GRAMMAR, language=file.language, says="claims", rules=1, items=items)


def _of(file: NoticeFile, by_rule: Counter[str]) -> Iterator[Family]:
    """The families of one file's rows."""
    for family in dict.fromkeys(row.family for row in file.row):
        rows = [row for row in file.row if row.family == family]
        says = ", ".join(dict.fromkeys(row.says for row in rows))
        yield Family(family=family, language=file.language, says=says, rules=len(rows), items=sum(by_rule[row.id] for row in rows))


def _shown(row: UnreadNotice) -> str:
    """A notice's words, cut where they get long, and whether a part of it was read."""
    words = row.words if len(row.words) <= SHOWN else f"{row.words[: SHOWN - 1]}…"
    return f"{words}  (read in part)" if row.in_part else words
