"""Copies: the same words, most of them, or the same words around other figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizers.judge.subjects import other_figures, other_subject, same_figures, same_title
from normalizers.judge.verdicts import Copy, Cut, Extended, Match, New, Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.judge.verdicts import Arrival, Neighbor, Verdict
    from normalizers.likeness import Fingerprint


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


def copied(arrival: Arrival, others: Sequence[Neighbor]) -> Verdict:
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
        return _series(arrival.mark, compared) or New(doubt=_doubt(arrival.mark, compared))
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
    """Compare by runs of words: how much either holds of the other, whether a lead is shared, how far the shared runs reach."""
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
    first = mark.grams[: min(LEAD_RUNS, len(other))]  # a teaser has few runs to hold any of
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


def _other_issue(mark: Fingerprint, like: _Likeness) -> bool:
    """Whether the figures show another issue of a table or forecast: many others, or some and a headline with other words in its places."""
    known = like.neighbor.mark
    if other_figures(mark, known) and like.swapped:
        return True
    mended = like.swapped == FEW_SWAPPED and mark.title == known.title and (same_figures(mark, known) or 0) >= FIGURES_MENDED
    if like.swapped < FEW_SWAPPED or mended:
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
    known = like.neighbor.mark
    titled = mark.title == known.title
    if not _is_alike(mark, like, titled=titled):
        return False
    if like.neighbor.kind == "digest" and like.alike < NEAR_SURE / 2:
        return False
    shorter, longer = sorted((mark.tokens, known.tokens))
    if shorter < longer * SMALL_PART and not (like.held >= SMALL_LEAST and like.head):
        return False
    if _other_issue(mark, like) or (like.alike < ALL_BUT and other_subject(mark, known)):
        return False
    if shorter >= MIN_WORDS or titled:
        return True
    return shorter >= FEWEST_WORDS and like.held >= ALL_HELD and like.head


def _is_alike(mark: Fingerprint, like: _Likeness, *, titled: bool) -> bool:
    """Whether the words are enough alike: many of them, or fewer where headline, names and figures agree too."""
    if like.held >= NEAR_LEAST:
        return like.lead or titled or like.held >= NEAR_SURE
    if mark.skeleton == like.neighbor.mark.skeleton and not titled:  # "Rates on Monday", "Rates on Tuesday"
        return False
    figures = same_figures(mark, like.neighbor.mark)
    return (
        like.held >= RETOLD_LEAST and same_title(mark, like.neighbor.mark) >= RETOLD_TITLE and (figures is None or figures >= FIGURES_KEPT)
    )


NEAR_LEAST = 0.45
NEAR_SURE = 0.75
RETOLD_LEAST = 0.3
RETOLD_TITLE = 0.5
FIGURES_KEPT = 0.7
FIGURES_MENDED = 0.8
ALL_BUT = 0.8  # so much alike, another name at the head is a sub-editor's
SMALL_PART = 0.3
SMALL_LEAST = 0.6
MIN_WORDS = 20
FEWEST_WORDS = 12  # a teaser so short is known only by the very words that the longer text begins with
ALL_HELD = 0.95


def _is_digest(compared: Sequence[_Likeness]) -> bool:
    """Whether a text quotes several stories, each only in part, and is made of none of them."""
    if any(like.mine >= DIGEST_PART for like in compared):
        return False
    quoted = {like.neighbor.cluster_id for like in compared if like.mine > 0 and like.lead and like.neighbor.kind == "story"}
    return len(quoted) >= DIGEST_STORIES


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
        reason=f"{like.mine:.0%} of its runs of five words are in item {like.neighbor.item_id}, and {like.theirs:.0%} the other way round",
    )
    if like.reach <= CUT_REACH and like.theirs < CUT_THEIRS:
        return Cut(match=match)
    return Extended(match=match) if like.mine < EXTENDED and mark.tokens > like.neighbor.mark.tokens else Copy(match=match)


def _series(mark: Fingerprint, compared: Sequence[_Likeness]) -> Series | None:
    """Whether it looks like an earlier issue of a table or forecast: many of the words, other figures."""
    like = max(compared, key=lambda one: one.held, default=None)
    if like is None or like.held < SERIES_LEAST or not _other_issue(mark, like):
        return None
    says = f"the words of item {like.neighbor.item_id} with other figures: another issue of the same table or forecast"
    return Series(rule="series", reason=says, like=like.neighbor.item_id)


SERIES_LEAST = 0.3


def _doubt(mark: Fingerprint, compared: Sequence[_Likeness]) -> Match | None:
    """The story that a new one may belong to: too much alike for chance, too little to put them together unasked."""
    likely = [like for like in compared if like.neighbor.kind == "story" and like.held >= DOUBT_LEAST and _may_be(mark, like)]
    best = max(likely, key=_closeness, default=None)
    if best is None:
        return None
    return Match(
        other=best.neighbor.item_id,
        cluster_id=best.neighbor.cluster_id,
        rule="doubt",
        containment=round(best.held, 4),
        jaccard=round(best.alike, 4),
        reason=f"{best.held:.0%} of the shorter one's runs of five words are in both, and nothing tells them apart: an editor decides",
    )


DOUBT_LEAST = 0.25
DOUBT_TITLE = 0.4


def _may_be(mark: Fingerprint, like: _Likeness) -> bool:
    """Whether lead or headline are shared, and neither figures nor names are another story's."""
    known = like.neighbor.mark
    if min(mark.tokens, known.tokens) < MIN_WORDS or mark.skeleton == known.skeleton or _other_issue(mark, like):
        return False
    return (like.lead or same_title(mark, known) >= DOUBT_TITLE) and not other_subject(mark, known)
