"""Some fifty hostile drops in one folder and one real run: each good neighbor is filed, each bad one told, nothing outside is read."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
import time
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from parcels import bomb, encrypted, item, special, tarred, zip_with_link, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from frontdoor import FrontDoor

CANARY = "quillwort-canary-9317"
ROOT = os.geteuid() == 0
LONG_AGO = time.time() - 3600  # noqa: TID251 - the files' times are real ones
G2 = "http://iptc.org/std/nar/2006-10-01/"
A_MINUTE = 240  # seconds that the run may take where everything is five times slower and others use the machine
MEMORY_KB = 700_000  # of the program itself; its readers have bounds of their own


def news_item(guid: str, headline: str, body: str) -> str:
    """A NewsML-G2 item."""
    return (
        f'<newsItem xmlns="{G2}" guid="{guid}" version="1" standard="NewsML-G2" standardversion="2.35" conformance="power">'
        f'<itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-03-03T06:00:00Z</versionCreated></itemMeta>'
        f"<contentMeta><headline>{headline}</headline></contentMeta><contentSet><inlineXML contenttype='application/xhtml+xml'>"
        f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{body}</p></body></html></inlineXML></contentSet></newsItem>"
    )


def message(*items: str) -> bytes:
    """Some items as one news message."""
    head = "<header><sent>2026-03-03T06:00:00Z</sent></header>"
    return f'<newsMessage xmlns="{G2}">{head}<itemSet>{"".join(items)}</itemSet></newsMessage>'.encode()


def entity(declared: str, used: str) -> bytes:
    """A NewsML-G2 item that declares entities and uses one."""
    return (
        f"<?xml version='1.0'?><!DOCTYPE newsItem [{declared}]>".encode()
        + news_item("urn:entity", "Entities", f"Before {used} after").encode()
    )


def feed(entries: int, link: str = "https://coast.example/{n}") -> bytes:
    """An RSS feed of so many entries."""
    rows = "".join(
        f"<item><title>Buoy {n} is relit</title><link>{link.format(n=n)}</link><guid>urn:buoy:{n}</guid>"
        f"<description>Keepers relit buoy {n} off Port Selwyn.</description></item>"
        for n in range(entries)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Buoys</title><link>https://coast.example/</link>{rows}</channel></rss>'.encode()


BILLION = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol" * 9}">' for n in range(9))
WORDS = "The harbor office of Port Selwyn said that the café on the quay reopens on Monday."
NITF = f"<nitf><head><title>Cut</title></head><body><body.head><hedline><hl1>Cut</hl1></hedline></body.head><body.content><p>{WORDS}</p>"

# Bytes of a file, and words of the reason it must be refused with; None where it is good copy, or not ours to take yet.
BYTES: dict[str, tuple[bytes, str | None]] = {
    "01-empty.xml": (b"", "empty"),
    "02-ten-thousand-entries.rss": (feed(10_000), "at most 2,000 of one feed"),
    "03-entity-bomb.xml": (entity(BILLION, "&e8;"), "a bomb that fills the memory"),
    "06-zip-slip.zip": (
        zipped({"../../canary.txt": b"x", "/etc/cron.d/x": b"x", "ok.json": item("urn:in:06", "Sluice opens")}),
        "outside the folder",
    ),
    "08-zip-link.zip": (zip_with_link("link.txt", "/etc/passwd", good=item("urn:in:08", "Lock closes")), "a symbolic link"),
    "09-tar.tar": (
        tarred(
            [
                ("l", special("l", b"2", "/etc/passwd")),
                ("h", special("h", b"1", "/etc/passwd")),
                ("d", special("d", b"3")),
                ("ok.json", item("urn:in:09", "Weir is mended")),
            ]
        ),
        "a device",
    ),
    "11-encrypted.zip": (encrypted(zipped({"a.json": item("urn:never:11", "Never")})), "encrypted"),
    "12-cut.zip": (zipped({"a.json": item("urn:never:12", "Never")})[:-40], "cut off"),
    "13-report.docx": (zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "an Office document"),
    "14-nul.txt": (b"\0" * 5000, "no text"),
    "15-noise.bin": (zlib.compress(os.urandom(3000)) * 3, "no text"),
    "16-picture.xml": (b"\xff\xd8\xff\xe0" + os.urandom(2000), "a JPEG picture"),
    "17-paper.pdf": (b"%PDF-1.7\n" + os.urandom(2000), "a PDF document"),
    "18-cut.xml": (news_item("urn:never:18", "Cut off", WORDS).encode()[:-120], "breaks off"),
    "19-cut.json": (item("urn:never:19", "Cut off")[:-60], "this is no JSON"),
    "20-cut-nitf.xml": (NITF.encode(), "breaks off"),
    "21-two-one-broken.xml": (
        message(news_item("urn:in:21", "Whole", WORDS), news_item("urn:never:21", "Broken", WORDS).replace("</headline>", "item 2")),
        "",
    ),
    "22-deep.json": (
        b'{"standard":{"name":"ninjs"},"uri":"urn:never:22","bodies":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "nest too deep",
    ),
    "23-deep.xml": (f'<newsItem xmlns="{G2}" guid="urn:never:23">'.encode() + b"<a>" * 100_000, "breaks off"),
    "24-number.json": (item("urn:never:24", "Numbers").replace(b'"1"', b"1" * 100_000), "no JSON we read"),
    "25-kill-of-nothing.json": (item("urn:in:25", "KILL: nothing of ours", pubStatus="canceled"), None),
    "26-latin.xml": (news_item("urn:in:26", "Latin", WORDS).encode("latin-1"), None),
    "27-bom.json": (b"\xef\xbb\xbf" + item("urn:in:27", "With a mark of its bytes' order"), None),
    "28-wide.xml": (("<?xml version='1.0' encoding='UTF-16'?>" + news_item("urn:in:28", "Wide", WORDS)).encode("utf-16"), None),
    "29-crlf.json": (json.dumps(json.loads(item("urn:in:29", "Returns and feeds")), indent=1).replace("\n", "\r\n").encode(), None),
    "30-cr.json": (json.dumps(json.loads(item("urn:in:30", "Returns alone")), indent=1).replace("\n", "\r").encode(), None),
    "31-surrogate.json": (item("urn:in:31", "Half a sign").replace(b"Half", b"\\ud800"), None),
    "32-half.json.part": (b'{"uri":', None),
    "33-.hidden": (b"x", None),
    "34-nested.zip": (zipped({"a.zip": zipped({"b.zip": zipped({"c.json": b"{}"})})}), "in an archive in an archive"),
    "35--rf": (item("urn:in:35", "A name with dashes"), None),
}
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {  # made when they are laid
    "07-zip-bomb.zip": (lambda: zipped({f"{n}.txt": b" " * 9_900_000 for n in range(25)}), "far more than it should"),
    "10-bomb.gz": (lambda: bomb(400), "larger than 10 MB"),
}
OUTSIDE = {
    "04-external-entity.xml": '<!ENTITY x SYSTEM "file://{canary}">',
    "05-external-dtd.xml": '<!ENTITY % x SYSTEM "file://{canary}"> %x;',
}
NAMES = {
    "40-line\nbreak.json": "U+000A",
    "41-evil\u202etxt.json": "U+202E",
    "42-" + "x" * 220: "longer than 200 bytes",
    os.fsdecode(b"43-latin-\xe9.json"): "not UTF-8",
    "44-back\\slash.json": "U+005C",
}


def lay(drop: Path, canary: Path) -> dict[str, str]:
    """Lay down all of it, a good neighbor beside each; the reasons that must be told, by the beginnings of names."""
    told: dict[str, str] = {}
    for name, (data, why) in BYTES.items():
        (drop / name).write_bytes(data)
        if why is not None:
            told[name[:2]] = why
    for name, (made, why) in BOMBS.items():
        (drop / name).write_bytes(made())
        told[name[:2]] = why
    for name, declared in OUTSIDE.items():
        (drop / name).write_bytes(entity(declared.format(canary=canary), "&x;"))
    for name, why in NAMES.items():
        (drop / name).write_bytes(item(f"urn:never:{name[:2]}", "Never"))
        told[name[:2]] = why
    told |= _special(drop, canary)
    for name in sorted(path.name for path in drop.iterdir()):
        (drop / f"{name[:2]}-z-good.json").write_bytes(item(f"urn:good:{name[:2]}", f"Good copy number {name[:2]} from the quay"))
    for path in drop.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    return told


def _special(drop: Path, canary: Path) -> dict[str, str]:
    """What is no ordinary file."""
    (drop / "50-link.txt").symlink_to(canary)
    (drop / "51-linked").symlink_to(canary.parent)
    (drop / "52-nowhere").symlink_to(drop / "nothing")
    os.mkfifo(drop / "53-pipe.json")
    with (drop / "54-huge.xml").open("wb") as file:
        file.truncate(1 << 40)
    told = {"50": "a symbolic link", "51": "a symbolic link", "52": "a symbolic link", "53": "a pipe", "54": "larger than 10 MB"}
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(drop, os.O_RDONLY)
        try:
            listener.bind(f"/proc/self/fd/{here}/55-socket.json")  # its whole path may be longer than a socket's may be
        finally:
            os.close(here)
    deep = drop / "56-deep" / "/".join("abcdefgh")
    deep.mkdir(parents=True)
    (deep / "never.json").write_bytes(item("urn:never:56", "Never"))
    told |= {"55": "a device or socket", "56": "more than 8 folders deep"}
    if ROOT:
        os.mknod(drop / "57-device.json", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        return {**told, "57": "a device or socket"}
    (drop / "58-shut.json").write_bytes(item("urn:never:58", "Never"))
    (drop / "58-shut.json").chmod(0)
    return {**told, "58": "it can't be read"}


@contextmanager
def bad_writers(drop: Path) -> Iterator[None]:
    """A file that never stops growing, and one that is replaced by another whole one again and again."""
    over = threading.Event()

    def write() -> None:
        count = 0
        while not over.is_set():
            count += 1
            with (drop / "60-growing.xml").open("ab") as file:
                file.write(b"<newsItem>")
            (drop / ".61").write_bytes(item("urn:in:61", "Replaced", f"Whole copy number {count} of the same notice.", version=str(count)))
            (drop / ".61").replace(drop / "61-replaced.json")
            over.wait(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def run(door: FrontDoor) -> tuple[int, float, int, str]:
    """One real run: its code, seconds, memory in kB, and errors."""
    began, memory = time.monotonic(), 0
    out, err = (door.root / "out.txt").open("w+b"), (door.root / "err.txt").open("w+b")
    with out, err:
        process = door.start("run", "--all", "--json", to=(out, err))
        while process.poll() is None:
            memory = max(memory, peak(process.pid))
            time.sleep(0.05)
        err.seek(0)
        return process.returncode, time.monotonic() - began, memory, err.read().decode()


def peak(pid: int) -> int:
    """The most memory that a process has had since it began, in kB; what the kernel tells at its end counts its parent's too."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


