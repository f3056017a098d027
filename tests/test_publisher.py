"""A publisher's file: its rows prove themselves, choose the first candidate of each field, and change nothing where they find nothing."""

from __future__ import annotations

import pytest
from soon import soon

from normalizers import read
from normalizers.markup import tree
from normalizers.page import house
from normalizers.problems import RulebookError
from normalizers.rulebook import HouseStyle, Rulebook, bundled, bundled_root, parse_rulebook
from normalizers.terms import Story
from normalizers.transforms import LONGEST, Strip, Sub, TakeGroup, apply, compiled, pattern_fault

# Newsrooms of the world whose pages print a zone, or several, with each time: a zone of ours would be a guess.
WITHOUT_ZONE = {
    *("aljazeera.com.toml", "apnews.com.toml", "bloomberg.com.toml", "news.un.org.toml", "reuters.com.toml", "reutersagency.com.toml"),
}
AGENCIES = b'ruleset = "2031.1.1"\ngeneric = ["agencies"]\n[[agency]]\nid = "tarang"\nname = "TWS"\n'
URL = "https://www.harborherald.example/news/2031/lock"
HERALD = """
name = "Harbor Herald"
domains = ["harborherald.example"]
zone = "Europe/Oslo"
country = "NO"

[[line]]
pattern = 'The Herald is printed by .{3,40}\\.'
example = "The Herald is printed by the Quay Press."
counter_example = "The Herald is printed by day and read by night, the mayor told a crowd of some two hundred on the quay."

[[selector]]
field = "headline"
css = "div.top > span.hl"
example = '<div class="top"><span class="hl">Lock reopens</span></div>'
gives = "Lock reopens"

[[selector]]
field = "byline"
css = "div.who"
steps = [
    { do = "regex-sub", pattern = '\\(.{0,40}\\)' },
    { do = "take-group", pattern = 'Set down by (.{1,80})' },
    { do = "strip", chars = " -" },
]
example = '<div class="who">Set down by Ilsa Brandt - (quay desk)</div>'
gives = "Ilsa Brandt"

[[selector]]
field = "published"
css = "b[data-at]"
attribute = "data-at"
example = '<b data-at="2031-03-07 18:05">a while ago</b>'
gives = "2031-03-07 18:05"

[[selector]]
field = "summary"
css = ".deck"
example = '<p class="deck">Boats queue no more.</p>'
gives = "Boats queue no more."

[[selector]]
field = "body"
css = "div.promo-text"
example = '<div class="promo-text"><p>One.</p><p>Two.</p></div>'
gives = "One. Two."

[[selector]]
field = "drop"
css = "div.odd"
example = '<div><p>Copy.</p><div class="odd">Win a rowing boat.</div></div>'
gives = "Win a rowing boat."

[[layout]]
until = 2029-06-01

[[layout.selector]]
field = "headline"
css = "td.old-head"
example = '<table><tr><td class="old-head">Old lock<p></p></td></tr></table>'
gives = "Old lock"
"""
PAGE = """<html><head><title>Harbor Herald</title><meta property="og:title" content="You won't believe this lock"></head><body>
<div class="top"><span class="hl">Lock reopens after nine days</span></div>
<h1>Harbor Herald for everybody</h1><div class="who">Set down by Ilsa Brandt - (quay desk)</div>
<p class="byline">By Somebody Else</p><b data-at="2031-03-07 18:05">a while ago</b>
<p class="deck">The queue of barges is gone by Friday.</p>
<div class="promo-text"><p>The lock at Karwi reopened on Friday after nine days of repair, and the first barge passed at noon.</p>
<div class="odd"><p>Readers who like the lock can win a rowing boat if they write to us before the month is over, we promise.</p></div>
<p>Forty barges had waited above the weir, said the harbor master, who counted them himself from the bridge.</p>
<p>The Herald is printed by the Quay Press.</p></div>
<div class="story-body"><p>This long paragraph tells of quite another thing altogether, and the general rules would like it.</p></div>
</body></html>"""


def rules(text: str = HERALD, name: str = "publishers/harborherald.example.toml") -> Rulebook:
    return parse_rulebook({"agencies.toml": AGENCIES, name: text.encode()})


def story(page: str, book: Rulebook, url: str = URL) -> Story:
    (found,) = read(page.encode(), url=url, form="page", rules=book)
    assert isinstance(found, Story), found
    return found


# --- the files that ship -------------------------------------------------------------------------------------------
def test_every_shipped_file_bears_the_name_of_its_first_domain_and_its_examples_hold() -> None:
    for path in sorted((bundled_root() / "publishers").iterdir()):
        style = next(style for style in bundled().houses.values() if style.file == f"publishers/{path.name}")
        assert path.name == f"{style.domains[0]}.toml"
        assert style.name
        assert style.country or path.name == "news.un.org.toml"
        assert style.zone or path.name in WITHOUT_ZONE
        assert list(house.faults(style)) == []


