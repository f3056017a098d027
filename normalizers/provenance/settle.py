"""From a docket to a verdict: the relation, the chain, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizers.rulebook import GENERIC, host_of
from normalizers.terms import Confidence, Provenance, Relation

if TYPE_CHECKING:
    from normalizers.provenance.docket import Docket


def settle(docket: Docket) -> Provenance:
    """The provenance that the evidence carries."""
    _forget_generic(docket)
    _forget_footers(docket)
    relation = _relation(docket)
    return Provenance(
        relation=relation,
        credits=tuple(docket.credits.values()),
        via=_via(docket, relation),
        edited=docket.edited,
        auto_generated=docket.auto,
        statements=tuple(docket.statements),
        evidence=tuple(docket.evidence),
        conflicts=tuple(dict.fromkeys(docket.conflicts)),
        confidence=_confidence(docket, relation),
        ruleset=docket.rules.version,
    )


def _forget_generic(docket: Docket) -> None:
    """A "syndicated feed" is nobody where the page also says whose."""
    named = [credit for credit in docket.credits.values() if credit.agency != GENERIC]
    generic = docket.credits.get(GENERIC)
    if generic is not None and any(credit.role in (generic.role, "source") for credit in named):
        del docket.credits[GENERIC]


def _forget_footers(docket: Docket) -> None:
    """A copyright line is the weakest proof: where byline, dateline, tail or notice credit another agency, it is a footer's."""
    firm = {key for key, credit in docket.credits.items() if any(docket.evidence[at].kind != "legal" for at in credit.evidence)}
    if firm:
        for key in set(docket.credits) - firm:
            del docket.credits[key]


def _relation(docket: Docket) -> Relation:
    """What the publisher's part is, the most particular answer first."""
    roles = {credit.role for credit in docket.credits.values()}
    answers: tuple[tuple[bool, Relation], ...] = (
        (_is_release(docket), "release"),
        ("direct" in docket.marks, "agency_direct"),
        ("partner" in docket.marks and "source" not in roles, "partner"),
        ("source" in roles, _carried(docket)),
        ("inputs" in roles, "staff_with_inputs" if "staff" in docket.marks or len(docket.credits) == 1 else "compiled"),
        ("carried" in docket.marks, "agency_copy"),
        ("partner" in roles, "partner"),
        ("staff" in docket.marks, "staff"),
    )
    return next((relation for holds, relation in answers if holds), "unknown")


def _is_release(docket: Docket) -> bool:
    """Whether it is a release; a marker alone ("Sponsored content" over a story) does not make one of an agency's copy."""
    rules = {docket.evidence[at].rule for at in docket.marks.get("release", ())}
    return bool(rules) and not (
        all(rule.endswith(".marker") for rule in rules) and any(credit.role == "source" for credit in docket.credits.values())
    )


def _carried(docket: Docket) -> Relation:
    """Agency copy, or a compilation of several agencies' or an agency's and the desk's."""
    return "compiled" if "compiled" in docket.marks and "carried" not in docket.marks else "agency_copy"


def _via(docket: Docket, relation: Relation) -> tuple[str, ...]:
    """Who stands between the source and the reader: agencies that passed a release on, then the publisher's domain."""
    credited = {credit.agency for credit in docket.credits.values() if credit.role != "release"}
    chain = [agency for agency in docket.via if agency not in credited]
    domain = docket.item.publisher.domain or host_of(docket.item.url or docket.item.canonical_url)
    if relation in ("agency_copy", "compiled", "release", "partner") and domain:
        chain.append(domain)
    return tuple(chain)


def _confidence(docket: Docket, relation: Relation) -> Confidence:
    """Stated by a credit or a notice, inferred from the byline or the site, or unknown."""
    if relation == "unknown" and not docket.credits:
        return "unknown"
    return "inferred" if relation == "staff" or set(docket.marks) == {"direct"} else "stated"
