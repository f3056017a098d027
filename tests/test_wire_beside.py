"""A wire item that names the file with its words: the file beside it is read as what it is, and the item keeps what it says of itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from parcels import zipped

from normalizers import read
from normalizers.reader import sniff
from normalizers.terms import Story

if TYPE_CHECKING:
    from pathlib import Path

    from frontdoor import FrontDoor

WORDS = ("SONATILA (MPS) — A lamp lighter won the prize on Monday.", "She has lit nine hundred lamps in eleven winters.")
NITF = (
    '<?xml version="1.0"?><nitf><head><title>Lamp</title><docdata><doc-id id-string="nitf-5e9"/><date.issue norm="20260309T030000Z"/>'
    "</docdata></head><body><body.head><hedline><hl1>Lamp lighter wins the prize</hl1></hedline><byline>By KETAN RUVALE</byline>"
    f"</body.head><body.content>{''.join(f'<p>{text}</p>' for text in WORDS)}</body.content></body></nitf>"
).encode()


def media_item(href: str, **changes: Any) -> bytes:
    """An item of AP's Media API that names an NITF file."""
    item = {
        "altids": {"itemid": "5e9lamp"},
        "version": 3,
        "type": "text",
        "urgency": 4,
        "language": "en",
        "versioncreated": "2026-03-09T04:05:12Z",
        "firstcreated": "2026-03-09T03:05:12Z",
        "pubstatus": "usable",
        "headline": "Lamp lighter wins  the prize",
        "slugline": "BC-Lamp",
        "ednote": "Updates with the sum.",
        "renditions": {"nitf": {"href": href}},
        **changes,
    }
    return json.dumps({"api_version": "1.1", "data": {"items": [{"item": item}]}}).encode()


def g2_item(href: str) -> bytes:
    """A NewsML-G2 item that names the same file."""
    return (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:mps:5e9lamp' version='3' standard='NewsML-G2' xml:lang='en'>"
        "<itemMeta><itemClass qcode='ninat:text'/><provider literal='MPS'/><versionCreated>2026-03-09T04:05:12Z</versionCreated>"
        "<pubStatus qcode='stat:usable'/><edNote>Updates with the sum.</edNote></itemMeta><contentMeta><slugline>BC-Lamp</slugline>"
        "<headline>Lamp lighter wins the prize</headline></contentMeta><contentSet><remoteContent contenttype='image/jpeg' href='a.jpg'/>"
        f"<remoteContent contenttype='application/nitf+xml' href='{href}'/></contentSet></newsItem>"
    ).encode()


@pytest.fixture
def drop(door: FrontDoor) -> Path:
    """A folder whose entries are followed."""
    place = door.root / "drop"
    (place / "files").mkdir(parents=True)
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\nfollow = true\n')
    return place


@pytest.mark.parametrize("href", ["files/5e9lamp.xml", "./files/5e9lamp.xml?x=1"])
def test_the_body_comes_from_the_file_and_the_item_stays_what_it_says_it_is(door: FrontDoor, drop: Path, href: str) -> None:
    (drop / "files" / "5e9lamp.xml").write_bytes(NITF)
    (drop / "item.json").write_bytes(media_item(href))

    assert door.copytaster("run", "--all").code == 0

    item = door.item(1)
    assert (item["uri"], item["version"], item["urgency"], item["slugline"]) == ("urn:ap:5e9lamp", "3", 4, "BC-Lamp")
    assert (item["form"], item["partial"], item["ed_note"]) == ("nitf", False, "Updates with the sum.")
    assert "04:05:12" in item["updated"]
    assert [text in item["body_text"] for text in ("A lamp lighter won the prize", WORDS[1])] == [True, True]
    assert len(door.ask("SELECT * FROM v_items")) == 1
    assert door.copytaster("dead", "list", "--json").json == []
    assert door.copytaster("replay", "--json").json["same"] == 1
    assert door.item(1)["uri"] == "urn:ap:5e9lamp"


def test_a_newsml_g2_item_that_leaves_its_words_to_a_file_has_them_from_there(door: FrontDoor, drop: Path) -> None:
    (drop / "files" / "5e9lamp.xml").write_bytes(NITF)
    (drop / "item.xml").write_bytes(g2_item("files/5e9lamp.xml"))

    assert door.copytaster("run", "--all").code == 0

    item = door.item(1)
    assert (item["uri"], item["version"], item["slugline"], item["ed_note"]) == ("urn:mps:5e9lamp", "3", "BC-Lamp", "Updates with the sum.")
    assert item["partial"] is False
    assert [text in item["body_text"] for text in ("A lamp lighter won the prize", WORDS[1])] == [True, True]
    assert len(door.ask("SELECT * FROM v_items")) == 1