def test_the_publishers_and_agencies_of_the_everyday_are_known() -> None:
    book = bundled()
    known = "aninews.in ptinews.com ians.in uniindia.com pib.gov.in ndtv.com scroll.in feeds.bbci.co.uk afp.com news.web.nhk rss.dw.com"
    assert [domain for domain in known.split() if book.house(f"https://{domain}/x").zone is None] == []
    assert len({style.file for style in book.houses.values()}) >= 77


# --- what a file chooses -------------------------------------------------------------------------------------------
def test_what_the_publishers_file_selects_comes_first_and_is_told_as_such() -> None:
    found = story(PAGE, rules())
    assert found.headline == "Lock reopens after nine days"
    assert (found.byline, found.persons) == ("Ilsa Brandt", ("Ilsa Brandt",))
    assert found.published
    assert found.published.iso == "2031-03-07T18:05:00+01:00"
    assert found.summary == "The queue of barges is gone by Friday."
    assert [block.text[:10] for block in found.body] == ["The lock a", "Forty barg"]
    chosen = {(one.field, one.source) for one in found.findings if one.chosen}
    assert {
        ("headline", "publisher selector headline"),
        ("byline", "publisher selector byline"),
        ("published", "publisher selector published"),
    } <= chosen
    assert "rowing boat" in found.raw_text


def test_where_the_selectors_find_nothing_the_general_rules_go_on() -> None:
    page = (
        PAGE.replace('class="hl"', 'class="x"')
        .replace('class="who"', 'class="y"')
        .replace("data-at", "data-x")
        .replace("deck", "z")
        .replace("promo-text", "text")
    )
    named = HERALD[: HERALD.index("[[selector]]")].encode()
    (one,) = read(page.encode(), url=URL, form="page", rules=parse_rulebook({"agencies.toml": AGENCIES, "publishers/h.toml": named}))
    assert isinstance(one, Story)
    other = story(page, rules(HERALD.replace('css = "div.odd"', 'css = "div.nowhere"').replace('class="odd"', 'class="nowhere"')))
    assert (one.headline, one.persons, one.body) == (other.headline, other.persons, other.body)
    assert one.persons == ("Somebody Else",)


def test_a_chosen_byline_that_names_nobody_leaves_the_page_its_own() -> None:
    assert story(PAGE.replace("Set down by Ilsa Brandt", "Set down by advertisement"), rules()).persons == ("Somebody Else",)


@pytest.mark.parametrize(
    ("day", "headline"),
    [("2028-02-03", "Lock breaks"), ("2030-02-03", "Gates are new"), ("", "Gates are new")],
)
def test_the_layout_of_the_pages_own_day_is_read_and_the_newest_where_it_states_none(day: str, headline: str) -> None:
    page = (
        f'<meta property="article:published_time" content="{day}T10:00:00Z"><table><tr><td class="old-head">Lock breaks<p></p></td>'
        '</tr></table><div class="top"><span class="hl">Gates are new</span></div>'
        "<p>The lock at Karwi broke on Thursday, and the first barge waited at noon above the weir.</p>"
    )
    assert story(page, rules()).headline == headline


def test_an_older_layout_reads_what_the_newest_finds_nothing_on() -> None:
    page = '<table><tr><td class="old-head">Lock breaks<p></p></td></tr></table><p>The lock at Karwi broke on Thursday at noon.</p>'
    assert story(page, rules()).headline == "Lock breaks"


def test_what_is_dropped_is_gone_from_the_body_within_a_line_too() -> None:
    text = HERALD.replace('css = "div.odd"', 'css = "i.odd"').replace(
        '<div><p>Copy.</p><div class="odd">Win a rowing boat.</div></div>', '<p>Copy <i class="odd">Win a rowing boat.</i></p>'
    )
    page = PAGE.replace("after nine days of repair", 'after <i class="odd">(click <b>here</b>)</i> nine days of repair')
    assert "reopened on Friday after nine days of repair" in story(page, rules(text)).body_text
    assert list(house.faults(next(iter(rules(text).houses.values())))) == []


def test_a_dropped_element_is_no_story_even_where_it_is_all_there_is() -> None:
    page = "<h1>The lock at Karwi opens again after nine days of repair</h1>"
    page += '<div class="odd"><p>Readers who like the lock can win a rowing boat if they write to us, we promise.</p></div>'
    assert story(page, rules()).body == ()


