"""OPML in and out: what other readers know goes both ways, and our own sources come back as they were."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from frontdoor import ROOT, FrontDoor
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ingest.settings.opml import NoOpml, from_opml, to_opml
from ingest.settings.read import read_sources
from ingest.settings.rows import SourceRow
from ingest.terms import Source

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = """
[[source]]
id = "coast"
name = "Coast & \\"Daily\\": <news>"
kind = "feed"
url = "https://coast.example/rss?a=1&b=2"
every = "15m"
fastest = "10m"
slowest = "6h"
follow = true
zone = "Asia/Kolkata"
note = "asked for leave, 3 March"
heed = false
robots = false
conditional = false
spacing_s = 2.5

[[source]]
id = "hill"
kind = "news-sitemap"
url = "https://hill.example/news.xml"
after = "coast"
deadline_s = 12

[[source]]
id = "tide"
kind = "page"
url = "https://tide.example/world"
links = "main h2 > a"
enabled = false

[[source]]
id = "drop"
kind = "folder"
path = "drop"
"""


def listed(door: FrontDoor) -> tuple[Source, ...]:
    """The sources as they are understood."""
    return read_sources(door.config / "sources.toml")


def take_in(door: FrontDoor, text: str, *more: str) -> tuple[int, str, str]:
    """Import a list."""
    place = door.root / "list.opml"
    place.write_text(text)
    answer = door.copytaster("sources", "import", str(place), *more)
    return answer.code, answer.out, answer.err


# --- out and in again ----------------------------------------------------------------------------------------------
def test_sources_come_back_from_a_list_as_they_were(door: FrontDoor) -> None:
    door.sources(SOURCES)
    before = [source for source in listed(door) if source.kind != "folder"]
    out = door.copytaster("sources", "export", "--all")
    assert out.code == 0
    assert out.err == "1 folder left out: a list names addresses of the web.\n"

    door.sources("# empty\n")
    assert take_in(door, out.out)[0] == 0

    assert list(listed(door)) == before
    assert door.copytaster("sources", "export", "--all").out == out.out


def test_sources_that_are_off_are_left_out_unless_all_are_wanted(door: FrontDoor) -> None:
    door.sources(SOURCES)
    assert "tide.example" not in door.copytaster("sources", "export").out
    assert "tide.example" in door.copytaster("sources", "export", "--all").out


def test_a_list_is_opml_that_other_readers_take(door: FrontDoor) -> None:
    door.sources(SOURCES)
    root = etree.fromstring(door.copytaster("sources", "export", "--all").out.encode())
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title")
    feeds = [(one.get("type"), one.get("text"), one.get("xmlUrl"), one.get("url")) for one in root.iter("outline")]
    assert feeds == [
        ("rss", 'Coast & "Daily": <news>', "https://coast.example/rss?a=1&b=2", None),
        ("rss", "hill", "https://hill.example/news.xml", None),
        ("link", "tide", None, "https://tide.example/world"),
    ]


def test_an_empty_list_is_a_list(door: FrontDoor) -> None:
    door.sources("")
    assert from_opml(door.copytaster("sources", "export").out.encode()) == ()


TEXT = (
    st.text(max_size=40)
    .map(lambda text: " ".join("".join(sign for sign in text if sign.isprintable()).split()))
    .map(lambda text: text or None)
)
MADE = st.builds(
    Source,
    id=st.just("made"),
    kind=st.sampled_from(["feed", "news-sitemap", "page"]),
    name=TEXT,
    url=st.sampled_from(["https://coast.example/rss?a=1&b=<2>", "http://coast.example/"]),
    enabled=st.booleans(),
    every=st.integers(60, 86_400),
    follow=st.booleans(),
    zone=st.sampled_from([None, "Asia/Kolkata"]),
    spacing_s=st.floats(0, 100).map(lambda seconds: round(seconds, 2)),
    note=TEXT,
)


@settings(max_examples=60, deadline=None)
@given(MADE)
def test_whatever_stands_in_a_row_stands_there_again_after_a_list(source: Source) -> None:
    (outline,) = from_opml(to_opml([source], "t"))
    found: dict[str, Any] = {
        field.name: outline.values.get(field.name, field.default) for field in fields(Source) if field.name in SourceRow.__struct_fields__
    }
    name = None if source.name == "made" else source.name
    assert Source(**found) == replace(source, name=name)


# --- in ------------------------------------------------------------------------------------------------------------
def test_folders_of_a_list_stay_as_a_note(door: FrontDoor) -> None:
    door.sources("")
    inner = '<outline text="India"><outline text="Coast" xmlUrl="https://coast.example/rss"/></outline>'
    other = '<outline text="Hill" category="/Sports/Cricket" xmlUrl="https://hill.example/rss"/>'
    take_in(door, f'<opml version="1.0"><body><outline title="Papers">{inner}</outline>{other}</body></opml>')
    assert [source.note for source in listed(door)] == ["from the folder Papers / India", "from the folder /Sports/Cricket"]


def test_an_id_that_is_taken_is_made_anew(door: FrontDoor) -> None:
    door.sources('[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://other.example/rss"\n')
    mine = to_opml([Source(id="coast", kind="feed", url="https://coast.example/rss")], "t").decode()
    take_in(door, mine)
    assert [source.id for source in listed(door)] == ["coast", "coast-example"]


def test_a_list_opens_no_private_address_that_nobody_named(door: FrontDoor) -> None:
    both = Source(id="wire", kind="feed", url="http://10.0.0.7:8080/rss", allow_private=("10.0.0.7:8080", "127.0.0.1:5432"))
    text = to_opml([both], "t").decode()

    door.sources("")
    code, _, err = take_in(door, text)
    assert (code, listed(door)[0].allow_private) == (0, ())
    assert "name them with --allow-private" in err

    door.sources("")
    take_in(door, text, "--allow-private", "10.0.0.7:8080")
    assert listed(door)[0].allow_private == ("10.0.0.7:8080",)


@pytest.mark.parametrize(
    ("key", "value"), [("every", "soon"), ("zone", "Nowhere/Land"), ("links", "h2 >"), ("id", "../etc"), ("kind", "folder")]
)
def test_a_source_of_a_list_that_can_not_stand_is_named_and_the_others_are_added(door: FrontDoor, key: str, value: str) -> None:
    door.sources("")
    good = '<outline text="Hill" xmlUrl="https://hill.example/rss"/>'
    bad = f'<outline c:kind="page" c:{key}={json.dumps(value)} xmlUrl="https://coast.example/rss"/>'.replace(
        'c:kind="page" c:kind', "c:kind"
    )
    code, out, err = take_in(door, f'<opml version="2.0" xmlns:c="urn:copytaster:source"><body>{bad}{good}</body></opml>')
    assert code == 1
    assert "1 added" in out
    assert "https://coast.example/rss: " in err
    assert [source.id for source in listed(door)] == ["hill-example"]


def test_an_attribute_of_another_type_is_left_out() -> None:
    text = '<opml xmlns:c="urn:copytaster:source"><body><outline c:follow="perhaps" c:spacing_s="x" xmlUrl="https://a.example/"/></body></opml>'
    (outline,) = from_opml(text.encode())
    assert dict(outline.values) == {"kind": "feed", "url": "https://a.example/"}


def test_a_list_of_hundreds_is_added_at_once(door: FrontDoor) -> None:
    door.sources("")
    rows = "".join(f'<outline text="Paper {n}" xmlUrl="https://paper.example/{n}/rss"/>' for n in range(600))
    code, out, _ = take_in(door, f'<opml version="2.0"><body>{rows}</body></opml>')
    assert (code, out.split()[0], len(listed(door))) == (0, "600", 600)


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"no", b" " * 4_000_001])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(NoOpml, match="list"):
        from_opml(data)


def test_the_shipped_sources_come_back_from_a_list(door: FrontDoor, tmp_path: Path) -> None:
    before = [source for source in read_sources(ROOT / "config" / "sources.toml") if source.url]
    (tmp_path / "all.opml").write_bytes(to_opml(before, "t"))
    door.sources("")
    assert door.copytaster("sources", "import", str(tmp_path / "all.opml")).code == 0
    assert list(listed(door)) == before
