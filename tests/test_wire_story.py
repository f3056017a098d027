"""An agency's wire in several formats and the papers that print it, through the commands: who is the head, and what each paper did."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from wireroom import (
    BRIDGE,
    COURIER,
    HERALD,
    LIGHTSHIP,
    POST,
    SALT,
    UNEDITED,
    Copy,
    as_7901,
    as_anpa,
    as_ap,
    as_dpa,
    as_g2,
    as_mail,
    as_newsml_1,
    as_ninjs,
    as_nitf,
)

if TYPE_CHECKING:
    from pathlib import Path

    from frontdoor import FrontDoor

ADDED = "Bay Post readers had asked for the ship to be kept at the point."
LEAD = replace(
    LIGHTSHIP,
    name="lightship-lead",
    at="2026-03-03T08:00:00Z",
    headline=f"1ST LEAD {LIGHTSHIP.headline}",
    paragraphs=(
        LIGHTSHIP.paragraphs[0],
        "The board settled the mooring fee late on Tuesday and will ask nothing for the first three years, its chair said.",
        *LIGHTSHIP.paragraphs[1:4],
    ),
)
TAKE = replace(
    LIGHTSHIP,
    name="lightship-take",
    at="2026-03-03T08:10:00Z",
    headline=f"{LIGHTSHIP.headline} - TAKE 2",
    paragraphs=(
        "The Amavarin was built at the Nadi yard and first lit on a stormy evening in the year of the great flood.",
        "Three keepers lived aboard at a time, a month on and a month off, and grew mint in a tub behind the lantern.",
    ),
)
KILL = replace(
    SALT,
    name="salt-kill",
    at="2026-03-03T08:20:00Z",
    headline=f"KILL: {SALT.headline}",
    status="canceled",
    paragraphs=("Please kill the story slugged SALT of earlier today. The survey was not that of the union.",),
)
BRIDGE_LEAD = replace(
    BRIDGE,
    number=104,
    headline=f"{BRIDGE.headline}, 1st lead",
    paragraphs=(
        BRIDGE.paragraphs[0],
        "A barge with the first two hundred tonnes of stone left the quarry at noon, the port office said.",
        *BRIDGE.paragraphs[1:],
    ),
)
BUDGET = Copy(
    name="budget",
    headline="Harbor board to borrow for a second breakwater",
    place="Karwi",
    at="2026-03-03T08:40:00Z",
    embargoed="2099-01-01T00:00:00Z",
    paragraphs=(
        "The harbor board will borrow ninety million for a second breakwater, its budget for the coming year shows.",
        "The loan is to be paid back from berth fees over twelve years, the paper says.",
        "Work would begin after the monsoon.",
    ),
)
WHALE = Copy(
    name="whale",
    headline="Whale seen in Tarangpur roads for third day",
    place="Tarangpur",
    paragraphs=(
        "A whale was seen in the roads of Tarangpur for the third day running on Tuesday, pilots said.",
        "It is thought to have followed the tugs in from Karwi Point and to be feeding on the spring sprat.",
        "Boats were told to keep two hundred meters off.",
    ),
)


def lay(folder: Path, files: dict[str, bytes]) -> None:
    """Lay files down that are old enough to be taken at once."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.write_bytes(data)
        os.utime(path, (time.time() - 60,) * 2)  # noqa: TID251 - the files' times are real ones


def wire(door: FrontDoor) -> None:
    """The agency sends three stories, each in another format."""
    lay(door.root / "mps", {"01.xml": as_g2(LIGHTSHIP), "02.json": as_ninjs(SALT), "03.txt": as_7901(BRIDGE)})


def papers(door: FrontDoor) -> None:
    """Three papers print them: as they are under another headline, cut, or with something added; each says that it edited nothing."""
    ship = {
        COURIER: ("Forty years on, the Amavarin comes in", LIGHTSHIP.opened),
        HERALD: (LIGHTSHIP.headline, LIGHTSHIP.opened[:3]),
        POST: ("Lightship comes home", (*LIGHTSHIP.opened, ADDED)),
    }
    for paper, (headline, paragraphs) in ship.items():
        notice = UNEDITED.format(name=paper.name)
        lay(
            door.root / paper.id,
            {
                "1.html": paper.page("lightship", headline, paragraphs, notice),
                "2.html": paper.page("salt", SALT.headline, SALT.opened, notice),
                "3.html": paper.page("bridge", "Lorries barred from Karwi bridge", BRIDGE.opened[:3], notice),
            },
        )


