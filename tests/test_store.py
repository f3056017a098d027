"""The store: versions never overwritten, gates that hold, rulings that stand, one despatch for one approval."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from storeroom import HARBOR, MONDAY, ORCHARD, Storeroom, copy_at, minute, sourced, stated, story

from ingest.cli.queue import _claims
from ingest.explain import as_lines, explain
from ingest.terms import Despatched, Lead, Refused, Source, Transmission, Validators, Visit
from normalizers.terms import Edited, Moment, Observed, Publisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    made = Storeroom(tmp_path / "data" / "wire.db")
    yield made
    assert made.store.check() == ()
    made.store.close()


# --- the vault and the memory of sources ---------------------------------------------------------------------------
def test_bytes_come_back_as_they_arrived_and_are_kept_once(room: Storeroom) -> None:
    sent = Transmission(
        source="wire",
        data=b"<p>caf\xe9</p>\x00" * 50,
        received=minute(1),
        url="https://norland.example/a",
        name="a.html",
        media_type="text/html",
        charset="latin-1",
        key="/drop/a.html:700:1",
        modified=minute(-5),
    )
    digest = room.store.keep(sent)
    assert room.store.keep(replace(sent, received=minute(9))) == digest
    assert room.store.recall(digest) == sent
    assert list(room.store.raws()) == [digest]
    assert list(room.store.raws("wire", minute(2))) == []
    with pytest.raises(KeyError, match="no bytes"):
        room.store.recall("0" * 64)


def test_the_vault_is_listed_whole_however_long_it_is(room: Storeroom) -> None:
    with room.store.writing():
        digests = [room.store.keep(Transmission(source="wire", data=str(n).encode(), received=minute(n))) for n in range(1203)]
    assert list(room.store.raws()) == digests


def visit(**changes: Any) -> Visit:
    base: dict[str, Any] = {
        "source": "wire",
        "outcome": "ok",
        "at": minute(1),
        "next_due": minute(31),
        "status": 200,
        "items": 3,
        "new": 2,
        "seconds": 0.5,
    }
    return Visit(**(base | changes))


def test_validators_stay_until_new_ones_are_given(room: Storeroom) -> None:
    kept = Validators(etag='W/"x"', last_modified="Mon, 02 Mar 2026 09:00:00 GMT", body="d")
    room.store.visited(visit(validators=kept))
    room.store.visited(visit(outcome="failed", reason="the server said 500", status=500, at=minute(2)))
    state = room.store.states()["wire"]
    assert (state.validators, state.state, state.failures) == (kept, "failing", 1)
    assert (state.last_success, state.last_fetch, state.last_error) == (minute(1), minute(2), "the server said 500")


@pytest.mark.parametrize(
    ("outcome", "state"), [("ok", "ok"), ("not_modified", "ok"), ("failed", "failing"), ("held", "held"), ("off", "off")]
)
def test_each_end_of_a_poll_leaves_its_state(room: Storeroom, outcome: Any, state: str) -> None:
    room.store.visited(visit(outcome=outcome, hold_until=minute(60) if outcome == "held" else None))
    assert room.store.states()["wire"].state == state


def test_a_skip_leaves_a_row_and_nothing_else(room: Storeroom) -> None:
    room.store.visited(visit())
    before = room.store.states()
    room.store.visited(visit(outcome="skipped", at=minute(9), next_due=None))
    assert room.store.states() == before
    assert room.view("SELECT outcome FROM fetch") == [("ok",), ("skipped",)]


def test_sources_never_fetched_are_in_the_health_view_and_dropped_ones_are_off(room: Storeroom, tmp_path: Path) -> None:
    feed = Source(id="feed", kind="feed", url="https://norland.example/rss", name="Norland")
    drop = Source(id="drop", kind="folder", path=tmp_path, enabled=False)
    room.store.describe([feed, drop])
    room.store.describe([feed, drop])
    assert [(row.source, row.state, row.enabled, row.url) for row in room.store.health()] == [
        ("drop", "never", False, str(tmp_path)),
        ("feed", "never", True, "https://norland.example/rss"),
    ]
    room.store.describe([drop])
    assert [row.enabled for row in room.store.health()] == [False, False]


def test_taken_files_are_remembered_by_their_keys(room: Storeroom) -> None:
    with room.store.writing():
        for n in range(700):
            room.store.take("drop", f"k{n}", "d", minute(1))
    assert room.store.taken("drop", [f"k{n}" for n in range(695, 705)]) == {f"k{n}" for n in range(695, 700)}
    assert room.store.taken("other", ["k1"]) == frozenset()
    assert room.store.taken("drop", [f"k{n}" for n in range(1200)]) == {f"k{n}" for n in range(700)}


def test_a_lead_is_wanted_until_it_is_done_and_again_when_its_entry_changes(room: Storeroom) -> None:
    lead = Lead(source="feed", uri="u", url="https://norland.example/1", digest="d1", story=story())
    assert room.store.wanted("feed", [lead]) == (lead,)
    room.store.followed(lead, done=False, error="500", now=minute(1))
    (again,) = room.store.wanted("feed", [lead])
    assert again.attempts == 1
    room.store.followed(again, done=True, error=None, now=minute(2))
    assert room.store.wanted("feed", [lead]) == ()
    changed = replace(lead, digest="d2")
    assert room.store.wanted("feed", [changed]) == (replace(changed, rewrites=1),)


# --- versions --------------------------------------------------------------------------------------------------------
def test_a_new_version_takes_the_old_ones_place_and_the_old_one_stays(room: Storeroom) -> None:
    first = room.arrive(story())
    second = room.arrive(story(version="2", paragraphs=HARBOR[:4]))
    assert (second.change, second.cluster_id) == ("update", first.cluster_id)
    assert room.view("SELECT item_id, current, status, replaces FROM v_items ORDER BY item_id") == [
        (first.item_id, 0, "superseded", None),
        (second.item_id, 1, "queued", first.item_id),
    ]


def test_a_resend_stores_nothing_at_all(room: Storeroom) -> None:
    first = room.arrive(story())
    room.arrive(story(version="2", paragraphs=HARBOR[:4]))
    before = room.store.counts()
    again = room.arrive(story())
    after = room.store.counts()
    assert (again.stored, again.item_id) == (False, first.item_id)
    assert (after.items, after.events) == (before.items, before.events)


def test_an_older_version_that_comes_late_does_not_become_current(room: Storeroom) -> None:
    newest = room.arrive(story(version="3"))
    late = room.arrive(story(version="2", paragraphs=HARBOR[:4]))
    assert (late.status, room.status(newest.item_id)) == ("superseded", "queued")
    assert room.view("SELECT version FROM v_items WHERE current = 1") == [("3",)]


def test_copies_at_three_houses_are_one_story_with_reasons(room: Storeroom) -> None:
    room.arrive(story())
    for n, house in enumerate(("Ellis Post", "Vell Echo", "Coast Mail")):
        assert room.arrive(copy_at(house, n, headline=f"{house} on the harbor")).change == "copy"
    assert room.view("SELECT kind, items, sources FROM v_clusters") == [("story", 4, 4)]
    assert [row.copies for row in room.store.queue()] == [4, 4, 4, 4]
    assert all(len(reason) >= 15 for (reason,) in room.view("SELECT reason FROM v_why_merged"))


def test_a_marked_version_of_the_same_house_supersedes_across_identities(room: Storeroom) -> None:
    first = room.arrive(story())
    item = story(uri="urn:wire:next", headline="UPDATE 1-Port Ellis opens second breakwater", paragraphs=(*HARBOR, ORCHARD[0]))
    second = room.arrive(item)
    assert second.change == "update"
    assert room.status(first.item_id) == "superseded"
    assert room.view("SELECT replaces FROM v_items WHERE current = 1 ORDER BY item_id") == [(None,), (first.item_id,)]


def test_each_kind_of_address_finds_its_items(room: Storeroom) -> None:
    one = room.arrive(copy_at("Ellis Post", 1))
    other = room.arrive(story())
    assert room.store.find(str(one.item_id)) == (one.item_id,)
    assert room.store.find("urn:wire:harbor") == (other.item_id,)
    assert room.store.find("http://www.ellispost.example/news/1/?utm_source=x#top") == (one.item_id,)
    assert room.store.find("nothing") == ()
    assert room.store.find("9" * 40) == ()


def test_the_address_is_kept_as_it_was_sent(room: Storeroom) -> None:
    sent = "https://www.ellispost.example/news/1?utm_source=feed&id=4#top"
    room.arrive(copy_at("Ellis Post", 1, url=sent))
    assert room.view("SELECT url FROM v_items") == [(sent,)]


def test_an_item_is_told_whole(room: Storeroom) -> None:
    room.arrive(story())
    item = copy_at("Ellis Post", 1, provenance=sourced(), raw_text="published from the Norland Wire\n\x0cmeta: x")
    filed = room.arrive(item)
    room.rule(filed.item_id, "hold", reason="call the mayor")
    record = room.store.item(filed.item_id)
    assert record is not None
    seen = Observed(against="urn:wire:harbor", headline="same", body="same", similarity=1.0)
    assert record.story == replace(item, provenance=replace(item.provenance, observed=seen))
    assert record.match is not None
    assert (record.match.verdict, record.match.rule) == ("copy", "copy.exact")
    assert [row.decision for row in record.rulings] == ["hold"]
    assert len(record.members) == 2
    assert room.store.recall(record.digest).data == b"bytes 2"
    assert room.store.items_of(record.digest) == (filed.item_id,)
    assert room.store.item(999) is None


def test_provenance_credits_and_evidence_stand_in_the_views(room: Storeroom) -> None:
    room.arrive(copy_at("Ellis Post", 1, provenance=sourced()))
    assert room.view("SELECT relation, agency, role, headline_edited, body_edited, rule, quote, quote_start FROM v_provenance") == [
        ("agency_copy", "norland", "source", "yes", "no", "notice.plain", "published from the Norland Wire", 0)
    ]
    assert room.view("SELECT agency, name, inferred, quote_end FROM v_credits") == [("norland", "Norland Wire", 0, 31)]


def test_comparison_with_the_agencys_own_copy_tells_whether_the_claim_holds(room: Storeroom) -> None:
    direct = replace(sourced(), relation="agency_direct")
    original = room.arrive(story(provenance=direct))
    claim = replace(sourced(), edited=Edited(headline="yes", body="no"))
    honest = room.arrive(copy_at("Ellis Post", 1, headline="Calm at last", provenance=claim))
    other = room.arrive(copy_at("Vell Echo", 2, paragraphs=HARBOR[:3], provenance=claim))
    assert room.view("SELECT item_id, against_item_id, headline, body, claim_holds FROM v_observed") == [
        (honest.item_id, original.item_id, "changed", "same", 1),
        (other.item_id, original.item_id, "same", "cut", 0),
    ]


def test_copies_that_came_first_are_compared_with_the_agencys_own_when_it_comes(room: Storeroom) -> None:
    first = room.arrive(copy_at("Ellis Post", 1, paragraphs=HARBOR[:4]))
    second = room.arrive(copy_at("Vell Echo", 2, paragraphs=HARBOR[:4]))
    original = room.arrive(story(provenance=replace(sourced(), relation="agency_direct")))
    assert room.view("SELECT item_id, against_item_id, body FROM v_observed WHERE item_id <> 3") == [
        (first.item_id, original.item_id, "cut"),
        (second.item_id, original.item_id, "cut"),
    ]


def test_a_better_reading_takes_the_place_of_the_first_and_the_first_is_kept(room: Storeroom) -> None:
    filed = room.arrive(story())
    better = story(headline="Port Ellis opens its second breakwater", provenance=sourced())
    assert room.store.refile(filed.item_id, better, minute(9))
    assert not room.store.refile(filed.item_id, better, minute(9))
    assert not room.store.refile(77, better, minute(9))
    record = room.store.item(filed.item_id)
    assert record is not None
    assert (record.story, len(record.readings), record.status) == (better, 1, "queued")
    assert room.store.queue(search="its second")[0].item_id == filed.item_id
    assert room.arrive(better).stored is False


def test_a_gate_that_only_the_new_reading_sees_holds_the_item(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.store.refile(filed.item_id, story(pub_status="withheld"), minute(9))
    assert room.status(filed.item_id) == "held"


@pytest.mark.parametrize("search", ['"', "harbor OR", "wall NEAR(", "*", "breakwater AND NOT", "(", "\0wall", "-wall"])
def test_any_signs_may_be_searched_for(room: Storeroom, search: str) -> None:
    room.arrive(story())
    room.store.queue(search=search)


def test_search_finds_whole_words_in_every_script(room: Storeroom) -> None:
    hindi = room.arrive(story(uri="urn:hi", headline="बंदरगाह खुला", paragraphs=["मंत्री ने नए पुल का उद्घाटन किया।"]))
    english = room.arrive(story())
    assert [row.item_id for row in room.store.queue(search="उद्घाटन")] == [hindi.item_id]
    assert [row.item_id for row in room.store.queue(search="ferry WINTER")] == [english.item_id]
    assert room.store.queue(search="उद्घाट") == ()


# --- gates -------------------------------------------------------------------------------------------------------------
def publishable(room: Storeroom) -> list[int]:
    return [row[0] for row in room.view("SELECT item_id FROM publishable ORDER BY item_id")]


def now() -> datetime:
    """The present, which the views go by."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the views read the clock of the machine


