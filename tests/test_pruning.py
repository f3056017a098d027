"""What has had its day goes, what is owed stays: marks by their week, bytes and polls by their age, stories that nobody decided about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from storeroom import HARBOR, MONDAY, ORCHARD, Storeroom, copy_at, minute, story

from ingest.store.marks import first_key, week_of
from ingest.terms import DeadLetter, Keep, Pruned, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

SOON = minute(600)
MONTH, YEAR = MONDAY + timedelta(days=40), MONDAY + timedelta(days=400)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    made = Storeroom(tmp_path / "wire.db")
    yield made
    assert made.store.check() == ()
    made.store.close()


def prune(room: Storeroom, at: datetime, *, dry: bool = False, items_days: int | None = None) -> Pruned:
    return room.store.prune(Keep(items_days=items_days), at, dry=dry)


def rows(room: Storeroom, table: str) -> int:
    return int(room.view(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - the tables of this test


def test_nothing_of_this_week_goes(room: Storeroom) -> None:
    room.arrive(story())

    assert prune(room, SOON) == Pruned()
    assert rows(room, "mark") > 5


def test_the_marks_of_a_week_go_when_nothing_has_come_to_it_for_a_fortnight(room: Storeroom) -> None:
    room.arrive(story())
    later = MONDAY + timedelta(days=28)
    room.arrive(story(uri="urn:later", headline="A late frost", paragraphs=ORCHARD), at=later)
    before = rows(room, "mark")

    told = prune(room, later + timedelta(days=1))

    assert (told.weeks, told.marks + rows(room, "mark")) == (1, before)
    assert rows(room, "fingerprint") == rows(room, "mark_week") == 1
    assert room.arrive(copy_at("Dorn Post", 1, paragraphs=ORCHARD), at=later + timedelta(hours=2)).change == "copy"


def test_a_backlog_that_came_yesterday_keeps_its_marks_however_old_its_own_clock_is(room: Storeroom) -> None:
    room.arrive(story(), at=MONTH, clock=MONDAY)

    assert prune(room, MONTH + timedelta(days=1)).weeks == 0
    assert room.arrive(copy_at("Dorn Post", 1), at=MONTH, clock=MONDAY + timedelta(hours=5)).change == "copy"


def test_a_version_finds_its_article_long_after_the_marks_have_gone(room: Storeroom) -> None:
    first = room.arrive(story())
    prune(room, MONTH)

    again = room.arrive(story(), at=MONTH)
    newer = room.arrive(story(version="2", paragraphs=(*HARBOR, "It opened a day late.")), at=MONTH)

    assert (again.stored, again.item_id) == (False, first.item_id)
    assert (newer.change, newer.cluster_id) == ("update", first.cluster_id)


def test_a_week_that_shares_its_numbers_with_a_young_one_stays(room: Storeroom) -> None:
    room.arrive(story())
    much_later = MONDAY + timedelta(weeks=256)
    room.arrive(story(uri="urn:later", paragraphs=ORCHARD), at=much_later)
    assert first_key(week_of(MONDAY)) == first_key(week_of(much_later))

    assert prune(room, much_later + timedelta(days=1)).weeks == 0
    assert room.arrive(copy_at("Dorn Post", 2, paragraphs=ORCHARD), at=much_later).change == "copy"


def test_bytes_go_after_ninety_days_but_those_of_dead_letters_stay(room: Storeroom) -> None:
    kept = room.filing(story()).digest
    dead = room.filing(story(uri="urn:dead")).digest
    room.store.bury(DeadLetter(source="wire", stage="read", reason="no head", name="x", digest=dead), SOON)
    assert prune(room, MONDAY + timedelta(days=89)).raws == 0

    told = prune(room, MONDAY + timedelta(days=91))

    assert (told.raws, told.raw_bytes > 0) == (1, True)
    assert room.store.recall(dead).data
    with pytest.raises(KeyError):
        room.store.recall(kept)


def test_an_item_whose_bytes_are_gone_is_whole_all_the_same(room: Storeroom) -> None:
    filed = room.arrive(story())
    prune(room, YEAR)

    record = room.store.item(filed.item_id)

    assert record is not None
    assert record.story.raw_text == "\n".join(HARBOR)
    assert list(room.store.raws()) == []


def test_rows_of_polls_go_and_the_last_of_each_source_stays(room: Storeroom) -> None:
    for n in range(5):
        room.store.visited(Visit(source="wire", at=minute(n), outcome="ok", next_due=None))

    assert prune(room, YEAR).polls == 4
    assert rows(room, "fetch") == 1


def test_stories_stay_for_ever_unless_somebody_wants_them_gone(room: Storeroom) -> None:
    room.arrive(story())
    prune(room, YEAR)

    assert prune(room, YEAR).stories == 0
    assert room.store.counts().items == 1


def test_a_story_that_nobody_decided_about_leaves_a_tombstone_and_is_no_news_when_it_comes_again(room: Storeroom) -> None:
    room.arrive(story())
    room.arrive(copy_at("Dorn Post", 1))
    prune(room, YEAR)

    told = prune(room, YEAR, items_days=365)

    assert (told.stories, told.items) == (1, 2)
    assert (room.store.counts().items, room.store.counts().clusters, rows(room, "tombstone")) == (0, 0, 2)
    again = room.arrive(story(), at=YEAR)
    assert (again.stored, again.item_id) == (False, 0)
    assert "pruned" in again.reason
    assert room.arrive(story(version="2", paragraphs=ORCHARD), at=YEAR).stored
    assert room.store.queue(search="frost")
    assert not room.store.queue(search="breakwater", status="queued")[1:]


@pytest.mark.parametrize("what", ["approve", "reject", "hold", "undo"])
def test_what_an_editor_has_decided_about_is_never_pruned(room: Storeroom, what: str) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "hold" if what == "undo" else what)
    if what == "undo":
        room.rule(filed.item_id, "undo")
    prune(room, YEAR)

    assert prune(room, YEAR, items_days=365).stories == 0
    assert room.store.item(filed.item_id) is not None


def test_a_dry_run_counts_what_a_real_one_lets_go_of_and_changes_nothing(room: Storeroom) -> None:
    for n in range(3):
        room.arrive(story(uri=f"urn:{n}", headline=f"Row {n}", paragraphs=[f"{text} {n} {n * n}" for text in HARBOR]))
    before = room.store.counts()

    dry = prune(room, YEAR, dry=True, items_days=365)

    assert room.store.counts() == before
    real = prune(room, YEAR, items_days=365)
    assert (real.weeks, real.marks, real.raws, real.raw_bytes) == (dry.weeks, dry.marks, dry.raws, dry.raw_bytes)
    assert real.weeks == 1
    assert prune(room, YEAR, items_days=365) == Pruned()
