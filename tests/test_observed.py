"""Observed provenance: what really happened to each copy, whatever its publisher claims of it."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from storeroom import HARBOR, ORCHARD, Storeroom, copy_at, minute, sourced, story

from ingest.explain import as_lines, explain
from normalizers.judge import held, marked_up, observe
from normalizers.judge.wording import side_by_side
from normalizers.likeness import fingerprint, fingerprint_of
from normalizers.likeness.surface import printed
from normalizers.terms import Edited, Provenance, Publisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from normalizers.judge import Sight
    from normalizers.terms import Story

DIRECT = replace(sourced("Norland Wire"), relation="agency_direct", edited=Edited(), statements=())
UNEDITED = replace(sourced(), edited=Edited(headline="yes", body="no"))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Storeroom]:
    room = Storeroom(tmp_path / "wire.db")
    yield room
    room.store.close()


def original(**changes: Any) -> Story:
    return story(**({"provenance": DIRECT} | changes))


def seen(paragraphs: Any, source: Any = HARBOR) -> Sight:
    return observe(fingerprint_of("Calm", list(paragraphs)), fingerprint_of("Calm", list(source)))


# --- an invented wire: every copy's fate is known -----------------------------------------------------------------
ADDED = "Readers of this page wrote to say that they had seen it coming."
NOTICE = "(This story has not been edited by {house} staff and is auto-generated from a syndicated feed.)"


def worked_on(dice: Random, paragraphs: list[str], house: str) -> tuple[list[str], str]:
    """A publisher's way with a text, and the word for it."""
    out, gone, new = list(paragraphs), False, False
    draw = dice.random()
    if draw < 0.25:
        out, gone = out[: dice.randint(1, len(out) - 1)], True
    elif draw < 0.4:
        out[-1], new, gone = out[-1].replace(" said", " told us", 1), " said" in out[-1], " said" in out[-1]
    if dice.random() < 0.3:
        out, new = [*out[:1], ADDED, *out[1:]], True
    if dice.random() < 0.5:
        out = [text.replace("'", "’").replace(" per cent", " percent") for text in out]
    if dice.random() < 0.3:
        out[0] = f"PORT ELLIS, March 2 (Norland Wire): {out[0]}"
    if dice.random() < 0.5:
        out = [*out[:1], "Also read: Eleven boats lost in the gale", *out[1:]]
    if dice.random() < 0.7:
        out.append(NOTICE.format(house=house))
    return out, "changed" if gone and new else "cut" if gone else "extended" if new else "same"


def invented(dice: Random, number: int) -> list[str]:
    """A story that no other one is like."""
    things = ("lock", "mill", "weir", "kiln", "barn", "quay", "loom", "cart", "well", "gate", "yard", "rope")
    ends = ("mended", "sold", "shut", "moved")

    def line(part: int) -> str:
        began = f"The {dice.choice(things)} of village{number}part{part} was {dice.choice(ends)}, the keeper said,"
        places = (f"{dice.choice(things)}{dice.randint(1, 900)} {dice.choice(('near', 'above'))}" for _ in range(dice.randint(8, 20)))
        return " ".join((began, *places, "the road."))

    return [line(part) for part in range(dice.randint(3, 7))]


def test_what_was_done_to_the_copies_of_an_invented_wire_is_told_right(room: Storeroom) -> None:
    dice, truth = Random(11), {}  # noqa: S311 - dice for a stream, not for secrets
    for number in range(25):
        text, at = invented(dice, number), minute(number * 30)
        wire = original(uri=f"urn:wire:{number}", headline=f"Village {number} in the news", paragraphs=text)
        late = number % 5 == 0
        if not late:
            room.arrive(wire, at=at)
        for house in ("Ellis Post", "Vell Echo", "Dorn Times"):
            body, what = worked_on(dice, text, house)
            kept = dice.random() < 0.5
            copy = copy_at(house, number, headline=wire.headline if kept else f"What the keeper told {house} {number}", paragraphs=body)
            truth[room.arrive(copy, at=at).item_id] = (what, "same" if kept else "changed")
        if late:
            room.arrive(wire, at=at)
    found = {row[0]: row[1:] for row in room.view("SELECT item_id, body, headline FROM v_observed WHERE basis = 'original'")}
    wrong = {item: (told, found.get(item)) for item, told in truth.items() if found.get(item) != told}
    assert {what for what, _ in truth.values()} == {"same", "cut", "extended", "changed"}
    assert len(wrong) <= len(truth) * 0.02, wrong


