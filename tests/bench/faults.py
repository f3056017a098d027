"""Sending under fault: a flaky receiver, editors at work, and the sender killed at random moments; then all that must hold."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .paper import Table

if TYPE_CHECKING:
    from .paper import Cell, Paper

EARLIEST_S, LATEST_S = 0.0, 0.6  # after the first request of a cycle has come


def bench(paper: Paper, kills: int = 50, seed: int = 7) -> None:
    """So many cycles killed, then as many as it takes until nothing waits; a table more on the paper."""
    from flaky import FlakyReceiver, Trial  # a room of the tests

    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as folder, FlakyReceiver(dice=dice) as receiver:
        receiver.misbehaves()
        trial = Trial(Path(folder), receiver, dice)
        trial.approves(60)
        trial.tries_what_is_embargoed()
        killed = 0
        for number in range(kills):
            trial.approves(20)
            trial.updates()
            receiver.down = number % 10 == 9
            killed += trial.sends(dice.uniform(EARLIEST_S, LATEST_S))
            trial.kills(2)
        trial.settles(kills)
        wrong, taken = trial.verdict(), receiver.taken
        trial.post.store.close()
    keys = {one.key for one in taken}
    held = paper.check(f"at least once, in order, nothing usable that was killed: {wrong[:5]}", kept=not wrong)
    rows: list[list[Cell]] = [
        ["cycles killed before their end", killed, paper.check("a cycle was killed in its middle", kept=killed > 0)],
        ["despatches that arrived", len(keys), ""],
        ["requests that brought them", len(taken), ""],
        ["called back", sum("-withdraw" in key for key in keys), ""],
        ["what did not hold", len(wrong), held],
    ]
    notes = (f"seed {seed}; of 100 requests 5 refused, 3 taken and answered 500, 2 not answered, 3 reset, 5 doubled on the way",)
    paper.tables.append(Table("Sending under fault", ("what", "count", "kept"), rows, notes))