def later(door: FrontDoor) -> None:
    """Leads, a further take, a kill under a new identity, an embargo, a mail; and papers that come behind."""
    files = {
        "04.xml": as_g2(LEAD),
        "05.xml": as_g2(TAKE),
        "06.json": as_ninjs(KILL),
        "07.txt": as_7901(BRIDGE_LEAD),
        "08.xml": as_g2(BUDGET),
        "09.eml": as_mail(WHALE),
    }
    lay(door.root / "mps", files)
    lay(door.root / COURIER.id, {"9.html": COURIER.page("salt-again", "Rain takes half of the salt", SALT.opened)})


@pytest.fixture
def newsroom(door: FrontDoor) -> FrontDoor:
    """A newsroom that takes the agency and three papers."""
    rows = [f'[[source]]\nid = "mps"\nname = "MPS"\nkind = "folder"\npath = "{door.root}/mps"\n']
    rows += [
        f'[[source]]\nid = "{paper.id}"\nname = "{paper.name}"\nkind = "folder"\nform = "page"\npath = "{door.root}/{paper.id}"\n'
        for paper in (COURIER, HERALD, POST)
    ]
    door.sources(*rows)
    for name in ("mps", COURIER.id, HERALD.id, POST.id):
        (door.root / name).mkdir()
    return door


def by_uri(door: FrontDoor, columns: str = "i.item_id") -> dict[str, Any]:
    """Items by the last word of their identity, or by source and slug for pages."""
    rows = door.ask(f"SELECT i.source, i.uri, i.headline, {columns} FROM v_items i JOIN v_provenance p USING (item_id)")  # noqa: S608 - our own columns
    return {_short(*row[:3]): row[3] if len(row) == 4 else row[3:] for row in rows}


def _short(source: str, uri: str, headline: str) -> str:
    """A name to speak of an item by."""
    if source != "mps":
        return f"{source}/{uri.rstrip('/').rpartition('/')[2]}"
    if "7901" in uri:
        return "bridge-lead" if "lead" in headline else "bridge"
    return "whale" if uri.startswith("mid:") else uri.rpartition(":")[2]


SEEN = {
    "hillcourier/lightship": ("changed", "same", 1),
    "tideherald/lightship": ("same", "cut", 0),
    "baypost/lightship": ("changed", "extended", 0),
    "hillcourier/salt": ("same", "same", 1),
    "tideherald/salt": ("same", "same", 1),
    "baypost/salt": ("same", "same", 1),
    "hillcourier/bridge": ("changed", "cut", 0),
    "tideherald/bridge": ("changed", "cut", 0),
    "baypost/bridge": ("changed", "cut", 0),
}


@pytest.mark.parametrize("order", ["the wire first", "the papers first"])
def test_the_agencys_file_is_the_head_of_its_story_and_what_each_paper_did_is_told(newsroom: FrontDoor, order: str) -> None:
    door = newsroom
    for bring in (wire, papers) if order == "the wire first" else (papers, wire):
        bring(door)
        assert door.copytaster("run", "--all").code == 0
    stories = by_uri(door, "i.cluster_id")
    assert len(set(stories.values())) == 3
    for slug in ("lightship", "salt", "bridge"):
        assert {stories[f"{paper.id}/{slug}"] for paper in (COURIER, HERALD, POST)} == {stories[slug]}
    items = by_uri(door)
    assert {row[0] for row in door.ask("SELECT item_id FROM v_heads")} == {items[slug] for slug in ("lightship", "salt", "bridge")}
    told = {row[0]: row[1:] for row in door.ask("SELECT item_id, headline, body, claim_holds, against_item_id FROM v_observed")}
    for name, seen in SEEN.items():
        *found, against = told[items[name]]
        assert (name, tuple(found), against) == (name, seen, items[name.rpartition("/")[2]])
    relations = by_uri(door, "p.relation, p.agency")
    assert {relations[slug] for slug in ("lightship", "salt", "bridge")} == {("agency_direct", "meridian")}
    assert {relations[name] for name in SEEN} == {("agency_copy", "meridian")}
    assert door.faults() == []