@pytest.fixture
def drop(door: FrontDoor) -> Path:
    place = door.root / "drop"
    place.mkdir()
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{place}"\n')
    door.pipeline("[limits]\nread_s = 60\n")  # a busy machine must not look like a hostile file
    return place


PACKED = ("SELECT data FROM raw", "SELECT story FROM item", "SELECT raw_text FROM item", "SELECT story FROM lead")


def every_byte(door: FrontDoor) -> bytes:
    """All that the data folder holds, what is packed in it unpacked."""
    files = b"".join(path.read_bytes() for path in door.data.rglob("*") if path.is_file())
    return files + b"".join(zlib.decompress(row[0]) for sql in PACKED for row in door.ask(sql))


def test_fifty_hostile_drops_cost_none_of_their_neighbors_and_nothing_outside_is_read(door: FrontDoor, drop: Path) -> None:
    canary = door.root / "outside" / "canary.txt"
    canary.parent.mkdir()
    canary.write_text(f"{CANARY}: these words must never be read.")
    told = lay(drop, canary)

    with bad_writers(drop):
        code, seconds, memory, err = run(door)

    assert (code, "Traceback" in err) == (0, False)
    assert seconds < A_MINUTE
    assert memory < MEMORY_KB
    filed = {row[0] for row in door.ask("SELECT uri FROM v_items")}
    good = {f"urn:good:{path.name[:2]}" for path in drop.glob("*-z-good.json")}
    inside = {f"urn:in:{n}" for n in ("06", "08", "09", "21", "25", "26", "27", "28", "29", "30", "31", "35")}
    assert len(good) > 45
    assert (good | inside) - filed == set()
    assert [uri for uri in filed if uri.startswith("urn:never")] == []
    assert len([uri for uri in filed if uri.startswith("urn:buoy")]) <= 2000
    letters = door.ask("SELECT name, reason FROM dead_letter")
    named = [(str(name).rpartition("/drop/")[2], str(why)) for name, why in letters]
    for number, why in told.items():
        assert any(name.startswith(number) and why in reason for name, reason in named), (number, why, named)
    assert all(reason.isprintable() and name.isprintable() for name, reason in named)
    assert not any("our reader failed" in reason or "Error:" in reason for _, reason in named)
    assert CANARY.encode() not in every_byte(door)
    assert b"root:x:0" not in every_byte(door)
    texts = b" ".join(zlib.decompress(row[0]) for row in door.ask("SELECT raw_text FROM item"))
    assert texts.count(b"lollollol") == 0
    assert texts.count("café".encode()) == 3  # in UTF-8, mislabeled Latin-1 and UTF-16
    assert door.faults() == []