# --- the comparison itself ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("paragraphs", "body", "says"),
    [
        (HARBOR, "same", "the headline is the same; the body is word for word the same"),
        (HARBOR[:4], "cut", "the last two paragraphs of the agency's copy are missing (42 of 123 words)"),
        (HARBOR[:5], "cut", "the last paragraph of the agency's copy is missing ("),
        ((*HARBOR[:1], *HARBOR[2:]), "cut", "; one paragraph of the agency's copy is missing (21 of 123 words)"),
        ((*HARBOR, ADDED), "extended", "one paragraph added: 13 words are its own"),
        (
            (HARBOR[0].replace("second", "third"), *HARBOR[1:]),
            "changed",
            "1 of 123 words of the agency's copy is missing; 1 word is its own",
        ),
        ((HARBOR[0], *HARBOR[2:], HARBOR[1]), "changed", "21 words stand in another place"),
        ((*HARBOR[:2], "Fishing crews said the ca…"), "cut", "the last three paragraphs of the agency's copy are missing"),
        ((*HARBOR, "Norland Wire AB"), "same", "word for word the same"),
        ((), "cut", "the last six paragraphs of the agency's copy are missing (123 of 123 words)"),
    ],
)
def test_a_comparison_says_what_happened_in_a_sentence(paragraphs: Any, body: str, says: str) -> None:
    sight = seen(paragraphs)
    assert (sight.body, says in sight.note) == (body, True), sight.note


@pytest.mark.parametrize(
    ("printed_so", "and_so"),
    [
        ("The colour of the organisation's harbour", "The color of the organization's harbor"),
        ("an on-line vote on the third-floor", "an online vote on the third floor"),
        ("1,20,000 crowns, 4 per cent", "120000 crowns, 4 percent"),
        ("उन्होंने कहा कि बाढ़ आई।", "उन्होंने कहा कि बाढ़ आई |"),
    ],
)
def test_another_spelling_is_no_other_word(printed_so: str, and_so: str) -> None:
    assert seen([printed_so], [and_so]).body == "same"


def test_the_difference_is_shown_in_the_letters_of_the_paper() -> None:
    wire = story()
    copy = copy_at("Ellis Post", 1, paragraphs=[HARBOR[0].replace("second", "“third”"), *HARBOR[1:4], "It cost 12-14 per cent more."])
    told = marked_up(printed(wire, fingerprint(wire)), printed(copy, fingerprint(copy)), observe(fingerprint(copy), fingerprint(wire)).runs)
    assert told.startswith("The harbor authority of Port Ellis opened its [-second-] {+“third”+} breakwater on Monday, eleven …")
    assert "[-The mayor, Ilse Tarn, said a third wall would be needed before … 18 words … berth behind the wall in October" in told
    assert told.endswith("{+It cost 12-14 per cent more.+}")


def test_texts_of_one_word_repeated_and_of_no_word_in_common_are_laid_side_by_side_quickly() -> None:
    same, other = ("tide",) * 20_000, tuple(f"w{n}" for n in range(20_000))
    assert [run.same for run in side_by_side(same, other)] == [False]
    assert sum(run.end - run.start for run in side_by_side(same, same[:9000]) if run.same) == 9000


@pytest.mark.parametrize(
    ("claims", "paragraphs", "headline", "proved", "all_hold"),
    [
        (("yes", "no"), HARBOR, "Other", True, True),
        (("yes", "no"), HARBOR, "Calm", True, True),
        (("yes", "no"), HARBOR[:3], "Other", True, False),
        (("no", "no"), HARBOR, "Other", True, False),
        (("yes", "unknown"), HARBOR, "Calm", True, None),
        (("unknown", "yes"), HARBOR, "Calm", True, False),
        (("may", "may"), HARBOR[:3], "Other", True, None),
        (("unknown", "no"), HARBOR[:3], "Calm", False, None),
        (("unknown", "no"), HARBOR, "Calm", False, True),
    ],
)
def test_a_claim_is_checked_where_something_is_claimed_and_proved(
    claims: tuple[Any, Any], paragraphs: Any, headline: str, proved: bool, all_hold: bool | None
) -> None:
    sight = observe(fingerprint_of(headline, list(paragraphs)), fingerprint_of("Calm", list(HARBOR)))
    assert held(*claims, sight, proved=proved).all is all_hold


