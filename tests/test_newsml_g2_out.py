"""NewsML-G2 out: one news item, in the order that the standard's schema wants, every field in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from full_story import BARE, DAY_ONLY, FULL, NOTICE
from lxml import etree

from normalizers.formats.newsml_g2_out import NAR, NO_TIME, as_newsml_g2
from normalizers.terms import Block, Moment, Story

NS = {"n": NAR, "h": "http://www.w3.org/1999/xhtml"}
# The standard's order of what stands in itemMeta; only a part of it is ours.
ITEM_META = [
    "itemClass",
    "provider",
    "versionCreated",
    "firstCreated",
    "embargoed",
    "pubStatus",
    "edNote",
    "signal",
    "expires",
    "link",
    "itemMetaExtProperty",
]
FIRST_IN_CONTENT_META = ["urgency", "contentCreated", "located", "infoSource", "creator", "contributor", "altId"]


def tree(story: Story, *, withdrawn: bool = False) -> etree._Element:
    return etree.fromstring(as_newsml_g2(story, withdrawn=withdrawn))


def texts(story: Story, path: str) -> list[str]:
    found = tree(story).xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [str(value) for value in found]


def names(element: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in element]


def test_every_field_of_a_full_story_has_its_place() -> None:
    expected = {
        "/n:newsItem/@guid": [FULL.uri],
        "/n:newsItem/@version": ["3"],
        "/n:newsItem/@standardversion": ["2.35"],
        "//n:itemMeta/n:provider/n:name/text()": ["Harbor Herald"],
        "//n:versionCreated/text()": ["2024-06-19T09:00:00+05:30"],
        "//n:firstCreated/text()": ["2024-06-19T06:28:00+05:30"],
        "//n:embargoed/text()": ["2024-06-19T07:00:00+05:30"],
        "//n:expires/text()": ["2025-06-19T07:00:00Z"],
        "//n:pubStatus/@qcode": ["stat:usable"],
        "//n:signal/@qcode": ["sig:update", "sig:correction"],
        "//n:edNote[not(@role or @roleuri)]/text()": ["Adds the vote in the second paragraph."],
        "//n:edNote[@role='ednoterole:editorialnote']/text()": [NOTICE],
        "//n:link[@rel='irel:derivedFrom']/@href": ["https://harbor-herald.example/city/1"],
        "//n:link[@rel='irel:seeAlso']/n:title/text()": ["The berth"],
        "//n:contentMeta/n:urgency/text()": ["3"],
        "//n:located/n:name/text()": ["Saltmouth harbor"],
        "//n:itemMeta/n:itemClass/@qcode": ["ninat:picture"],
        "//n:copyrightHolder/n:name/text()": ["Tide Wire Ltd"],
        "//n:contentCreated/text()": ["2024-06-18T20:00:00+05:30"],
        "//n:infoSource[not(@role)]/n:name/text()": ["Tide Wire"],
        "//n:infoSource[@role='isrol:supplier']/n:name/text()": ["Harbor Herald"],
        "//n:creator/n:name/text()": ["Tide Wire"],
        "//n:language/@tag": ["en"],
        "//n:keyword/text()": ["ferry", "harbor"],
        "//n:subject/@qcode": ["medtop:04000000"],
        "//n:subject/@uri": ["https://topics.example/sea"],
        "//n:subject/@literal": ["local-7"],
        "//n:subject[not(@*)]/n:name/text()": ["quays"],
        "//n:signal/@literal": ["kill"],
        "//n:edNote[@roleuri='urn:copytaster:observed']/text()": [
            "Compared with the agency's own copy: headline changed, body same, 97% alike."
        ],
        "//n:itemMetaExtProperty/@reluri": [f"urn:copytaster:{name}" for name in ("canonical-url", "section", "relation", "claims")],
        "//n:itemMetaExtProperty/@value": ["https://harbor-herald.example/city/1", "City", "agency_copy", "headline yes, body no"],
        "//n:genre/@qcode": ["genre:Current"],
        "//n:slugline/text()": ["FERRY-BERTH"],
        "//n:headline/text()": ["Ferry berth & quay approved: 5 < 6"],
        "//n:dateline/text()": ["SALTMOUTH, June 19 (Tide Wire):"],
        "//n:by/text()": ["By Ilka Moreau"],
        "//n:contentMeta/n:creditline/text()": ["Tide Wire"],
        "//n:description[@role='drol:summary']/text()": ["The harbor board said yes."],
        "//n:rightsInfo/n:usageTerms/text()": ["No use after a year."],
        "//n:rightsInfo/n:copyrightNotice/text()": ["© Tide Wire"],
        "//n:hop/n:action/@qcode": ["hopaction:created", "hopaction:enhanced", "hopaction:transformed"],
        "//n:hop/n:party/n:name/text()": ["Tide Wire", "Harbor Herald", "Copytaster"],
    }
    assert {path: texts(FULL, path) for path in expected} == expected


def test_elements_stand_in_the_order_of_the_standard() -> None:
    root = tree(FULL)
    assert names(root) == ["catalogRef", "hopHistory", "rightsInfo", "itemMeta", "contentMeta", "contentSet"]
    in_meta = names(root[3])
    assert in_meta == sorted(in_meta, key=ITEM_META.index)
    leading = [name for name in names(root[4]) if name in FIRST_IN_CONTENT_META]
    assert names(root[4])[: len(leading)] == leading
    assert leading == sorted(leading, key=FIRST_IN_CONTENT_META.index)


def test_the_body_is_xhtml_with_every_block_in_its_dress() -> None:
    body = tree(FULL).find(".//{http://www.w3.org/1999/xhtml}body")
    assert body is not None
    assert names(body) == ["p", "h2", "ul", "blockquote", "table", "pre", "p"]
    assert [row.xpath("string(.)") for row in body.iter("{http://www.w3.org/1999/xhtml}tr")] == ["berthdepth", "north7 m"]
    assert texts(FULL, "//n:inlineXML/@wordcount") == [str(len(FULL.body_text.split()))]


def test_a_story_that_states_no_time_carries_the_agreed_one() -> None:
    assert texts(BARE, "//n:versionCreated/text()") == [NO_TIME]
    assert texts(BARE, "//n:firstCreated") == []
    assert texts(BARE, "//n:contentSet") == []
    assert texts(BARE, "//n:hopHistory") == []
    assert texts(BARE, "//n:provider/n:name/text()") == ["unknown"]
    assert texts(replace(BARE, published=Moment("2024-06-19T06:28:00Z")), "//n:versionCreated/text()") == ["2024-06-19T06:28:00Z"]


def test_times_without_an_offset_are_left_out_and_such_an_embargo_holds() -> None:
    assert texts(DAY_ONLY, "//n:embargoed") == []
    assert texts(DAY_ONLY, "//n:pubStatus/@qcode") == ["stat:withheld"]


def test_a_withdrawn_story_is_canceled() -> None:
    assert tree(FULL, withdrawn=True).xpath("string(//n:pubStatus/@qcode)", namespaces=NS) == "stat:canceled"


def test_a_publisher_alone_made_what_it_sends() -> None:
    story = replace(FULL, provenance=BARE.provenance)
    assert texts(story, "//n:hop/n:action/@qcode") == ["hopaction:created", "hopaction:transformed"]


@pytest.mark.parametrize(("version", "written"), [("0", []), ("1.2", []), (None, []), ("9" * 40, []), ("12", ["12"])])
def test_a_version_that_is_no_number_is_left_out(version: str | None, written: list[str]) -> None:
    assert texts(replace(BARE, version=version), "/n:newsItem/@version") == written


def test_characters_that_xml_cannot_hold_do_not_break_the_document() -> None:
    story = replace(FULL, headline="a\0b\x0b\ud800c\uffff", language="not a tag!", body=(Block("p", "a\0b ]]> & <b>"),), uri="u\0v")
    assert texts(story, "//n:headline/text()") == ["abc"]
    assert texts(story, "//n:language") == []
    assert texts(story, "//h:body/h:p/text()") == ["ab ]]> & <b>"]
    assert texts(story, "/n:newsItem/@guid") == ["uv"]