def test_leads_takes_kills_and_embargoes_of_the_wire_reach_the_whole_story(newsroom: FrontDoor) -> None:
    door = newsroom
    for bring in (wire, papers, later):
        bring(door)
        assert door.copytaster("run", "--all").code == 0
    items, stories = by_uri(door), by_uri(door, "i.cluster_id")
    found = by_uri(door, "i.change, i.status, i.replaces")

    assert found["lightship-lead"] == ("update", "queued", items["lightship"])
    assert found["lightship"][1] == "superseded"
    assert found["bridge-lead"] == ("update", "queued", items["bridge"])
    assert found["lightship-take"] == ("update", "queued", None)
    assert stories["lightship"] == stories["lightship-lead"] == stories["lightship-take"]
    assert stories["bridge"] == stories["bridge-lead"]

    assert found["salt-kill"] == ("kill", "killed", items["salt"])
    assert found["salt"][1] == "killed"
    assert {found[name][1] for name in found if name.endswith(("/salt", "/salt-again"))} == {"held"}
    assert stories["hillcourier/salt-again"] == stories["salt"]

    assert found["budget"][:2] == ("new", "held")
    publishable = {row[0] for row in door.ask("SELECT item_id FROM publishable")}
    assert not publishable & {items[name] for name in ("budget", "salt", "salt-kill", "hillcourier/salt")}
    heads = {row[0] for row in door.ask("SELECT item_id FROM v_heads")}
    assert {items["lightship-lead"], items["bridge-lead"], items["whale"]} <= heads

    observed = dict(door.ask("SELECT item_id, against_item_id FROM v_observed WHERE basis = 'original'"))
    for name in ("hillcourier", "tideherald", "baypost"):  # printed before the lead came: compared with what they had
        assert observed[items[f"{name}/lightship"]] == items["lightship"]

    shown = door.copytaster("queue", "show", str(items["tideherald/lightship"])).out
    assert "claimed unedited, in fact" in shown
    assert "MPS" in shown
    told = door.copytaster("explain", str(items["lightship-take"])).out
    assert "take" in told
    assert "embargoed until 2099-01-01" in door.copytaster("explain", str(items["budget"])).out
    assert "withdrawn" in door.copytaster("explain", str(items["hillcourier/salt-again"])).out
    assert door.faults() == []


OTHERS = {
    "the markup of old": {"lightship": as_nitf(LIGHTSHIP), "salt": as_newsml_1(SALT), "bridge": as_anpa(BRIDGE)},
    "what two agencies made up": {"lightship": as_ap(LIGHTSHIP), "salt": as_dpa(SALT), "bridge": as_nitf(BRIDGE)},
}


@pytest.mark.parametrize("forms", OTHERS)
def test_whatever_the_form_the_papers_that_print_it_join_the_agencys_file(newsroom: FrontDoor, forms: str) -> None:
    door = newsroom
    papers(door)
    assert door.copytaster("run", "--all").code == 0
    lay(door.root / "mps", {f"{name}.wire": data for name, data in OTHERS[forms].items()})
    assert door.copytaster("run", "--all").code == 0

    heads = door.ask("SELECT DISTINCT i.source FROM v_clusters c JOIN v_items i ON i.item_id = c.head_item_id")
    assert heads == [("mps",)]
    assert door.ask("SELECT DISTINCT relation FROM v_provenance JOIN v_items USING (item_id) WHERE source = 'mps'") == [("agency_direct",)]
    seen = door.ask("SELECT source, url, o.headline, body FROM v_observed o JOIN v_items USING (item_id) WHERE source <> 'mps'")
    assert {f"{source}/{url.rstrip('/').rpartition('/')[2]}": (headline, body) for source, url, headline, body in seen} == {
        name: (headline, body) for name, (headline, body, _) in SEEN.items()
    }