# --- what a file may not say ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "mark", "says"),
    [
        ('css = ".deck"', 'csss = ".deck"', None, "'csss' is no key here; did you mean 'css'?"),
        ('field = "summary"', 'field = "sumary"', None, "did you mean 'summary'? known are body, byline"),
        ('do = "strip"', 'do = "trim"', "steps = [", "known are regex-sub, strip, take-group"),
        ('css = ".deck"', 'css = ".deck >"', None, "no CSS selector"),
        ('css = ".deck"', 'css = "p:nth-last-child(2)"', None, ":not()"),
        ('css = ".deck"', 'css = "a b c d e"', None, "long"),
        ("(.{1,80})", "((?:a+)+)", "steps = [", "for ever"),
        ("(.{1,80})", ".{1,80}", "steps = [", "no group 1"),
        ("printed by .{3,40}", "printed for .{3,40}", "example =", "does not match"),
        ("until = 2029-06-01", 'until = "June"', None, "mend the key"),
        ('zone = "Europe/Oslo"', 'zone = "Europe/Karwi"', None, "time zone"),
        ('country = "NO"', 'country = "Norway"', None, "two capitals"),
        ('"harborherald.example"', '"https://www.HarborHerald.example/"', None, "write 'harborherald.example'"),
        ('field = "body"\n', 'field = "body"\nattribute = "id"\n', 'attribute = "id"', "stretch of the page"),
        ("[[layout.selector]]", "[[layout]]\nuntil = 2029-06-01\n[[layout.selector]]", "[[layout]]", "'selector' is missing"),
        ('name = "Harbor Herald"', 'name = "Harbor', None, "toml"),
    ],
)
def test_a_fault_of_a_publishers_file_names_its_line_and_the_remedy(old: str, new: str, mark: str | None, says: str) -> None:
    assert old in HERALD
    text = HERALD.replace(old, new, 1)
    with pytest.raises(RulebookError) as fault:
        rules(text)
    assert says in fault.value.says
    assert fault.value.file == "publishers/harborherald.example.toml"
    line = text[: text.index(mark or new)].count("\n") + 1
    assert fault.value.line == line
    assert f".toml:{line}: " in str(fault.value)


def test_an_example_that_does_not_hold_is_told_with_what_it_gives() -> None:
    style = next(
        iter(
            rules(
                HERALD.replace('gives = "Ilsa Brandt"', 'gives = "Ilsa"').replace('gives = "One. Two."', 'gives = "One."')
            ).houses.values()
        )
    )
    assert [(place, wrong.split(";")[0]) for place, wrong in house.faults(style)] == [
        ("selector[1] byline", "the example gives 'Ilsa Brandt', not 'Ilsa'"),
        ("selector[4] body", "the example gives 'One. Two.', not 'One.'"),
    ]
    style = next(iter(rules(HERALD.replace('css = ".deck"', 'css = ".dock"')).houses.values()))
    assert [wrong for _, wrong in house.faults(style)] == ["'.dock' finds nothing in the example; mend the selector or the example"]


def test_a_domain_is_that_of_one_publisher_and_a_newsrooms_own_file_takes_it_from_ours() -> None:
    files = {
        "agencies.toml": AGENCIES,
        "publishers/a.toml": HERALD.encode(),
        "publishers/b.toml": HERALD.replace("Harbor Herald", "Other").encode(),
    }
    with pytest.raises(RulebookError, match=r"publishers/b.toml:3: .*claimed by publishers/a.toml"):
        parse_rulebook(files)
    assert parse_rulebook(files, frozenset(["publishers/a.toml"])).house(URL).name == "Harbor Herald"


# --- patterns and steps --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*b", "(a|ab)*c", "(?:a?){40}b", "((x{0,20})y?){0,50}", "(.*)(.*)(.*)(.*)x", "[", "a" * 301, r"(?:\w+\s?)*!"],
)
def test_a_pattern_that_some_text_keeps_busy_is_refused(pattern: str) -> None:
    assert pattern_fault(pattern)


@pytest.mark.parametrize(
    "pattern", [r"Follow .{3,20} on .{3,20}\.", r"(?:\d{1,2} ){0,3}x", r".*(?:read|see) also.*", r"[a-z ]+", r"(?i:Also read).{0,200}"]
)
def test_a_pattern_that_is_taken_is_done_with_any_text_in_no_time(pattern: str) -> None:
    assert pattern_fault(pattern) is None
    with soon(1):
        for text in ("a" * LONGEST, "read " * 100, " " * LONGEST, "1 " * 250, "Follow " * 70):
            compiled(pattern).search(text)


def test_steps_are_done_in_order_and_nothing_is_left_of_what_does_not_match() -> None:
    steps = (Sub(pattern=r"\[.{0,9}\]"), TakeGroup(pattern="at (.{5})"), Strip())
    assert apply(steps, "  [x] at 18:05 sharp") == "18:05"
    assert apply(steps, "never") is None
    assert apply((Strip(chars="-"),), "--") is None
    assert apply((), "x" * 9) == "x" * 9


def test_a_house_without_selectors_costs_a_page_nothing() -> None:
    assert house.chosen(tree("<p>x"), HouseStyle(), None) is house.NOTHING
