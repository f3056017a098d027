"""What an editor should know of a page before reading it, and the figure to sort stories by."""

from __future__ import annotations

import pytest

from normalizers import as_json, read
from normalizers.fields.quality import quality_of
from normalizers.terms import Block, Moment, Publisher, Story

BODY = "".join(
    f"<p>Ferry number {n} left the harbor of Quillbay at dawn, with {n} vans and a brass band on board.</p>" for n in range(2, 9)
)
URL = "https://www.quillbay-courier.example/world/harbor"


def page(body: str = BODY, *, head: str = "", url: str = URL) -> Story:
    """A page read."""
    (story,) = read(f"<html><head>{head}</head><body><article><h1>Ferries sail</h1>{body}</article></body></html>".encode(), url=url)
    assert isinstance(story, Story)
    return story


def declaring(says: str, kind: str = "NewsArticle") -> str:
    """A declaration in JSON-LD."""
    return f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "Ferries sail"{says}}}</script>'


@pytest.mark.parametrize(
    "story",
    [
        page(head=declaring(', "isAccessibleForFree": false')),
        page(head=declaring(', "isAccessibleForFree": "False"')),
        page(head='<meta property="article:content_tier" content="metered">'),
        page(f"{BODY}<div><p>This article is only available for our subscribers.</p></div>"),
        page(f"{BODY}<div><p>Subscribe now to continue</p></div>"),
    ],
)
def test_a_wall_is_flagged_where_the_page_declares_it_or_says_so_below_the_copy(story: Story) -> None:
    assert story.flags == ("paywall",)


@pytest.mark.parametrize(
    "story",
    [
        page(),
        page(head=declaring(', "isAccessibleForFree": true')),
        page(head='<meta property="article:content_tier" content="free">'),
        page(f"{BODY}<p>The ferry line asked its riders to subscribe to the bulletin of the harbor.</p>"),
    ],
)
def test_a_free_page_has_no_flag(story: Story) -> None:
    assert story.flags == ()


def test_a_live_blog_is_known_by_its_declaration_or_its_address() -> None:
    assert page(head=declaring("", "LiveBlogPosting")).flags == ("live-blog",)
    assert page(url="https://www.quillbay-courier.example/harbor/live-updates/ferries").flags == ("live-blog",)
    assert page(url="https://www.quillbay-courier.example/live/how-we-lived").flags == ()


def test_a_page_that_asks_for_javascript_and_holds_no_copy_is_flagged() -> None:
    asks = "<noscript><p>Please enable JavaScript to read this page.</p></noscript>"
    assert page(f"{asks}<p>Ferries left the harbor on Tuesday.</p>").flags == ("script-only",)
    assert page(f"{asks}{BODY}").flags == ()


def test_a_page_with_hardly_any_copy_is_hollow_and_three_characters_of_latin_are_one_of_chinese() -> None:
    declared = declaring("")
    assert page("<p>Ferries left the harbor on Tuesday.</p>").flags == ("hollow",)
    assert page("<p>渡轮" + "在港口外等待天亮然后依次进港，" * 7 + "</p>").flags == ()
    assert page("", head=declared).flags == ("hollow",)
    assert quality_of(page("", head=declared)) < quality_of(page(head=declared)) - 0.3


def test_the_addresses_of_a_page_stay_with_the_story() -> None:
    story = page(
        head='<link rel="canonical" href="/ferries"><meta property="og:url" content="/f?1"><link rel="amphtml" href="/amp/ferries">'
    )
    told = [(one.field, one.source, one.value, one.chosen) for one in story.findings if one.field.endswith("_url")]
    site = "https://www.quillbay-courier.example"
    assert told == [
        ("canonical_url", "link canonical", f"{site}/ferries", True),
        ("canonical_url", "meta og:url", f"{site}/f?1", False),
        ("amp_url", "link amphtml", f"{site}/amp/ferries", True),
    ]
    assert story.canonical_url == f"{site}/ferries"


def test_the_figure_goes_from_nothing_to_all_that_a_desk_needs() -> None:
    whole = Story(
        form="page",
        headline="Ferries sail",
        body=(Block("p", "x" * 1200, 0, 1200),),
        persons=("Odelle Varga",),
        language="en",
        publisher=Publisher(name="Quillbay Courier"),
        published=Moment("2031-04-09T06:10:00+02:00"),
    )
    assert quality_of(Story(form="page")) == 0.0
    assert quality_of(whole) == pytest.approx(0.95)


def test_a_wall_costs_quality_and_both_are_in_the_json() -> None:
    free, walled = page(), page(head='<meta name="content_tier" content="locked">')
    assert quality_of(walled) == pytest.approx(quality_of(free) - 0.2)
    long = BODY + BODY.replace("Ferry", "Barge")
    assert quality_of(page(long, head='<meta name="content_tier" content="locked">')) == quality_of(page(long))
    told = as_json(walled)
    assert (told["flags"], told["quality"]) == (["paywall"], quality_of(walled))
