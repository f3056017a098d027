"""The desk: every decision has a name, each item is ruled on once, and the answer is in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ingest.desk import DeskError, decide, editor_name, in_words
from ingest.terms import Ruled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.terms import Decision

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@dataclass
class Ledger:
    """A store that rules on everything but the items it was told to refuse."""

    refused: frozenset[int] = frozenset()
    asked: list[tuple[int, str, str, str | None, tuple[str, ...]]] = field(default_factory=list)

    def refuse(self, *item_ids: int) -> Ledger:
        self.refused |= set(item_ids)
        return self

    def rule(self, item_id: int, decision: Decision, editor: str, reason: str | None, targets: Sequence[str], now: datetime) -> Ruled:
        assert now == NOW
        self.asked.append((item_id, decision, editor, reason, tuple(targets)))
        if item_id in self.refused:
            return Ruled(item_id=item_id, done=False, status="held", says="embargoed until noon")
        return Ruled(item_id=item_id, done=True, status="approved", says="approved")


def test_each_item_is_ruled_on_once_and_in_order() -> None:
    ledger = Ledger()
    rulings = decide(ledger, [7, 3, 7, 3], "approve", editor="asha", reason="  good \n copy ", targets=("out",), now=NOW)
    assert [ruling.item_id for ruling in rulings] == [7, 3]
    assert ledger.asked == [(7, "approve", "asha", "good copy", ("out",)), (3, "approve", "asha", "good copy", ("out",))]


def test_a_refused_item_costs_its_neighbors_nothing() -> None:
    rulings = decide(Ledger().refuse(2), [1, 2, 3], "approve", editor="asha", reason=None, targets=(), now=NOW)
    assert in_words("approve", rulings) == "2 approved. Refused: item 2: embargoed until noon"


@pytest.mark.parametrize(
    ("decision", "word"),
    [("approve", "approved"), ("hold", "held"), ("release", "released"), ("reject", "rejected"), ("kill", "killed"), ("undo", "undone")],
)
def test_every_decision_is_answered_in_words(decision: Decision, word: str) -> None:
    rulings = decide(Ledger(), [1], decision, editor="asha", reason=" ", targets=(), now=NOW)
    assert in_words(decision, rulings) == f"1 {word}."


def test_a_reason_has_an_end() -> None:
    with pytest.raises(DeskError, match="1001 characters"):
        decide(Ledger(), [1], "reject", editor="asha", reason="x" * 1001, targets=(), now=NOW)


def test_the_editor_is_the_flag_then_the_environment_then_the_login() -> None:
    def login() -> str:
        return "night-desk"

    assert editor_name("Asha  Rao", {"COPYTASTER_EDITOR": "ravi"}, login=login) == "Asha Rao"
    assert editor_name(None, {"COPYTASTER_EDITOR": "ravi"}, login=login) == "ravi"
    assert editor_name(None, {"COPYTASTER_EDITOR": ""}, login=login) == "night-desk"
    assert editor_name(None, {}, login=login) == "night-desk"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x1b[2J", "a\u202eb"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(DeskError, match="is no editor's name"):
        editor_name(name, {})


def test_an_unknown_login_asks_for_a_name() -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    with pytest.raises(DeskError, match="say --editor NAME") as caught:
        editor_name(None, {}, login=nobody)
    assert caught.value.exit_code == 2
