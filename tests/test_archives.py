"""Archives in a box: each file in them comes in under its own name, and what can't be taken costs none of its neighbors."""

from __future__ import annotations

import tarfile
import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from parcels import bomb, encrypted, item, lying_zip, packed, special, tarred, zip_with_link, zipped

from ingest.fetch.archives import Emptied, Spoiled, beside, form_of, opened
from ingest.fetch.inflating import packing
from ingest.terms import Limits, Transmission

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from frontdoor import FrontDoor

NOW = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
SMALL = Limits(bytes=200_000, files=50)
ONE = b"The ferry is back at its berth in Port Selwyn."


def parcel(data: bytes, name: str = "delivery.zip") -> Transmission:
    """An archive as it lay in a folder."""
    return Transmission(source="drop", data=data, received=NOW, url=f"file:///drop/{name}", name=name, key=f"{name}|1|2", modified=NOW)


def unpacked(data: bytes, limits: Limits = SMALL, name: str = "delivery.zip") -> tuple[list[Transmission], list[str]]:
    """The files in an archive, and what is said of those that were not taken."""
    sent = parcel(data, name)
    pieces = list(opened(sent, limits, lambda _: frozenset()))
    assert pieces[-1] == Emptied(sent)
    assert sum(isinstance(one, Emptied) for one in pieces) == 1
    spoiled = [f"{one.name}: {one.reason}" for one in pieces if isinstance(one, Spoiled)]
    assert all(why.isprintable() for why in spoiled)
    return [one for one in pieces if isinstance(one, Transmission)], spoiled


def inside(data: bytes, limits: Limits = SMALL) -> tuple[dict[str, bytes], list[str]]:
    """The same, files by name."""
    found, spoiled = unpacked(data, limits)
    return {one.name: one.data for one in found}, spoiled


WRAPPINGS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "zip": zipped,
    "zip, stored": lambda files: zipped(files, packed=False),
    "tar": tarred,
    "tar of 1979": lambda files: tarred(files, tarfile.USTAR_FORMAT),
    "gnu tar": lambda files: tarred(files, tarfile.GNU_FORMAT),
    "tar.gz": lambda files: packed(tarred(files), "gz"),
    "tar.bz2": lambda files: packed(tarred(files), "bz2"),
    "tar.xz": lambda files: packed(tarred(files), "xz"),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_each_file_of_an_archive_comes_in_under_its_own_name_in_order(wrapping: str) -> None:
    files = {"b.txt": ONE, "folder/a.xml": b"<newsItem/>", "ज्वार.txt": ONE * 2000, f"long/{'x' * 120}/{'y' * 60}.txt": b""}
    if wrapping == "tar of 1979":
        files.pop("ज्वार.txt")
    found, spoiled = unpacked(WRAPPINGS[wrapping](files))
    assert spoiled == []
    assert [(one.name, one.data) for one in found] == [(f"delivery.zip!{name}", data) for name, data in files.items()]
    first = found[1]
    assert (first.url, first.key) == ("file:///drop/delivery.zip!folder/a.xml", "delivery.zip|1|2!folder/a.xml")
    assert (first.media_type, first.modified, first.received) == ("application/xml", NOW, NOW)


@pytest.mark.parametrize("how", ["gz", "bz2", "xz"])
def test_a_single_packed_file_is_that_file_whatever_its_name_says(how: str) -> None:
    assert inside(packed(ONE, how)) == ({"delivery.zip!delivery.zip": ONE}, [])
    (only,), _ = unpacked(packed(ONE, how), name=f"tide.xml.{how}")
    assert (only.name, only.media_type) == (f"tide.xml.{how}!tide.xml", "application/xml")


def test_streams_that_follow_each_other_are_one_file_and_padding_behind_them_is_let_be() -> None:
    assert inside(packed(ONE, "gz") + packed(ONE, "gz") + bytes(64)) == ({"delivery.zip!delivery.zip": ONE + ONE}, [])


@pytest.mark.parametrize("data", [b"", ONE, b"<newsItem/>", b"BZh is no archive", b"\x1f\x8b", bytes(1024), b"PK is a name", b"\xfd7z"])
def test_what_is_no_archive_is_taken_for_none(data: bytes) -> None:
    assert form_of(data) is None
    assert packing(data[:10]) is None
    with pytest.raises(ValueError, match="is no archive"):
        next(opened(parcel(data), SMALL, lambda _: frozenset()))