def test_the_next_run_takes_what_was_still_being_written_and_refused_files_hold_up_nobody(door: FrontDoor, drop: Path) -> None:
    os.mkfifo(drop / "pipe.json")
    with bad_writers(drop):
        run(door)
    (drop / "60-growing.xml").unlink()

    code, *_ = run(door)

    assert code == 0
    last = json.loads((drop / "61-replaced.json").read_bytes())["version"]
    assert door.ask("SELECT version FROM v_items WHERE uri = 'urn:in:61' AND current") == [(last,)]
    assert door.ask("SELECT state, failures FROM v_source_health") == [("ok", 0)]


def test_links_of_a_followed_feed_lead_nowhere_outside_the_folder(door: FrontDoor, drop: Path) -> None:
    canary = door.root / "outside.html"
    canary.write_text(f"<html><body><h1>{CANARY}</h1><p>{CANARY} {CANARY} words that are nobody's.</p></body></html>")
    (drop / "pages").mkdir()
    (drop / "pages" / "link.html").symlink_to(canary)
    links = ["../outside.html", canary.as_uri(), "pages/link.html", "pages/../../outside.html", "%2e%2e/outside.html", "file:///etc/passwd"]
    for n, link in enumerate(links):
        (drop / f"{n}.rss").write_bytes(feed(1, link))
    (drop / "z.zip").write_bytes(zipped({"in/feed.rss": feed(1, "../../outside.html")}))
    door.sources(f'[[source]]\nid = "drop"\nkind = "folder"\npath = "{drop}"\nfollow = true\n')

    code, *_ = run(door)

    assert code == 0
    assert CANARY.encode() not in every_byte(door)
    assert b"root:x:0" not in every_byte(door)
    assert {row[0] for row in door.ask("SELECT uri FROM v_items")} == {"urn:buoy:0"}
