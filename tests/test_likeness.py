"""Likeness: which words count, which texts are one, which addresses name one page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.judge import overlap
from normalizers.likeness import Fingerprint, fingerprint, fingerprint_of, shingles, url_key, without_mark, words
from normalizers.likeness.furniture import _NOTICE, LONGEST, is_furniture, without_dateline
from normalizers.terms import Block, Statement, Story
from normalizers.terms import Provenance as Said

PARAGRAPHS = [
    "The harbor authority of Port Ellis opened its second breakwater on Monday, eleven years after the first stone was laid.",
    "Engineers had warned that the old wall would not stand another winter, and the council found the money in the spring.",
    "Fishing crews said the calm water behind the wall would let them land their catch in almost any weather.",
    "The work cost 1,20,000 crowns and used stone from a quarry twelve miles inland, carried by barge at night.",
]


def mark(paragraphs: list[str], headline: str = "Port Ellis opens breakwater") -> Fingerprint:
    return fingerprint_of(headline, paragraphs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Calm,” he said — at last", '"Calm," he said - at last'),
        ("It cost Rs 1,20,000 in all", "It cost Rs 120000 in all"),
        ("It cost 1,234,567 crowns", "It cost 1234567 crowns"),
        ("Ten per cent of it", "Ten percent of it"),
        ("ten pct of it", "TEN PERCENT OF IT"),
        ("the modernisation of it", "the modernization of it"),
        ("it's the mayor’s", "its the mayors"),
        ("soft\u00adware and zero\u200bwidth", "software and zerowidth"),
        ("साल २०२६ में", "साल 2026 में"),
        ("पढ़ाई", "पढ\u093cाई"),
        ("क्ष", "क्\u200dष"),
        ("पाँच लोग।", "पांच लोग|"),
        ("ﬁne ＡＢＣ", "fine abc"),
    ],
)
def test_spelling_and_typography_do_not_make_another_text(one: str, other: str) -> None:
    assert words(one) == words(other)


def test_hindi_words_keep_their_vowel_signs_and_are_not_cut_at_them() -> None:
    assert words("मंत्री ने पुल का उद्घाटन किया।") == ("मंत्री", "ने", "पुल", "का", "उद्घाटन", "किया")


def test_a_decimal_is_one_word_and_two_sentences_are_not() -> None:
    assert words("It rose 1.5 points.Then it fell") == ("it", "rose", "1.5", "points", "then", "it", "fell")


def test_dateline_notices_and_pointers_do_not_change_the_body_digest() -> None:
    plain = mark(PARAGRAPHS)
    dressed = mark(
        [
            "PORT ELLIS [Norland], June 19 (ANI): " + PARAGRAPHS[0],
            "Also read: Mayor to visit the quarry",
            *PARAGRAPHS[1:],
            "(Except for the headline, this story has not been edited by our staff and is published from a syndicated feed.)",
            "Follow us for the day's news",
        ],
        headline="Calm at last",
    )
    assert dressed.body == plain.body
    assert dressed.title != plain.title
    assert dressed.exact == plain.exact


def test_a_statement_found_elsewhere_is_taken_out_of_the_middle_of_a_paragraph() -> None:
    told = "By arrangement with the Harbor Wire."
    story = Story(
        form="page",
        headline="Port Ellis opens breakwater",
        body=tuple(Block("p", text) for text in [*PARAGRAPHS[:-1], f"{PARAGRAPHS[-1]} {told}"]),
        provenance=Said(statements=(Statement(text=told, evidence=0),)),
    )
    assert fingerprint(story).body == mark(PARAGRAPHS).body


def test_below_thirty_words_the_headline_counts_too() -> None:
    one, other = mark(["The harbor is open again."], "Port Ellis"), mark(["The harbor is open again."], "Port Arden")
    assert one.body == other.body
    assert one.exact != other.exact


@pytest.mark.parametrize(
    "line",
    [
        "Also read | Another story",
        "READ: Another story",
        "Related: Another story",
        "यह भी पढ़ें: दूसरी खबर",
        "Advertisement",
        "Subscribe to our newsletter",
        "(ANI)",
        "(With inputs from agencies)",
        "Disclaimer: this post was placed by a machine.",
        "This story is auto-generated from a syndicated feed.",
        "(यह खबर सिंडिकेट फीड से ली गई है)",
    ],
)
def test_a_line_of_furniture_is_no_copy(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "The minister read the statement twice.",
        "(Corrects figure in paragraph 3)",
        "He asked readers to subscribe to reason.",
        "Related industries fell behind.",
        "A reader wrote: " + "the story has not been edited by anyone " * 20,
    ],
)
def test_a_sentence_of_the_story_is_copy(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("NEW ARDEN [Norland], June 19 (ANI): The sea rose.", "The sea rose."),
        ("NEW ARDEN, June 19 (PTI) - The sea rose.", "The sea rose."),
        ("Arden, 19 June: The sea rose.", "The sea rose."),
        ("ARDEN (Reuters) -- The sea rose.", "The sea rose."),
        ("नई बस्ती, 19 जून (भाषा) - समुद्र बढ़ा।", "समुद्र बढ़ा।"),
        ("the mayor and the council said this: nothing", "the mayor and the council said this: nothing"),
        ("The sea rose.", "The sea rose."),
    ],
)
def test_a_dateline_is_taken_off_and_a_sentence_is_not(text: str, bare: str) -> None:
    assert without_dateline(text) == bare


@pytest.mark.parametrize(
    "headline",
    [
        "UPDATE 1-Sea rises",
        "UPDATE 2 - Sea rises",
        "CORRECTED-Sea rises",
        "KILL-Sea rises",
        "CORRECTED-UPDATE 1-Sea rises",
        "2ND LEAD: Sea rises",
        "WRITETHRU-Sea rises",
    ],
)
def test_a_mark_of_a_new_version_is_no_part_of_the_headline(headline: str) -> None:
    assert without_mark(headline) == "Sea rises"
    assert fingerprint_of(headline, []).title == fingerprint_of("Sea rises", []).title


def test_headlines_of_two_days_have_one_skeleton() -> None:
    assert mark([], "Gold in Arden, March 2: 71,000").skeleton == mark([], "Gold in Arden, April 13: 70,250").skeleton
    assert mark([], "Gold in Arden, March 2").skeleton != mark([], "Gold in Ellis, March 2").skeleton


def test_a_short_text_keeps_every_run_and_a_long_one_a_handful_with_more_of_its_lead() -> None:
    short = mark(["The harbor of Port Ellis opened its second wall on Monday."])
    long = mark([f"word{n} and word{n * 7} met word{n * 13} near the pier" for n in range(300)])
    assert set(short.sample) == set(short.grams)
    assert 8 <= len(long.sample) <= 40
    assert set(long.sample) <= set(long.grams)
    lead = set(long.grams[:24])
    assert len(lead & set(long.sample)) > len(lead) / 8


def test_the_runs_that_a_long_text_keeps_are_kept_by_a_short_one_that_has_them_too() -> None:
    paragraphs = [f"word{n} and word{n * 7} met word{n * 13} near the pier" for n in range(100)]
    long, half = mark(paragraphs), mark(paragraphs[:50])
    assert set(long.sample) & set(half.grams) <= set(half.sample)
    assert len(set(long.sample) & set(half.sample)) >= 4


def test_texts_too_short_to_be_sampled_by_chance_keep_a_few_runs_all_the_same() -> None:
    assert all(len(mark([f"{' '.join(f'w{n}x{k}' for k in range(26))}"]).sample) >= 4 for n in range(300))


def test_a_cut_copy_is_held_whole_by_its_original() -> None:
    assert overlap(mark(PARAGRAPHS[:2]), mark(PARAGRAPHS))[0] == 1.0
    assert overlap(mark([]), mark(PARAGRAPHS)) == (0.0, 0.0)


def test_no_words_give_no_runs_and_few_words_one() -> None:
    assert shingles(()) == ()
    assert len(shingles(("one", "two"))) == 1


@given(st.text(max_size=400), st.lists(st.text(max_size=200), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_fingerprint_that_sqlite_can_keep(headline: str, paragraphs: list[str]) -> None:
    found = fingerprint_of(headline, paragraphs)
    assert found == fingerprint_of(headline, paragraphs)
    assert all(-(1 << 63) <= gram < 1 << 63 for gram in found.sample)
    assert set(found.sample) <= set(found.grams)


ONE_PAGE = [
    ("https://www.norland.example/harbor/story-12?utm_source=feed&utm_medium=rss", "http://norland.example/harbor/story-12"),
    ("https://norland.example/harbor/story-12#comments", "https://norland.example/harbor/story-12/"),
    ("https://norland.example:443/harbor", "http://norland.example:80/harbor"),
    ("https://m.norland.example/harbor", "https://amp.norland.example/harbor"),
    ("https://norland.example/amp/harbor", "https://norland.example/harbor/amp"),
    ("https://norland.example/harbor.amp.html", "https://norland.example/harbor.html"),
    ("https://norland.example/harbor/print", "https://norland.example/harbor?print=1"),
    ("https://norland-example.cdn.ampproject.org/c/s/norland.example/harbor", "https://norland.example/harbor"),
    ("https://www.google.com/amp/s/www.norland.example/harbor", "https://norland.example/harbor"),
    ("https://norland.example/harbor?b=2&a=1", "https://norland.example/harbor?a=1&b=2"),
    ("https://norland.example//harbor///pier", "https://norland.example/harbor/pier"),
    ("https://reader@norland.example./harbor/index.html", "https://NORLAND.example/harbor"),
    ("https://norland.example/h%C3%A4fen", "https://norland.example/häfen"),
    ("https://norland.example/harbor?fbclid=x&gclid=y&ref=z", "https://norland.example/harbor"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PAGE)
def test_two_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://norland.example/?p=12", "https://norland.example/?p=13"),
        ("https://norland.example/story?id=4", "https://norland.example/story?id=5"),
        ("https://norland.example/list?page=1", "https://norland.example/list?page=2"),
        ("https://norland.example/harbor", "https://sudland.example/harbor"),
        ("https://sport.norland.example/a", "https://norland.example/a"),
        ("https://norland.example:8099/a", "https://norland.example/a"),
        ("https://norland.example/a%2Fb", "https://norland.example/ab"),
        ("https://www.google.com/harbor/x.example/y", "https://x.example/y"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize("text", ["", "   ", "no address", "http://[::1", "urn:newsml:wire:1", "https://norland.example/%ff", "x" * 9000])
def test_what_is_no_sound_address_has_a_key_all_the_same(text: str) -> None:
    assert url_key(text) == url_key(text)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_the_key_of_any_text_is_found_without_an_error(text: str) -> None:
    assert isinstance(url_key(f"https://norland.example/{text}"), str)


def test_more_parameters_than_anybody_needs_are_kept_as_they_are() -> None:
    query = "&".join(f"p{n}=1" for n in range(150))
    assert url_key(f"https://norland.example/a?{query}") == f"norland.example/a?{query}"


@settings(deadline=None)  # making text to a pattern takes longer than reading it
@given(st.from_regex(_NOTICE), st.text(max_size=20))
def test_no_notice_is_passed_over_because_it_holds_none_of_the_words_that_are_asked_for_first(notice: str, more: str) -> None:
    assert is_furniture(f"{notice}{more}"[:LONGEST]) or not _NOTICE.search(f"{notice}{more}"[:LONGEST])
