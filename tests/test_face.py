"""A story of which only the face was read can't be told from one that was read at once."""

from __future__ import annotations

import asyncio
import copy
import gzip
import json
import multiprocessing
import pickle  # noqa: TID251 - stories cross between processes as pickles
import subprocess
import sys
import threading
from dataclasses import asdict, fields, replace
from pathlib import Path

import msgspec
import pytest

from ingest.terms import Limits
from ingest.workers import Readers
from normalizers import Hints, Story, Unreadable, as_json, as_ninjs, read
from normalizers.formats import FORMATS
from normalizers.formats.channel import Channel
from normalizers.formats.entry import Entry
from normalizers.formats.slip import Slip
from normalizers.normalize import face, normalize
from normalizers.reader import read_whole
from normalizers.rulebook import HouseStyle, bundled
from normalizers.terms import Publisher, WireItem, Words

WIRES = Path(__file__).parent / "wires"
FEEDS = {path.parent.name: path.read_bytes() for path in sorted(WIRES.glob("*/received.*"))}
WORDS = "The harbor board met on Tuesday and heard eleven speakers about the new ferry berth. " * 6
FEED = f"""<rss version="2.0"><channel><title>Harbor Herald</title><link>https://www.harbor-herald.example/</link>
<item><title>Ferry berth approved</title><link>https://www.harbor-herald.example/1</link><guid>hh-1</guid><author>Ilka Moreau</author>
<pubDate>Wed, 09 Apr 2031 06:28:00 +0530</pubDate><description>The board said yes.</description></item>
<item><title>Second</title><link>https://www.harbor-herald.example/2</link><description><![CDATA[<p>{WORDS}</p><p>(ANI)</p>]]></description></item>
</channel></rss>""".encode()


def unread() -> Story:
    story = read(FEED)[0]
    assert isinstance(story, Story)
    assert type(story) is not Story
    return story


def at_once(data: bytes, hints: Hints | None = None) -> list[Story]:
    """The stories of a feed, each read whole as soon as it is met."""
    rules = bundled()
    form = next(name for name, known in FORMATS.items() if known.looks_like(data.lstrip()[:4096], None))
    items = FORMATS[form].items(data, None, hints or Hints(), HouseStyle())
    return [normalize(item, rules.house(item.url), rules, hints or Hints()) for item in items if isinstance(item, WireItem)]


@pytest.mark.parametrize("case", [name for name, data in FEEDS.items() if data.lstrip()[:300].count(b"<rss") + data[:300].count(b"<feed")])
def test_what_is_read_late_is_what_is_read_at_once(case: str) -> None:
    late = [story for story in read(FEEDS[case]) if isinstance(story, Story)]
    assert [as_json(story) for story in late] == [as_json(story) for story in at_once(FEEDS[case])]
    assert late == at_once(FEEDS[case])


def test_the_face_alone_asks_for_nothing_else() -> None:
    story = unread()
    assert (story.uri, story.url, story.headline) == ("hh-1", "https://www.harbor-herald.example/1", "Ferry berth approved")
    assert story.published is not None
    assert story.published.iso == "2031-04-09T06:28:00+05:30"
    assert (story.updated, story.publisher) == (None, Publisher(name="Harbor Herald", domain="harbor-herald.example"))
    assert (story.summary, story.partial) == ("The board said yes.", True)
    assert type(story) is not Story
    assert story.persons == ("Ilka Moreau",)
    assert type(story) is Story


@pytest.mark.parametrize("name", [one.name for one in fields(Story)])
def test_every_field_is_the_same_whichever_is_asked_for_first(name: str) -> None:
    for late, whole in zip([story for story in read(FEED) if isinstance(story, Story)], at_once(FEED), strict=True):
        assert getattr(late, name) == getattr(whole, name)
        assert late == whole


def test_it_is_equal_hashes_and_prints_as_the_whole_one() -> None:
    whole = at_once(FEED)[0]
    assert unread() == whole
    assert whole == unread()
    assert unread() == unread()
    assert unread() != read(FEED)[1]
    assert unread().__eq__(as_json(whole)) is NotImplemented
    assert hash(unread()) == hash(whole)
    assert {unread(), whole} == {whole}
    assert repr(unread()) == repr(whole)


def test_it_is_replaced_copied_pickled_and_encoded_as_the_whole_one() -> None:
    whole = at_once(FEED)[0]
    assert replace(unread(), url="https://a.example/") == replace(whole, url="https://a.example/")
    assert type(replace(unread(), url=None)) is Story
    assert copy.copy(unread()) == copy.deepcopy(unread()) == whole
    assert asdict(unread()) == asdict(whole)
    assert msgspec.json.encode(unread()) == msgspec.json.encode(whole)
    assert json.dumps([as_json(unread()), as_ninjs(unread())]) == json.dumps([as_json(whole), as_ninjs(whole)])
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        came = pickle.loads(pickle.dumps(unread(), protocol))  # noqa: S301 - our own bytes
        assert type(came) is Story
        assert came == whole


