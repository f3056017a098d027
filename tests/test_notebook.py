"""Polls that found nothing new are written a page at a time, and none is lost by it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from newsroom import NOON, Newsroom

from ingest.pipeline.notebook import PAGE, Notebook
from ingest.terms import Validators, Visit

if TYPE_CHECKING:
    from pathlib import Path


def quiet(number: int) -> Visit:
    """A poll that found nothing new."""
    due = NOON + timedelta(hours=1)
    return Visit(source=f"coast-{number}", outcome="not_modified", at=NOON, next_due=due, status=304, validators=Validators(etag='"a"'))


def test_a_full_page_is_written_at_once_and_a_begun_one_when_it_is_asked_for(tmp_path: Path) -> None:
    store = Newsroom(tmp_path).store
    notebook = Notebook(store)

    for number in range(PAGE - 1):
        notebook.note(quiet(number))
    assert store.states() == {}

    notebook.note(quiet(PAGE - 1))
    assert len(store.states()) == PAGE

    notebook.note(quiet(PAGE))
    notebook.write()
    notebook.write()
    assert len(store.states()) == PAGE + 1
    assert {state.validators.etag for state in store.states().values()} == {'"a"'}
    store.close()
