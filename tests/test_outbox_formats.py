"""Folders in every format, feeds in every form: endings, withdrawals without the copy, ids that stay."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
from lxml import etree
from test_outbox import STORY, Holdings, folder, row, send

from ingest.outbox.feed import WRITERS
from ingest.outbox.memory import beside
from ingest.outbox.papers import ENDINGS
from ingest.settings.target import FORMATS
from ingest.terms import Despatched, Target
from normalizers.formats.identity import uri_of
from normalizers.terms import Block

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.terms import OutFormat


@pytest.mark.parametrize("form", FORMATS["folder"])
def test_a_folder_holds_each_version_in_its_format_and_of_what_was_called_back_no_word(tmp_path: Path, form: OutFormat) -> None:
    targets = {"out": Target(id="out", kind="folder", format=form, path=tmp_path / "out")}
    rows = [row(7), row(8, op="update"), row(8, op="withdraw")]
    assert all(isinstance(one, Despatched) for one in send(rows, targets))
    ending = ENDINGS[form]
    names = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert sorted(names) == [f"7-out-publish.{ending}", f"8-out-update.{ending}", f"8-out-withdraw.{ending}"]
    assert b"The lamp burns again." in names[f"7-out-publish.{ending}"]
    assert b"The lamp burns again." not in names[f"8-out-withdraw.{ending}"]


@pytest.mark.parametrize("form", FORMATS["folder"])
def test_an_item_whose_identity_is_made_of_its_words_is_called_back_under_the_same(tmp_path: Path, form: OutFormat) -> None:
    nameless = replace(row(7), story=replace(STORY, uri=None))
    targets = {"out": Target(id="out", kind="folder", format=form, path=tmp_path)}
    send([nameless, replace(nameless, op="withdraw", idempotency_key="7-out-withdraw")], targets)
    name = uri_of(nameless.story).encode()
    assert name in (tmp_path / f"7-out-withdraw.{ENDINGS[form]}").read_bytes()


def test_every_format_of_the_configuration_is_written() -> None:
    assert set(FORMATS["folder"]) == set(FORMATS["sftp"]) == set(ENDINGS)
    assert set(FORMATS["feed"]) == set(WRITERS)
    assert all(get_args(form) == () for form in FORMATS["feed"])


def entries(path: Path, form: str) -> list[tuple[str, str]]:
    """Id and headline of the entries of a feed."""
    data = path.read_bytes()
    if form == "json-feed":
        return [(one["id"], one["title"]) for one in json.loads(data)["items"]]
    root = etree.fromstring(data)
    tags = ("{*}entry", "{*}id", "{*}title") if form == "atom" else ("{*}item", "{*}guid", "{*}title")
    return [(one.findtext(tags[1], ""), one.findtext(tags[2], "")) for one in root.iter(tags[0])]


@pytest.mark.parametrize("form", FORMATS["feed"])
def test_a_feed_keeps_its_ids_and_remembers_what_was_called_back(tmp_path: Path, form: OutFormat) -> None:
    targets = {"feed": Target(id="feed", kind="feed", format=form, path=tmp_path / "wire", title="Night wire")}
    held, old, other = Holdings(), row(1, "feed", headline="Lamp"), row(2, "feed", uri="b", headline="Other")
    send([old, other], targets, held)
    (_, (name, title)) = entries(tmp_path / "wire", form)
    assert title == "Lamp"
    send([row(3, "feed", "update", headline="Lamp, again")], targets, held.took(old, other))
    assert entries(tmp_path / "wire", form)[0] == (name, "Lamp, again")
    gone = row(3, "feed", "withdraw")
    send([gone], targets, held)
    send([row(4, "feed", uri="c", headline="Third")], targets, held.took(gone))
    assert [title for _, title in entries(tmp_path / "wire", form)] == ["Third", "Other"]
    assert name.encode() in (tmp_path / "wire").read_bytes()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"id": 7}', b'{"id": "x", "gone": {}}', b"[]", b'{"id": "x"}'])
def test_a_damaged_memory_begins_anew(tmp_path: Path, damage: bytes) -> None:
    target = Target(id="feed", kind="feed", format="rss", path=tmp_path / "wire.rss")
    send([row(1, "feed")], {"feed": target})
    before = (tmp_path / "wire.rss").read_bytes()
    beside(target.place).write_bytes(damage)
    send([row(1, "feed")], {"feed": target})
    assert (tmp_path / "wire.rss").read_bytes() == before


def test_copy_that_cannot_be_put_into_words_keeps_back_nobody_elses(tmp_path: Path) -> None:
    broken = replace(row(7), story=replace(STORY, body=(Block("p", None),)))  # type: ignore[arg-type] # nothing of ours makes such a story
    outcomes = send([broken, row(8)], folder(tmp_path))
    assert [type(one).__name__ for one in outcomes] == ["Refused", "Despatched"]
