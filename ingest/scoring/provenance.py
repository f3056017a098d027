"""Documents against their labels of origin: who is credited, what is claimed, which traps fired, which notices stayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.scoring.answers import Answer, Share, compare
from ingest.scoring.folder import Digest, document, sample
from ingest.scoring.folding import plain
from ingest.scoring.labels import OriginLabel, parsed
from ingest.scoring.reading import Timing
from ingest.scoring.terms import Fault, Figure, Report
from ingest.scoring.truth import truth_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.scoring.answers import Claimed
    from ingest.scoring.terms import Labels, Reading
    from normalizers.rulebook import Rulebook


def score_provenance(labels: Labels, rules: Rulebook, *, limit: int | None = None) -> Report:
    """Read a set of documents and count what is said rightly of their origin. Raises `NoSuchSet` for a folder that is none."""
    rows, digest, agencies = sample(parsed(labels, OriginLabel), limit), Digest(labels), agency_names(rules)
    answers: list[Answer] = []
    faults: list[Fault] = []
    timing = Timing()
    for label in rows:
        name = label.file or label.id
        data = document(labels.folder, name, f"{name}.gz", f"{name}.html.gz", f"{name}.html")
        digest.add(data)
        found = timing.read(label.id, data, url=label.url, form=label.form, rules=rules)
        answer = compare(truth_of(label), found.story, agencies)
        answers.append(answer)
        faults.append(_fault(label.id, found, answer))
    return Report(
        name=labels.folder.resolve().name,
        digest=digest.text,
        documents=len(rows),
        figures=tuple(figures(answers)),
        speed=timing.speed,
        faults=tuple(sorted((one for one in faults if one.says), key=lambda one: (one.score, one.document))),
    )


def agency_names(rules: Rulebook) -> frozenset[str]:
    """Every id, name and short form of an agency, made comparable."""
    return frozenset(plain(one) for row in rules.agencies.values() for one in (row.id, *row.names))


def figures(answers: Sequence[Answer]) -> Iterator[Figure]:
    """All figures over the answers; what nothing is labeled for is left out."""
    yield Figure("unread", sum(not one.read for one in answers), len(answers), counted=True)
    yield from _agencies(answers)
    own = [one for one in answers if one.truth.own_copy]
    yield from _share("own_copy_falsely_credited", Share(right=sum(bool(one.credited.extra) for one in own), of=len(own)))
    yield from _share("relation", _of([one.relation_right for one in answers]))
    yield from _share("relation_staff_is_unknown", _of([one.relation_near and one.read for one in answers]))
    yield Figure("false_no", sum(one.edited.false_no for one in answers), len(answers), counted=True)
    yield from _claims("claim", [one.edited for one in answers])
    yield from _claims("auto", [one.auto for one in answers])
    yield from _share("persons", _of([one.persons for one in answers if one.persons is not None]))
    yield Figure("agency_as_person", sum(one.agencies_as_persons for one in answers), len(answers), counted=True)
    yield from _share("statements_found", _sum([one.statements for one in answers]))
    yield from _share("notice_gone", _of([one.notice_gone for one in answers if one.notice_gone is not None]))
    yield from _share("body_kept", _of([one.body_kept for one in answers if one.body_kept is not None]))
    yield from _share("quotes_valid", _sum([one.quotes for one in answers]))
    yield Figure("values_without_evidence", sum(one.unproved for one in answers), len(answers), counted=True)
    yield from _share("traps_fired", _of([one.fired for one in answers if one.truth.trap]))


def _agencies(answers: Sequence[Answer]) -> Iterator[Figure]:
    """Agencies named rightly, too many, missing; and the part that each had."""
    right, extra = sum(one.credited.right for one in answers), sum(len(one.credited.extra) for one in answers)
    missing, roles = sum(len(one.credited.missing) for one in answers), sum(one.credited.roles for one in answers)
    yield from _share("agency_precision", Share(right=right, of=right + extra))
    yield from _share("agency_recall", Share(right=right, of=right + missing))
    whole = [not one.credited.extra and not one.credited.missing and one.read for one in answers]
    yield from _share("agency_exact_set", _of(whole))
    yield from _share("role", Share(right=roles, of=right))


def _claims(name: str, told: Sequence[Claimed]) -> Iterator[Figure]:
    """Precision and recall of claims."""
    right = sum(one.right for one in told)
    yield from _share(f"{name}_precision", Share(right=right, of=right + sum(one.wrong for one in told)))
    yield from _share(f"{name}_recall", Share(right=sum(one.found for one in told), of=sum(one.told for one in told)))


def _of(told: Sequence[bool]) -> Share:
    """So many of them are so."""
    return Share(right=sum(told), of=len(told))


def _sum(told: Sequence[Share]) -> Share:
    """Several shares together."""
    return Share(right=sum(one.right for one in told), of=sum(one.of for one in told))


def _share(name: str, share: Share) -> Iterator[Figure]:
    """A share, where there is anything to share."""
    if share.of:
        yield Figure(name, round(share.right / share.of, 4), share.of)


def _fault(name: str, found: Reading, answer: Answer) -> Fault:
    """What went wrong with a document, in words; nothing where all went well."""
    wanted = " or ".join(sorted(answer.truth.relations))
    says = [found.fault or ("" if found.story else "no story")]
    says += [] if answer.relation_near else [f"relation {answer.relation}, wanted {wanted}"]
    says += [f"credited beyond the label: {', '.join(answer.credited.extra)}"] if answer.credited.extra else []
    says += [f"not credited: {', '.join(answer.credited.missing)}"] if answer.credited.missing else []
    says += ['a "no" that nobody said'] if answer.edited.false_no else []
    says += ["a claim is wrong or missing"] if answer.edited.found < answer.edited.told or answer.edited.wrong else []
    says += ["persons"] if answer.persons is False else []
    says += ["the notice stayed in the body, or the story is not whole"] if answer.notice_gone is False else []
    says += ["a quote does not stand where it should"] if answer.quotes.right < answer.quotes.of else []
    told = [one for one in says if one]
    return Fault(name, round(1 / (1 + len(told)), 4), "; ".join(told))
