"""Where copy goes and what goes by itself: filters of targets, and sources whose copy leaves without an editor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from storeroom import HARBOR, ORCHARD, Storeroom, copy_at, minute, sourced, stated, story

from ingest.store.desk import Amended, Orders
from ingest.store.routes import Traits, fits
from ingest.terms import ANYTHING, Config, Despatched, Only, Releases, Route, Source, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from normalizers.terms import Story

TRAITS = Traits(
    source="wire",
    change="new",
    agencies=frozenset({"norland", "ellis"}),
    relation="agency_direct",
    language="en-IN",
    section="World ",
    urgency=3,
)
FITTING = [
    Only(),
    Only(sources=("a", "wire")),
    Only(agencies=("ellis",)),
    Only(relations=("agency_direct",)),
    Only(languages=("EN",)),
    Only(languages=("hi", "en-in")),
    Only(sections=("world",)),
    Only(changes=("new", "update")),
    Only(urgency=3),
    Only(sources=("wire",), languages=("en",), urgency=9),
]
UNFITTING = [
    Only(sources=("a",)),
    Only(agencies=("*generic",)),
    Only(relations=("staff",)),
    Only(languages=("en-GB", "e")),
    Only(sections=("sport",)),
    Only(changes=("copy",)),
    Only(urgency=2),
    Only(sources=("wire",), languages=("hi",)),
]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    made = Storeroom(tmp_path / "wire.db")
    yield made
    made.store.close()


def auto(room: Storeroom, only: Only = ANYTHING, *routes: Route) -> None:
    """What the wire sends leaves by itself."""
    room.releases = Releases(rules=(("wire", only),), routes=routes or (Route("out"),))


def approve(room: Storeroom, item: int, *routes: Route) -> Any:
    return room.store.rule(item, "approve", "Ada", None, routes, minute(500))


def other(number: int, **changes: Any) -> Story:
    words = [" ".join(f"{word}{number}" for word in line.split()) for line in ORCHARD]
    return story(uri=f"urn:wire:{number}", headline=f"Number {number}", paragraphs=words, **changes)


# --- filters -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("only", FITTING)
def test_what_a_filter_names_must_fit(only: Only) -> None:
    assert fits(only, TRAITS)


@pytest.mark.parametrize("only", UNFITTING)
def test_what_does_not_fit_does_not_pass(only: Only) -> None:
    assert not fits(only, TRAITS)


def test_what_nobody_stated_fits_no_name_and_no_urgency_is_the_usual_one() -> None:
    bare = Traits(source="wire", change="new")
    assert not any(fits(only, bare) for only in (Only(languages=("en",)), Only(sections=("world",)), Only(agencies=("norland",))))
    assert fits(Only(urgency=5), bare)
    assert not fits(Only(urgency=4), bare)
    assert fits(Only(urgency=5), replace(bare, urgency=0))


def test_an_item_goes_to_the_targets_that_take_it(room: Storeroom) -> None:
    item = room.arrive(story(language="en-GB", section="Ports", urgency=4, provenance=sourced())).item_id
    routes = (
        Route("all"),
        Route("english", Only(languages=("en",))),
        Route("norland", Only(agencies=("norland",), relations=("agency_copy",))),
        Route("hindi", Only(languages=("hi",))),
        Route("flash", Only(urgency=2)),
        Route("ports", Only(sections=("ports",))),
        Route("wire", Only(sources=("wire",), changes=("new",))),
    )
    approve(room, item, *routes)
    assert sorted(row.target for row in room.store.pending(minute(501))) == ["all", "english", "norland", "ports", "wire"]


def test_an_urgency_of_ours_counts_and_an_agency_that_comparison_alone_tells(room: Storeroom) -> None:
    agency = room.arrive(story(provenance=replace(sourced(), relation="agency_direct")), source="norland-wire").item_id
    copy = room.arrive(copy_at("Ellis Post", 1), source="web").item_id
    amended = Amended(urgency=1)
    room.store.desk.give(copy, Orders(decision="amend", editor="Ada", amended=amended), minute(400))
    approve(room, copy, Route("norland", Only(agencies=("norland",))), Route("flash", Only(urgency=1)))
    assert sorted(row.target for row in room.store.pending(minute(501))) == ["flash", "norland"]
    assert agency != copy


def test_a_target_that_has_an_article_gets_its_later_versions_and_withdrawals_whatever_its_filter_says(room: Storeroom) -> None:
    route = Route("english", Only(languages=("en",)))
    approve(room, room.arrive(story()).item_id, route)
    assert [key.split("-", 1)[1] for key in room.send_all()] == ["english-publish"]
    second = room.arrive(story(version="2", language="hi", paragraphs=HARBOR[:5])).item_id
    assert approve(room, second, route).status == "approved"
    assert [key.split("-", 1)[1] for key in room.send_all()] == ["english-update"]
    room.rule(second, "kill", targets=())
    assert [key.split("-", 1)[1] for key in room.send_all()] == ["english-withdraw"]


@pytest.mark.parametrize("routes", [(), (Route("hindi", Only(languages=("hi",))),)])
def test_what_no_target_takes_is_published_at_once_and_says_so(room: Storeroom, routes: tuple[Route, ...]) -> None:
    item = room.arrive(story()).item_id
    told = approve(room, item, *routes)
    assert (told.done, told.status, told.says) == (True, "published", "approved; no target takes it")
    assert [one.op for one in room.store.released()] == ["publish"]
    assert approve(room, item, *routes).says == "it is already published"
    assert room.rule(item, "undo").status == "queued"
    assert [one.op for one in room.store.released()] == ["withdraw"]


def test_undo_leaves_an_earlier_version_out_where_there_are_no_targets(room: Storeroom) -> None:
    first = room.arrive(story()).item_id
    approve(room, first)
    second = room.arrive(story(version="2", paragraphs=HARBOR[:5])).item_id
    approve(room, second)
    room.rule(second, "undo")
    assert (room.status(first), room.status(second)) == ("published", "queued")
    assert [(one.op, one.item_id) for one in room.store.released()] == [("publish", first), ("update", first)]


def test_undo_takes_an_item_from_a_target_that_the_version_before_was_not_for(room: Storeroom) -> None:
    first = room.arrive(story()).item_id
    approve(room, first, Route("out"), Route("hindi", Only(languages=("hi",))))
    room.send_all()
    second = room.arrive(story(version="2", language="hi", paragraphs=HARBOR[:5])).item_id
    approve(room, second, Route("out"), Route("hindi", Only(languages=("hi",))))
    room.send_all()
    room.rule(second, "undo")
    assert sorted(room.send_all()) == [f"{first}-out-update", f"{second}-hindi-withdraw"]


# --- by itself -------------------------------------------------------------------------------------------------------
def test_the_configuration_says_what_leaves_by_itself(tmp_path: Path) -> None:
    rows = (
        Source(id="norland", kind="feed", release="auto", release_only=Only(urgency=4)),
        Source(id="web", kind="feed"),
    )
    target = Target(id="out", kind="folder", path=tmp_path, only=Only(languages=("en",)))
    releases = Config(root=tmp_path, sources=rows, targets=(target,)).releases
    assert releases == Releases(rules=(("norland", Only(urgency=4)),), routes=(Route("out", Only(languages=("en",))),))
    assert releases.rule_for("web") is None


def test_what_fits_leaves_in_the_transaction_that_files_it_and_stands_in_the_book(room: Storeroom) -> None:
    auto(room, Only(languages=("en",)))
    filed = room.arrive(story())
    assert (filed.status, room.status(filed.item_id)) == ("approved", "approved")
    record = room.store.item(filed.item_id)
    assert record is not None
    (ruling,) = record.rulings
    assert (ruling.decision, ruling.editor, ruling.reason) == (
        "approve",
        "auto-release",
        'what wire sends leaves by itself (release = "auto")',
    )
    assert [row.ruling.editor for row in room.store.desk.log()] == ["auto-release"]
    assert room.send_all() == [f"{filed.item_id}-out-publish"]
    assert room.arrive(other(2, language="hi")).status == "queued"
    assert room.arrive(other(3), source="web").status == "queued"


def test_what_left_by_itself_can_be_taken_back_and_is_the_editors_from_then_on(room: Storeroom) -> None:
    auto(room)
    item = room.arrive(story()).item_id
    room.send_all()
    assert room.rule(item, "undo").status == "queued"
    assert room.send_all() == [f"{item}-out-withdraw"]
    room.store.tick(minute(600), room.releases)
    assert room.status(item) == "queued"
    assert room.arrive(story(version="2", paragraphs=HARBOR[:5])).status == "queued"


def test_an_update_of_what_left_by_itself_leaves_too_whatever_the_filter_says(room: Storeroom) -> None:
    auto(room, Only(urgency=3))
    first = room.arrive(story(urgency=2)).item_id
    second = room.arrive(story(version="2", urgency=6, paragraphs=HARBOR[:5]))
    assert (second.change, second.status) == ("update", "approved")
    assert room.status(first) == "superseded"
    assert room.send_all() == [f"{second.item_id}-out-publish"]


def test_a_later_version_of_what_an_editor_amended_waits_for_them(room: Storeroom) -> None:
    auto(room)
    item = room.arrive(story()).item_id
    room.store.desk.give(item, Orders(decision="note", editor="Ada", reason="good"), minute(400))
    amend = Orders(decision="amend", editor="Ada", amended=Amended(headline="Ours"), routes=(Route("out"),))
    room.store.desk.give(item, amend, minute(401))
    assert room.arrive(story(version="2", paragraphs=HARBOR[:5])).status == "queued"


def test_a_note_alone_leaves_an_article_to_itself(room: Storeroom) -> None:
    auto(room)
    item = room.arrive(story()).item_id
    room.store.desk.give(item, Orders(decision="note", editor="Ada", reason="good"), minute(400))
    assert room.arrive(story(version="2", paragraphs=HARBOR[:5])).status == "approved"


@pytest.mark.parametrize(
    "gates",
    [
        {"pub_status": "withheld"},
        {"pub_status": "canceled"},
        {"embargoed_until": stated(minute(900))},
        {"expires": stated(minute(0))},
    ],
)
def test_what_a_gate_holds_never_leaves_by_itself(room: Storeroom, gates: dict[str, Any]) -> None:
    auto(room)
    item = room.arrive(story(**gates)).item_id
    assert room.status(item) not in ("queued", "approved", "published")
    assert room.send_all() == []
    assert room.store.released() == ()


def test_a_copy_of_a_killed_story_never_leaves_by_itself(room: Storeroom) -> None:
    auto(room)
    room.arrive(story(), source="norland")
    room.arrive(story(version="2", pub_status="canceled"), source="norland")
    assert room.arrive(copy_at("Ellis Post", 1)).status == "held"


def test_a_kill_calls_back_what_left_by_itself(room: Storeroom) -> None:
    auto(room)
    item = room.arrive(story()).item_id
    room.send_all()
    room.arrive(story(version="2", pub_status="canceled"))
    assert room.send_all() == [f"{item}-out-withdraw"]
    assert room.status(item) == "killed"


def test_an_embargo_that_ends_lets_it_leave_by_itself(room: Storeroom) -> None:
    auto(room)
    item = room.arrive(story(embargoed_until=stated(minute(60)))).item_id
    waiting = room.arrive(other(2, embargoed_until=stated(minute(60))), source="web").item_id
    assert room.store.tick(minute(59), room.releases) == 0
    assert room.store.tick(minute(60), room.releases) == 2
    assert (room.status(item), room.status(waiting)) == ("approved", "queued")
    assert room.send_all(minute(61)) == [f"{item}-out-publish"]


def test_an_embargo_that_an_editor_had_in_hand_ends_in_the_queue(room: Storeroom) -> None:
    auto(room)
    item = room.arrive(story(embargoed_until=stated(minute(60)))).item_id
    room.rule(item, "reject", at=minute(30))
    room.rule(item, "undo", at=minute(31))
    room.store.tick(minute(61), room.releases)
    assert room.status(item) == "queued"


def test_the_same_words_leave_by_themselves_only_while_nothing_of_the_story_is_out(room: Storeroom) -> None:
    """The agency's own sending may come behind a publisher's copy of it."""
    page = room.arrive(copy_at("Ellis Post", 1), source="web")
    auto(room)
    agency = room.arrive(story())
    assert (page.status, agency.change, agency.status) == ("queued", "copy", "approved")
    assert room.arrive(copy_at("Arden Echo", 2)).status == "queued"
    cut = room.arrive(copy_at("Dorn News", 3, paragraphs=HARBOR[:3]))
    assert (cut.change, cut.status) == ("cut", "queued")


@pytest.mark.parametrize("change", ["update", "correction"])
def test_words_that_a_later_version_has_replaced_wait_though_nothing_of_the_story_is_out(room: Storeroom, change: str) -> None:
    room.arrive(story(), source="mail")
    later = story(version="2", paragraphs=HARBOR[:5], signals=("correction",) if change == "correction" else ())
    assert room.arrive(later, source="mail").change == change
    auto(room)
    late = room.arrive(story())
    assert (late.change, late.status) == ("copy", "queued")


def test_a_filter_that_names_the_changes_decides_alone(room: Storeroom) -> None:
    auto(room, Only(changes=("new", "copy")))
    room.arrive(story())
    assert room.arrive(copy_at("Arden Echo", 2)).status == "approved"


def test_what_leaves_by_itself_and_fits_no_target_is_there_for_those_who_pull(room: Storeroom) -> None:
    auto(room, ANYTHING, Route("hindi", Only(languages=("hi",))))
    filed = room.arrive(story())
    assert filed.status == "published"
    assert [one.op for one in room.store.released()] == ["publish"]


# --- time --------------------------------------------------------------------------------------------------------------
def test_what_expires_comes_back_from_where_it_went(room: Storeroom) -> None:
    item = room.arrive(story(expires=stated(minute(700)))).item_id
    waiting = room.arrive(other(2, expires=stated(minute(700)))).item_id
    room.rule(item, "approve", at=minute(10))
    assert room.send_all(minute(11)) == [f"{item}-out-publish"]
    room.rule(waiting, "approve", at=minute(699))
    assert room.store.tick(minute(699)) == 0
    assert room.store.tick(minute(700)) == 2
    assert room.send_all(minute(700)) == [f"{item}-out-withdraw"]
    assert [(one.op, one.item_id) for one in room.store.released()] == [("withdraw", item), ("withdraw", waiting)]
    assert room.store.tick(minute(701)) == 0


def test_an_expired_item_is_not_sent_again_when_its_target_comes_back(room: Storeroom) -> None:
    item = room.arrive(story(expires=stated(minute(700)))).item_id
    room.rule(item, "approve", at=minute(10))
    room.store.pause("out", None, "Ada", minute(10))
    room.store.tick(minute(700))
    room.store.resume("out", minute(701))
    assert room.store.pending(minute(702)) == ()


# --- what leaves, in order, for those who pull ---------------------------------------------------------------------------
def pulled(room: Storeroom, since: int = 0) -> list[tuple[str, int]]:
    return [(one.op, one.item_id) for one in room.store.released(since)]


def test_everything_that_leaves_is_told_once_and_in_order(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    assert pulled(room) == []
    room.rule(item, "approve")
    (first,) = room.store.released()
    assert (first.op, first.item_id, first.source, first.change, first.at) == ("publish", item, "wire", "new", minute(500))
    room.send_all()
    assert pulled(room, first.cursor) == []
    amend = Orders(decision="amend", editor="Ada", amended=Amended(headline="Ours"), routes=(Route("out"),))
    room.store.desk.give(item, amend, minute(510))
    (second,) = room.store.released(first.cursor)
    assert (second.op, second.story.headline) == ("update", "Ours")
    newer = room.arrive(story(version="2", paragraphs=HARBOR[:5])).item_id
    room.rule(newer, "approve")
    assert pulled(room, second.cursor) == [("update", newer)]
    assert len(room.store.released(0, 2)) == 2


def test_what_was_called_back_is_told_once_and_its_copy_no_more(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    room.rule(item, "approve")
    (first,) = room.store.released()
    room.send_all()
    room.rule(item, "kill")
    room.rule(item, "kill")
    (gone,) = room.store.released()
    assert (gone.op, gone.cursor > first.cursor) == ("withdraw", True)
    room.rule(item, "undo")
    room.rule(item, "approve")
    assert pulled(room) == [("withdraw", item), ("publish", item)]
    assert pulled(room, gone.cursor) == [("publish", item)]


def test_the_copy_of_a_replaced_version_that_was_killed_is_given_to_nobody(room: Storeroom) -> None:
    first = room.arrive(story()).item_id
    approve(room, first)
    second = room.arrive(story(version="2", paragraphs=HARBOR[:5])).item_id
    approve(room, second)
    assert pulled(room) == [("publish", first), ("update", second)]
    room.rule(first, "kill")
    assert pulled(room) == [("update", second)]


def test_what_was_kept_back_for_an_embargo_is_called_back_from_targets_when_its_approval_is_undone(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    room.rule(item, "approve")
    room.send_all()
    record = room.store.item(item)
    assert record is not None
    room.store.refile(item, replace(record.story, embargoed_until=stated(minute(800))), minute(600))
    room.rule(item, "undo", at=minute(601))
    assert room.send_all(minute(602)) == [f"{item}-out-withdraw"]


def test_a_kill_of_the_sender_is_told_though_there_are_no_targets(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    approve(room, item)
    newer = room.arrive(story(version="2", paragraphs=HARBOR[:5])).item_id
    room.arrive(story(version="3", pub_status="canceled"))
    assert pulled(room) == [("withdraw", item)]
    assert room.status(newer) == "killed"


def test_what_a_better_reading_finds_embargoed_is_kept_from_those_who_pull_until_then(room: Storeroom) -> None:
    item = room.arrive(story()).item_id
    room.rule(item, "approve")
    record = room.store.item(item)
    assert record is not None
    room.store.refile(item, replace(record.story, embargoed_until=stated(minute(800))), minute(600))
    assert pulled(room) == [("withdraw", item)]
    assert room.store.tick(minute(799)) == 0
    assert room.store.tick(minute(800)) == 1
    assert pulled(room) == [("withdraw", item), ("publish", item)]
    assert room.send_all(minute(801)) == [f"{item}-out-publish"]


def test_what_leaves_says_which_fields_are_ours_since_when(room: Storeroom) -> None:
    item = room.arrive(story()).item_id

    def amend(editor: str, at: int, **fields: Any) -> None:
        room.store.desk.give(item, Orders(decision="amend", editor=editor, amended=Amended(**fields)), minute(at))

    amend("Ada", 400, headline="Ours")
    amend("Bo", 410, headline="Ours", urgency=2)
    room.rule(item, "approve")
    (row,) = room.store.pending(minute(501))
    told = [(one.field, one.by, one.at) for one in row.story.amended]
    assert told == [("headline", "Ada", "2026-03-02T15:40:00Z"), ("urgency", "Bo", "2026-03-02T15:50:00Z")]
    assert (row.story.headline, row.story.urgency) == ("Ours", 2)
    assert room.store.released()[0].story.amended == row.story.amended


def test_what_leaves_carries_what_comparison_showed(room: Storeroom) -> None:
    room.arrive(story(provenance=replace(sourced(), relation="agency_direct")), source="norland")
    copy = room.arrive(copy_at("Ellis Post", 1, paragraphs=HARBOR[:5]), source="web").item_id
    room.rule(copy, "approve")
    (row,) = room.store.pending(minute(501))
    observed = row.story.provenance.observed
    assert observed is not None
    assert (observed.against, observed.body) == ("urn:wire:harbor", "cut")
    assert room.store.released()[0].story.provenance.observed == observed


def test_a_target_that_missed_an_hour_gets_the_last_version_alone(room: Storeroom) -> None:
    first = room.arrive(story()).item_id
    room.rule(first, "approve", at=minute(10))
    room.store.pause("out", None, "Ada", minute(10))
    last = first
    for n in range(2, 5):
        last = room.arrive(story(version=str(n), paragraphs=HARBOR[: 8 - n])).item_id
        room.rule(last, "approve", at=minute(10) + timedelta(minutes=n))
    room.store.resume("out", minute(60))
    (row,) = room.store.pending(minute(61))
    assert (row.op, row.item_id) == ("publish", last)
    room.store.sent([Despatched(outbox_id=row.outbox_id, place="/out")], minute(61))
    assert room.status(last) == "published"
