"""The outbox: copy leaves whole, once, in order, and a target that can't take it says why."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from newsroom import NOON, Newsroom, overheard

from ingest.desk import decide
from ingest.outbox import TARGETS, Batch, NoRoom, Outcome, despatch, nowhere, open_target
from ingest.outbox.whole import file_name, write_whole
from ingest.pipeline.pumps import Mailroom, Pumps
from ingest.store.desk import Orders
from ingest.terms import Config, Despatch, Despatched, Refused, Target
from normalizers.terms import Block, Credit, Evidence, Image, Moment, Provenance, Publisher, Story

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.terms import Op

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
STORY = Story(
    form="page",
    uri="tag:lamp",
    headline="Lamp relit at Old Mole",
    language="en",
    published=Moment("2026-03-04T09:00:00+05:30"),
    publisher=Publisher(name="Harbor Post", domain="harborpost.example"),
    body=(Block("p", "The lamp burns again."),),
    raw_text="COAST The lamp burns again.",
    provenance=Provenance(
        relation="agency_copy",
        credits=(Credit(agency="coast", name="Coast News", role="source", evidence=(0,)),),
        evidence=(Evidence(rule="credit", kind="tail", quote="COAST", start=0, end=5),),
    ),
)


def row(number: int, target: str = "out", op: Op = "publish", *, uri: str = "tag:lamp", headline: str = "Lamp relit") -> Despatch:
    return Despatch(
        outbox_id=number,
        item_id=number,
        target=target,
        op=op,
        idempotency_key=f"{number}-{target}-{op}",
        story=replace(STORY, uri=uri, headline=headline),
        source="harbor",
        queued=NOW + timedelta(minutes=number),
    )


@dataclass
class Holdings:
    """What a target holds, as the store would tell it: of each article the last row that went and was not called back."""

    rows: list[Despatch] = field(default_factory=list)

    def took(self, *rows: Despatch) -> Holdings:
        for new in rows:
            self.rows = [old for old in self.rows if old.story.uri != new.story.uri]
            if new.op != "withdraw":
                self.rows.insert(0, new)
        return self

    def __call__(self, target: str, limit: int) -> Iterable[Despatch]:
        return [held for held in self.rows if held.target == target][:limit]


def folder(path: Path) -> dict[str, Target]:
    return {"out": Target(id="out", kind="folder", path=path / "out")}


def feed(path: Path, entries: int = 100) -> dict[str, Target]:
    return {"feed": Target(id="feed", kind="feed", format="atom", path=path / "feed" / "wire.atom", title="Night wire", entries=entries)}


def send(rows: Iterable[Despatch], targets: dict[str, Target], held: Holdings | None = None) -> list[Outcome]:
    """Each target's rows as one batch, by the target's own sender."""
    told: list[Outcome] = []
    asyncio.run(_send(tuple(rows), targets, held or Holdings(), told))
    return told


async def _send(rows: tuple[Despatch, ...], targets: dict[str, Target], held: Holdings, told: list[Outcome]) -> None:
    for name in dict.fromkeys(row.target for row in rows):
        target = targets.get(name)
        async with open_target(target, "the desk") if target else nowhere(name) as sender:
            await despatch(sender, Batch(tuple(row for row in rows if row.target == name), held, NOW), told.append)


def titles(path: Path) -> list[str]:
    return [entry.findtext(f"{ATOM}title", "") for entry in etree.parse(path / "feed" / "wire.atom").getroot().iter(f"{ATOM}entry")]


def ids(path: Path) -> list[str]:
    return [entry.findtext(f"{ATOM}id", "") for entry in etree.parse(path / "feed" / "wire.atom").getroot().iter(f"{ATOM}entry")]


def tombs(path: Path) -> list[str]:
    root = etree.parse(path / "feed" / "wire.atom").getroot()
    return [tomb.get("ref", "") for tomb in root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")]


def test_list_and_folder_are_equal() -> None:
    import ingest.outbox

    files = Path(ingest.outbox.__file__).parent.glob("*.py")
    assert {file.stem for file in files if "def opened(" in file.read_text("utf-8")} == set(TARGETS)


def test_a_despatch_is_one_ninjs_document_named_by_its_key(tmp_path: Path) -> None:
    (outcome,) = send([row(7)], folder(tmp_path))
    place = tmp_path / "out" / "7-out-publish.json"
    assert outcome == Despatched(outbox_id=7, place=str(place))
    document = json.loads(place.read_bytes())
    assert (document["uri"], document["pubStatus"], document["headlines"][0]["value"]) == ("tag:lamp", "usable", "Lamp relit")
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_a_despatch_sent_again_is_still_one_file(tmp_path: Path) -> None:
    send([row(7)], folder(tmp_path))
    (tmp_path / "out" / ".7-out-publish.json.part").write_text("half a docu", "utf-8")  # as a power cut leaves it
    send([row(7)], folder(tmp_path))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["7-out-publish.json"]


def test_a_withdrawal_has_a_document_of_its_own(tmp_path: Path) -> None:
    send([row(7), row(7, op="withdraw")], folder(tmp_path))
    assert {path.name: json.loads(path.read_bytes())["pubStatus"] for path in (tmp_path / "out").iterdir()} == {
        "7-out-publish.json": "usable",
        "7-out-withdraw.json": "canceled",
    }


def test_each_outcome_stands_in_the_journal(tmp_path: Path) -> None:
    with overheard() as lines:
        send([row(1), row(2, "old-cms")], folder(tmp_path))
    told = {line["event"]: line for line in lines}
    assert (told["despatched"]["item"], told["despatched"]["place"]) == (1, str(tmp_path / "out" / "1-out-publish.json"))
    assert (told["despatch_refused"]["target"], told["despatch_refused"]["op"]) == ("old-cms", "publish")


def test_a_target_that_is_no_more_is_refused_in_words(tmp_path: Path) -> None:
    done, refused = send([row(1), row(2, "old-cms")], folder(tmp_path))
    assert isinstance(done, Refused) is not isinstance(refused, Refused)
    (words,) = [outcome.reason for outcome in (done, refused) if isinstance(outcome, Refused)]
    assert words.startswith("pipeline.toml has no [[target]] 'old-cms' any more")


@pytest.mark.parametrize("kind", ["folder", "feed"])
def test_a_place_that_cannot_be_written_is_refused_and_its_neighbors_are_sent(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    bad = Target(
        id="bad",
        kind="folder" if kind == "folder" else "feed",
        format="ninjs" if kind == "folder" else "atom",
        path=tmp_path / "file" / "out",
    )
    outcomes = send([row(1, "bad"), row(2, "out")], {"bad": bad} | folder(tmp_path))
    refused, done = outcomes
    assert isinstance(refused, Refused)
    assert str(tmp_path / "file" / "out") in refused.reason
    assert "can be written" in refused.reason
    assert isinstance(done, Despatched)


def test_a_link_laid_in_the_unfinished_files_place_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious", "utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".7-out-publish.json.part").symlink_to(victim)
    (outcome,) = send([row(7)], folder(tmp_path))
    assert isinstance(outcome, Refused)
    assert victim.read_text("utf-8") == "precious"
    (again,) = send([row(7)], folder(tmp_path))
    assert isinstance(again, Despatched)


def test_where_a_file_lay_on_our_disk_stays_in_the_house(tmp_path: Path) -> None:
    place = "file:///srv/private/drop/lamp.txt"
    story = replace(STORY, uri=place, url=place, canonical_url="FILE:///srv/private", images=(Image(url="file:///srv/private/lamp.jpg"),))
    send([replace(row(7), story=story), replace(row(7, op="withdraw"), story=story)], folder(tmp_path))
    send([replace(row(8, "feed"), story=story)], feed(tmp_path))
    documents = [path.read_text("utf-8") for path in [*(tmp_path / "out").iterdir(), tmp_path / "feed" / "wire.atom"]]
    assert not any("private" in document for document in documents)
    assert len({json.loads(document)["uri"] for document in documents[:2]}) == 1


def test_addresses_on_the_web_leave_as_they_are(tmp_path: Path) -> None:
    story = replace(STORY, url="https://harborpost.example/lamp", images=(Image(url="https://harborpost.example/lamp.jpg"),))
    send([replace(row(7), story=story)], folder(tmp_path))
    document = json.loads((tmp_path / "out" / "7-out-publish.json").read_bytes())
    assert (document["uri"], document["altIds"][0]["value"]) == ("tag:lamp", "https://harborpost.example/lamp")
    assert document["associations"][0]["uri"] == "https://harborpost.example/lamp.jpg"


def test_half_a_surrogate_pair_leaves_as_its_escape(tmp_path: Path) -> None:
    send([row(7, headline="Lamp \ud83d lit")], folder(tmp_path))
    assert b"Lamp \\ud83d lit" in (tmp_path / "out" / "7-out-publish.json").read_bytes()


FULL = """
import resource, sys
from pathlib import Path
from ingest.outbox.problems import NoRoom
from ingest.outbox.whole import write_whole
before = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
try:
    write_whole(Path(sys.argv[1]), b"x" * 5000)
