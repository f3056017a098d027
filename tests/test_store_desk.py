"""The desk's side of the store: pages by cursor, decisions nobody is overrun by, amendments, holds that end, people."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from storeroom import MONDAY, Storeroom, copy_at, minute, sourced, story

from ingest.store import open_store
from ingest.store.desk import Amended, BadCursor, Filter, Orders
from ingest.terms import Route

if TYPE_CHECKING:
    from pathlib import Path

LATER = minute(600)


@pytest.fixture
def room(tmp_path: Path) -> Storeroom:
    return Storeroom(tmp_path / "wire.db")


def other(number: int, **changes: Any) -> Any:
    """A story of its own."""
    words = " ".join(f"word{number}x{place}" for place in range(40))
    return story(uri=f"urn:wire:{number}", headline=f"Story {number}", paragraphs=(words,), **changes)


def listed(room: Storeroom, **wanted: Any) -> list[int]:
    """The numbers of every item of a filter, page by page."""
    found: list[int] = []
    after = None
    while True:
        page = room.store.desk.page(Filter(**wanted), limit=3, after=after, now=LATER)
        found += [row.row.item_id for row in page.rows]
        after = page.after
        if after is None:
            return found


def give(room: Storeroom, item: int, decision: Any, editor: str = "Ada", **more: Any) -> Any:
    return room.store.desk.give(item, Orders(decision=decision, editor=editor, routes=(Route("out"),), **more), LATER)


def seen(room: Storeroom, item: int) -> int:
    return room.store.desk.beside(item, LATER).seen


def test_pages_follow_each_other_without_a_gap_or_a_double_in_both_orders(room: Storeroom) -> None:
    items = [room.arrive(other(n, urgency=1 + n % 5)).item_id for n in range(10)]

    assert listed(room) == items[::-1]
    assert sorted(listed(room, order="urgent")) == items
    assert listed(room, order="urgent")[0] == max(row[0] for row in room.view("SELECT item_id FROM item WHERE urgency = 1"))


def test_a_story_that_more_publishers_carry_stands_above_its_peers(room: Storeroom) -> None:
    first = room.arrive(story(), at=MONDAY).item_id
    alone = room.arrive(other(1), at=minute(1)).item_id
    copies = [room.arrive(copy_at(house, 1), at=minute(2), source="web").item_id for house in ("Ellis Post", "Dorn Echo", "Vell Times")]

    order = listed(room, order="urgent")

    assert order.index(first) < order.index(alone)
    assert set(order) == {first, alone, *copies}


def test_a_cursor_of_another_list_is_refused_in_words(room: Storeroom) -> None:
    with pytest.raises(BadCursor, match="no place in this list"):
        room.store.desk.page(Filter(), limit=3, after="x'; DROP TABLE item", now=LATER)


def test_each_filter_finds_what_it_names_and_nothing_else(room: Storeroom) -> None:
    plain = room.arrive(other(1)).item_id
    hindi = room.arrive(other(2, language="hi", section="खेल", signals=("correction",))).item_id
    agency = room.arrive(other(3, provenance=sourced())).item_id
    room.rule(plain, "hold")

    assert listed(room, language="hi") == listed(room, section="खेल") == listed(room, signal="correction") == [hindi]
    assert listed(room, agency="norland") == listed(room, relation="agency_copy") == [agency]
    assert listed(room, status="held") == [plain]
    assert listed(room, search="word3x7") == [agency]
    assert listed(room, agency="") == [hindi, plain]
    assert listed(room, search='"unclosed OR (') == []


def test_the_list_of_a_database_from_before_there_was_one_is_made_whole(room: Storeroom, tmp_path: Path) -> None:
    items = [room.arrive(other(n, section="City", signals=("alert",), urgency=n + 1)).item_id for n in range(3)]
    before = room.view("SELECT * FROM listing ORDER BY item_id")
    room.store.close()
    conn = sqlite3.connect(tmp_path / "wire.db")
    for kind, name in conn.execute(
        "SELECT type, name FROM sqlite_master WHERE name IN ('listing', 'amendment', 'waiting', 'claim', 'editor', 'habit', 'session',"
        " 'sign_in', 'v_amendments')"
        " OR name LIKE 'listing~_%' ESCAPE '~' AND type = 'trigger' ORDER BY type DESC"
    ).fetchall():
        conn.execute(f"DROP {kind} {name}")
    conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0009_desk'")
    conn.commit()
    conn.close()

    room.store = open_store(tmp_path / "wire.db")

    assert room.view("SELECT * FROM listing ORDER BY item_id") == before
    assert listed(room, section="City", signal="alert") == items[::-1]


def test_of_two_editors_who_decide_the_same_item_one_wins_and_the_other_is_told(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    looked = seen(room, item)

    first = give(room, item, "approve", "Ada", seen=looked)
    second = give(room, item, "reject", "Ben", seen=looked, reason="old")

    assert (first.done, second.done, second.overtaken) == (True, False, True)
    assert "approved by Ada" in second.says
    assert room.status(item) == "approved"
    assert give(room, item, "undo", "Ben", seen=second.seen).done


def test_a_kill_waits_for_nobody(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    looked = seen(room, item)
    give(room, item, "hold")

    assert give(room, item, "kill", "Ben", seen=looked).done
    assert room.status(item) == "killed"


def test_an_amended_story_leaves_with_our_words_and_keeps_the_senders(room: Storeroom) -> None:
    item = room.arrive(story(urgency=5)).item_id
    give(room, item, "amend", amended=Amended(headline="Second wall opens", urgency=2))
    give(room, item, "approve")

    (despatch,) = room.store.pending(LATER)
    record = room.store.item(item)

    assert (despatch.story.headline, despatch.story.urgency) == ("Second wall opens", 2)
    assert record is not None
    assert (record.story.headline, record.story.urgency) == ("Port Ellis opens second breakwater", 5)
    assert despatch.story.body == record.story.body


def test_an_amendment_of_what_is_out_goes_after_it_and_its_undoing_too(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    give(room, item, "approve")
    room.send_all(LATER)

    give(room, item, "amend", amended=Amended(headline="Second wall opens"))
    (update,) = room.store.pending(LATER)
    assert (update.op, update.story.headline) == ("update", "Second wall opens")
    room.send_all(minute(700))

    assert give(room, item, "undo").done
    assert room.store.desk.beside(item, LATER).amended == Amended()
    assert [row[0] for row in room.view("SELECT op FROM outbox ORDER BY outbox_id")] == ["publish", "update", "update"]


def test_an_undo_takes_the_last_decision_back_and_passes_over_notes(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    give(room, item, "hold", reason="ask the port")
    give(room, item, "note", reason="they call back at four")

    assert give(room, item, "undo").says == "undone: held; it is queued again"


def test_a_hold_ends_when_its_time_has_come_and_not_before(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    give(room, item, "hold", until=minute(700))

    assert room.store.tick(minute(699)) == 0
    assert room.status(item) == "held"
    assert room.store.tick(minute(701)) == 1
    assert room.status(item) == "queued"


def test_a_hold_that_was_ended_by_hand_does_not_end_twice(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    give(room, item, "hold", until=minute(700))
    give(room, item, "release")
    give(room, item, "hold")

    room.store.tick(minute(701))

    assert room.status(item) == "held"


def test_an_item_in_hand_is_nobody_elses_until_the_claim_lapses(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    desk = room.store.desk

    assert desk.claim(item, "Ada", minute(615), LATER) is None
    assert desk.claim(item, "Ben", minute(615), LATER) == "Ada"
    assert desk.claim(item, "Ben", minute(640), minute(616)) is None
    assert desk.lines([item], minute(617))[0].claimed_by == "Ben"


def test_a_word_that_was_killed_by_its_sender_can_not_be_amended(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    give(room, item, "kill")

    told = give(room, item, "amend", amended=Amended(headline="X"))

    assert not told.done
    assert "killed" in told.says


def test_a_new_password_signs_out_whoever_had_the_old_one(room: Storeroom) -> None:
    desk = room.store.desk
    desk.set_lock("Ada", b"salt", b"lock", LATER)
    desk.begin_session(b"digest", "Ada", b"secret", LATER)

    desk.set_lock("Ada", b"salt2", b"lock2", LATER)

    assert desk.session(b"digest") is None
    assert desk.lock_of("Ada") == (b"salt2", b"lock2")
    assert (desk.remove_editor("Ada"), desk.remove_editor("Ada"), desk.editors()) == (True, False, ())


def test_the_hours_and_days_of_the_plots_count_what_was_filed(room: Storeroom) -> None:
    for n in range(4):
        room.arrive(other(n, section="City" if n % 2 else None), at=minute(n))

    hours = room.store.desk.hours("wire", minute(30), 3)
    (_, day) = room.store.desk.days(None, minute(30), 2)

    assert [hour.items for hour in hours] == [0, 0, 4]
    assert (day.items, dict(day.shares)["headline"], dict(day.shares)["section"]) == (4, 1.0, 0.5)
    assert room.store.desk.hours("nobody", minute(30), 3)[-1].items == 0


def test_an_approval_that_has_reached_its_targets_meanwhile_can_still_be_undone(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    done = give(room, item, "approve")
    room.send_all(LATER)

    assert room.status(item) == "published"
    assert give(room, item, "undo", seen=done.seen).done
    assert room.status(item) == "queued"