# --- in the store -------------------------------------------------------------------------------------------------
def test_claimed_unedited_and_in_fact_cut_is_a_finding_that_every_window_shows(room: Storeroom) -> None:
    wire = room.arrive(original())
    copy = room.arrive(copy_at("Vell Echo", 2, paragraphs=HARBOR[:4], provenance=UNEDITED))
    ((note, holds, diff),) = room.view("SELECT note, body_holds, diff FROM v_observed WHERE basis = 'original'")
    assert note.startswith("claimed unedited, in fact: ")
    assert "the last two paragraphs of the agency's copy are missing" in note
    assert (holds, "[-The mayor, Ilse Tarn," in diff) == (0, True)
    told = "\n".join(as_lines(explain(room.store, str(copy.item_id))))
    assert note in told
    assert "[-The mayor, Ilse Tarn," in told
    record = room.store.item(copy.item_id)
    assert record is not None
    assert record.story.provenance.observed is not None
    assert (record.story.provenance.observed.against, record.story.provenance.observed.body) == ("urn:wire:harbor", "cut")
    assert record.observed is not None
    assert record.observed.against == wire.item_id


def test_a_later_original_that_a_copy_is_more_like_takes_the_place_of_the_first(room: Storeroom) -> None:
    first = room.arrive(original(paragraphs=HARBOR[:5]))
    copy = room.arrive(copy_at("Ellis Post", 1, paragraphs=HARBOR, provenance=UNEDITED))
    old = room.arrive(copy_at("Vell Echo", 2, paragraphs=HARBOR[:5], provenance=UNEDITED))
    assert room.view("SELECT against_item_id, body, claim_holds FROM v_observed") == [
        (first.item_id, "extended", 0),
        (first.item_id, "same", 1),
    ]
    second = room.arrive(original(version="2"))
    assert [
        row[1:]
        for row in room.view("SELECT item_id, item_id, against_item_id, body, claim_holds FROM v_observed")
        if row[0] != second.item_id
    ] == [
        (copy.item_id, second.item_id, "same", 1),
        (old.item_id, first.item_id, "same", 1),
    ]
    assert [row[1:] for row in room.view("SELECT item_id, basis, body FROM v_observed") if row[0] == second.item_id] == [
        ("version", "extended")
    ]


# --- what the agency has corrected since -----------------------------------------------------------------------------
CORRECTED = tuple(text.replace("340 barges", "430 barges") for text in HARBOR)


def correction(**changes: Any) -> Story:
    return original(**({"version": "2", "paragraphs": CORRECTED, "signals": ("correction",)} | changes))


def repeats(room: Storeroom, item_id: int) -> int | None:
    found = room.store.item(item_id)
    assert found is not None
    assert found.observed is not None
    return found.observed.corrected_by


@pytest.mark.parametrize("late", [True, False])
def test_a_copy_that_repeats_what_was_corrected_says_so_whichever_comes_first(room: Storeroom, late: bool) -> None:
    room.arrive(original(), at=minute(0))
    if late:
        mended = room.arrive(correction(), at=minute(9))
        copy = room.arrive(copy_at("Ellis Post", 1), at=minute(20), source="post")
        cut = room.arrive(copy_at("Dorn Star", 2, paragraphs=HARBOR[:5]), at=minute(21), source="star")
    else:
        copy = room.arrive(copy_at("Ellis Post", 1), at=minute(5), source="post")
        cut = room.arrive(copy_at("Dorn Star", 2, paragraphs=HARBOR[:5]), at=minute(6), source="star")
        mended = room.arrive(correction(), at=minute(9))
    assert mended.change == "correction"

    assert [repeats(room, one.item_id) for one in (copy, cut)] == [mended.item_id] * 2
    assert room.view("SELECT item_id FROM v_observed WHERE corrected_by IS NOT NULL ORDER BY 1") == [(copy.item_id,), (cut.item_id,)]
    says = f"it repeats what the agency has corrected since, in item {mended.item_id}"
    assert any(says in line for line in as_lines(explain(room.store, str(copy.item_id))))
    (line,) = (row for row in room.store.queue() if row.item_id == copy.item_id)
    assert line.corrected_by == mended.item_id