except NoRoom as failure:
    print(failure)
    sys.exit(failure.exit_code)
finally:
    resource.setrlimit(resource.RLIMIT_FSIZE, before)  # what measures this process writes a file at its end
"""


def test_a_full_disk_stops_the_outbox_in_words_and_leaves_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "out" / "7.json"
    write_whole(path, b"whole")
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1]
    )
    assert ended.returncode == 73, ended.stderr
    assert "the disk can't take more" in ended.stdout
    assert path.read_bytes() == b"whole"
    assert [file.name for file in path.parent.iterdir()] == ["7.json"]


def test_what_went_before_the_disk_was_full_is_told(tmp_path: Path) -> None:
    big = replace(row(2), story=replace(STORY, body=(Block("p", "x" * 200_000),)))
    told: list[Outcome] = []
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(NoRoom):
            asyncio.run(_send((row(1), big), folder(tmp_path), Holdings(), told))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [outcome.outbox_id for outcome in told] == [1]


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
@example("..", ".")
@example("a" * 300, "a" * 301)
@example("7:out/publish", "7-out-publish")
def test_a_key_is_always_a_safe_name_and_never_anothers(key: str, other: str) -> None:
    try:
        name = file_name(key)
        twin = file_name(other)
    except UnicodeEncodeError:  # half a surrogate pair is no key
        return
    assert "/" not in name
    assert "\0" not in name
    assert not name.startswith(".")
    assert len(os.fsencode(name)) <= 180
    assert (name == twin) == (key == other)


def test_a_feed_lists_the_newest_first(tmp_path: Path) -> None:
    held = Holdings().took(row(1, "feed", uri="a", headline="One"), row(2, "feed", uri="b", headline="Two"))
    (first, second) = send([row(3, "feed", uri="c", headline="Three"), row(4, "feed", uri="d", headline="Four")], feed(tmp_path), held)
    assert titles(tmp_path) == ["Four", "Three", "Two", "One"]
    assert isinstance(first, Despatched)
    assert isinstance(second, Despatched)
    assert first.place == f"{tmp_path}/feed/wire.atom#{ids(tmp_path)[1]}"
    assert [path.name for path in (tmp_path / "feed").iterdir()] == ["wire.atom"]


def test_a_feed_keeps_as_many_as_it_is_told(tmp_path: Path) -> None:
    held = Holdings().took(row(1, "feed", uri="a", headline="One"), row(2, "feed", uri="b", headline="Two"))
    send([row(3, "feed", uri="c", headline="Three")], feed(tmp_path, entries=2), held)
    assert titles(tmp_path) == ["Three", "Two"]


def test_an_update_takes_its_articles_place_under_the_same_id(tmp_path: Path) -> None:
    old = row(1, "feed", headline="Lamp")
    held = Holdings()
    send([old], feed(tmp_path), held)
    before = ids(tmp_path)
    send([row(2, "feed", "update", headline="Lamp, corrected")], feed(tmp_path), held.took(old))
    assert titles(tmp_path) == ["Lamp, corrected"]
    assert ids(tmp_path) == before


def test_what_is_called_back_leaves_a_tombstone_that_stays(tmp_path: Path) -> None:
    old, other = row(1, "feed", headline="Lamp"), row(3, "feed", uri="b", headline="Other")
    held = Holdings()
    send([old], feed(tmp_path), held)
    (name,) = ids(tmp_path)
    gone = row(2, "feed", "withdraw")
    send([gone], feed(tmp_path), held.took(old))
    assert (titles(tmp_path), tombs(tmp_path)) == ([], [name])
    send([other], feed(tmp_path), held.took(gone))
    assert (titles(tmp_path), tombs(tmp_path)) == (["Other"], [name])


def test_what_is_called_back_stays_away_when_other_copy_leaves_in_the_same_batch(tmp_path: Path) -> None:
    old = row(1, "feed", headline="Lamp")
    held = Holdings()
    send([old], feed(tmp_path), held)
    send([row(2, "feed", "withdraw"), row(3, "feed", uri="b", headline="Other")], feed(tmp_path), held.took(old))
    assert (titles(tmp_path), len(tombs(tmp_path))) == (["Other"], 1)


def test_what_comes_back_has_no_tombstone_any_more(tmp_path: Path) -> None:
    old, gone, again = row(1, "feed"), row(2, "feed", "withdraw"), row(3, "feed")
    held = Holdings()
    send([old], feed(tmp_path), held)
    send([gone], feed(tmp_path), held.took(old))
    send([again], feed(tmp_path), held.took(gone))
    assert (len(ids(tmp_path)), tombs(tmp_path)) == (1, [])


def test_a_feed_written_again_after_a_crash_is_the_same_feed(tmp_path: Path) -> None:
    rows = [row(1, "feed", uri="a"), row(2, "feed", uri="b")]
    send(rows, feed(tmp_path))
    before = (tmp_path / "feed" / "wire.atom").read_bytes()
    send(rows, feed(tmp_path), Holdings().took(rows[0]))
    assert (tmp_path / "feed" / "wire.atom").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a feed", b"<feed/>", b'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:other</id></feed>', b""]
)
def test_a_file_that_is_not_our_feed_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "wire.atom").write_bytes(content)
    send([row(1, "feed")], feed(tmp_path))
    assert titles(tmp_path) == ["Lamp relit"]


def test_the_feeds_own_id_stays_when_the_file_moves(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b" / "feed").mkdir(parents=True)
    send([row(1, "feed")], feed(tmp_path / "a"))
    (name,) = ids(tmp_path / "a")
    (tmp_path / "a" / "feed" / "wire.atom").rename(tmp_path / "b" / "feed" / "wire.atom")
    send([row(2, "feed", uri="b")], feed(tmp_path / "b"), Holdings().took(row(1, "feed")))
    assert ids(tmp_path / "b")[1] == name


def test_two_feeds_never_share_an_id(tmp_path: Path) -> None:
    for name in ("a", "b"):
        send([row(1, "feed")], feed(tmp_path / name))
    assert ids(tmp_path / "a") != ids(tmp_path / "b")


def test_what_an_editor_approves_leaves_once_and_what_is_killed_is_called_back(tmp_path: Path) -> None:
    room, targets = Newsroom(tmp_path), folder(tmp_path) | feed(tmp_path)
    config = Config(root=tmp_path, sources=(), targets=tuple(targets.values()))

    async def cycle() -> list[Outcome]:
        pumps = Pumps(Mailroom(config=config, store=room.store, now=lambda: NOON, stopping=asyncio.Event()))
        pumps.begin()
        return await pumps.wait()

    item = room.takes_in().item_id
    decide(room.store, [item], Orders(decision="approve", editor="asha", routes=config.routes), NOON)
    assert [type(outcome) for outcome in asyncio.run(cycle())] == [Despatched, Despatched]
    assert asyncio.run(cycle()) == []
    assert titles(tmp_path) == ["Lamp relit at Old Mole"]
    decide(room.store, [item], Orders(decision="kill", editor="asha", reason="the lamp is out", routes=config.routes), NOON)
    assert len(asyncio.run(cycle())) == 2
    room.store.close()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{item}-out-publish.json", f"{item}-out-withdraw.json"]
    assert (titles(tmp_path), len(tombs(tmp_path))) == ([], 1)
