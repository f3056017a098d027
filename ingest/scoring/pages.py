"""Article pages against their labels: headline, authors, times, body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.scoring.bodies import Overlap, Pieces, overlap, pieces, runs, same
from ingest.scoring.folder import Digest, document, sample
from ingest.scoring.folding import authors_agree, folded, name_keys
from ingest.scoring.labels import PageLabel, parsed
from ingest.scoring.moments import DAY, same_day, same_minute
from ingest.scoring.reading import Timing
from ingest.scoring.terms import Fault, Figure, Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.scoring.terms import Labels, Reading
    from normalizers.rulebook import Rulebook
    from normalizers.terms import Moment, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """How one page went; None where it is not labeled. `read` tells whether there was a story at all."""

    read: bool
    headline: bool | None = None
    authors: bool | None = None
    persons: bool | None = None
    minute: bool | None = None
    day: bool | None = None
    updated: bool | None = None
    body: Overlap | None = None
    runs: Overlap | None = None
    exact: bool | None = None
    pieces: Pieces | None = None

    @property
    def shares(self) -> tuple[float, ...]:
        """What of it can be averaged, for finding the worst pages."""
        told = (self.headline, self.authors, self.minute, self.day, self.updated, self.body.f1 if self.body else None)
        return tuple(float(one) for one in told if one is not None)


def score_pages(labels: Labels, rules: Rulebook, *, limit: int | None = None) -> Report:
    """Read a set of article pages and count what is right. Raises `NoSuchSet` for a folder that is none."""
    rows, digest = sample(parsed(labels, PageLabel), limit), Digest(labels)
    scores: list[PageScore] = []
    faults: list[Fault] = []
    timing = Timing()
    for label in rows:
        data = document(labels.folder, f"{label.id}.html.gz", f"{label.id}.html")
        digest.add(data)
        found = timing.read(label.id, data, url=label.url, form="page", rules=rules)
        score = score_page(label, found.story)
        scores.append(score)
        faults += _fault(label, found, score)
    return Report(
        name=labels.folder.resolve().name,
        digest=digest.text,
        documents=len(rows),
        figures=(
            *figures(scores),
            Figure("no_story", sum(not one.read for one in scores), len(scores), counted=True),
            Figure("crashes", timing.crashes, len(scores), counted=True),
        ),
        speed=timing.speed,
        faults=tuple(sorted(faults, key=lambda one: (one.score, one.document))),
    )


def score_page(label: PageLabel, story: Story | None) -> PageScore:
    """Everything that a page's label allows to say; where there is no story everything labeled is wrong."""
    body = story.body_text if story else ""
    right = [label.headline, *(label.headline_also or ())] if label.headline is not None else []
    shown, persons = (story.headline if story else None), (story.persons if story else ())
    labeled = label.authors is not None
    segmented = bool(label.wanted or label.unwanted)
    published, updated = (story.published if story else None), (story.updated if story else None)
    bodied = label.body_text
    return PageScore(
        read=story is not None,
        headline=(shown is not None and folded(shown) in {folded(one) for one in right if one}) if right else None,
        authors=(story is not None and authors_agree(persons, _others(story), label.authors or ())) if labeled else None,
        persons=(story is not None and name_keys(persons) == name_keys(label.authors or ())) if labeled else None,
        minute=same_minute(_iso(published), label.published) if label.published and label.date_precision == "minute" else None,
        day=same_day(_iso(published), label.published, or_utc=label.date_precision == "day") if label.published else None,
        updated=_same_change(_iso(updated), label.updated) if label.updated else None,
        body=overlap(body, bodied, label.optional or ()) if bodied is not None else None,
        runs=runs(body, bodied) if bodied is not None else None,
        exact=same(body, bodied) if bodied is not None else None,
        pieces=pieces(body, label.wanted or (), label.unwanted or ()) if segmented else None,
    )


def _same_change(answer: str | None, label: str) -> bool:
    """The same day where the label is one, else the same minute."""
    return same_day(answer, label, or_utc=True) if len(label) == DAY else same_minute(answer, label)


