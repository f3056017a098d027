"""Editors put stories together and take them apart: remembered, followed by what comes later, and taken back."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from storeroom import HARBOR, ORCHARD, Storeroom, copy_at, minute, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RETOLD = (
    "A new wall keeps the sea out of the port since Monday, and it took the builders eleven years after the first stone was laid.",
    "The fleet may now land its catch in almost any weather, crews said, because the water behind it stays calm all winter long.",
    "Stone came down at night from the quarry, and the council paid for it with money that was found in the spring of this year.",
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    room = Storeroom(tmp_path / "wire.db")
    yield room
    assert room.store.check() == ()
    room.store.close()


def together(room: Storeroom) -> set[frozenset[int]]:
    """Which items tell one story."""
    found: dict[int, set[int]] = {}
    for item, cluster in room.view("SELECT item_id, cluster_id FROM v_items"):
        found.setdefault(cluster, set()).add(item)
    return {frozenset(items) for items in found.values()}


def merge(room: Storeroom, item: int, into: int, reason: str | None = None) -> Any:
    return room.store.merge(item, into, "Ada", reason, minute(500))


def split(room: Storeroom, item: int) -> Any:
    return room.store.split(item, "Ada", None, minute(600))


def two_stories(room: Storeroom) -> None:
    """Items 1 and 2 tell of the harbor, 3 and 4 tell it in other words."""
    room.arrive(story())
    room.arrive(copy_at("Ellis Post", 1))
    room.arrive(copy_at("Vell Echo", 2, headline="Calm at last", paragraphs=RETOLD))
    room.arrive(copy_at("Dorn Times", 3, headline="Calm at last", paragraphs=RETOLD))
    assert together(room) == {frozenset({1, 2}), frozenset({3, 4})}


def test_a_merge_moves_all_that_tells_the_story_and_says_who_did_it(room: Storeroom) -> None:
    two_stories(room)
    told = merge(room, 4, 1, "same wall")
    assert (told.done, told.says) == (True, "put to the story of item 1; 2 items move")
    assert together(room) == {frozenset({1, 2, 3, 4})}
    assert room.view("SELECT item_id, verdict, rule, reason FROM v_why_merged WHERE item_id = 3") == [
        (3, "copy", "editor.merge", "Ada put the two stories together: same wall")
    ]
    assert room.view("SELECT kind, item_id, other_id, editor, reason, items FROM v_arrangements") == [
        ("merge", 4, 1, "Ada", "same wall", 2)
    ]
    assert room.view("SELECT count(*) FROM v_observed WHERE item_id = 3") == [(1,)]


def test_what_comes_after_a_merge_follows_it(room: Storeroom) -> None:
    two_stories(room)
    merge(room, 3, 1)
    copy = room.arrive(copy_at("Arden News", 4, headline="Calm at last", paragraphs=RETOLD[:2]), at=minute(510))
    version = room.arrive(copy_at("Vell Echo", 2, headline="Calm at last", paragraphs=(*RETOLD, ORCHARD[0])), at=minute(520))
    assert together(room) == {frozenset({1, 2, 3, 4, copy.item_id, version.item_id})}
    room.arrive(story(version="9", pub_status="canceled", paragraphs=["Withdrawn."]), at=minute(530))
    assert [room.status(item) for item in (1, 2, 4, copy.item_id, version.item_id)] == ["killed", "held", "held", "held", "held"]


def test_a_split_after_a_merge_takes_back_all_that_the_merge_brought(room: Storeroom) -> None:
    two_stories(room)
    merge(room, 3, 1)
    later = room.arrive(copy_at("Vell Echo", 2, headline="Calm at last", paragraphs=(*RETOLD, ORCHARD[0])), at=minute(520))
    assert split(room, 4).says == "a story of its own now; 3 items leave the other"
    assert together(room) == {frozenset({1, 2}), frozenset({3, 4, later.item_id})}
    assert room.view("SELECT kind, undoes FROM v_arrangements") == [("merge", None), ("split", 1)]
    assert merge(room, 3, 1).done
    assert len(together(room)) == 1


def test_what_an_editor_took_out_stays_out_and_its_versions_go_with_it(room: Storeroom) -> None:
    room.arrive(story())
    out = room.arrive(copy_at("Ellis Post", 1))
    room.arrive(copy_at("Ellis Post", 1, paragraphs=HARBOR[:5]))
    stays = room.arrive(copy_at("Vell Echo", 2))
    assert split(room, out.item_id).says == "a story of its own now; 2 items leave the other"
    version = room.arrive(copy_at("Ellis Post", 1, paragraphs=HARBOR[:4]), at=minute(610))
    assert together(room) == {frozenset({1, stays.item_id}), frozenset({2, 3, version.item_id})}
    room.arrive(story(version="2", pub_status="canceled", paragraphs=["Withdrawn."]), at=minute(620))
    assert (room.status(stays.item_id), room.status(version.item_id)) == ("held", "queued")
    assert room.view("SELECT count(*) FROM v_observed WHERE against_item_id = 1 AND item_id = 2") == [(0,)]


def test_the_first_of_a_story_may_be_taken_out_and_the_others_stay_together(room: Storeroom) -> None:
    for one in (story(), copy_at("Ellis Post", 1), copy_at("Vell Echo", 2, paragraphs=HARBOR[:4])):
        room.arrive(one)
    assert split(room, 1).done
    assert together(room) == {frozenset({1}), frozenset({2, 3})}
    assert room.view("SELECT item_id, change FROM v_items WHERE item_id < 3") == [(1, "new"), (2, "new")]
    assert room.view("SELECT item_id, other_id FROM v_why_merged") == [(3, 2)]


def test_a_living_story_put_to_a_withdrawn_one_is_locked_with_it(room: Storeroom) -> None:
    two_stories(room)
    room.rule(4, "approve", at=minute(490))
    room.send_all(minute(491))
    room.arrive(story(version="2", pub_status="canceled", paragraphs=["Withdrawn."]), at=minute(495))
    assert merge(room, 1, 3).says == "its story was withdrawn; put the living one to it: queue merge 3 1"
    assert merge(room, 3, 1).done
    assert (room.status(3), room.status(4)) == ("held", "killed")
    assert room.send_all(minute(510)) == ["4-out-withdraw"]


def test_what_can_not_be_arranged_is_refused_in_words(room: Storeroom) -> None:
    two_stories(room)
    assert merge(room, 1, 2).says == "it tells the story of item 2 already"
    assert (merge(room, 99, 1).says, merge(room, 1, 98).says) == ("there is no item 99", "there is no item 98")
    assert (split(room, 99).says, split(room, 99).done) == ("there is no item 99", False)
    alone = room.arrive(story(uri="urn:o", headline="Frost", paragraphs=ORCHARD))
    assert split(room, alone.item_id).says == "it stands alone in its story"
    assert not room.store.apart(1, 99, "Ada", None, minute(1)).done


def test_a_pair_that_may_be_one_story_goes_to_an_editor_until_it_is_settled(room: Storeroom) -> None:
    changed = [HARBOR[0], HARBOR[1], *ORCHARD[1:], "A word of the desk closes this piece, which is longer than the one before it was."]
    room.arrive(story(paragraphs=[*HARBOR, *[text.replace("the", "a") for text in ORCHARD[:1]]]))
    other = room.arrive(copy_at("Ellis Post", 1, headline="Port Ellis has a wall", paragraphs=changed))
    assert len(together(room)) == 2
    assert [(row.item_id, row.other_id) for row in room.store.doubts()] == [(other.item_id, 1)]
    assert "an editor decides" in room.store.doubts()[0].reason
    room.store.apart(1, other.item_id, "Ada", "two walls", minute(9))
    assert room.store.doubts() == ()
    assert merge(room, other.item_id, 1).done


def test_arrangements_are_never_changed_or_deleted(room: Storeroom) -> None:
    two_stories(room)
    merge(room, 3, 1)
    conn = sqlite3.connect(room.path)
    for sql in ("DELETE FROM arrangement", "UPDATE arrangement SET editor = 'Bo'"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            conn.execute(sql)
    conn.close()
