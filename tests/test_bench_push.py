"""The proof of the door, small: documents pushed by senders that try again, while it is killed and a run files beside."""

from __future__ import annotations

import pytest
from bench import deliver_push


@pytest.mark.slow
def test_every_document_is_filed_exactly_once_though_the_door_is_killed_and_connections_drop() -> None:
    paper = deliver_push.bench(documents=40, kills=2, figures=20)

    assert paper.failed == []
    assert [row[1] for row in paper.tables[1].rows][0::2] == [20, 20]