def test_a_copy_that_carries_the_correction_or_none_of_its_words_is_not_blamed(room: Storeroom) -> None:
    room.arrive(original(), at=minute(0))
    before = room.arrive(copy_at("Ellis Post", 1), at=minute(5), source="post")
    room.arrive(correction(), at=minute(9))
    after = room.arrive(copy_at("Ellis Post", 1, version="2", paragraphs=CORRECTED), at=minute(12), source="post")
    cut = room.arrive(copy_at("Dorn Star", 2, paragraphs=HARBOR[:3]), at=minute(20), source="star")

    assert repeats(room, before.item_id) is not None
    assert (repeats(room, after.item_id), repeats(room, cut.item_id)) == (None, None)


def test_of_two_corrections_a_copy_is_told_the_newest_it_lacks(room: Storeroom) -> None:
    room.arrive(original(), at=minute(0))
    first = room.arrive(correction(), at=minute(9))
    copy = room.arrive(copy_at("Ellis Post", 1, paragraphs=CORRECTED), at=minute(12), source="post")
    assert repeats(room, copy.item_id) is None
    again = tuple(text.replace("eleven years", "twelve years") for text in CORRECTED)
    second = room.arrive(correction(version="3", paragraphs=again), at=minute(15))

    assert (first.change, second.change) == ("correction", "correction")
    assert repeats(room, copy.item_id) == second.item_id


def test_a_later_original_keeps_the_correction_in_mind(room: Storeroom) -> None:
    room.arrive(original(paragraphs=HARBOR[:4]), at=minute(0))
    mended = room.arrive(correction(), at=minute(9))
    copy = room.arrive(copy_at("Ellis Post", 1), at=minute(10), source="post")
    assert repeats(room, copy.item_id) is None  # it is most like the correction, of all that is here
    room.arrive(original(version="1.5"), at=minute(12), clock=minute(5))

    assert (copy.item_id, 1.0) in room.view("SELECT item_id, similarity FROM v_observed")
    assert repeats(room, copy.item_id) == mended.item_id


def test_what_is_no_correction_makes_no_copy_wrong(room: Storeroom) -> None:
    room.arrive(original(paragraphs=HARBOR[:4]), at=minute(0))
    copy = room.arrive(copy_at("Ellis Post", 1, paragraphs=HARBOR[:4]), at=minute(5), source="post")
    assert room.arrive(original(version="2"), at=minute(9)).change == "update"

    assert repeats(room, copy.item_id) is None


def test_an_agency_that_only_the_original_tells_is_inferred_and_never_stated(room: Storeroom) -> None:
    room.arrive(original())
    silent = room.arrive(copy_at("Ellis Post", 1))
    honest = room.arrive(copy_at("Vell Echo", 2, provenance=sourced()))
    own = room.arrive(copy_at("Dorn Times", 3, paragraphs=[*HARBOR[:3], *ORCHARD]))
    assert room.view("SELECT item_id, agency, agency_stated, role FROM v_observed ORDER BY item_id") == [
        (silent.item_id, "norland", 0, "source"),
        (honest.item_id, "norland", 1, "source"),
        (own.item_id, "norland", 0, "inputs"),
    ]
    assert [row[1:] for row in room.view("SELECT item_id, agency, confidence FROM v_provenance") if row[0] == silent.item_id] == [
        (None, "unknown")
    ]
    assert [row[1:] for row in room.view("SELECT item_id FROM v_credits") if row[0] == silent.item_id] == []
    told = "\n".join(as_lines(explain(room.store, str(silent.item_id))))
    assert "it names no such source; that it is Norland Wire's copy is inferred from item 1" in told
    assert "is inferred" not in "\n".join(as_lines(explain(room.store, str(honest.item_id))))


def test_another_publishers_copy_proves_no_claim_false(room: Storeroom) -> None:
    room.arrive(copy_at("Ellis Post", 1, provenance=Provenance()))
    room.arrive(copy_at("Vell Echo", 2, paragraphs=HARBOR[:4], provenance=UNEDITED))
    room.arrive(copy_at("Dorn Times", 3, provenance=UNEDITED))
    assert room.view("SELECT basis, against_item_id, body, claim_holds FROM v_observed") == [
        ("copy", 1, "cut", None),
        ("copy", 1, "same", 1),
    ]
    assert room.view("SELECT count(*) FROM v_claims") == [(0,)]