def test_an_embargo_holds_until_its_time_and_then_frees(room: Storeroom) -> None:
    end = now() + timedelta(hours=1)
    filed = room.arrive(story(embargoed_until=stated(end)), at=now())
    assert filed.status == "held"
    assert "embargoed until" in filed.reason
    assert publishable(room) == []
    for decision in ("approve", "release"):
        refused = room.rule(filed.item_id, decision, at=now())
        assert (refused.done, "embargoed until" in refused.says) == (False, True)
    assert room.store.tick(now()) == 0
    assert room.store.tick(end) == 1
    assert room.status(filed.item_id) == "queued"
    assert publishable(room) == []


def test_an_embargo_that_has_ended_does_not_hold(room: Storeroom) -> None:
    filed = room.arrive(story(embargoed_until=stated(minute(0))))
    assert filed.status == "queued"
    assert publishable(room) == [filed.item_id]


@pytest.mark.parametrize("iso", ["2026-03-09", "2026-03-09T12:00:00"])
def test_an_embargo_of_unknown_end_holds_until_a_person_releases_it(room: Storeroom, iso: str) -> None:
    filed = room.arrive(story(embargoed_until=Moment(iso, raw="until the vote")))
    assert filed.status == "held"
    assert room.store.tick(MONDAY + timedelta(days=400)) == 0
    assert not room.rule(filed.item_id, "approve").done
    assert not room.rule(filed.item_id, "hold").done
    assert room.rule(filed.item_id, "release").done
    assert room.rule(filed.item_id, "approve").done