def _send(channel: multiprocessing.connection.Connection) -> None:
    channel.send(read(FEED))


def test_it_crosses_from_a_reading_process_whole() -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_send, args=(there,))
    process.start()
    came = here.recv()
    process.join()
    assert came == at_once(FEED)
    assert [type(story) for story in came] == [Story, Story]


async def _in_a_worker(data: bytes) -> list[Story | Unreadable]:
    readers = Readers(Path(__file__).parent.parent / "config", Limits(read_s=1.0), 1)
    try:
        await readers.read(FEED)  # a fresh process has its rules to load
        return await readers.read(data)
    finally:
        readers.close()


def test_the_rest_counts_against_the_time_of_a_reading_process() -> None:
    story = f"<item><title>T</title><description><![CDATA[<p>{'with inputs from AP and the AFP. ' * 36}</p><p>b</p>]]></description></item>"
    (told,) = asyncio.run(_in_a_worker(FEED.replace(b"</channel>", (story * 1998).encode() + b"</channel>")))
    assert isinstance(told, Unreadable)
    assert told.reason == "the reader was killed after 1 s on this document"


def test_what_is_read_whole_has_nothing_unread() -> None:
    found = read_whole(FEED + b"</rss>")
    assert [type(one) for one in found[:2]] == [Story, Story]
    assert found == read(FEED + b"</rss>")


def test_a_name_that_is_no_field_is_an_error_and_reads_nothing() -> None:
    story = unread()
    with pytest.raises(AttributeError, match="a story has no 'body_html'"):
        _ = story.body_html  # type: ignore[attr-defined]
    assert not hasattr(story, "__array__")
    assert type(story) is not Story


def test_a_frozen_story_stays_frozen() -> None:
    for story in (unread(), at_once(FEED)[0]):
        with pytest.raises(AttributeError):
            story.headline = "Other"  # type: ignore[misc]


def test_many_threads_may_look_at_once() -> None:
    story, seen = unread(), []
    threads = [threading.Thread(target=lambda: seen.append(as_json(story))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [as_json(at_once(FEED)[0])] * 8


@pytest.mark.parametrize(
    "spoiled",
    [
        FEED.replace(b"<title>Harbor Herald</title>", b""),
        FEED.replace(b"Wed, 09 Apr 2031 06:28:00 +0530", b"03/04/2031 06:28"),
        FEED.replace(b"Wed, 09 Apr 2031 06:28:00 +0530", b"Wed, 09 Avr 2031 06:28:00 +0530"),
    ],
)
def test_where_the_face_depends_on_the_rest_all_is_read_at_once(spoiled: bytes) -> None:
    story = read(spoiled)[0]
    assert type(story) is Story
    assert story == at_once(spoiled)[0]


def test_hints_count_for_the_face() -> None:
    hints = Hints(zone="Asia/Kolkata", received="2031-04-09T00:00:00+00:00", publisher=Publisher(name="Tide Wire"))
    feed = FEED.replace(b"<title>Harbor Herald</title>", b"").replace(b"06:28:00 +0530", b"04:28:00")
    story = read(feed, hints=hints)[0]
    assert isinstance(story, Story)
    assert type(story) is not Story
    assert story.published is not None
    assert (story.published.iso, story.published.zone_from) == ("2031-04-09T04:28:00+05:30", "source")
    assert story == at_once(feed, hints)[0]
    late = read(feed, hints=replace(hints, received="2031-04-01T00:00:00+00:00"))[0]
    assert isinstance(late, Story)
    assert late.published is None


class _Faulty(Slip):
    """A slip that can't be laid out."""

    @property
    def item(self) -> object:  # type: ignore[override]  # it never gives one
        raise RecursionError("too deep")


def test_a_fault_of_ours_is_told_where_editors_look_and_the_entry_stays_a_lead() -> None:
    entry = Entry("rss", "hh-1", links=["https://a.example/1"], published=[Words("2031-04-09T06:28:00Z", "feed pubDate")])
    story = face(_Faulty(entry, Channel(title="Tide Wire"), "hh-1"), HouseStyle(), bundled(), Hints())
    assert story.summary is None
    assert (story.uri, story.url, story.partial) == ("hh-1", "https://a.example/1", True)
    says = story.provenance.conflicts[0].says
    assert says == "our reader failed on this entry (RecursionError: too deep); please report it with the document"
    assert story.published is not None


def test_a_packed_feed_is_read_late_too() -> None:
    assert read(gzip.compress(FEED)) == at_once(FEED)


def test_reading_a_face_compiles_no_rule() -> None:
    code = "import sys; from normalizers import read; from normalizers.provenance import kit; "
    code += f"from normalizers.rulebook import bundled; read({FEED!r}, rules=bundled()); "
    code += "sys.exit(kit._kit.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=WIRES.parent.parent).returncode == 0
