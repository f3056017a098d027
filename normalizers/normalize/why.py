"""Why a candidate lost, in words: told from what a story keeps, so that nothing of it needs to be stored."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from normalizers.fields.days import find_day
from normalizers.fields.headline import tidy, without_site
from normalizers.fields.names import key, kind_of, own_names
from normalizers.fields.times import agree, precision, wall
from normalizers.fields.timestamp import read_times

if TYPE_CHECKING:
    from normalizers.terms import Finding, Moment, Story

Standing = Literal["set by the publisher's file", "printed", "marked up", "declared", "stated", "told by the feed", "guessed"]

_STANDINGS: tuple[tuple[str, Standing], ...] = (
    ("publisher selector", "set by the publisher's file"),
    ("ninjs", "stated"),
    ("feed", "told by the feed"),
    ("json-ld", "declared"),
    ("meta", "declared"),
    ("html lang", "declared"),
    ("link", "declared"),
    ("title", "declared"),
    ("rel ", "marked up"),
    ("author link", "marked up"),
    ("itemprop", "marked up"),
    ("time", "marked up"),
    ("url", "guessed"),
    ("script", "guessed"),
)
_SHOWN = {"line": "printed", "time": "marked up", "itemprop": "marked up"}
_MINUTE = timedelta(minutes=1)
_WEB = ("http://", "https://", "www.")


def standing(source: str) -> Standing:
    """How far a candidate's place is to be trusted: what readers see is printed, what programs see declared, a wire's own field stated."""
    return next((word for start, word in _STANDINGS if source.startswith(start)), "printed")


def why_lost(lost: Finding, story: Story) -> str | None:
    """Why a candidate was not taken, in a few words; None where its source says it already."""
    taken = next((one for one in story.findings if one.field == lost.field and one.chosen), None)
    ahead = taken.source if taken else None
    if taken and taken.value == lost.value:
        return f"says the same as {ahead}"
    reasons = {"headline": _headline, "byline": _name, "persons": _name, "summary": _summary, "language": _language, "body": _nothing_more}
    if lost.field in ("published", "updated"):
        return _time(lost, story.published if lost.field == "published" else story.updated, story, ahead)
    return reasons.get(lost.field, _later)(lost, story, ahead)


def _later(lost: Finding, _story: Story, ahead: str | None) -> str | None:
    """The plainest reason: another place comes first."""
    return _behind(lost, ahead)


def _nothing_more(_lost: Finding, _story: Story, _ahead: str | None) -> str | None:
    """A learned line's source says in how many stories it stood."""
    return None


def _summary(lost: Finding, story: Story, ahead: str | None) -> str | None:
    """Why a description is not the summary."""
    return "repeats the headline" if key(lost.value) == key(story.headline or "") else _behind(lost, ahead)


def _language(_lost: Finding, story: Story, _ahead: str | None) -> str | None:
    """Why a declared language is not the story's."""
    return f"the words are in another language ({story.language})" if story.language else "names no language"


def _behind(lost: Finding, ahead: str | None) -> str | None:
    """Where it stands after the one that was taken."""
    if ahead is None:
        return "stands behind what was taken"
    return "stands below the first" if ahead == lost.source else f"{ahead} comes before it"


def _headline(lost: Finding, story: Story, ahead: str | None) -> str | None:
    """Why a title is not the headline."""
    own, said, won = own_names(story.publisher), key(lost.value), key(story.headline or "")
    if not said:
        return "says nothing"
    if said in own:
        return "is the site's name"
    if said == won:
        return f"says the same as {ahead}" if ahead else None
    if key(without_site(tidy(lost.value), own)) == won or (won and said.startswith(won)):
        return "is the headline with more behind it"
    if standing(lost.source) in ("declared", "told by the feed"):
        return "is written for search and sharing; the page prints another"
    return "stands farther from the story"


def _name(lost: Finding, story: Story, ahead: str | None) -> str | None:
    """Why a line or a name gave no writer."""
    said = key(lost.value)
    agencies = {key(form) for credit in story.provenance.credits for form in (credit.name, credit.agency)}
    kind = kind_of(lost.value, own_names(story.publisher), lambda name: key(name).removeprefix("the") in agencies or key(name) in agencies)
    own = own_names(story.publisher)
    told = (
        (lost.field == "byline" and lost.value in (story.byline or ""), "is part of the byline"),
        (said in own or any(len(name) > 3 and said.startswith(name) for name in own), "names the publisher, not a person"),  # noqa: PLR2004
        (lost.value.startswith(_WEB) or "@" in lost.value, "is an address, not a name"),
        (kind == "agency", "names an agency, not a person"),
        (said in {key(desk) for desk in story.desks} or kind == "desk", "names a desk, not a person"),
        (any(key(name) in said for name in story.editors), "names who edited, not who wrote"),
        (any(map(str.isdigit, lost.value)) and find_day(lost.value) is not None, "prints a time"),
        (any(key(name) in said for name in story.persons), f"says no more than {ahead}" if ahead else "says no more"),
        (lost.source.endswith("account"), "is the account that put the story up; the page prints another writer"),
        (kind != "person", "names nobody"),
    )
    return next((why for holds, why in told if holds), _behind(lost, ahead))


def _time(lost: Finding, taken: Moment | None, story: Story, ahead: str | None) -> str | None:
    """Why a time was not taken: it can't be read, says less, says the same, or says another."""
    times = read_times(lost.value, language=story.language)
    moment = (times.updated or times.published) if lost.field == "updated" else (times.published or times.updated)
    if moment is None:
        return "no time can be read from it"
    if taken is None:
        return "lies after the time of receipt, or before the publication"
    place = f"the {_SHOWN.get(ahead.partition(' ')[0], ahead)} time" if ahead else "the time taken"
    near = abs(wall(moment) - wall(taken)) < _MINUTE
    if precision(moment) < precision(taken) and (near or agree(moment, taken)):
        return f"less precise than {place}, agrees with it"
    if _same(moment, taken, near=near):
        return f"says the same as {place}" + ("" if near else ", by the clock of another zone")
    if wall(moment).date() == wall(taken).date():
        return f"says another time of the day than {place}"
    return f"says {'an earlier' if wall(moment) < wall(taken) else 'a later'} day than {place}"


def _same(one: Moment, other: Moment, *, near: bool) -> bool:
    """Whether two moments are one minute: by instant where both have one, else by what the clock showed."""
    if one.instant is not None and other.instant is not None:
        return abs(one.instant - other.instant) < _MINUTE
    return near