def test_withheld_copy_is_held_until_a_person_releases_it(room: Storeroom) -> None:
    filed = room.arrive(story(pub_status="withheld"))
    refused = room.rule(filed.item_id, "approve")
    assert (refused.done, "withholds" in refused.says) == (False, True)
    assert publishable(room) == []
    assert room.rule(filed.item_id, "release").status == "queued"
    assert publishable(room) == [filed.item_id]


def test_what_has_expired_leaves_the_queue_and_can_not_be_approved(room: Storeroom) -> None:
    filed = room.arrive(story(expires=stated(minute(60))))
    assert filed.status == "queued"
    assert publishable(room) == []
    refused = room.rule(filed.item_id, "approve", at=minute(61))
    assert (refused.done, "expired" in refused.says) == (False, True)
    assert room.store.tick(minute(60)) == 1
    assert not room.rule(filed.item_id, "approve", at=minute(30)).done
    assert room.arrive(story(uri="urn:old", expires=stated(minute(-5)))).status == "expired"


# --- kills ---------------------------------------------------------------------------------------------------------------
def kill(**changes: Any) -> Any:
    base: dict[str, Any] = {
        "version": "9",
        "pub_status": "canceled",
        "headline": "Port Ellis opens second breakwater",
        "paragraphs": ["Kill it."],
    }
    return story(**(base | changes))