def _iso(moment: Moment | None) -> str | None:
    """A time as it is printed."""
    return moment.iso if moment else None


def _others(story: Story) -> list[str]:
    """Desks, credited agencies and the publisher: where a labeled name that is no person may stand."""
    named = [story.publisher.name] if story.publisher.name else []
    return [*story.desks, *(one.name for one in story.provenance.credits), *named]


def figures(scores: Sequence[PageScore]) -> Iterator[Figure]:
    """Means over the pages that are labeled for each figure."""
    for name, told in (
        ("headline", [one.headline for one in scores]),
        ("authors", [one.authors for one in scores]),
        ("persons", [one.persons for one in scores]),
        ("minute", [one.minute for one in scores]),
        ("day", [one.day for one in scores]),
        ("updated", [one.updated for one in scores]),
    ):
        yield from _mean(name, [float(value) for value in told if value is not None])
    bodies = [one.body for one in scores if one.body]
    yield from _mean("body_f1", [one.f1 for one in bodies])
    yield from _mean("body_precision", [one.precision for one in bodies])
    yield from _mean("body_recall", [one.recall for one in bodies])
    yield from _run_figures([one.runs for one in scores if one.runs])
    yield from _mean("aeb_exact", [float(one.exact) for one in scores if one.exact is not None])
    yield from _piece_figures([one.pieces for one in scores if one.pieces])


def _mean(name: str, told: Sequence[float]) -> Iterator[Figure]:
    """A mean, where anything is labeled."""
    if told:
        yield Figure(name, round(sum(told) / len(told), 4), len(told))


def _run_figures(told: Sequence[Overlap]) -> Iterator[Figure]:
    """Runs of four words: the means of precision and recall over the pages, and the F1 of the two means."""
    if told:
        mean = Overlap(sum(one.precision for one in told) / len(told), sum(one.recall for one in told) / len(told))
        yield Figure("aeb_f1", round(mean.f1, 4), len(told))
        yield Figure("aeb_precision", round(mean.precision, 4), len(told))
        yield Figure("aeb_recall", round(mean.recall, 4), len(told))


def _piece_figures(told: Sequence[Pieces]) -> Iterator[Figure]:
    """Pieces over all pages together: F1, and the share of the unwanted ones that leaked into the body."""
    found, leaked = sum(one.found for one in told), sum(one.leaked for one in told)
    wanted, unwanted = sum(one.wanted for one in told), sum(one.unwanted for one in told)
    if told:
        whole = Overlap(found / max(1, found + leaked), found / max(1, wanted))
        yield Figure("segments_f1", round(whole.f1, 4), wanted)
    if unwanted:
        yield Figure("segments_leak", round(leaked / unwanted, 4), unwanted)


def _fault(label: PageLabel, found: Reading, score: PageScore) -> Iterator[Fault]:
    """What is not right with a page, in words; nothing where all is."""
    shares = score.shares
    mean = sum(shares) / len(shares) if shares else 1.0
    if mean < 1 or found.fault or not score.read:
        yield Fault(label.id, round(mean, 4), found.fault or "; ".join(_said(label, found.story, score)) or "no story")


def _said(label: PageLabel, story: Story | None, score: PageScore) -> Iterator[str]:
    """What was said, and what was wanted."""
    if story is None:
        return
    if score.headline is False:
        yield f"headline {story.headline!r}, wanted {label.headline!r}"
    if score.authors is False:
        yield f"persons {', '.join(story.persons) or 'none'}, wanted {', '.join(label.authors or ()) or 'none'}"
    if score.day is False or score.minute is False:
        yield f"published {_iso(story.published)}, wanted {label.published}"
    if score.updated is False:
        yield f"updated {_iso(story.updated)}, wanted {label.updated}"
    if score.body and score.body.f1 < 1:
        yield f"body: precision {score.body.precision:.2f}, recall {score.body.recall:.2f}"
