"""One answer about a story's origin against the truth: credits, claims, people, notices, quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.scoring.folding import plain, stands_in
from ingest.scoring.labels import values
from ingest.scoring.truth import HOME
from normalizers.terms import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.scoring.truth import Truth
    from normalizers.terms import Story

ROOM = 40  # characters that a statement may hold beyond the labeled one
_AGENCY = re.compile(r"\b(?:agenc(?:y|ies)|agencias?|agenturen?|newswire|news service|bureau)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """How the credits went: required ones found, those with the right role, ids too many, ids missing."""

    right: int
    roles: int
    extra: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """How the claims of editing went: right and wrong ones made, those to find and found, and every `no` that nobody said."""

    right: int
    wrong: int
    told: int
    found: int
    false_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one document went; None where it is not labeled."""

    truth: Truth
    read: bool
    relation: str
    credited: Credited
    edited: Claimed
    auto: Claimed
    persons: bool | None
    agencies_as_persons: int
    statements: Share
    extra_statements: int
    notice_gone: bool | None
    body_kept: bool | None
    quotes: Share
    unproved: int

    @property
    def relation_right(self) -> bool:
        """Whether the relation is one of those accepted."""
        return self.relation in self.truth.relations

    @property
    def relation_near(self) -> bool:
        """The same where `staff` and `unknown` count as one."""
        return self.relation_right or (self.relation in HOME and bool(HOME & self.truth.relations))

    @property
    def fired(self) -> bool:
        """Whether words that only look like a credit or notice were taken for one."""
        claimed = self.edited.wrong + self.edited.false_no + self.auto.wrong
        return bool(self.credited.extra or claimed or self.extra_statements or not self.relation_near)


def compare(truth: Truth, story: Story | None, agencies: frozenset[str]) -> Answer:
    """Compare what was read with what is right; where there is no story everything labeled is wrong."""
    said = story.provenance if story else Provenance()
    edited = (said.edited.headline, said.edited.body, said.edited.picture)
    body = plain(story.body_text) if story else ""
    given = [plain(one) for one in (story.persons if story else ())]
    return Answer(
        truth=truth,
        read=story is not None,
        relation=said.relation if story else "none",
        credited=_credited(truth, said),
        edited=_claimed(edited, truth.claims.edited),
        auto=_claimed((said.auto_generated,), (truth.claims.auto,)),
        persons=None if truth.persons is None else story is not None and frozenset(given) == truth.persons,
        agencies_as_persons=sum(one in agencies or _AGENCY.search(one) is not None for one in given),
        statements=Share(right=sum(_stated(one, said) for one in truth.statements), of=len(truth.statements)),
        extra_statements=len(said.statements) if truth.trap else 0,
        notice_gone=_gone(truth, body),
        body_kept=_kept(truth, body),
        quotes=_quotes(said, story),
        unproved=sum(1 for _ in _unproved(said)),
    )


def _credited(truth: Truth, said: Provenance) -> Credited:
    """Credits against the labeled ones; a photo's credit is never counted."""
    left = {one.agency: str(one.role) for one in said.credits if one.role != "photo"}
    right = roles = 0
    missing: list[str] = []
    for want in truth.credits:
        hit = next((one for one in values(want.agency) if one in left), None)
        if hit is not None:
            role = left.pop(hit)
            right += want.required
            roles += want.required and role == want.role
        elif want.required:
            missing.append(values(want.agency)[0])
    return Credited(right=right, roles=roles, extra=tuple(sorted(left)), missing=tuple(missing))


def _claimed(said: Sequence[str], right: Sequence[frozenset[str]]) -> Claimed:
    """Claims against what is right of each; `unknown` claims nothing."""
    pairs = list(zip(said, right, strict=True))
    made = [(value, good) for value, good in pairs if value != "unknown"]
    told = [(value, good) for value, good in pairs if "unknown" not in good]
    return Claimed(
        right=sum(value in good for value, good in made),
        wrong=sum(value not in good for value, good in made),
        told=len(told),
        found=sum(value in good for value, good in told),
        false_no=sum(value == "no" and "no" not in good for value, good in pairs),
    )


def _stated(want: str, said: Provenance) -> bool:
    """Whether a labeled notice is among the statements, with little around it."""
    given = [plain(one.text) for one in said.statements]
    return any(want == one or (want in one and len(one) < len(want) + ROOM) for one in given)


def _whole(truth: Truth, body: str) -> bool:
    """Whether there is a body, and the story's own sentences in it."""
    return bool(body) and all(one in body for one in truth.includes)


def _gone(truth: Truth, body: str) -> bool | None:
    """Whether the notice is gone from the body, and the story still there."""
    return _whole(truth, body) and not any(stands_in(one, body) for one in truth.excludes) if truth.excludes else None


def _kept(truth: Truth, body: str) -> bool | None:
    """Whether words that only look like a notice stayed in the body."""
    if truth.keeps:
        return _whole(truth, body) and all(one in body for one in truth.keeps)
    return _whole(truth, body) if truth.includes and not truth.excludes else None


def _quotes(said: Provenance, story: Story | None) -> Share:
    """Quotes that stand where their offsets say."""
    raw = story.raw_text if story else ""
    good = sum(bool(one.quote) and raw[one.start : one.end] == one.quote for one in said.evidence)
    return Share(right=good, of=len(said.evidence))


def _unproved(said: Provenance) -> Iterator[str]:
    """Values that point to no evidence."""
    count = len(said.evidence)
    edited = (said.edited.headline, said.edited.body, said.edited.picture, said.auto_generated, said.relation)
    yield from (value for value in edited if value != "unknown" and not count)
    for one in said.credits:
        if not one.evidence or not all(0 <= at < count for at in one.evidence):
            yield one.agency
    yield from (one.text for one in said.statements if not 0 <= one.evidence < count)