def test_a_kill_locks_every_version_and_holds_the_copies_that_wait(room: Storeroom) -> None:
    first, second = room.arrive(story()), room.arrive(story(version="2", paragraphs=HARBOR[:5]))
    waiting = room.arrive(copy_at("Ellis Post", 1))
    killed = room.arrive(kill())
    assert (killed.change, killed.status) == ("kill", "killed")
    assert [room.status(one.item_id) for one in (first, second, waiting)] == ["killed", "killed", "held"]
    later = room.arrive(copy_at("Vell Echo", 2))
    assert (later.status, "withdrawn" in later.reason) == ("held", True)
    assert publishable(room) == []
    assert not room.rule(later.item_id, "approve").done
    assert not room.rule(first.item_id, "approve").done
    assert not room.rule(first.item_id, "undo").done


def test_a_copy_of_a_killed_story_is_released_only_with_a_reason(room: Storeroom) -> None:
    room.arrive(story())
    copy = room.arrive(copy_at("Ellis Post", 1))
    room.arrive(kill(uri="urn:wire:kill"))
    assert not room.rule(copy.item_id, "release").done
    assert room.rule(copy.item_id, "release", reason="another harbor").done
    assert room.rule(copy.item_id, "approve").done


def test_a_kill_calls_back_what_went_out_before_anything_else_leaves(room: Storeroom) -> None:
    agency, copy, other = room.arrive(story()), room.arrive(copy_at("Ellis Post", 1)), room.arrive(story(uri="urn:o", paragraphs=ORCHARD))
    room.rule(agency.item_id, "approve", targets=("out", "site"))
    room.rule(copy.item_id, "approve")
    assert len(room.send_all()) == 3
    room.rule(other.item_id, "approve")
    room.arrive(kill())
    assert [room.status(one.item_id) for one in (agency, copy)] == ["killed", "killed"]
    keys = room.send_all(minute(502))
    assert keys == [
        f"{agency.item_id}-out-withdraw",
        f"{agency.item_id}-site-withdraw",
        f"{copy.item_id}-out-withdraw",
        f"{other.item_id}-out-publish",
    ]
    assert [one.item_id for one in room.store.published("out", 10)] == [other.item_id]


