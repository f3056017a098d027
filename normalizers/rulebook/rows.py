"""The rows of the rule files as they are written: agencies, notices, grammars, publishers."""

from __future__ import annotations

from typing import Literal

import msgspec

AgencyKind = Literal["agency", "release", "partner"]
Frame = Literal["byline", "dateline", "tail", "source", "inputs", "notice", "legal", "structured"]
Scope = Literal["head", "tail"]
Says = Literal["source", "inputs", "compiled", "release", "partner", "nothing"]
GENERIC = "*generic"


class Agency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One agency, release wire or copy-sharing partner.

    `name` is what a credit prints; `aliases` and `native` are its other names, the latter in other scripts. `ambiguous` are those
    of them that mean something else as well (AAP is a party, MENA a region): they count only in the frames of `needs`, and never at
    publishers of a country in `not_in`. `parent` is the agency whose service this is. `dateline` and `tail` are how its copy opens and
    ends; `counter_example` is a paragraph in which an ambiguous name means something else.
    """

    id: str
    name: str
    kind: AgencyKind = "agency"
    aliases: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    languages: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    needs: tuple[Frame, ...] = ()
    not_in: tuple[str, ...] = ()
    parent: str | None = None
    dateline: str | None = None
    tail: str | None = None
    counter_example: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every form of the name, the printed one first."""
        return (self.name, *self.aliases, *self.native)


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One wording of a credit, release or partner notice, as a pattern that `example` matches and `counter_example` does not.

    `{who}` in the pattern is where agencies stand; `says` is what the wording means; `agency` the one it means where it names none.
    `gate` are small-letter words of which one is in any text the row matches: a cheap look before the dear one. `scope` says where
    it may stand. `others` lets names that are no agency's stand in `{who}`; `states` keeps the words as a statement, not a credit alone;
    `signs` says that they name who reported and who edited.
    """

    id: str
    family: str
    gate: tuple[str, ...]
    pattern: str
    says: Says
    example: str
    counter_example: str
    scope: tuple[Scope, ...] = ("tail",)
    agency: str | None = None
    whole: bool = True
    others: bool = False
    states: bool = False
    signs: bool = False
    auto: bool = False


class GrammarExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence and what the grammar must read in it; fields left out must stay unknown."""

    text: str
    headline: Literal["yes", "no", "may", "unknown"] = "unknown"
    body: Literal["yes", "no", "may", "unknown"] = "unknown"
    picture: Literal["yes", "no", "may", "unknown"] = "unknown"
    auto: bool = False
    notice: bool = True


class Grammar(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a language says that copy was, was not or may have been edited; each entry is a regular expression that ignores case.

    `this` is what makes a sentence speak of the story it stands under; `speech` what makes it somebody's words; `other` what it speaks
    of instead (captions, interviews). `trigger` are words of which one is in every notice; `desk` are those who edit; `hedge` keeps a
    denial from being whole; `agent` finds those who did or did not edit, for
    an agency's abstaining is no claim: their name begins its group `who`, or ends its group `whose`.
    """

    headline: str = ""
    picture: str = ""
    text: str = ""
    this: str = ""
    desk: str = ""
    untouched: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    rest: str | None = None
    may: str | None = None
    hedge: str | None = None
    speech: str | None = None
    other: str | None = None
    filler: str | None = None
    auto: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    release: str | None = None
    trigger: tuple[str, ...]
    staff: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    examples: tuple[GrammarExample, ...] = ()


class NoticeFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of notices: the word classes, the grammar and the rows of one language (and of `also`, its near kin).

    `shapes` are the sentences that all languages share, by the keys of a grammar, with word classes to put in.
    """

    language: str
    also: tuple[str, ...] = ()
    words: dict[str, str] = {}
    shapes: dict[str, tuple[str, ...]] = {}
    grammar: Grammar | None = None
    row: tuple[NoticeRow, ...] = ()


class AgencyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """agencies.toml: the version of the ruleset, the words for agencies without a name, and the agencies."""

    ruleset: str
    generic: tuple[str, ...]
    agency: tuple[Agency, ...]


class MoreAgencies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """agencies-ours.toml: more agencies, rows alone."""

    agency: tuple[Agency, ...]