def test_a_file_named_by_its_address_at_the_agency_is_the_one_of_that_name_beside_the_item(door: FrontDoor, drop: Path) -> None:
    (drop / "5e9lamp.nitf").write_bytes(NITF)
    (drop / "item.json").write_bytes(media_item("https://api.meridianpress.example/v/5e9lamp.nitf?key=1"))
    (drop / "other.json").write_bytes(
        media_item("https://api.meridianpress.example/v/gone.nitf", altids={"itemid": "2"}, headline="Quay dark")
    )

    assert door.copytaster("run", "--all").code == 0

    forms = dict(door.ask("SELECT uri, item_id FROM v_items"))
    assert WORDS[1] in door.item(forms["urn:ap:5e9lamp"])["body_text"]
    assert door.item(forms["urn:ap:2"])["partial"] is True
    assert door.copytaster("dead", "list", "--json").json == []


def test_a_kill_of_the_item_is_one_whatever_its_file_says(door: FrontDoor, drop: Path) -> None:
    (drop / "files" / "5e9lamp.xml").write_bytes(NITF)
    (drop / "1.json").write_bytes(media_item("files/5e9lamp.xml"))
    (drop / "2.json").write_bytes(media_item("files/5e9lamp.xml", version=4, pubstatus="canceled"))

    assert door.copytaster("run", "--all").code == 0

    assert door.ask("SELECT version, change, status FROM v_items ORDER BY item_id") == [("3", "new", "killed"), ("4", "kill", "killed")]


def test_in_an_archive_the_file_beside_the_item_is_the_archives_own(door: FrontDoor, drop: Path) -> None:
    (drop / "files" / "5e9lamp.xml").write_bytes(NITF.replace(b"nine hundred", b"nine million"))
    (drop / "a.zip").write_bytes(zipped({"item.json": media_item("files/5e9lamp.xml"), "files/5e9lamp.xml": NITF}))

    assert door.copytaster("run", "--all").code == 0

    texts = [door.item(row[0])["body_text"] for row in door.ask("SELECT item_id FROM v_items WHERE uri = 'urn:ap:5e9lamp'")]
    assert [WORDS[1] in text for text in texts] == [True]


def test_a_page_behind_a_feed_is_a_page_as_before(door: FrontDoor, drop: Path) -> None:
    page = f"<html><body><article><h1>Lamp lighter wins</h1>{''.join(f'<p>{text}</p>' for text in WORDS * 3)}</article></body></html>"
    (drop / "files" / "1.html").write_text(page)
    feed = "<item><title>Lamp lighter wins</title><link>files/1.html</link><guid>g1</guid><description>Prize.</description></item>"
    (drop / "f.rss").write_text(f'<rss version="2.0"><channel><title>t</title><link>https://a.example/</link>{feed}</channel></rss>')

    assert door.copytaster("run", "--all").code == 0

    assert (door.item(1)["form"], door.item(1)["uri"]) == ("page", "g1")


# --- bare copy that is longer than a first look -------------------------------------------------------------------
LONG = "".join(
    f"Keeper {n} of the northern light told a hearing that the lamp had burned all night, and the log bears it out.\n\n" for n in range(60)
)
BARE = f"Keepers of the northern light heard for a third day\n\nTARANGPUR, March 3 (MPS): The hearing went on.\n\n{LONG}MPS KHZ\n"


def test_bare_copy_of_an_agency_is_told_however_long_it_is() -> None:
    (story,) = read(BARE.encode())
    assert isinstance(story, Story)
    assert (story.form, story.headline) == ("wire-text", "Keepers of the northern light heard for a third day")
    assert story.provenance.relation == "agency_direct"
    assert "Keeper 59 of the northern light" in story.body_text


@pytest.mark.parametrize(
    "text",
    [
        BARE.replace("MPS KHZ", "Share this story"),
        BARE.replace(" (MPS)", ""),
        BARE.replace("March 3", "Monday"),
        f"<html><body><p>{BARE}</p></body></html>",
        LONG + BARE,
        BARE.replace("MPS KHZ", LONG * 20 + "MPS KHZ"),
    ],
)
def test_what_is_not_signed_at_its_end_or_opens_otherwise_is_no_bare_copy(text: str) -> None:
    assert sniff(text.encode()) in {"text", "page"}
