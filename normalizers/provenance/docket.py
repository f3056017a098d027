"""What a trace has gathered so far: evidence, credits, claims, and the stretches that leave the body."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from normalizers.rulebook import GENERIC
from normalizers.terms import Claim, Conflict, Credit, Edited, Evidence, EvidenceKind, Role, Said, Statement

if TYPE_CHECKING:
    from normalizers.provenance.names import Who
    from normalizers.provenance.notice import Reading
    from normalizers.rulebook import Agency, HouseStyle, Rulebook
    from normalizers.terms import WireItem

SAMPLE = 200
LATIN = "\u02ff"  # the last letter of the Latin blocks
_PROMISES: tuple[Claim, ...] = ("may", "yes", "no", "unknown")
_NAMING: frozenset[EvidenceKind] = frozenset(("byline", "structured"))
_STRENGTH: dict[Role, int] = {"release": 4, "source": 3, "partner": 2, "inputs": 1, "photo": 0}


@dataclass(slots=True)
class Docket:
    """The growing file on one item; every value put in names its evidence."""

    item: WireItem
    style: HouseStyle
    rules: Rulebook
    evidence: list[Evidence] = field(default_factory=list)
    credits: dict[str, Credit] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    drop: list[tuple[int, int]] = field(default_factory=list)
    edited: Edited = field(default_factory=Edited)
    auto: Said = "unknown"
    via: dict[str, None] = field(default_factory=dict)
    marks: dict[str, list[int]] = field(default_factory=dict)  # release, partner, staff, compiled, carried, direct -> evidence
    publisher: str | None = None
    signed: list[str] = field(default_factory=list)  # lines below the story that name who reported and who edited

    @property
    def raw(self) -> str:
        """The text all offsets refer to."""
        return self.item.raw_text

    @property
    def country(self) -> str | None:
        """The publisher's country, where the house is known."""
        return self.style.country

    def prove(self, rule: str, kind: EvidenceKind, start: int, end: int) -> int:
        """Keep the words at a place as evidence; returns their index. White space around them is left out."""
        quote = self.raw[start:end]
        start += len(quote) - len(quote.lstrip())
        end -= len(quote) - len(quote.rstrip())
        for at, known in enumerate(self.evidence):
            if (known.start, known.end) == (start, end):
                return at
        self.evidence.append(Evidence(rule=rule, kind=kind, quote=self.raw[start:end], start=start, end=end))
        return len(self.evidence) - 1

    def mark(self, name: str, proof: int) -> None:
        """Note that the evidence speaks for a relation."""
        self.marks.setdefault(name, []).append(proof)

    def credit(self, agency: Agency | None, role: Role, proof: int, name: str | None = None) -> None:
        """Credit an agency (None: one that is not named); the stronger role stays."""
        key = agency.id if agency else GENERIC
        name = self._printed(agency, proof) if agency else name or "agencies"
        said = Credit(agency=key, name=name, role=role, evidence=(proof,))
        known = self.credits.get(key)
        if known is not None:
            proofs = known.evidence if proof in known.evidence else (*known.evidence, proof)
            hidden = self.evidence[proof].kind == "structured"  # the markup confirms what the page prints, it does not overrule it
            strong = role if _STRENGTH[role] > _STRENGTH[known.role] and not hidden else known.role
            said = Credit(agency=key, name=max(known.name, name, key=len), role=strong, evidence=proofs)
        self.credits[key] = said

    def _printed(self, agency: Agency, proof: int) -> str:
        """The agency's name as a byline or the markup writes it in full; a sentence may bend it (`der Deutschen Presse-Agentur`)."""
        told = self.evidence[proof]
        full = [form for form in agency.names if len(form) > len(agency.name) and form in told.quote] if told.kind in _NAMING else []
        return max(full, key=len, default=agency.name)

    def lower(self, agencies: tuple[Agency, ...], proof: int) -> None:
        """Turn a bare byline's source into inputs: a sentence says that the agency contributed, the sign may be a picture's."""
        for agency in agencies:
            known = self.credits.get(agency.id)
            if known is not None and {self.evidence[at].kind for at in known.evidence} <= {"byline", "structured"}:
                self.credits[agency.id] = replace(known, role="inputs", evidence=(*known.evidence, proof))

    def credit_all(self, who: Who, role: Role, proof: int) -> None:
        """Credit everyone a credit names; release wires and partners keep their own part."""
        for agency in who.agencies:
            if agency.kind == "partner" and self.is_own(agency):
                self.mark("staff", proof)
            else:
                self.credit(agency, part_of(agency, role), proof)
        if not who.named and who.generic:
            self.credit(None, role, proof, who.generic)

    def is_own(self, agency: Agency) -> bool:
        """Whether a partner is this very publisher."""
        return self.rules.agency_at(self.item.url or self.item.canonical_url or self.item.publisher.domain) is agency

    def claim(self, reading: Reading, proof: int) -> None:
        """Take over what a notice claims; the weaker claim stays where two notices differ."""
        for name in ("headline", "body", "picture"):
            old, new = getattr(self.edited, name), getattr(reading.edited, name)
            if "unknown" not in (old, new) and old != new:
                self.conflicts.append(Conflict(says=f"two notices differ on whether the {name} was edited", evidence=(proof,)))
        self.edited = Edited(
            headline=_weaker(self.edited.headline, reading.edited.headline),
            body=_weaker(self.edited.body, reading.edited.body),
            picture=_weaker(self.edited.picture, reading.edited.picture),
        )
        if reading.auto:
            self.auto = "yes"

    def state(self, start: int, end: int, proof: int) -> None:
        """Keep a notice in the publisher's exact words."""
        said = Statement(text=self.evidence[proof].quote, evidence=proof)
        if said not in self.statements:  # a document that is a notice alone is head and tail at once
            self.statements.append(said)
        self.remove(start, end)

    def remove(self, start: int, end: int) -> None:
        """Take a stretch out of the body."""
        if end > start:
            self.drop.append((start, end))


def language_of(item: WireItem) -> str:
    """The two letters of the language an item states; empty where it states none, or one whose script its story is not written in."""
    stated = item.languages[0].text[:2].casefold() if item.languages else ""
    sample = item.blocks[0].text[:SAMPLE] if item.blocks else ""
    if sample.isascii():
        return stated
    foreign = sum(letter > LATIN for letter in sample) * 2 > len(sample)
    return "" if stated == "en" and foreign else stated


def part_of(agency: Agency, role: Role) -> Role:
    """The role of an agency's kind: a release wire's copy is a release, another publisher's is a partner's."""
    if agency.kind == "partner" and role == "source":
        return "partner"
    return "release" if agency.kind == "release" else role


def _weaker(one: Claim, other: Claim) -> Claim:
    """Of two claims the one that promises less; a claim before silence."""
    return next(value for value in _PROMISES if value in (one, other))
