"""Wire drops: whole and quiet files come in by name, everything else stays in the spool."""

from __future__ import annotations

import os
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.fetch.boxes.folder import arrivals, page_beside, pause, put_away
from ingest.fetch.names import safe, unsafe
from ingest.terms import FetchFailed, Limits, Source, Transmission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOW = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
OLD = NOW - timedelta(hours=1)
COPY = b"<html><h1>Ferry returns</h1></html>"


def drop(folder: Path, name: str, data: bytes = COPY, at: datetime = OLD) -> Path:
    """Put a file down, with its time."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def never(_: Sequence[str]) -> frozenset[str]:
    """Nothing was taken before."""
    return frozenset()


def no_pause(_: float) -> None:
    """There was no need to look twice."""
    raise AssertionError("a pause was made")


def source(folder: Path, *, move_to: Path | None = None, follow: bool = False) -> Source:
    return Source(id="drop", kind="folder", path=folder, follow=follow, move_to=move_to)


def take(folder: Path, limits: Limits | None = None, *, move_to: Path | None = None) -> list[Transmission | FetchFailed]:
    """What lies in a folder of old files."""
    return list(arrivals(source(folder, move_to=move_to), never, NOW, limits or Limits(), no_pause))


def names(found: Sequence[Transmission | FetchFailed]) -> list[str]:
    return [one.name for one in found if isinstance(one, Transmission)]


def reasons(found: Sequence[Transmission | FetchFailed]) -> list[str]:
    return [one.reason for one in found if isinstance(one, FetchFailed)]


def test_files_come_in_the_order_of_their_names_with_all_that_is_known_of_them(tmp_path: Path) -> None:
    drop(tmp_path, "b.html")
    drop(tmp_path, "a.json", b"{}")
    drop(tmp_path, "a/c.txt")
    found = take(tmp_path)
    assert names(found) == ["a.json", "a/c.txt", "b.html"]
    last = found[2]
    assert last == Transmission(
        source="drop",
        data=COPY,
        received=NOW,
        url=(tmp_path / "b.html").as_uri(),
        name="b.html",
        media_type="text/html",
        key=f"b.html|{len(COPY)}|{int(OLD.timestamp()) * 10**9}",
        modified=OLD,
    )


def test_an_empty_file_comes_in_too_so_that_it_is_said_once_and_not_for_ever(tmp_path: Path) -> None:
    drop(tmp_path, "empty.xml", b"")
    (only,) = take(tmp_path)
    assert isinstance(only, Transmission)
    assert only.data == b""


def test_what_was_taken_before_is_not_taken_again_unless_it_changed(tmp_path: Path) -> None:
    drop(tmp_path, "a.txt")
    drop(tmp_path, "b.txt")
    keys = frozenset(one.key or "" for one in take(tmp_path) if isinstance(one, Transmission))
    drop(tmp_path, "b.txt", b"corrected")
    found = list(arrivals(source(tmp_path), lambda asked: keys & frozenset(asked), NOW, Limits(), no_pause))
    assert names(found) == ["b.txt"]


def test_a_pass_takes_so_many_files_and_the_next_one_the_rest(tmp_path: Path) -> None:
    for n in range(5):
        drop(tmp_path, f"{n}.txt")
    first = take(tmp_path, Limits(files=3))
    assert names(first) == ["0.txt", "1.txt", "2.txt"]
    keys = frozenset(one.key or "" for one in first if isinstance(one, Transmission))
    assert names(list(arrivals(source(tmp_path), lambda _: keys, NOW, Limits(files=3), no_pause))) == ["3.txt", "4.txt"]


@pytest.mark.parametrize("name", ["a.xml.part", "a.tmp", "A.FILEPART", ".hidden", "a.txt~", "a.swp", ".spool/a.txt", "half.tmp/a.txt"])
def test_a_name_that_says_unfinished_is_left_alone(tmp_path: Path, name: str) -> None:
    drop(tmp_path, name)
    assert take(tmp_path) == []


def test_a_young_file_that_stays_as_it_is_is_taken_after_a_second_look(tmp_path: Path) -> None:
    drop(tmp_path, "a.txt", at=NOW)
    looked: list[float] = []
    assert names(list(arrivals(source(tmp_path), never, NOW, Limits(), looked.append))) == ["a.txt"]
    assert looked == [1.0]


def test_a_file_that_grows_between_two_looks_is_left_for_the_next_pass(tmp_path: Path) -> None:
    drop(tmp_path, "growing.txt", at=NOW)
    drop(tmp_path, "whole.txt")

    def grow(_: float) -> None:
        with (tmp_path / "growing.txt").open("ab") as file:
            file.write(b"more")

    assert names(list(arrivals(source(tmp_path), never, NOW, Limits(), grow))) == ["whole.txt"]


def test_a_file_that_changes_while_the_ones_before_it_are_taken_is_left(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        drop(tmp_path, name)
    coming = arrivals(source(tmp_path), never, NOW, Limits(), no_pause)
    assert names([next(coming)]) == ["a.txt"]
    drop(tmp_path, "b.txt", b"half")
    (tmp_path / "c.txt").unlink()
    (tmp_path / "c.txt").symlink_to("/etc/passwd")
    (tmp_path / "d.txt").unlink()
    rest = list(coming)
    assert names(rest) == []
    assert all("it can't be read" in why for why in reasons(rest))


def test_a_real_pause_is_made_when_nobody_made_one_before(tmp_path: Path) -> None:
    (tmp_path / "fresh.txt").write_bytes(COPY)
    now = datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - the file's time is the real one
    assert 0.8 < pause(source(tmp_path), now) <= 1.0
    assert names(list(arrivals(source(tmp_path), never, now, Limits()))) == ["fresh.txt"]
    assert pause(source(tmp_path), now + timedelta(seconds=2)) == 0
    assert pause(source(tmp_path / "nowhere"), now) == 0
    assert pause(Source(id="x", kind="feed"), now) == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("line\nbreak.txt", "U+000A"),
        ("bell\x07.txt", "U+0007"),
        ("evil\u202etxt.exe", "U+202E"),
        ("zero\u200bwidth.txt", "U+200B"),
        ("back\\slash.txt", "U+005C"),
        ("x" * 230 + ".txt", "longer than 200 bytes"),
        (os.fsdecode(b"latin-\xe9.txt"), "not UTF-8"),
    ],
)
def test_a_name_that_can_not_be_trusted_is_refused_and_its_neighbors_come_in(tmp_path: Path, name: str, words: str) -> None:
    drop(tmp_path, name)
    drop(tmp_path, "good.txt")
    found = take(tmp_path)
    assert names(found) == ["good.txt"]
    (why,) = reasons(found)
    assert words in why
    assert why.isprintable()


@pytest.mark.parametrize("name", ["हिंदी समाचार.html", "Zoë's copy (2).txt", "a b.txt", "日本.xml"])
def test_an_ordinary_name_in_any_script_is_fine(tmp_path: Path, name: str) -> None:
    drop(tmp_path, name)
    assert names(take(tmp_path)) == [name]


def test_only_ordinary_files_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    secret = drop(tmp_path, "secret/key.txt")
    drop(folder, "good.txt")
    (folder / "link.txt").symlink_to(secret)
    (folder / "linked").symlink_to(secret.parent)
    os.mkfifo(folder / "pipe.txt")
    os.utime(folder / "pipe.txt", (OLD.timestamp(), OLD.timestamp()))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket.txt"))
        found = list(arrivals(source(folder), never, NOW, Limits(), lambda _: None))
    assert names(found) == ["good.txt"]
    assert sorted(reasons(found)) == [
        "link.txt: it is a symbolic link; only ordinary files are taken",
        "linked: it is a symbolic link; only ordinary files are taken",
        "pipe.txt: it is a pipe; only ordinary files are taken",
        "socket.txt: it is a device or socket; only ordinary files are taken",
    ]


def test_a_folder_that_became_a_link_on_the_way_is_not_entered(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    drop(tmp_path, "secret/b.txt")
    drop(folder, "a.txt")
    drop(folder, "sub/b.txt")
    coming = arrivals(source(folder), never, NOW, Limits(), no_pause)
    next(coming)
    (folder / "sub/b.txt").unlink()
    (folder / "sub").rmdir()
    (folder / "sub").symlink_to(tmp_path / "secret")
    (only,) = coming
    assert isinstance(only, FetchFailed)


def test_a_file_past_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with drop(tmp_path, "huge.txt").open("r+b") as file:
        file.truncate(1 << 40)  # sparse: reading it would fill the memory
    os.utime(tmp_path / "huge.txt", (OLD.timestamp(), OLD.timestamp()))
    assert reasons(take(tmp_path)) == ["huge.txt: it is larger than 10 MB; raise limits.bytes if that is right"]


def test_folders_are_searched_eight_deep_and_no_deeper(tmp_path: Path) -> None:
    drop(tmp_path, "/".join("abcdefgh") + "/in.txt")
    drop(tmp_path, "/".join("abcdefghi") + "/out.txt")
    found = take(tmp_path)
    assert names(found) == ["a/b/c/d/e/f/g/h/in.txt"]
    assert reasons(found) == ["a/b/c/d/e/f/g/h/i: it lies more than 8 folders deep; what is in it is not taken"]


def test_a_folder_that_is_not_there_or_no_folder_says_so(tmp_path: Path) -> None:
    (only,) = take(tmp_path / "nowhere")
    assert isinstance(only, FetchFailed)
    assert only.reason == f"the folder {tmp_path / 'nowhere'} is not there"
    assert not only.connected
    assert reasons(take(drop(tmp_path, "file"))) == [f"the folder {tmp_path / 'file'} is not there"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_can_not_be_read_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    try:
        assert reasons(take(tmp_path)) == ["the folder can't be read (Permission denied)"]
    finally:
        tmp_path.chmod(0o700)


# --- pages behind a feed ------------------------------------------------------------------------------------------
def beside(folder: Path, href: str, feed: str = "feed.xml") -> Transmission | FetchFailed | None:
    """The page that a feed file of the folder means by a link."""
    sent = Transmission(source="drop", data=b"", received=NOW, name=feed, url=(folder / feed).as_uri())
    return page_beside(source(folder, follow=True), sent, href, NOW, Limits())


def test_the_subfolders_of_a_followed_source_hold_pages_that_are_read_through_their_feed(tmp_path: Path) -> None:
    drop(tmp_path, "feed.xml")
    drop(tmp_path, "pages/1.html")
    assert names(list(arrivals(source(tmp_path, follow=True), never, NOW, Limits(), no_pause))) == ["feed.xml"]


@pytest.mark.parametrize(
    ("feed", "href"),
    [
        ("feed.xml", "pages/ferry returns.html"),
        ("feed.xml", "./pages/ferry%20returns.html?from=feed#top"),
        ("feed.xml", " pages/../pages/ferry%20returns.html "),
        ("feeds/a.xml", "../pages/ferry%20returns.html"),
    ],
)
def test_a_relative_link_of_a_feed_file_means_a_file_beside_it(tmp_path: Path, feed: str, href: str) -> None:
    drop(tmp_path, "pages/ferry returns.html", at=NOW)
    found = beside(tmp_path, href, feed)
    assert isinstance(found, Transmission)
    assert (found.data, found.name) == (COPY, "pages/ferry returns.html")


def test_a_file_address_inside_the_folder_means_that_file(tmp_path: Path) -> None:
    page = drop(tmp_path, "page.html")
    assert isinstance(beside(tmp_path, page.as_uri()), Transmission)


@pytest.mark.parametrize(
    "href",
    [
        "../secret.html",
        "pages/../../secret.html",
        "%2e%2e/secret.html",
        "..%2fsecret.html",
        "/etc/passwd",
        "file:///etc/passwd",
        "file://server/share",
        "http://wire.example/1",
        "//wire.example/1",
        "mailto:desk@wire.example",
        "",
        "#top",
        ".",
        "page%00.html",
        "page%0A.html",
        "http://[::1",
    ],
)
def test_a_link_that_leads_outside_the_folder_is_not_followed(tmp_path: Path, href: str) -> None:
    drop(tmp_path, "secret.html")
    drop(tmp_path, "spool/feed.xml")
    assert beside(tmp_path / "spool", href) is None


def test_a_link_to_no_file_or_to_a_symbolic_link_is_a_failure_in_words(tmp_path: Path) -> None:
    secret = drop(tmp_path, "secret.html")
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "link.html").symlink_to(secret)
    missing, link = beside(tmp_path / "spool", "missing.html"), beside(tmp_path / "spool", "link.html")
    assert reasons([one for one in (missing, link) if one]) == [
        "missing.html: it is not there, or is still being written",
        "link.html: it is a symbolic link; only ordinary files are taken",
    ]
    assert page_beside(Source(id="x", kind="feed"), Transmission(source="x", data=b"", received=NOW), "a", NOW, Limits()) is None


# --- putting away -------------------------------------------------------------------------------------------------
def test_a_filed_file_is_put_away_whole_and_never_over_another(tmp_path: Path) -> None:
    folder, away = tmp_path / "spool", tmp_path / "spool" / "done"
    for text in (b"first", b"second", b"third"):
        drop(folder, "sub/a.txt", text)
        (only,) = take(folder, move_to=away)
        assert isinstance(only, Transmission)
        assert put_away(source(folder, move_to=away), only) is None
        assert take(folder, move_to=away) == []
    assert {path.name: path.read_bytes() for path in (away / "sub").iterdir()} == {
        "a.txt": b"first",
        "a.txt.1": b"second",
        "a.txt.2": b"third",
    }


def test_without_a_place_to_move_to_the_folder_stays_as_it_is(tmp_path: Path) -> None:
    drop(tmp_path, "a.txt")
    (only,) = take(tmp_path)
    assert isinstance(only, Transmission)
    assert put_away(source(tmp_path), only) is None
    assert names(take(tmp_path)) == ["a.txt"]


def test_a_file_that_can_not_be_put_away_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    drop(folder, "a.txt")
    (only,) = take(folder)
    assert isinstance(only, Transmission)
    wall = drop(tmp_path, "wall")
    assert "a.txt can't be moved to" in (put_away(source(folder, move_to=wall), only) or "")
    (folder / "a.txt").unlink()
    assert "No such file" in (put_away(source(folder, move_to=tmp_path / "away"), only) or "")


def test_a_file_that_was_replaced_after_it_was_read_is_not_put_away_unread(tmp_path: Path) -> None:
    folder, away = tmp_path / "spool", tmp_path / "away"
    drop(folder, "a.txt")
    (only,) = take(folder)
    assert isinstance(only, Transmission)
    drop(folder, "a.txt", b"the next copy under the same name")
    assert "was replaced after it was read" in (put_away(source(folder, move_to=away), only) or "")
    assert list(away.iterdir()) == []
    assert names(take(folder)) == ["a.txt"]


def test_a_filed_file_that_can_not_be_put_away_is_told_once_a_pass_and_holds_up_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "spool"
    for name in ("a.txt", "b.txt", "c.txt"):
        drop(folder, name)
    wall = drop(tmp_path, "wall")
    known = frozenset(one.key or "" for one in take(folder) if isinstance(one, Transmission))
    left = [key for key in known if not key.startswith("c.txt")]
    coming = arrivals(source(folder, move_to=wall), lambda _: frozenset(left), NOW, Limits(), no_pause)
    assert names(list(coming)) == ["c.txt"]
    said = capsys.readouterr()
    assert (said.out + said.err).count("can't be moved to") == 1


def test_an_unsafe_name_is_printed_without_danger() -> None:
    assert unsafe("a/../b") == "its name points outside the folder"
    assert unsafe("a//b") == "its name points outside the folder"
    assert unsafe("a/b.txt") is None
    assert safe("a\u202eb\udce9\x00") == "a\\u202eb\\udce9\\x00"