def test_a_kill_is_compared_with_nothing_and_nothing_with_it(room: Storeroom) -> None:
    room.arrive(original())
    copy = room.arrive(copy_at("Ellis Post", 1, paragraphs=HARBOR[:3]))
    room.arrive(original(version="2", pub_status="canceled", paragraphs=["The story is withdrawn."]))
    assert room.view("SELECT item_id, against_item_id FROM v_observed") == [(copy.item_id, 1)]


def test_each_publishers_claims_are_counted(room: Storeroom) -> None:
    for number, text in enumerate((HARBOR, ORCHARD)):
        room.arrive(original(uri=f"urn:{number}", headline=f"Story {number}", paragraphs=text), at=minute(number * 10))
        room.arrive(copy_at("Ellis Post", number, paragraphs=text, provenance=UNEDITED), at=minute(number * 10 + 1))
        room.arrive(copy_at("Vell Echo", number, paragraphs=text[: 4 - number], provenance=UNEDITED), at=minute(number * 10 + 2))
        room.arrive(copy_at("Dorn Times", number, paragraphs=text), at=minute(number * 10 + 3))
    assert room.view(
        "SELECT publisher, copies, claims, held, broken, share_held, uncredited, last_broken FROM v_claims ORDER BY publisher"
    ) == [
        ("Dorn Times", 2, 0, 0, 0, None, 2, None),
        ("Ellis Post", 2, 2, 2, 0, 1.0, 0, None),
        ("Vell Echo", 2, 2, 0, 2, 0.0, 0, 7),
    ]


# --- head and timeline --------------------------------------------------------------------------------------------
def test_the_agencys_newest_copy_is_the_head_and_without_it_the_earliest_of_the_fullest(room: Storeroom) -> None:
    def head() -> list[Any]:
        return room.view("SELECT head_item_id, headline, sources FROM v_clusters")

    room.arrive(copy_at("Ellis Post", 1, headline="Teaser", paragraphs=HARBOR[:3]))
    fullest = room.arrive(copy_at("Vell Echo", 2, headline="Whole"))
    room.arrive(copy_at("Dorn Times", 3, headline="Whole again"))
    assert head() == [(fullest.item_id, "Whole", 3)]
    first = room.arrive(original())
    assert head() == [(first.item_id, "Port Ellis opens second breakwater", 4)]
    second = room.arrive(original(version="2", headline="Port Ellis has a second breakwater", paragraphs=HARBOR[:5]))
    assert head() == [(second.item_id, "Port Ellis has a second breakwater", 4)]


def test_the_timeline_tells_who_was_first_and_how_far_behind_the_others_were(room: Storeroom) -> None:
    quick = room.arrive(copy_at("Ellis Post", 1), at=minute(50))
    first = room.arrive(original(), at=minute(60))
    other = room.arrive(
        original(uri="urn:coast:1", publisher=Publisher(name="Coast News"), headline="Breakwater opened", paragraphs=HARBOR), at=minute(75)
    )
    slow = room.arrive(copy_at("Vell Echo", 2, paragraphs=HARBOR[:4]), at=minute(60 + 300))
    assert room.view("SELECT item_id, place, publisher, minutes_behind, agency_own, agency_first FROM v_timeline ORDER BY place") == [
        (quick.item_id, 1, "Ellis Post", -10.0, 0, 0),
        (first.item_id, 2, "Norland Wire", 0.0, 1, 1),
        (other.item_id, 3, "Coast News", 15.0, 1, 0),
        (slow.item_id, 4, "Vell Echo", 300.0, 0, 0),
    ]
    told = "\n".join(as_lines(explain(room.store, str(slow.item_id))))
    assert "Who moved the story when: seen at 4 publishers" in told
    assert "Ellis Post (10 min ahead, by our clock)" in told
    assert "Norland Wire (the agency's own, first, by our clock)" in told
    assert "Coast News (the agency's own, head of the story, 15 min behind, by our clock)" in told
    assert f"Vell Echo (5 h behind, by our clock): item {slow.item_id}, cut, queued" in told
    assert "← this item" in told


def test_a_printed_word_stands_for_each_word_that_is_compared() -> None:
    item = story(paragraphs=["“Rs 1,20,000 — per cent”, she said: don't, co-op 12-14.", "बाढ़ से क्षति।", "— dashes first"])
    shown = printed(item, fingerprint(item))
    assert len(shown) == len(fingerprint(item).words)
    assert " ".join(" ".join(shown).split()) == "“Rs 1,20,000 — per cent”, she said: don't, co-op 12-14. बाढ़ से क्षति। dashes first"
