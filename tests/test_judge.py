"""The judge: what a story is to the stored versions beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storeroom import HARBOR, MONDAY, ORCHARD, copy_at, minute, story
from storeroom import stated as said_at

from normalizers.judge import (
    Arrival,
    Copy,
    Correction,
    Cut,
    Duplicate,
    Extended,
    Kill,
    Neighbor,
    New,
    Series,
    Update,
    Verdict,
    corrects,
    is_kill,
    judge,
    mark_of,
    observe,
    stamp_of,
    stated,
)
from normalizers.likeness import fingerprint, fingerprint_of
from normalizers.terms import Block, Moment, Publisher

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from normalizers.terms import Story


def arrival(item: Story, clock: datetime = MONDAY, source: str = "wire") -> Arrival:
    return Arrival(source=source, story=item, mark=fingerprint(item), clock=clock)


def stored(item_id: int, item: Story, clock: datetime = MONDAY, **changes: Any) -> Neighbor:
    source = changes.pop("source", "wire")
    came = arrival(item, clock, source)
    base: dict[str, Any] = {
        "item_id": item_id,
        "cluster_id": item_id,
        "kind": "story",
        "source": source,
        "house": came.house,
        "identity": came.identity,
        "version": item.version,
        "clock": clock,
        "stated": stated(item),
        "stamp": stamp_of(item, came.mark),
        "mark": came.mark,
        "current": True,
        "change": "new",
        "killed": False,
    }
    return Neighbor(**(base | changes))


def verdict(item: Story, neighbors: Sequence[Neighbor], clock: datetime | None = None, source: str = "wire") -> Verdict:
    return judge(arrival(item, clock or minute(60), source), neighbors)


# --- identity and versions ----------------------------------------------------------------------------------------
def test_a_story_without_neighbors_is_new() -> None:
    assert verdict(story(), []) == New()


def test_the_same_identity_version_and_words_store_nothing() -> None:
    assert verdict(story(), [stored(1, story())]) == Duplicate(of=1)


def test_a_resend_of_an_old_version_stores_nothing_even_after_a_newer_one() -> None:
    newer = story(version="2", paragraphs=HARBOR[:3])
    assert verdict(story(), [stored(1, story(), current=False), stored(2, newer)]) == Duplicate(of=1)


def test_other_notices_and_typography_are_no_new_version() -> None:
    again = story(paragraphs=[text.replace("'", "’") for text in HARBOR] + ["(With inputs from agencies)"])
    assert verdict(again, [stored(1, story())]) == Duplicate(of=1)


def test_a_gate_that_the_sender_sets_makes_the_same_words_a_new_version() -> None:
    found = verdict(story(pub_status="withheld"), [stored(1, story())])
    assert isinstance(found, Update)
    assert found.replaces == 1


@pytest.mark.parametrize(("old", "new"), [("1", "2"), ("9", "10"), ("2", "a"), (None, None), (None, "1")])
def test_new_words_under_the_same_identity_are_an_update(old: str | None, new: str | None) -> None:
    found = verdict(story(version=new, paragraphs=HARBOR[:4]), [stored(7, story(version=old))])
    assert isinstance(found, Update)
    assert (found.replaces, found.current, found.match.cluster_id) == (7, True, 7)


def test_an_article_rewritten_all_day_while_its_own_time_stands_still_is_let_be() -> None:
    def rewritten(count: int) -> Story:
        return story(version=None, paragraphs=[*HARBOR, f"Read {count} times since the morning."])

    kin = [stored(n, rewritten(n), minute(n), current=n == 24) for n in range(25)]
    tired = verdict(rewritten(25), kin, minute(60))
    assert tired == Duplicate(of=24, reason="its words change all the time while its own time stands still: let be")
    assert isinstance(verdict(rewritten(25), kin[1:], minute(60)), Update)
    assert isinstance(verdict(rewritten(25), kin, minute(25 * 60)), Update)
    assert isinstance(verdict(replace(rewritten(25), updated=said_at(minute(60))), kin, minute(60)), Update)
    assert isinstance(verdict(replace(rewritten(25), pub_status="canceled"), kin, minute(60)), Kill)
    assert isinstance(
        verdict(replace(rewritten(25), headline="CORRECTED: Port Ellis opens second breakwater"), kin, minute(60)), Correction
    )


def test_an_older_version_that_comes_late_is_filed_in_its_place() -> None:
    second = stored(2, story(version="3", paragraphs=HARBOR[:3]))
    first = stored(1, story(version="1", paragraphs=HARBOR[:2]), current=False)
    found = verdict(story(version="2"), [first, second])
    assert isinstance(found, Update)
    assert (found.replaces, found.current) == (1, False)
    assert "late" in found.match.reason


def test_a_first_version_that_comes_after_the_second_replaces_nothing() -> None:
    found = verdict(story(version="1"), [stored(2, story(version="2", paragraphs=HARBOR[:3]))])
    assert isinstance(found, Update)
    assert (found.replaces, found.current) == (None, False)


def test_unnumbered_versions_go_by_the_times_they_state() -> None:
    known = stored(1, copy_at("Ellis Post", 1, updated=Moment(minute(120).isoformat())), clock=minute(120))
    late = copy_at("Ellis Post", 1, paragraphs=HARBOR[:4], updated=Moment(minute(60).isoformat()))
    found = verdict(late, [known], clock=minute(60))
    assert isinstance(found, Update)
    assert not found.current


def test_where_one_states_no_time_the_one_that_came_later_is_the_newer_version() -> None:
    teaser = stored(1, copy_at("Ellis Post", 1, paragraphs=HARBOR[:1]), clock=minute(120))
    whole = copy_at("Ellis Post", 1, updated=Moment(minute(60).isoformat()))
    found = verdict(whole, [teaser], clock=minute(60))
    assert isinstance(found, Update)
    assert found.current


def test_unnumbered_versions_that_state_no_time_go_by_their_arrival() -> None:
    known = stored(1, copy_at("Ellis Post", 1), clock=minute(120))
    found = verdict(copy_at("Ellis Post", 1, paragraphs=HARBOR[:4]), [known], clock=minute(60))
    assert isinstance(found, Update)
    assert found.current


def test_a_page_that_went_back_to_its_old_words_later_is_a_new_version() -> None:
    old = copy_at("Ellis Post", 1, updated=said_at(minute(1)))
    changed = copy_at("Ellis Post", 1, paragraphs=HARBOR[:4], updated=said_at(minute(2)))
    known = [stored(1, old, minute(1), current=False), stored(2, changed, minute(2))]
    back = verdict(replace(old, updated=said_at(minute(3))), known, clock=minute(3))
    assert isinstance(back, Update)
    assert back.replaces == 2
    assert verdict(old, known, clock=minute(3)) == Duplicate(of=1)


def test_a_page_is_known_by_its_address_in_any_spelling() -> None:
    known = stored(1, copy_at("Ellis Post", 1, uri=None))
    again = copy_at("Ellis Post", 1, uri=None, url="https://www.ellispost.example/news/1?utm_source=x")
    assert verdict(again, [known]) == Duplicate(of=1)


def test_a_permalink_as_identity_and_the_address_of_the_page_are_one() -> None:
    known = stored(1, copy_at("Ellis Post", 1))
    assert verdict(copy_at("Ellis Post", 1, uri=None), [known]) == Duplicate(of=1)


def test_a_text_without_identity_or_address_is_known_by_its_words() -> None:
    bare = story(uri=None, version=None)
    assert verdict(bare, [stored(1, bare)]) == Duplicate(of=1)


def test_the_address_that_a_page_calls_its_own_counts_more_than_the_one_it_was_fetched_from() -> None:
    page = copy_at(
        "Ellis Post", 1, uri=None, url="https://ellispost.example/today/7?page=2", canonical_url="https://ellispost.example/news/7"
    )
    assert arrival(page).identity == "ellispost.example/news/7"
    assert isinstance(verdict(replace(page, url="https://ellispost.example/front/7"), [stored(1, page)]), Duplicate)


def test_a_guid_that_a_feed_repeats_is_told_apart_by_the_link_behind_it() -> None:
    guid = "https://ellispost.example/feed"
    first = copy_at("Ellis Post", 1, uri=f"{guid}#https://ellispost.example/news/1")
    second = copy_at("Ellis Post", 2, uri=f"{guid}#https://ellispost.example/news/2", headline="Frost", paragraphs=ORCHARD)
    assert arrival(first).identity == f"{guid}#https://ellispost.example/news/1"
    assert isinstance(verdict(second, [stored(1, first)]), New)


def test_the_same_words_under_another_headline_without_address_are_another_article() -> None:
    nameless = {"uri": None, "url": None, "version": None}
    assert arrival(story(**nameless)).identity != arrival(story(**nameless, headline="Calm at last")).identity


def test_the_same_words_under_a_higher_version_are_a_version() -> None:
    found = verdict(story(version="2"), [stored(1, story())])
    assert isinstance(found, Update)
    assert found.replaces == 1


def test_the_same_identity_at_another_source_is_another_article() -> None:
    assert isinstance(verdict(story(), [stored(1, story())], source="other"), Copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"ed_note": "Corrects figure in paragraph 3"},
        {"ed_note": "Eds: CORRECTS spelling of name"},
        {"signals": ("correction",)},
        {"headline": "CORRECTED-Port Ellis opens second breakwater"},
        {"paragraphs": [*HARBOR, "(Corrects figure in paragraph 4)"]},
        {"paragraphs": [*HARBOR, "(भूल सुधार: चौथे पैराग्राफ का आंकड़ा)"]},
        {"paragraphs": ["Correction: the quarry is twelve miles inland.", *HARBOR]},
    ],
)
def test_a_version_that_says_that_it_corrects_is_a_correction(changes: dict[str, Any]) -> None:
    item = story(version="2", **({"paragraphs": (*HARBOR[:5], "Two crossings were added.")} | changes))
    assert corrects(item)
    found = verdict(item, [stored(1, story())])
    assert isinstance(found, Correction)
    assert found.replaces == 1


@pytest.mark.parametrize("note", [None, "Eds: UPDATES throughout", "Adds quotes", "Clears embargo"])
def test_other_notes_to_editors_make_an_update(note: str | None) -> None:
    assert isinstance(verdict(story(version="2", paragraphs=HARBOR[:5], ed_note=note), [stored(1, story())]), Update)


# --- across identities --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("mark", "kind"), [("UPDATE 1-", Update), ("CORRECTED-", Correction), ("1ST LEAD-", Update)])
def test_a_marked_headline_of_the_same_house_makes_a_version(mark: str, kind: type[Verdict]) -> None:
    item = story(uri="urn:wire:next", headline=f"{mark}Port Ellis opens second breakwater", paragraphs=[*HARBOR, ORCHARD[0]])
    found = verdict(item, [stored(1, story())])
    assert isinstance(found, kind)
    assert isinstance(found, Update | Correction)
    assert found.replaces == 1


def test_the_last_of_a_chain_is_replaced() -> None:
    first, second = stored(1, story()), stored(2, story(uri="urn:wire:b", paragraphs=HARBOR[:5]), minute(10), cluster_id=1)
    item = story(uri="urn:wire:c", headline="UPDATE 2-Port Ellis opens second breakwater", paragraphs=[*HARBOR, ORCHARD[0]])
    found = verdict(item, [first, second])
    assert isinstance(found, Update)
    assert found.replaces == 2


def test_nobody_updates_the_story_of_another_house() -> None:
    item = copy_at("Ellis Post", 1, headline="CORRECTED-Port Ellis opens second breakwater")
    assert isinstance(verdict(item, [stored(1, story())]), Copy)


def test_a_mark_without_anything_to_replace_is_a_new_story() -> None:
    item = story(uri="urn:wire:next", headline="UPDATE 1-Frost takes the cherries", paragraphs=ORCHARD)
    assert isinstance(verdict(item, [stored(1, story())]), New)
    assert mark_of(item) == "update"


@pytest.mark.parametrize(
    "changes",
    [
        {"pub_status": "canceled"},
        {"signals": ("kill",)},
        {"headline": "KILL-Port Ellis opens second breakwater"},
        {"headline": "WITHDRAWN: Port Ellis"},
    ],
)
def test_a_withdrawal_is_known_by_status_signal_or_headline(changes: dict[str, Any]) -> None:
    assert is_kill(story(**changes))
    assert not is_kill(story(headline="Kill the lights, says council"))


def test_a_kill_under_the_same_identity_withdraws_every_version_of_the_house() -> None:
    known = [
        stored(1, story(), current=False),
        stored(2, story(version="2", paragraphs=HARBOR[:4]), minute(5), cluster_id=1),
        stored(3, copy_at("Ellis Post", 1), minute(6), cluster_id=1),
    ]
    found = verdict(story(version="3", pub_status="canceled", paragraphs=["Please kill this."]), known)
    assert isinstance(found, Kill)
    assert (found.withdraws, found.replaces, found.current) == ((1, 2), 2, True)


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("KILL-Port Ellis opens second breakwater", "Please kill it."),
        ("Kill notice", "Story withdrawn: Port Ellis opens second breakwater"),
    ],
)
def test_a_kill_under_a_new_identity_finds_the_story_by_its_headline(headline: str, body: str) -> None:
    item = story(uri="urn:wire:kill", pub_status="canceled", headline=headline, paragraphs=[body])
    found = verdict(item, [stored(1, story())])
    assert isinstance(found, Kill)
    assert found.withdraws == (1,)


def test_nobody_kills_the_story_of_another_house() -> None:
    item = story(uri="urn:wire:kill", pub_status="canceled", publisher=Publisher(name="Ellis Post"), paragraphs=["Kill it."])
    assert verdict(item, [stored(1, story())]) == Kill(match=None, replaces=None, withdraws=())
    assert verdict(replace(item, publisher=Publisher(name="Norland Wire")), [stored(1, story())], source="other") == Kill(
        match=None, replaces=None, withdraws=()
    )


# --- copies -------------------------------------------------------------------------------------------------------
def test_the_same_words_at_another_house_are_a_copy() -> None:
    item = copy_at("Ellis Post", 1, headline="Calm water at last", paragraphs=[*HARBOR, "Also read: Frost takes the cherries"])
    found = verdict(item, [stored(1, story())])
    assert isinstance(found, Copy)
    assert found.match.rule == "copy.exact"


def test_a_retouched_copy_is_a_copy_and_says_how_much_it_shares() -> None:
    item = copy_at("Ellis Post", 1, paragraphs=[HARBOR[0], HARBOR[1].replace("had warned", "warned"), *HARBOR[2:]])
    found = verdict(item, [stored(1, story())])
    assert isinstance(found, Copy)
    assert found.match.containment is not None
    assert found.match.containment > 0.8
    assert "item 1" in found.match.reason


def test_a_copy_cut_from_the_end_is_cut() -> None:
    assert isinstance(verdict(copy_at("Ellis Post", 1, paragraphs=HARBOR[:3]), [stored(1, story())]), Cut)


def test_a_teaser_of_the_first_words_is_cut() -> None:
    teaser = " ".join(" ".join(HARBOR).split()[:34]) + "…"
    assert isinstance(verdict(copy_at("Ellis Post", 1, paragraphs=[teaser]), [stored(1, story())]), Cut)


def test_the_same_as_a_cut_copy_is_cut_too() -> None:
    known = [stored(1, story()), stored(2, copy_at("Ellis Post", 1, paragraphs=HARBOR[:3]), cluster_id=1, change="cut")]
    assert isinstance(verdict(copy_at("Vell Echo", 2, paragraphs=HARBOR[:3]), known), Cut)


def test_a_copy_with_much_of_its_own_is_extended() -> None:
    item = copy_at("Ellis Post", 1, paragraphs=[*HARBOR, *ORCHARD[:2]])
    assert isinstance(verdict(item, [stored(1, story())]), Extended)


def test_the_agencys_own_sending_joins_the_copy_that_came_first() -> None:
    assert isinstance(verdict(story(), [stored(1, copy_at("Ellis Post", 1, paragraphs=HARBOR[:3]))]), Extended)


def test_the_same_words_a_week_later_are_another_story() -> None:
    late = MONDAY + timedelta(days=7)
    assert isinstance(verdict(copy_at("Ellis Post", 1), [stored(1, story())], clock=late), New)
    assert isinstance(verdict(story(version="2", paragraphs=HARBOR[:4]), [stored(1, story())], clock=late), Update)


def test_another_story_with_the_same_background_is_new() -> None:
    item = copy_at("Ellis Post", 1, headline="Frost takes the cherries", paragraphs=[*ORCHARD, HARBOR[-1]])
    assert isinstance(verdict(item, [stored(1, story())]), New)


def test_a_few_words_need_the_same_headline() -> None:
    known = stored(1, copy_at("Ellis Post", 1, paragraphs=["The harbor office is closed on Monday."]))
    other = copy_at("Vell Echo", 2, headline="Vell office closed", paragraphs=["The harbor office is closed on Monday."])
    assert isinstance(verdict(other, [known]), New)
    assert isinstance(verdict(replace(other, headline="Port Ellis opens second breakwater"), [known]), Copy)


def test_a_story_without_words_matches_nothing() -> None:
    empty = copy_at("Ellis Post", 1, headline=None, paragraphs=[])
    assert isinstance(verdict(empty, [stored(1, copy_at("Vell Echo", 2, headline=None, paragraphs=[]))]), New)


def test_nothing_is_a_copy_of_a_kill() -> None:
    killed = stored(1, story(uri="urn:wire:kill", pub_status="canceled"), change="kill")
    assert isinstance(verdict(copy_at("Ellis Post", 1), [killed]), New)


def gold(city: str, day: int, price: int, silver: int) -> Story:
    text = [
        f"Gold was sold at {price} crowns for ten grams in {city} on March {day}, the bullion office of {city} said in its morning sheet.",
        f"Silver stood at {silver} crowns a kilogram and copper at {price - silver // 3} crowns a tonne, with sales of {silver - 77} bars.",
        "The price depends on the world market, on the crown, and on the duty that is paid at the border by every trader.",
    ]
    return story(uri=f"urn:wire:gold:{city}:{day}", headline=f"Gold in {city}, March {day}", paragraphs=text)


@pytest.mark.parametrize("other", [gold("Arden", 3, 7240, 910), gold("Ellis", 2, 7133, 955), gold("Ellis", 3, 7001, 902)])
def test_another_issue_of_a_table_is_a_series(other: Story) -> None:
    found = verdict(other, [stored(1, gold("Arden", 2, 7100, 880))])
    assert isinstance(found, Series)
    assert found.like == 1


def test_a_publishers_copy_of_an_issue_joins_that_issue() -> None:
    known = [stored(1, gold("Arden", 2, 7100, 880)), stored(2, gold("Arden", 3, 7240, 910), kind="series")]
    same = gold("Arden", 3, 7240, 910)
    item = copy_at("Ellis Post", 1, headline=same.headline, paragraphs=[block.text for block in same.body[:2]])
    found = verdict(item, known)
    assert isinstance(found, Cut)
    assert found.match.other == 2


def test_a_round_up_of_several_stories_stays_by_itself_and_draws_no_copy() -> None:
    third = [
        text.replace("frost", "flood").replace("cherry", "barley")
        for text in ("Flood water stood in the barley of the lower Vell for nine days",)
    ]
    stories = [
        stored(1, story()),
        stored(2, story(uri="urn:wire:orchard", headline="Frost takes the cherries", paragraphs=ORCHARD)),
        stored(
            3,
            story(
                uri="urn:wire:barley",
                headline="Barley",
                paragraphs=[third[0] + ", the river office said, and the ground is lost.", *HARBOR[4:5]],
            ),
        ),
    ]
    digest = copy_at(
        "Ellis Post",
        9,
        headline="News in brief",
        paragraphs=[HARBOR[0], ORCHARD[0], third[0] + ", the river office said, and the ground is lost."],
    )
    found = verdict(digest, stories)
    assert isinstance(found, New)
    assert found.kind == "digest"
    known = stored(9, digest, cluster_id=9, kind="digest")
    assert isinstance(verdict(copy_at("Vell Echo", 3, paragraphs=[HARBOR[0], *HARBOR[3:]]), [known]), New)


# --- small things -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("iso", ["2026-03-02", "2026-03-02T09:00:00", "0001-01-01T00:00:00+05:30", "no time"])
def test_a_time_that_is_no_instant_is_not_stated(iso: str) -> None:
    assert stated(story(updated=Moment(iso))) is None


@pytest.mark.parametrize(
    ("paragraphs", "body"),
    [(HARBOR, "same"), (HARBOR[:3], "cut"), ((*HARBOR, *ORCHARD), "extended"), ((HARBOR[0], *ORCHARD), "changed")],
)
def test_comparison_says_what_was_done_to_the_body(paragraphs: tuple[str, ...], body: str) -> None:
    seen = observe(fingerprint_of("Another headline", paragraphs), fingerprint(story()))
    assert (seen.headline, seen.body) == ("changed", body)
    assert len(seen.note) > 15
    assert 0 <= seen.similarity <= 1


def test_comparing_nothing_with_nothing_shows_the_same() -> None:
    assert observe(fingerprint_of("", []), fingerprint_of("", [])).body == "same"


words = st.lists(st.sampled_from(["harbor", "frost", "12", "wall", "stone", "7", "the", "sea", "council", "crew"]), max_size=60).map(
    " ".join
)


@given(st.lists(st.tuples(words, words, st.sampled_from(["1", "2", None])), min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_any_stories_get_a_verdict_that_names_only_given_neighbors(texts: list[tuple[str, str, str | None]]) -> None:
    items = [
        story(uri=f"urn:{n % 2}", version=version, headline=headline, body=(Block("p", body),))
        for n, (headline, body, version) in enumerate(texts)
    ]
    known = [stored(n + 1, item, minute(n)) for n, item in enumerate(items[:-1])]
    found = verdict(items[-1], known)
    ids = {n.item_id for n in known}
    match found:
        case Duplicate(of=of):
            assert of in ids
        case Kill(match=None) | New():
            pass
        case Series(like=like):
            assert like in ids
        case _:
            assert found.match is not None
            assert found.match.other in ids
            assert len(found.match.reason) >= 15


def filing(company: str, amount: str, bank: str) -> list[str]:
    return [
        f"{company} said on Monday that it filed with the securities board a statement covering {amount} crowns of notes due in ten years.",
        "The money will be used to pay back short loans and for general purposes of the company, it said in a notice to the exchange.",
        f"The sale will be led by {bank}, and the notes are to be listed before the end of the quarter if the board agrees.",
    ]


def test_the_same_form_around_another_companys_name_is_another_story() -> None:
    known = stored(1, story(headline="Ellis Mills files for notes", paragraphs=filing("Ellis Mills Inc", "75 million", "Tarn Bank")))
    other = story(
        uri="urn:wire:2", headline="Vell Foundry to sell notes", paragraphs=filing("Vell Foundry Corp", "75 million", "Dorn and Sons")
    )
    same = copy_at("Ellis Post", 2, headline="Mills wants money", paragraphs=filing("The Ellis Mills", "75 million", "Tarn Bank"))
    assert isinstance(verdict(other, [known]), New)
    assert isinstance(verdict(same, [known]), Copy)


def test_the_same_forecast_with_hardly_a_figure_in_common_is_another_issue() -> None:
    def forecast(drain: str, *figures: str) -> list[str]:
        return [
            "The Bank of Norland said it expects a shortage of around {} million crowns in the money market today.".format(*figures[:1]),
            "Among the main factors affecting liquidity, bills maturing in official hands and the take-up of treasury bills will drain "
            f"{drain} while balances below target will take out {{}} million crowns.".format(*figures[1:2]),
            "Partly offsetting these outflows, a fall in note circulation and {} million in the system.".format(*figures[2:]),
        ]

    title = "Norland money market forecast"
    known = stored(
        1, story(headline=title, paragraphs=forecast("around 1.18 billion crowns", "800", "20", "exchequer transactions leave 355"))
    )
    today = story(
        uri="urn:wire:2", headline=title, paragraphs=forecast("some 338 million crowns", "300", "about 25", "the treasury add 45 and 26")
    )
    assert isinstance(verdict(today, [known]), Series)


def test_a_table_of_which_two_figures_were_mended_is_the_same_one() -> None:
    def result(sales: str, profit: str) -> list[str]:
        lines = (
            f"Share profit 3 against 9; net profit {profit} against 307516; sales {sales} against 8469476; nine months: share loss 13",
            "against profit 28; net loss 458823 against profit 1014969; sales 25.5 against 24.6.",
        )
        return [" ".join(lines)]

    title = "Ellis Mills third quarter"
    known = stored(1, story(headline=title, paragraphs=result("8549182", "102136")))
    mended = copy_at("Ellis Post", 2, headline=title, paragraphs=result("8459182", "101236"))
    assert isinstance(verdict(mended, [known]), Copy)


def test_a_story_told_anew_under_nearly_the_same_headline_with_the_same_figures_is_a_copy() -> None:
    told = [
        "The second breakwater of Port Ellis was opened on Monday by the harbor authority, eleven years after the first stone was laid.",
        "It took 340 barges of stone from a quarry twelve miles inland to build it, and the money was found by the council in the spring.",
        "Fishing crews said the calm water behind the wall would let them land their catch, whatever the weather may be.",
    ]
    known = stored(1, story(paragraphs=HARBOR[:4]))
    assert isinstance(
        verdict(copy_at("Ellis Post", 1, headline="Port Ellis opens its breakwater", paragraphs=told), [known]), Copy | Cut | Extended
    )
    assert isinstance(verdict(copy_at("Ellis Post", 1, headline="A calm harbor at last", paragraphs=told), [known]), New)


def test_a_teaser_of_a_few_words_under_the_same_headline_is_a_cut() -> None:
    item = copy_at("Ellis Post", 1, paragraphs=[" ".join(HARBOR[0].split()[:9])])
    assert isinstance(verdict(item, [stored(1, story())]), Cut)


def test_a_copy_that_quotes_others_is_still_a_copy() -> None:
    others = [
        stored(n, story(uri=f"urn:{n}", headline=f"Other {n}", paragraphs=[text, *ORCHARD[1:]]), minute(n))
        for n, text in enumerate((ORCHARD[0], ORCHARD[2], ORCHARD[3]), 2)
    ]
    item = copy_at("Ellis Post", 1, paragraphs=[*HARBOR, ORCHARD[0], ORCHARD[2], ORCHARD[3]])
    found = verdict(item, [stored(1, story()), *others])
    assert isinstance(found, Extended)
    assert found.match.other == 1


@pytest.mark.parametrize(("count", "kind"), [(15, Cut), (11, New)])
def test_a_teaser_of_a_dozen_words_is_known_by_the_words_that_the_story_begins_with(count: int, kind: type[Verdict]) -> None:
    teaser = " ".join(HARBOR[0].split()[:count])
    item = copy_at("Ellis Post", 1, headline="Calm at last", paragraphs=[teaser])
    assert isinstance(verdict(item, [stored(1, story())]), kind)
