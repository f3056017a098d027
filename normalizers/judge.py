"""A story against the stored versions that might be the same: new, a copy, a version, a kill, or nothing new at all. Rules, in order, in `judge`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from normalizers.likeness import url_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from normalizers.likeness import Fingerprint
    from normalizers.terms import Story

WINDOW = timedelta(hours=72)
Joined = Literal["copy", "cut", "extended", "update", "correction", "kill"]
Kind = Literal["story", "series", "digest"]


# --- what is judged -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A story that has come in: from which source, by which house, and by which clock it counts."""

    source: str
    story: Story
    mark: Fingerprint
    clock: datetime

    @property
    def house(self) -> str:
        """Who sent it: the publisher where one is stated, else the source."""
        return house_of(self.source, self.story)

    @property
    def identity(self) -> str:
        """What it is the same article by, within its source."""
        return identity_of(self.story, self.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbor:
    """A stored version that a story is judged against. `stamp` is of all that makes two sendings the same thing."""

    item_id: int
    cluster_id: int
    kind: Kind
    source: str
    house: str
    identity: str
    version: str | None
    clock: datetime
    stated: datetime | None
    stamp: str
    mark: Fingerprint
    current: bool
    change: str
    killed: bool


# --- what is found ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why a story belongs with another: which rule, how much of the shorter text the longer holds, and a sentence for an editor."""

    other: int
    cluster_id: int
    rule: str
    reason: str
    containment: float | None = None
    jaccard: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """The first of its story; `kind` is digest where it only quotes others."""

    rule: str = "first"
    reason: str = "nothing like it came within three days"
    kind: Kind = "story"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Looks like earlier issues of a table or forecast, but is a story of its own."""

    rule: str
    reason: str
    like: int
    kind: Kind = "series"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The same words: other headline, typography, notice, links or dateline."""

    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A copy that was shortened."""

    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A copy with sentences of the desk's own."""

    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A later version with news. `current` is False for a version that comes after a newer one of its article."""

    match: Match
    replaces: int | None
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A later version that mends a mistake."""

    match: Match
    replaces: int | None
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """The sender withdraws it: `withdraws` are the versions of the same house that go, with every copy in their cluster."""

    match: Match | None
    replaces: int | None
    withdraws: tuple[int, ...]
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """The same thing once more: nothing is stored."""

    of: int
    reason: str = "the same identity, version and words are stored already"


Verdict = New | Series | Copy | Cut | Extended | Update | Correction | Kill | Duplicate


# --- the rules ----------------------------------------------------------------------------------------------------
def judge(arrival: Arrival, neighbors: Sequence[Neighbor]) -> Verdict:
    """Decide what a story is to the stored versions beside it.

    Same identity first: the same thing again, else a version. Then kills and marked versions of the same house, exact copies, near copies, series.
    """
    kin = [n for n in neighbors if n.source == arrival.source and n.identity == arrival.identity]
    same = _resent(arrival, kin)
    if same is not None:
        return Duplicate(of=same.item_id)
    others = [n for n in neighbors if n not in kin and abs(n.clock - arrival.clock) <= WINDOW]
    if is_kill(arrival.story):
        return _kill(arrival, kin, others)
    if kin:
        return _version(arrival, kin)
    return _marked(arrival, others) or _copied(arrival, others)


def stamp_of(story: Story, mark: Fingerprint) -> str:
    """What makes two sendings of one version the same thing: the words, and the gates the sender set."""
    gates = (story.pub_status, story.embargoed_until.iso if story.embargoed_until else "", story.expires.iso if story.expires else "")
    return "|".join((mark.title, mark.body, *gates))


def house_of(source: str, story: Story) -> str:
    """Who sent a story, folded: the publisher's name or domain, else the source."""
    return (story.publisher.name or story.publisher.domain or source).casefold()


def identity_of(story: Story, mark: Fingerprint) -> str:
    """The identity ladder: the sender's own, else the address, else the words."""
    if story.uri:
        return url_key(story.uri) if story.uri.startswith(("http://", "https://")) else story.uri
    address = story.canonical_url or story.url
    return url_key(address) if address else f"words:{mark.title}{mark.body}"


_KILLS = re.compile(r"^\s*(?:(?:MANDATORY|URGENT|BULLETIN)\s+)?KILL\s*[-–—:]|^\s*(?:STORY\s+)?WITHDRAWN\s*[-–—:]")
_UPDATES = re.compile(r"^\s*(?:[A-Z]+ )?(?:UPDATE[ -]?\d+|WRITETHRU|[1-9](?:ST|ND|RD|TH) LEAD)\s*[-–—:]")
_CORRECTS = re.compile(r"^\s*(?:CORRECT(?:ED|ION)|REFIL(?:E|ED))\s*[-–—:(]")
_NOTES_CORRECTION = re.compile(
    r"^\W*(?:eds?\s*:\s*)?(?:\w+\s+)?(?:correct(?:s|ed|ing|ion)|fixes|clarif(?:ies|ied|ication))\b|भूल\s*सुधार", re.IGNORECASE
)
_SAYS_CORRECTION = re.compile(
    r"^\W*(?:(?:this\s+(?:story|version)\s+)?corrects?\b|correction\s*:|corrected\b|clarification\s*:|भूल\s*सुधार|संशोधित)", re.IGNORECASE
)
NOTE_WORDS = 40


def is_kill(story: Story) -> bool:
    """Whether a sender withdraws a story."""
    return story.pub_status == "canceled" or "kill" in story.signals or bool(_KILLS.match(story.headline or ""))


def mark_of(story: Story) -> Literal["update", "correction"] | None:
    """The version mark that a headline or the wire's own signal carries."""
    headline = story.headline or ""
    if _CORRECTS.match(headline):
        return "correction"
    return "update" if _UPDATES.match(headline) else None


def corrects(story: Story) -> bool:
    """Whether a new version says that it mends a mistake: by signal, headline, note to editors, or a line of the body."""
    if "correction" in story.signals or mark_of(story) == "correction" or _NOTES_CORRECTION.search(story.ed_note or ""):
        return True
    lines = [block.text for block in (*story.body[:2], *story.body[-2:])]
    return any(_SAYS_CORRECTION.match(line) for line in lines if len(line.split()) <= NOTE_WORDS)


# --- one article --------------------------------------------------------------------------------------------------
def _resent(arrival: Arrival, kin: Sequence[Neighbor]) -> Neighbor | None:
    """The stored version that is the very same thing; an unversioned page that went back to old words later is none."""
    stamp, version = stamp_of(arrival.story, arrival.mark), arrival.story.version
    same = [n for n in kin if n.stamp == stamp and n.version == version]
    if not same:
        return None
    newest = max(kin, key=rank)
    changed = stated(arrival.story)
    went_back = version is None and newest not in same and changed is not None and newest.stated is not None and changed > newest.stated
    return None if went_back else max(same, key=rank)


def stated(story: Story) -> datetime | None:
    """When the sender says the story changed, else appeared, to the instant."""
    moment = story.updated or story.published
    try:
        return moment.instant if moment else None
    except (ValueError, OverflowError):  # a year that no calendar has, or that leaves it in UTC
        return None


def rank(version: Neighbor | Arrival) -> tuple[tuple[int, int, str], datetime, int]:
    """The order of an article's versions: by the agency's number, then by the clock, then by arrival."""
    if isinstance(version, Arrival):
        return (_number(version.story.version), version.clock, 1 << 62)
    return (_number(version.version), version.clock, version.item_id)


def _number(version: str | None) -> tuple[int, int, str]:
    """A version as something to sort: none, then whole numbers, then words."""
    if version is None:
        return (0, 0, "")
    return (1, int(version), "") if version.isascii() and version.isdigit() and len(version) <= 18 else (2, 0, version)


def _place(arrival: Arrival, kin: Sequence[Neighbor]) -> tuple[Neighbor | None, bool]:
    """The version just before this one, and whether this one is the newest."""
    mine = rank(arrival)
    before = [n for n in kin if rank(n) < mine]
    return max(before, key=rank, default=None), len(before) == len(kin)


def _version(arrival: Arrival, kin: Sequence[Neighbor]) -> Verdict:
    """A further version of an article we have."""
    before, current = _place(arrival, kin)
    near = before or min(kin, key=rank)
    held, alike = overlap(arrival.mark, near.mark)
    late = "" if current else "; it came late, after a newer one"
    named = f"version {arrival.story.version}" if arrival.story.version else "new words"
    kind = "correction" if corrects(arrival.story) else "update"
    says = f"{named} under the same identity as item {near.item_id}: {'it says that it corrects' if kind == 'correction' else 'a later sending'}{late}"
    match = Match(other=near.item_id, cluster_id=near.cluster_id, rule=f"identity.{kind}", reason=says, containment=held, jaccard=alike)
    replaces = before.item_id if before else None
    if kind == "correction":
        return Correction(match=match, replaces=replaces, current=current)
    return Update(match=match, replaces=replaces, current=current)


# --- kills and marked versions of the same house ------------------------------------------------------------------
def _kill(arrival: Arrival, kin: Sequence[Neighbor], others: Sequence[Neighbor]) -> Kill:
    """What a withdrawal withdraws: its own article, else what its headline or words name; all versions of that house in the cluster."""
    own = [n for n in others if _same_house(arrival, n)]
    named = list(kin) or [n for n in own if _names(arrival, n)]
    if not named:
        return Kill(match=None, replaces=None, withdraws=())
    target = max(named, key=rank) if kin else max(named, key=lambda n: (n.clock, n.item_id))
    chain = [n for n in (*kin, *own) if n.cluster_id == target.cluster_id]
    last = max(chain, key=lambda n: (n.clock, n.item_id))
    current = _place(arrival, kin)[1]
    how = "the same identity" if kin else "the headline it names"
    match = Match(
        other=last.item_id,
        cluster_id=target.cluster_id,
        rule=f"kill.{'identity' if kin else 'named'}",
        reason=f"the sender withdraws the story: {how}",
    )
    return Kill(match=match, replaces=last.item_id, withdraws=tuple(n.item_id for n in chain), current=current)


def _names(arrival: Arrival, neighbor: Neighbor) -> bool:
    """Whether a withdrawal under a new identity means this version: the same headline without marks, or its headline among the words."""
    if neighbor.mark.title == arrival.mark.title and arrival.mark.title_words:
        return True
    title = neighbor.mark.title_words
    return len(title) >= MIN_TITLE and f" {' '.join(title)} " in f" {' '.join(arrival.mark.words)} "


MIN_TITLE = 5


def _same_house(arrival: Arrival, neighbor: Neighbor) -> bool:
    """Whether the same sender sent both: nobody withdraws or supersedes another's story."""
    return neighbor.source == arrival.source and neighbor.house == arrival.house


def _marked(arrival: Arrival, others: Sequence[Neighbor]) -> Verdict | None:
    """A version under a new identity: the headline is marked and the same house sent the story before."""
    kind = mark_of(arrival.story)
    if kind is None:
        return None
    own = [n for n in others if _same_house(arrival, n) and n.kind == "story"]
    alike = [(n, *overlap(arrival.mark, n.mark)) for n in own]
    near = [
        (n, held, jac) for n, held, jac in alike if held >= MARKED_LEAST or (n.mark.title == arrival.mark.title and held >= MARKED_TITLED)
    ]
    if not near:
        return None
    best, held, jac = max(near, key=lambda one: one[1])
    chain = [n for n in own if n.cluster_id == best.cluster_id and n.clock <= arrival.clock]
    last = max(chain, key=lambda n: (n.clock, n.item_id), default=best)
    says = f"the headline is marked as {'a correction' if kind == 'correction' else 'an update'}, and {held:.0%} of the words are those of item {last.item_id}"
    match = Match(other=last.item_id, cluster_id=best.cluster_id, rule=f"marked.{kind}", reason=says, containment=held, jaccard=jac)
    return Correction(match=match, replaces=last.item_id) if kind == "correction" else Update(match=match, replaces=last.item_id)


MARKED_LEAST = 0.3
MARKED_TITLED = 0.1


# --- copies -------------------------------------------------------------------------------------------------------
def overlap(one: Fingerprint, other: Fingerprint) -> tuple[float, float]:
    """Containment of the shorter in the longer, and Jaccard, by runs of five words."""
    mine, theirs = set(one.grams), set(other.grams)
    if not mine or not theirs:
        return 0.0, 0.0
    shared = len(mine & theirs)
    return round(shared / min(len(mine), len(theirs)), 4), round(shared / len(mine | theirs), 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Likeness:
    """How a story and one neighbor compare, by runs of words and in the figures."""

    neighbor: Neighbor
    held: float
    alike: float
    mine: float
    theirs: float
    lead: bool
    reach: float
    head: bool
    swapped: int
    figures: int
    retitled: bool
    table: bool


def _copied(arrival: Arrival, others: Sequence[Neighbor]) -> Verdict:
    """An exact copy, a near copy, an issue of a series, or a story of its own."""
    live = [n for n in others if n.change != "kill"]
    same = [n for n in live if n.mark.exact == arrival.mark.exact and arrival.mark.tokens]
    if same:
        return _exact(same)
    compared = [_compare(arrival.mark, n) for n in live]
    near = [like for like in compared if _is_near(arrival.mark, like)]
    if _is_digest(compared):
        return New(kind="digest", rule="digest", reason="it quotes the leads of several stories and is a round-up of its own")
    if not near:
        return _series(compared) or New()
    best = max(near, key=_closeness)
    whole = [like for like in near if like.neighbor.cluster_id == best.neighbor.cluster_id and like.neighbor.change != "cut"]
    return _near(arrival.mark, max(whole, key=_closeness, default=best))


def _exact(same: Sequence[Neighbor]) -> Verdict:
    """Word for word the same as a stored one; the same as a cut one is cut too."""
    first = min(same, key=lambda n: (n.change == "cut", n.item_id))
    says = "word for word the same copy, apart from headline, dateline and notices"
    match = Match(other=first.item_id, cluster_id=first.cluster_id, rule="copy.exact", containment=1.0, jaccard=1.0, reason=says)
    return Cut(match=match) if first.change == "cut" else Copy(match=match)


def _closeness(like: _Likeness) -> tuple[float, float, int]:
    """How close a neighbor is, the earlier one first."""
    return (like.alike, like.held, -like.neighbor.item_id)


def _compare(mark: Fingerprint, neighbor: Neighbor) -> _Likeness:
    """Compare by runs of words: how much either holds of the other, whether a lead is shared, how far into the other the shared runs reach."""
    mine, theirs = set(mark.grams), set(neighbor.mark.grams)
    shared = mine & theirs
    if not shared:
        return _Likeness(
            neighbor=neighbor,
            held=0,
            alike=0,
            mine=0,
            theirs=0,
            lead=False,
            reach=0,
            head=False,
            swapped=0,
            figures=0,
            retitled=False,
            table=False,
        )
    places = [i for i, gram in enumerate(neighbor.mark.grams) if gram in shared]
    swapped, figures = _swapped(mark, neighbor.mark)
    return _Likeness(
        neighbor=neighbor,
        held=len(shared) / min(len(mine), len(theirs)),
        alike=len(shared) / len(mine | theirs),
        mine=len(shared) / len(mine),
        theirs=len(shared) / len(theirs),
        lead=_leads(mark, theirs) or _leads(neighbor.mark, mine),
        head=_leads(mark, theirs) if mark.tokens > neighbor.mark.tokens else _leads(neighbor.mark, mine),
        reach=(places[-1] + 1) / len(neighbor.mark.grams),
        swapped=swapped,
        figures=figures,
        retitled=_retitled(mark, neighbor.mark),
        table=figures >= TABLE * min(mark.tokens, neighbor.mark.tokens),
    )


def _leads(mark: Fingerprint, other: set[int]) -> bool:
    """Whether a text's first runs stand in the other one."""
    first = mark.grams[:LEAD_RUNS]
    return sum(gram in other for gram in first) >= LEAD_SHARE * len(first)


LEAD_RUNS = 24
LEAD_SHARE = 0.35


def _swapped(one: Fingerprint, other: Fingerprint) -> tuple[int, int]:
    """Of the figures that stand between the same words in both texts, how many differ; and how many there are.

    A copy has the figures of its original. Another day's issue of a table or forecast has the same words around other figures.
    """
    mine, theirs = _slots(one.words), _slots(other.words)
    swapped = figures = 0
    for slot in mine.keys() & theirs.keys():
        if len(mine[slot]) == len(theirs[slot]):
            figures += len(mine[slot])
            swapped += sum(a != b for a, b in zip(mine[slot], theirs[slot], strict=True))
    return swapped, figures


def _slots(found: Sequence[str]) -> dict[tuple[str, str, str], list[str]]:
    """The figures of a text, by the two words before and the one after, with every figure among those masked."""
    masked = ["", "", *("#" if word[0].isdigit() else word for word in found), ""]
    slots: dict[tuple[str, str, str], list[str]] = {}
    for at, word in enumerate(found):
        if word[0].isdigit():
            slots.setdefault((masked[at], masked[at + 1], masked[at + 3]), []).append(word)
    return slots


def _other_issue(like: _Likeness) -> bool:
    """Whether the figures show another issue of a table or forecast: many others, or some and a headline with other words in its places."""
    if like.swapped < FEW_SWAPPED:
        return False
    return like.retitled or like.swapped >= (SWAPPED_TABLE if like.table else SWAPPED) * like.figures


def _retitled(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two headlines are one pattern filled in twice: as many words, most of them the same."""
    mine, theirs = one.title_words, other.title_words
    if len(mine) != len(theirs) or len(mine) < MIN_PATTERN:
        return False
    differ = sum(a != b for a, b in zip(mine, theirs, strict=True))
    return 0 < differ <= len(mine) / 2


MIN_PATTERN = 3


FEW_SWAPPED = 2
SWAPPED = 0.2
SWAPPED_TABLE = 0.1
TABLE = 0.1  # a text with a figure in every tenth word is a table


def _is_near(mark: Fingerprint, like: _Likeness) -> bool:
    """Whether two texts tell one story: rule 6 of the store's notes."""
    if like.held < NEAR_LEAST or not (like.lead or like.held >= NEAR_SURE or mark.title == like.neighbor.mark.title):
        return False
    if like.neighbor.kind == "digest" and like.alike < NEAR_SURE / 2:
        return False
    shorter, longer = sorted((mark.tokens, like.neighbor.mark.tokens))
    if shorter < longer * SMALL_PART and not (like.held >= SMALL_LEAST and like.head):
        return False
    if _other_issue(like):
        return False
    return shorter >= MIN_WORDS or mark.title == like.neighbor.mark.title


NEAR_LEAST = 0.45
NEAR_SURE = 0.8
SMALL_PART = 0.3
SMALL_LEAST = 0.6
MIN_WORDS = 20


def _is_digest(compared: Sequence[_Likeness]) -> bool:
    """Whether a text quotes several stories, each only in part."""
    return (
        len({like.neighbor.cluster_id for like in compared if 0 < like.mine < DIGEST_PART and like.lead and like.neighbor.kind == "story"})
        >= DIGEST_STORIES
    )


DIGEST_PART = 0.5
DIGEST_STORIES = 3
CUT_REACH = 0.84
CUT_THEIRS = 0.9
EXTENDED = 0.85


def _near(mark: Fingerprint, like: _Likeness) -> Verdict:
    """Name a near copy: cut where it ends early, extended where it holds more, else a copy."""
    match = Match(
        other=like.neighbor.item_id,
        cluster_id=like.neighbor.cluster_id,
        rule="copy.near",
        containment=round(like.held, 4),
        jaccard=round(like.alike, 4),
        reason=f"{like.mine:.0%} of its words, in runs of five, are in item {like.neighbor.item_id}, and {like.theirs:.0%} the other way round",
    )
    if like.reach <= CUT_REACH and like.theirs < CUT_THEIRS:
        return Cut(match=match)
    return Extended(match=match) if like.mine < EXTENDED and mark.tokens > like.neighbor.mark.tokens else Copy(match=match)


def _series(compared: Sequence[_Likeness]) -> Series | None:
    """Whether it looks like an earlier issue of a table or forecast: many of the words, other figures."""
    like = max(compared, key=lambda one: one.held, default=None)
    if like is None or like.held < SERIES_LEAST or not _other_issue(like):
        return None
    says = f"the words of item {like.neighbor.item_id} with other figures: another issue of the same table or forecast"
    return Series(rule="series", reason=says, like=like.neighbor.item_id)


SERIES_LEAST = 0.3


# --- what comparison shows ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What comparing a copy with an original shows; `note` is a sentence for an editor."""

    headline: Literal["same", "changed"]
    body: Literal["same", "cut", "extended", "changed"]
    similarity: float
    note: str


def observe(copy: Fingerprint, original: Fingerprint) -> Sight:
    """Compare a copy's headline and body with the original's, word by word in runs of five."""
    mine, theirs = set(copy.grams), set(original.grams)
    shared = len(mine & theirs)
    kept = shared / len(theirs) if theirs else 1.0
    own = 1 - shared / len(mine) if mine else 0.0
    alike = 2 * shared / (len(mine) + len(theirs)) if mine or theirs else 1.0
    headline: Literal["same", "changed"] = "same" if copy.title == original.title else "changed"
    body = _body_seen(same=copy.body == original.body, kept=kept, own=own)
    missing = max(0, original.tokens - copy.tokens)
    tails = {
        "same": "the body is word for word the same",
        "cut": f"about {missing} of {original.tokens} words are missing",
        "extended": f"all of it is there, with about {max(0, copy.tokens - original.tokens)} words more",
        "changed": f"{1 - kept:.0%} of the original is missing or reworded",
    }
    return Sight(headline=headline, body=body, similarity=round(alike, 4), note=f"the headline is {headline}; {tails[body]}")


ALL_KEPT = 0.97
NOTHING_OWN = 0.03


def _body_seen(*, same: bool, kept: float, own: float) -> Literal["same", "cut", "extended", "changed"]:
    """The word for what was done to a body, by the share that was kept and the share that is the copy's own."""
    if same or (kept >= ALL_KEPT and own <= NOTHING_OWN):
        return "same"
    if own <= NOTHING_OWN * 2:
        return "cut"
    return "extended" if kept >= ALL_KEPT else "changed"