def test_what_an_operating_system_leaves_behind_and_folders_are_passed_over() -> None:
    assert inside(zipped({"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "in/.hidden": b"x", "in/": b"", "a.txt": ONE})) == (
        {"delivery.zip!a.txt": ONE},
        [],
    )
    assert inside(tarred([("./", special("./", tarfile.DIRTYPE)), ("./a.txt", ONE)])) == ({"delivery.zip!a.txt": ONE}, [])


HOSTILE_NAMES = [
    ("../../etc/cron.d/a", "outside the folder"),
    ("/etc/passwd", "absolute"),
    ("a/../../b", "outside the folder"),
    ("C:/windows/a.txt", "absolute"),
    ("back\\slash.txt", "U+005C"),
    ("nul\0.txt", "U+0000"),
    ("evil\u202etxt.exe", "U+202E"),
    ("x" * 300, "longer than 200 bytes"),
    ("/".join(["d" * 150] * 7), "longer than 1000 bytes"),
    ("a//b", "outside the folder"),
]


@pytest.mark.parametrize(("name", "why"), HOSTILE_NAMES)
def test_a_name_that_can_not_be_trusted_is_refused_and_its_neighbors_come_in(name: str, why: str) -> None:
    stand_in = b"Q" * len(name.encode())
    zip_ = zipped([("a.txt", ONE), (stand_in.decode(), b"evil"), ("z.txt", ONE)]).replace(stand_in, name.encode())
    tar = tarred([("a.txt", ONE), (name, b"evil"), ("z.txt", ONE)]) if "\0" not in name else zip_  # tarfile ends it there
    for data in (zip_, tar):
        found, (spoiled,) = inside(data)
        assert list(found) == ["delivery.zip!a.txt", "delivery.zip!z.txt"]
        assert why in spoiled


def test_links_devices_and_pipes_of_an_archive_are_refused() -> None:
    odd = [("l", tarfile.SYMTYPE, "/etc/passwd"), ("h", tarfile.LNKTYPE, "a.txt"), ("d", tarfile.CHRTYPE, ""), ("p", tarfile.FIFOTYPE, "")]
    found, spoiled = inside(tarred([*((name, special(name, kind, to)) for name, kind, to in odd), ("a.txt", ONE)]))
    assert found == {"delivery.zip!a.txt": ONE}
    assert [why.split(": ")[1].split(";")[0] for why in spoiled] == [
        "it is a symbolic link",
        "it is a hard link",
        "it is a device",
        "it is a pipe",
    ]
    found, (why,) = inside(zip_with_link("link.txt", "/etc/passwd", good=ONE))
    assert (list(found), why) == (["delivery.zip!good.json"], "delivery.zip!link.txt: it is a symbolic link; only ordinary files are taken")


def test_an_encrypted_file_says_so_and_a_method_nobody_reads_too() -> None:
    _, (why,) = inside(encrypted(zipped({"a.txt": ONE})))
    assert "delivery.zip!a.txt: it is encrypted" in why
    odd = bytearray(zipped({"a.txt": ONE}))
    odd[odd.find(b"PK\x01\x02") + 10] = 14
    _, (why,) = inside(bytes(odd))
    assert "method 14" in why


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("wrap", [zipped, tarred])
def test_of_two_files_of_one_name_the_first_is_taken_and_the_second_told(wrap: Callable[[list[tuple[str, bytes]]], bytes]) -> None:
    found, (why,) = inside(wrap([("a.txt", ONE), ("a.txt", b"other")]))
    assert found == {"delivery.zip!a.txt": ONE}
    assert "a second file of this name" in why


def test_a_wrong_checksum_costs_one_file() -> None:
    data = zipped([("a.txt", ONE), ("b.txt", ONE[:20]), ("c.txt", ONE)], packed=False)
    at = data.find(ONE[:20], data.find(b"b.txt"))
    found, (why,) = inside(data[:at] + b"X" + data[at + 1 :])
    assert list(found) == ["delivery.zip!a.txt", "delivery.zip!c.txt"]
    assert "delivery.zip!b.txt: it is damaged (Bad CRC-32" in why


def test_a_cut_off_archive_gives_what_is_whole_and_says_that_it_is_cut_off() -> None:
    noise = bytes(range(256)) * 60
    tar = tarred([("a.txt", ONE), ("b.bin", noise), ("c.txt", ONE)], tarfile.GNU_FORMAT)
    for cut, end in ((1600, "in the middle of a file"), (1024, "without its end mark"), (1024 + 300, "without its end mark")):
        found, (why,) = inside(tar[:cut])
        assert list(found) == ["delivery.zip!a.txt"]
        assert end in why
    for how in ("gz", "bz2", "xz"):
        whole = packed(tar + tarred([("d.txt", ONE)]), how)
        _, (why,) = inside(whole[: len(whole) // 2])
        assert "cut off" in why
    gz = packed(ONE, "gz")
    assert inside(gz[:-6] + b"\0" * 6) == ({}, ["delivery.zip: it is damaged (Error -3 while decompressing data: incorrect data check)"])
    _, (why,) = inside(zipped({"a.txt": ONE})[:-30])
    assert "its table of contents can't be read; it is damaged or cut off" in why


def test_a_damaged_header_in_a_tar_is_told_and_not_taken_for_its_end() -> None:
    tar = bytearray(tarred([("a.txt", ONE), ("b.txt", ONE)], tarfile.GNU_FORMAT))
    tar[1024] ^= 1
    found, (why,) = inside(bytes(tar))
    assert list(found) == ["delivery.zip!a.txt"]
    assert "there is no header at byte 1024" in why


def test_a_file_beyond_the_limit_is_refused_and_its_neighbors_come_in() -> None:
    big = bytes(range(251)) * 1000
    for data in (zipped({"a": ONE, "big": big, "z": ONE}), tarred({"a": ONE, "big": big, "z": ONE})):
        found, (why,) = inside(data)
        assert list(found) == ["delivery.zip!a", "delivery.zip!z"]
        assert why == "delivery.zip!big: it is larger than 200 kB; raise limits.bytes if that is right"
    _, (why,) = inside(packed(big, "gz"))
    assert "larger than 200 kB" in why


def test_more_files_than_a_pass_may_take_end_the_archive() -> None:
    found, (why,) = inside(tarred({f"{n}.txt": ONE for n in range(60)}))
    assert len(found) == 50
    assert "it holds more than 50 files" in why


@pytest.mark.parametrize(
    ("made", "why"),  # when it is needed: each process of tests asks for every test's parameters
    [
        (lambda: bomb(300), "larger than 10 MB"),
        (lambda: packed(bomb(300), "gz"), "far more than it should"),
        (lambda: lying_zip("a.txt", 100), "damaged"),
        (lambda: zipped({f"{n}.txt": b" " * 9_000_000 for n in range(30)}), "far more than it should"),
        (lambda: packed(tarred({f"{n}.txt": b" " * 9_000_000 for n in range(4)}), "bz2"), "far more than it should"),
    ],
    ids=["gz", "gz in gz", "a zip that lies", "many", "tar.bz2"],
)
def test_a_bomb_ends_at_its_budget(made: Callable[[], bytes], why: str) -> None:
    data = made()
    tracemalloc.start()
    try:
        kept = 0
        told: list[str] = []
        for piece in opened(parcel(data), Limits(), lambda _: frozenset()):
            kept += len(piece.data) if isinstance(piece, Transmission) else 0
            told += [piece.reason] if isinstance(piece, Spoiled) else []
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert why in " ".join(told)
    assert kept < 210_000_000
    assert peak < 60_000_000


def test_an_archive_in_an_archive_is_opened_and_one_in_that_is_not() -> None:
    inner = packed(tarred({"c.txt": ONE}), "gz")
    assert inside(zipped({"b.tgz": inner, "z.txt": ONE})) == ({"delivery.zip!b.tgz!c.txt": ONE, "delivery.zip!z.txt": ONE}, [])
    found, (why,) = inside(zipped({"a.zip": zipped({"b.tgz": inner}), "z.txt": ONE}))
    assert list(found) == ["delivery.zip!z.txt"]
    assert why.startswith("delivery.zip!a.zip!b.tgz: it is an archive in an archive in an archive")


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("[Content_Types].xml", "an Office document"),
        ("META-INF/container.xml", "an e-book"),
        ("META-INF/manifest.xml", "an OpenDocument text"),
    ],
)
def test_a_document_that_is_a_zip_inside_is_refused_in_words(member: str, kind: str) -> None:
    found, (why,) = inside(zipped({"mimetype": b"x", member: b"<x/>", "word/document.xml": b"<x/>"}))
    assert (found, why.startswith(f"delivery.zip: it is {kind}")) == ({}, True)


def test_odd_headers_of_a_tar_are_refused_and_never_believed() -> None:
    sparse = tarfile.TarInfo("sparse")
    sparse.pax_headers = {"GNU.sparse.major": "1"}
    huge = tarfile.TarInfo("huge")
    huge.pax_headers = {"comment": "x" * 70_000}
    found, (why,) = inside(tarred([("sparse", sparse), ("a.txt", ONE)]))
    assert (list(found), "not read (sparse" in why) == (["delivery.zip!a.txt"], True)
    _, (why,) = inside(tarred([("huge", huge)]))
    assert "a header has 70" in why
    lie = tarfile.TarInfo("lie")
    lie.pax_headers = {"size": "9" * 30}
    _, (why,) = inside(tarred([("lie", lie)]))
    assert "a size is no number" in why


def test_an_empty_zip_says_that_there_is_nothing_in_it() -> None:
    assert inside(zipped({})) == ({}, ["delivery.zip: there is nothing in it"])


def test_a_name_in_utf_8_that_forgot_to_say_so_is_read_as_it_was_meant() -> None:
    data = bytearray(zipped({"ज्वार.txt": ONE}))
    for signature, flags in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        data[data.find(signature) + flags] &= ~0x08
    assert list(inside(bytes(data))[0]) == ["delivery.zip!ज्वार.txt"]


def test_what_was_filed_before_a_pass_was_killed_is_passed_over() -> None:
    known = frozenset({"delivery.zip|1|2!a.txt"})
    pieces = opened(parcel(zipped({"a.txt": ONE, "b.txt": ONE})), SMALL, lambda keys: known & frozenset(keys))
    assert [one.name for one in pieces if isinstance(one, Transmission)] == ["delivery.zip!b.txt"]


def test_a_link_in_a_file_of_an_archive_means_a_file_of_the_same_archive() -> None:
    found, _ = unpacked(zipped({"in/a.json": b"{}", "in/b.xml": b"<nitf/>", "c.xml": b"<nitf>c</nitf>"}))
    first = found[0]
    assert [getattr(beside(first, href, SMALL), "data", None) for href in ("b.xml", "./b.xml?x#y", "../c.xml")] == [
        b"<nitf/>",
        b"<nitf/>",
        b"<nitf>c</nitf>",
    ]
    for href in ("nowhere.xml", "../../c.xml", "/etc/passwd", "file:///etc/passwd", "https://wire.example/b.xml", "", "http://[::1"):
        assert beside(first, href, SMALL) is None
    assert beside(parcel(ONE), "b.xml", SMALL) is None


# --- through the program ------------------------------------------------------------------------------------------
@pytest.fixture
def drop(door: FrontDoor) -> Path:
    """A folder source that puts its files away."""
    place = door.root / "drop"
    place.mkdir()
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\nmove_to = "{door.root / "done"}"\n')
    return place


def letters(door: FrontDoor) -> list[tuple[str, str]]:
    """Names and reasons of the dead letters."""
    return [(row["name"], row["reason"]) for row in door.copytaster("dead", "list", "--json").json]


def test_the_files_of_an_archive_are_filed_once_and_the_archive_is_put_away(door: FrontDoor, drop: Path) -> None:
    files = {f"{n}.json": item(f"urn:tide:{n}", f"Tide table {n} is out") for n in range(3)}
    (drop / "delivery.zip").write_bytes(zipped({**files, "../evil.json": item("urn:evil", "Never")}))
    (drop / "later.json").write_bytes(item("urn:later", "Pilots are back on duty"))

    report = door.copytaster("run", "--all", "--json").json

    assert report["sources"][0]["outcome"] == "ok"
    filed = [row[0] for row in door.ask("SELECT uri FROM v_items ORDER BY item_id")]
    assert filed == ["urn:tide:0", "urn:tide:1", "urn:tide:2", "urn:later"]
    assert letters(door) == [("delivery.zip!../evil.json", "its name points outside the folder")]
    assert sorted(path.name for path in (door.root / "done").iterdir()) == ["delivery.zip", "later.json"]
    names = {row[0] for row in door.ask("SELECT name FROM raw")}
    assert names == {"delivery.zip", "delivery.zip!0.json", "delivery.zip!1.json", "delivery.zip!2.json", "later.json"}
    assert door.copytaster("replay", "--json").json["same"] == 4
    assert door.faults() == []


def test_an_archive_of_which_all_was_taken_lies_in_the_vault_through_its_files_alone(door: FrontDoor, drop: Path) -> None:
    (drop / "a.tar.gz").write_bytes(packed(tarred({"a.json": item("urn:a", "Dredger leaves")}), "gz"))
    door.copytaster("run", "--all")
    assert door.ask("SELECT name FROM raw") == [("a.tar.gz!a.json",)]


def test_a_letter_about_a_file_of_an_archive_is_taken_up_again_when_the_limit_was_raised(door: FrontDoor, drop: Path) -> None:
    door.pipeline("[limits]\nbytes = 20_000\n")
    long = item("urn:long", "Council prints its minutes", *(f"Paragraph {n} of the minutes of the harbor council." for n in range(800)))
    (drop / "delivery.zip").write_bytes(zipped({"a.json": item("urn:a", "Dredger leaves"), "long.json": long}))
    door.copytaster("run", "--all")
    (letter,) = door.copytaster("dead", "list", "--json").json
    assert (letter["name"], letter["stage"]) == ("delivery.zip!long.json", "read")

    still = door.copytaster("dead", "requeue", str(letter["dead_id"]))
    assert "still can't be read: it is larger than 20 kB" in still.out + still.err
    door.pipeline("[limits]\nbytes = 2_000_000\n")
    (letter,) = door.copytaster("dead", "list", "--json").json
    mended = door.copytaster("dead", "requeue", str(letter["dead_id"]))

    assert mended.code == 0
    assert [row[0] for row in door.ask("SELECT uri FROM v_items ORDER BY item_id")] == ["urn:a", "urn:long"]
    assert letters(door) == []


def test_a_letter_about_a_broken_document_in_an_archive_is_read_again_by_itself(door: FrontDoor, drop: Path) -> None:
    (drop / "delivery.zip").write_bytes(zipped({"a.json": item("urn:a", "Dredger leaves"), "cut.json": item("urn:b", "Cut")[:90]}))
    door.copytaster("run", "--all")
    ((name, _),) = letters(door)
    assert name == "delivery.zip!cut.json"
    again = door.copytaster("dead", "requeue", "1")
    assert "still can't be read" in again.out + again.err
    assert letters(door)[0][0] == "delivery.zip!cut.json"


def test_an_archive_in_a_folder_is_sounded_by_its_files(door: FrontDoor, drop: Path) -> None:
    (drop / "a.zip").write_bytes(zipped({"a.json": item("urn:a", "Dredger leaves"), "../b.json": b"{}"}))
    told = door.copytaster("sources", "check", "drop", "--json").json
    assert "Dredger leaves" in str(told)


def test_what_was_filed_but_not_put_away_before_a_kill_is_put_away_by_the_next_pass(door: FrontDoor, drop: Path) -> None:
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{drop}"\n')
    (drop / "a.json").write_bytes(item("urn:a", "Dredger leaves"))
    (drop / "b.zip").write_bytes(zipped({"b.json": item("urn:b", "Pilots rest")}))
    door.copytaster("run", "--all")
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{drop}"\nmove_to = "{door.root / "done"}"\n')
    (door.root / "done").mkdir()
    (door.root / "done" / "a.json").hardlink_to(drop / "a.json")  # killed between the two names

    door.copytaster("run", "--all")

    assert sorted(path.name for path in (door.root / "done").iterdir()) == ["a.json", "b.zip"]
    assert list(drop.iterdir()) == []
    assert len(door.ask("SELECT * FROM v_items")) == 2