def test_what_a_kill_finds_still_waiting_never_leaves(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    room.arrive(kill())
    assert room.send_all() == []


def test_a_sending_after_the_kill_is_held_for_a_person(room: Storeroom) -> None:
    room.arrive(story())
    room.arrive(kill(version="2"))
    assert room.arrive(story(version="3", paragraphs=HARBOR[:3])).status == "held"
    assert room.arrive(story(version="1", paragraphs=HARBOR[:2])).status == "killed"


def test_a_kill_of_a_story_that_is_not_here_is_filed_and_locked(room: Storeroom) -> None:
    filed = room.arrive(kill(uri="urn:wire:nothing", headline="KILL-Something else entirely"))
    assert (filed.change, filed.status) == ("kill", "killed")


# --- rulings ---------------------------------------------------------------------------------------------------------------
def test_an_approval_goes_out_once_however_often_it_is_given(room: Storeroom) -> None:
    filed = room.arrive(story())
    assert room.rule(filed.item_id, "approve").status == "approved"
    again = room.rule(filed.item_id, "approve")
    assert (again.done, again.says) == (True, "it is already approved")
    assert room.send_all() == [f"{filed.item_id}-out-publish"]
    assert room.status(filed.item_id) == "published"
    assert room.rule(filed.item_id, "approve").says == "it is already published"
    assert room.send_all() == []


def test_an_item_is_published_when_every_target_has_it(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve", targets=("out", "site"))
    one, two = room.store.pending(minute(501))
    room.store.sent([Despatched(outbox_id=one.outbox_id, place="/out/1")], minute(501))
    assert room.status(filed.item_id) == "approved"
    room.store.sent([Despatched(outbox_id=two.outbox_id, place="/site/1")], minute(501))
    assert room.status(filed.item_id) == "published"


def test_a_newer_version_of_what_is_out_goes_as_an_update(room: Storeroom) -> None:
    first = room.arrive(story())
    room.rule(first.item_id, "approve")
    room.send_all()
    second = room.arrive(story(version="2", paragraphs=HARBOR[:5]))
    assert room.status(first.item_id) == "published"
    room.rule(second.item_id, "approve")
    assert room.send_all() == [f"{second.item_id}-out-update"]
    assert (room.status(first.item_id), room.status(second.item_id)) == ("superseded", "published")
    undone = room.rule(second.item_id, "undo")
    assert undone.status == "queued"
    assert room.send_all() == [f"{first.item_id}-out-update"]
    assert room.status(first.item_id) == "published"


def test_a_newer_version_of_what_still_waits_goes_alone(room: Storeroom) -> None:
    first = room.arrive(story())
    room.rule(first.item_id, "approve")
    second = room.arrive(story(version="2", paragraphs=HARBOR[:5]))
    room.rule(second.item_id, "approve")
    assert room.send_all() == [f"{second.item_id}-out-publish"]


def test_undo_calls_back_what_went_out_and_a_new_approval_sends_it_again(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    room.send_all()
    assert room.rule(filed.item_id, "undo").status == "queued"
    room.rule(filed.item_id, "approve")
    assert room.send_all() == [f"{filed.item_id}-out-withdraw", f"{filed.item_id}-out-publish-2"]


def test_undo_of_an_approval_that_never_left_sends_nothing(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    room.rule(filed.item_id, "undo")
    assert room.send_all() == []


def test_each_ruling_can_be_taken_back_one_by_one(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "hold", reason="call the mayor")
    room.rule(filed.item_id, "reject", reason="old news")
    assert room.rule(filed.item_id, "undo").status == "held"
    record = room.store.item(filed.item_id)
    assert record is not None
    assert record.hold_reason == "call the mayor"
    assert room.rule(filed.item_id, "undo").status == "queued"
    assert room.rule(filed.item_id, "undo").says == "there is no ruling to undo"
    record = room.store.item(filed.item_id)
    assert record is not None
    assert [(row.decision, row.undone) for row in record.rulings] == [("hold", True), ("reject", True), ("undo", False), ("undo", False)]


def test_an_editors_kill_locks_and_calls_back_and_can_be_undone(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    room.send_all()
    told = room.rule(filed.item_id, "kill", reason="libel")
    assert (told.status, "called back" in told.says) == ("killed", True)
    assert room.rule(filed.item_id, "kill").says == "it is already killed"
    assert not room.rule(filed.item_id, "approve").done
    assert room.send_all() == [f"{filed.item_id}-out-withdraw"]
    undone = room.rule(filed.item_id, "undo")
    assert (undone.status, "must be approved anew" in undone.says) == ("queued", True)


def test_an_editors_kill_names_the_copies_that_are_out_or_wait(room: Storeroom) -> None:
    first, out, waiting = (room.arrive(one) for one in (story(), copy_at("Ellis Post", 1), copy_at("Vell Echo", 2)))
    room.rule(out.item_id, "approve")
    killed = room.rule(first.item_id, "kill")
    assert killed.says.endswith(f"Of the same story {out.item_id} is out; {waiting.item_id} waits")
    assert killed.others == (out.item_id, waiting.item_id)


def test_a_claim_that_the_comparison_belies_is_told_with_the_item(room: Storeroom) -> None:
    original = room.arrive(story())
    claim = replace(sourced(), edited=Edited(headline="yes", body="no"))
    cut = room.arrive(copy_at("Vell Echo", 2, paragraphs=HARBOR[:3], provenance=claim))
    record, (row, first) = room.store.item(cut.item_id), room.store.queue()
    assert record is not None
    assert record.observed is not None
    assert (record.observed.against, record.observed.body, record.observed.claim_holds) == (original.item_id, "cut", False)
    assert (row.claim_holds, row.seen_headline, row.seen_body, first.claim_holds) == (False, "same", "cut", None)
    told = "\n".join(as_lines(explain(room.store, str(cut.item_id))))
    assert "the publisher says that the headline was changed, the body was not edited" in told
    assert f"compared with item {original.item_id}: headline same, body cut" in told
    assert "the claim does not hold" in told
    assert _claims(row) == "body unedited but cut, headline changed but the same"


@pytest.mark.parametrize("decision", ["approve", "hold", "release", "reject"])
def test_what_a_newer_version_has_replaced_can_not_be_ruled_on(room: Storeroom, decision: str) -> None:
    first = room.arrive(story())
    room.arrive(story(version="2", paragraphs=HARBOR[:5]))
    told = room.rule(first.item_id, decision)
    assert (told.done, told.says.endswith("newer version has taken its place; rule on item 2")) == (False, True)


def test_what_waited_under_a_ruling_that_is_undone_too_late_is_superseded(room: Storeroom) -> None:
    first = room.arrive(story())
    room.rule(first.item_id, "reject")
    room.arrive(story(version="2", paragraphs=HARBOR[:5]))
    assert room.rule(first.item_id, "undo").status == "superseded"


def test_an_undo_after_the_end_leaves_it_expired(room: Storeroom) -> None:
    filed = room.arrive(story(expires=stated(minute(60))))
    room.rule(filed.item_id, "reject", at=minute(10))
    assert room.rule(filed.item_id, "undo", at=minute(61)).status == "expired"


@pytest.mark.parametrize("decision", ["hold", "reject"])
def test_what_is_approved_is_taken_back_before_it_is_ruled_otherwise(room: Storeroom, decision: str) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    assert not room.rule(filed.item_id, decision).done


def test_rulings_on_nothing_and_twice_are_answered_in_words(room: Storeroom) -> None:
    assert room.rule(9, "approve").says == "there is no item 9"
    filed = room.arrive(story())
    assert room.rule(filed.item_id, "release").says == "it is already in the queue"
    room.rule(filed.item_id, "reject")
    assert room.rule(filed.item_id, "reject").says == "it is already rejected"
    assert "undo" in room.rule(filed.item_id, "approve").says


def test_an_editor_may_approve_what_an_editor_holds(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "hold")
    room.rule(filed.item_id, "hold", reason="a better reason")
    assert room.rule(filed.item_id, "approve").done


def test_rulings_are_never_changed_or_deleted(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "hold")
    conn = sqlite3.connect(room.path)
    for sql in ("DELETE FROM ruling", "UPDATE ruling SET editor = 'nobody'"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            conn.execute(sql)
    conn.close()


# --- the outbox ----------------------------------------------------------------------------------------------------------
def test_what_is_leased_is_given_again_only_after_the_lease(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    (first,) = room.store.pending(minute(501))
    assert room.store.pending(minute(501)) == ()
    (again,) = room.store.pending(minute(503))
    assert again.idempotency_key == first.idempotency_key
    assert again.story == story()


def test_a_lease_by_a_clock_that_ran_ten_years_ahead_does_not_block(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    room.store.pending(minute(501) + timedelta(days=3650))
    assert len(room.store.pending(minute(501))) == 1


def test_a_refusal_is_tried_again_later_and_given_up_at_last(room: Storeroom) -> None:
    filed, at = room.arrive(story()), minute(501)
    room.rule(filed.item_id, "approve")
    for _ in range(10):
        (one,) = room.store.pending(at)
        room.store.sent([Refused(outbox_id=one.outbox_id, reason="the folder is gone")], at)
        assert room.store.pending(at) == ()
        at += timedelta(hours=1, minutes=1)
    assert room.store.pending(at) == ()
    (row,) = room.store.outbox(status="failed")
    assert (row.attempts, row.last_error) == (10, "the folder is gone")
    assert room.store.retry(row.outbox_id, at)
    assert len(room.store.pending(at)) == 1
    assert not room.store.retry(999, at)


def test_a_withdrawal_is_never_given_up(room: Storeroom) -> None:
    filed, at = room.arrive(story()), minute(502)
    room.rule(filed.item_id, "approve")
    room.send_all()
    room.rule(filed.item_id, "kill")
    for _ in range(14):
        (one,) = room.store.pending(at)
        room.store.sent([Refused(outbox_id=one.outbox_id, reason="away")], at)
        at += timedelta(hours=1, minutes=1)
    assert [one.op for one in room.store.pending(at)] == ["withdraw"]


def test_a_kill_while_a_despatch_is_on_its_way_waits_for_it_and_calls_it_back(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    (leaving,) = room.store.pending(minute(501))
    room.rule(filed.item_id, "kill")
    assert room.store.pending(minute(501)) == ()
    room.store.sent([Despatched(outbox_id=leaving.outbox_id, place="/out/1")], minute(501))
    assert [one.op for one in room.store.pending(minute(501))] == ["withdraw"]
    assert room.status(filed.item_id) == "killed"


def test_a_despatch_whose_sender_died_is_not_sent_again_once_it_is_killed(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    room.store.pending(minute(501))
    room.rule(filed.item_id, "kill")
    assert [one.op for one in room.store.pending(minute(503))] == ["withdraw"]


def test_an_acknowledgment_counts_once_and_nothing_is_not_written(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    (one,) = room.store.pending(minute(501))
    done = Despatched(outbox_id=one.outbox_id, place="/out/1")
    room.store.sent([done], minute(501))
    room.store.sent([done, Refused(outbox_id=one.outbox_id, reason="late"), Despatched(outbox_id=999, place="")], minute(502))
    room.store.sent([], minute(503))
    assert [(row.status, row.done) for row in room.store.outbox()] == [("done", minute(501))]


def test_what_expired_before_it_left_stays(room: Storeroom) -> None:
    filed = room.arrive(story(expires=stated(minute(600))))
    room.rule(filed.item_id, "approve")
    assert room.store.tick(minute(600)) == 1
    assert room.store.pending(minute(601)) == ()


def test_a_target_holds_the_last_version_of_each_article_newest_first(room: Storeroom) -> None:
    one, other = room.arrive(story()), room.arrive(story(uri="urn:o", paragraphs=ORCHARD))
    for filed in (one, other):
        room.rule(filed.item_id, "approve")
    room.send_all()
    newer = room.arrive(story(version="2", paragraphs=HARBOR[:5]))
    room.rule(newer.item_id, "approve")
    room.send_all()
    assert [held.item_id for held in room.store.published("out", 10)] == [newer.item_id, other.item_id]
    assert [held.item_id for held in room.store.published("out", 1)] == [newer.item_id]
    assert list(room.store.published("elsewhere", 10)) == []


# --- letters, changes, counts ----------------------------------------------------------------------------------------------
def test_a_cursor_sees_every_version_and_every_change_once_in_order(room: Storeroom) -> None:
    first = room.arrive(story())
    room.arrive(story(version="2", paragraphs=HARBOR[:5]))
    seen = room.store.changes(0)
    assert [(row.kind, row.item_id, row.status) for row in seen] == [
        ("stored", first.item_id, "queued"),
        ("status", first.item_id, "superseded"),
        ("stored", first.item_id + 1, "queued"),
    ]
    assert room.store.changes(seen[-1].event_id) == ()
    assert room.store.changes(0, 1) == seen[:1]
    assert seen[0].story == story()


def test_a_publisher_is_counted_by_name_and_the_queue_shows_its_row(room: Storeroom) -> None:
    filed = room.arrive(copy_at("Ellis Post", 1, provenance=sourced(), urgency=3, publisher=Publisher(name="Ellis Post")))
    (row,) = room.store.queue()
    assert (row.item_id, row.publisher, row.agency, row.urgency, row.copies) == (filed.item_id, "Ellis Post", "norland", 3, 1)
    assert room.store.queue(status="killed") == ()
    counts = room.store.counts()
    assert (counts.items, counts.statuses, counts.raws, counts.dead) == (1, (("queued", 1),), 1, 0)


# --- errands, revivals, reclaims -----------------------------------------------------------------------------------------
def test_the_entry_that_led_to_a_page_is_found_with_its_words(room: Storeroom) -> None:
    lead = Lead(source="feed", uri="u", url="https://norland.example/1", digest="d1", story=story(raw_text=""))
    room.store.followed(lead, done=True, error=None, now=minute(1))
    for found in (room.store.errand("feed", uri="u"), room.store.errand("feed", url="https://norland.example/1")):
        assert found is not None
        assert found.story == lead.story
    assert room.store.errand("feed", uri="other") is None


def test_a_reopened_page_is_wanted_again_and_its_feed_read_again(room: Storeroom) -> None:
    lead = Lead(source="feed", uri="u", url="https://norland.example/1", digest="d1", story=story())
    room.store.visited(visit(source="feed", validators=Validators(etag='"1"')))
    room.store.followed(lead, done=True, error=None, now=minute(1))
    assert room.store.reopen("feed", lead.url)
    assert len(room.store.wanted("feed", [lead])) == 1
    assert room.store.states()["feed"].validators.etag is None
    assert not room.store.reopen("feed", "https://norland.example/2")


def test_a_source_that_was_off_is_asked_again_after_its_revival(room: Storeroom) -> None:
    room.store.visited(visit(outcome="off", reason="410", next_due=None))
    room.store.revive("wire")
    assert room.store.states()["wire"].state != "off"


def test_what_a_killed_run_was_sending_is_reclaimed_at_once(room: Storeroom) -> None:
    filed = room.arrive(story())
    room.rule(filed.item_id, "approve")
    room.store.pending(minute(501))
    assert room.store.reclaim() == 1
    assert len(room.store.pending(minute(501))) == 1


def test_a_document_from_the_end_of_the_calendar_is_filed(room: Storeroom) -> None:
    far = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert room.arrive(story(published=Moment("0001-01-01T00:00:00+05:30")), clock=far).stored
    assert room.view("SELECT published, clock FROM v_items") == [(None, "9999-12-31T23:59:59Z")]


def test_a_short_text_is_looked_up_by_its_headline_too(room: Storeroom) -> None:
    room.arrive(copy_at("Ellis Post", 1, headline="Harbor shut", paragraphs=["The harbor is shut."]))
    assert room.arrive(copy_at("Vell Echo", 2, headline="Harbor shut", paragraphs=["The harbor is shut."])).change == "copy"
    assert room.arrive(copy_at("Coast Mail", 3, headline="Pier shut", paragraphs=["The harbor is shut."])).change == "new"
