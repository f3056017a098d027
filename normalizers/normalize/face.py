"""An entry of a feed as a story of which only the face was read; the rest is read when somebody asks for it.

A poll brings fifty entries of which two are new, and a lead is known by its headline, address, times and summary: cutting the paragraphs
of the others and tracing their origin would be nine tenths of the work. Nobody can tell such a story from one that was read at once:
it is equal to it, hashes, prints and pickles as it, and asking for any other field reads them all.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from normalizers.fields.headline import settle_headline
from normalizers.fields.times import settle_times
from normalizers.normalize.story import normalize, publisher_of, summary_of
from normalizers.normalize.when import clock_of
from normalizers.terms import Conflict, Provenance, Story

if TYPE_CHECKING:
    from normalizers.fields.times import Clock
    from normalizers.formats.slip import Slip
    from normalizers.rulebook import HouseStyle, Rulebook
    from normalizers.terms import Hints, Publisher

_FACE = ("form", "uri", "url", "publisher", "headline", "published", "updated")
_FIELDS = tuple(one.name for one in fields(Story))
_BEHIND = tuple(name for name in _FIELDS if name not in _FACE)
_OF_THE_ITEM = frozenset(("partial", "canonical_url", "images", "keywords", "subjects", "raw_text"))
_put = object.__setattr__  # a story is frozen for everyone else


@dataclass(frozen=True, slots=True)
class _Rest:
    """What an unread story is read from."""

    slip: Slip
    style: HouseStyle
    rules: Rulebook
    hints: Hints

    def read(self) -> Story:
        """The whole story. Never raises: a fault of ours is said where editors look for contradictions, and the entry stays a lead."""
        try:
            return normalize(self.slip.item, self.style, self.rules, self.hints)
        except (Exception, RecursionError) as error:  # noqa: BLE001 - the border, as in `read`: nobody who looks at a story expects it to fail
            says = f"our reader failed on this entry ({type(error).__name__}: {str(error)[:200]}); please report it with the document"
            told = Provenance(conflicts=(Conflict(says=says),), ruleset=self.rules.version)
            return Story(form=self.slip.form, partial=True, provenance=told)


class _Unread(Story):
    """A story whose slots are empty but for its face; the first look at an empty one fills them, and makes it a `Story` like any other."""

    __slots__ = ()

    def __getattr__(self, name: str) -> object:
        """Python asks here for a slot that is empty, and for names that are none."""
        if name not in _SLOTS:
            raise AttributeError(f"a story has no {name!r}")
        rest = self._rest
        if isinstance(rest, _Rest) and not (name in _LAID_OUT and self._lay_out(rest)):
            self._read(rest)
        return object.__getattribute__(self, name)

    def _lay_out(self, rest: _Rest) -> bool:
        """Fill in what needs no tracing; whether that went well."""
        try:
            item = rest.slip.item
            _put(self, "summary", summary_of(item, self.headline, rest.hints))
        except (Exception, RecursionError):  # noqa: BLE001 - `_Rest.read` meets the same fault and tells it
            return False
        for name in _OF_THE_ITEM:
            _put(self, name, getattr(item, name))
        return True

    def _read(self, rest: _Rest) -> None:
        """Fill every empty slot. Two threads that do it at once put the same values."""
        whole = rest.read()
        for name in _BEHIND:
            _put(self, name, getattr(whole, name))
        _put(self, "_rest", None)
        _put(self, "__class__", Story)

    def _whole(self) -> Story:
        """This very story, read."""
        rest = self._rest
        if isinstance(rest, _Rest):
            self._read(rest)
        return self

    def __eq__(self, other: object) -> bool:
        return Story.__eq__(self._whole(), other._whole() if isinstance(other, _Unread) else other)

    def __hash__(self) -> int:
        return Story.__hash__(self._whole())

    def __repr__(self) -> str:
        return Story.__repr__(self._whole())

    def __reduce_ex__(self, protocol: object) -> object:  # type: ignore[override]  # typeshed wants SupportsIndex, which it does not export
        return Story.__reduce_ex__(self._whole(), protocol)  # type: ignore[arg-type]


_SLOTS = frozenset(_FIELDS)
_LAID_OUT = _OF_THE_ITEM | {"summary"}


def face(slip: Slip, style: HouseStyle, rules: Rulebook, hints: Hints) -> Story:
    """An entry as a story: its face now, the rest when it is asked for; all of it now where the face depends on the rest."""
    publisher = publisher_of(slip.publisher, slip.url, style, hints)
    clock = clock_of(slip, style, hints, None)
    times = (*slip.entry.published, *slip.entry.updated)
    if publisher.name is None or hints.lead is not None or not all(clock.is_stamp(word.text) for word in times):
        return normalize(slip.item, style, rules, hints)  # a notice may name the publisher; the language settles 03/04
    story = object.__new__(_Unread)
    _put(story, "_rest", _Rest(slip, style, rules, hints))
    _show(story, slip, publisher, clock)
    return story


def whole(story: Story) -> Story:
    """The same story, read to its end."""
    return story._whole() if isinstance(story, _Unread) else story


def _show(story: Story, slip: Slip, publisher: Publisher, clock: Clock) -> None:
    """Fill in the face of an unread story."""
    headline = settle_headline(slip.headlines, publisher=publisher)
    times = settle_times(slip.entry.published, slip.entry.updated, clock, "feed")
    _put(story, "form", slip.form)
    _put(story, "uri", slip.uri)
    _put(story, "url", slip.url)
    _put(story, "publisher", publisher)
    _put(story, "headline", headline.text if headline else None)
    _put(story, "published", times.published)
    _put(story, "updated", times.updated)
