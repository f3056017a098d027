"""Sending under fault: at least once, in effect once, in order, and nothing that was called back stays usable."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from flaky import FlakyReceiver, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """Editors, a sender, and a receiver that takes copy."""
    dice = Random(11)  # noqa: S311 - habits, not secrets
    with FlakyReceiver(dice=dice) as receiver:
        receiver.misbehaves()
        trial = Trial(tmp_path, receiver, dice)
        yield trial
        trial.post.store.close()


def test_a_sender_killed_while_copy_is_on_its_way_loses_nothing_and_sends_nothing_out_of_order(trial: Trial) -> None:
    trial.approves(30)
    trial.tries_what_is_embargoed()
    killed = 0
    for count in (1, 9, 10, 30):
        trial.receiver.kill_at = len(trial.receiver.taken) + count
        killed += trial.sends()
        trial.kills(2)
        trial.updates()
        trial.approves(6)
    trial.settles()
    assert killed >= 3
    assert trial.verdict() == []
    assert len(trial.receiver.taken) > 50


def test_a_receiver_that_was_down_gets_its_withdrawals_first_and_then_the_backlog(trial: Trial) -> None:
    trial.receiver.dice = None
    trial.approves(5)
    trial.sends()
    trial.receiver.down = True
    trial.kills(3)
    trial.approves(40)
    trial.sends()
    trial.receiver.down = False
    before = len(trial.receiver.taken)
    trial.sends()
    ops = [one.op for one in trial.receiver.taken[before:]]
    assert ops == ["withdraw"] * 3 + ["publish"] * 40
    assert trial.verdict() == []
