"""Server folders as sources: whole files, once, in order, from the server we know alone, whatever it says and wherever it breaks off."""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Literal, Protocol

import pytest
from bench import deliver_files
from bench.newsroom import make_secrets
from ftphouse import PASSWORD, FtpHouse
from sftphouse import SftpHouse
from test_line import wire_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from frontdoor import FrontDoor

OLD = 1_700_000_000


class House(Protocol):
    """What both servers can be asked."""

    root: Path

    def row(self, **more: str) -> str: ...


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[SftpHouse]:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "far" / "incoming").mkdir(parents=True)
    with SftpHouse(tmp_path / "far", home) as server:
        yield server


@pytest.fixture
def ftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FtpHouse]:
    monkeypatch.setenv("HOUSE_PASSWORD", PASSWORD)
    with FtpHouse(tmp_path / "far") as server:
        yield server


@pytest.fixture(params=["sftp", "ftp"])
def house(request: pytest.FixtureRequest) -> House:
    """Either."""
    found: House = request.getfixturevalue(request.param)
    return found


def lay(house: House, name: str, data: bytes | None = None, *, age: int = 0) -> Path:
    """A wire file of some age in the server's folder."""
    path = house.root / "incoming" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    story = wire_file(uri=f"urn:far:{name}", headlines=[{"role": "main", "value": f"Ferry {name} sails"}])
    path.write_bytes(story.encode() if data is None else data)
    os.utime(path, (OLD + age, OLD + age))
    return path


def lay_some(house: House, count: int) -> list[str]:
    """So many wire files; the identities of their stories, in order."""
    for number in range(count):
        lay(house, f"{number:03}.json")
    return [f"urn:far:{number:03}.json" for number in range(count)]


def uris(door: FrontDoor) -> list[str]:
    """What is filed, in the order in which it came."""
    return [uri for (uri,) in door.ask("SELECT uri FROM v_items ORDER BY item_id")]


def why(door: FrontDoor) -> str:
    """Why the source fails."""
    ((said,),) = door.ask("SELECT last_error FROM v_source_health WHERE source = 'house'")
    return str(said)


def test_files_are_taken_once_in_the_order_of_their_names(door: FrontDoor, house: House) -> None:
    wanted = lay_some(house, 20)
    lay(house, "sub/one.json")
    door.sources(house.row())
    assert door.copytaster("run", "--all").code == 0
    assert uris(door) == [*wanted, "urn:far:sub/one.json"]
    assert door.copytaster("run", "--all").code == 0
    assert len(uris(door)) == 21
    lay(house, "late.json", age=-500)  # older than all that was taken: no watermark passes it over
    assert door.copytaster("run", "--all").code == 0
    assert uris(door)[-1] == "urn:far:late.json"
    assert door.ask("SELECT state, last_outcome FROM v_source_health") == [("ok", "ok")]


def test_a_filed_file_is_moved_on_the_server_and_never_over_another(door: FrontDoor, house: House) -> None:
    lay_some(house, 3)
    lay(house, "done/001.json", b"somebody else's")
    door.sources(house.row(move_to='"done"'))
    assert door.copytaster("run", "--all").code == 0
    folder = house.root / "incoming"
    assert sorted(path.name for path in folder.iterdir()) == ["done"]
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["000.json", "001.json", "001.json.1", "002.json"]
    assert (folder / "done" / "001.json").read_bytes() == b"somebody else's"
    assert len(uris(door)) == 3


def test_what_was_filed_and_not_moved_yet_is_moved_at_the_next_pass(door: FrontDoor, house: House) -> None:
    lay_some(house, 2)
    door.sources(house.row())
    assert door.copytaster("run", "--all").code == 0
    door.sources(house.row(move_to='"done"'))
    assert door.copytaster("run", "--all").code == 0
    assert sorted(path.name for path in (house.root / "incoming" / "done").iterdir()) == ["000.json", "001.json"]
    assert len(uris(door)) == 2


def test_names_that_say_they_are_unfinished_and_links_and_large_files_are_not_taken(door: FrontDoor, house: House) -> None:
    lay(house, "good.json")
    lay(house, "half.json.part")
    lay(house, ".hidden.json")
    lay(house, "large.json", b"x" * 300_000)
    (house.root / "secret.txt").write_text("the canary sings in the cellar")
    if isinstance(house, SftpHouse):  # an FTP server says of a link what is behind it
        (house.root / "incoming" / "link.json").symlink_to(house.root / "secret.txt")
    door.pipeline("[limits]\nbytes = 200000\n")
    door.sources(house.row())
    door.copytaster("run", "--all")
    assert uris(door) == ["urn:far:good.json"]
    letters = {reason for (reason,) in door.ask("SELECT reason FROM dead_letter")}
    assert any("large.json: it is larger than" in one for one in letters)
    assert b"canary" not in (door.data / "wire.db").read_bytes()


def test_a_young_file_that_does_not_change_is_taken_at_the_second_look(door: FrontDoor, house: House) -> None:
    path = lay(house, "young.json")
    os.utime(path)
    door.sources(house.row())
    assert door.copytaster("run", "--all").code == 0
    assert uris(door) == ["urn:far:young.json"]


def test_a_server_that_hangs_up_in_the_middle_is_gone_back_to(door: FrontDoor, house: House) -> None:
    wanted = lay_some(house, 30)
    if isinstance(house, SftpHouse):
        house.breaks_at, house.unlisted_at = frozenset({3, 17, 25}), frozenset({1})
    else:
        assert isinstance(house, FtpHouse)
        house.breaks_at = frozenset({1, 4, 11, 20})
    door.sources(house.row())
    assert door.copytaster("run", "--all").code == 0, why(door)
    assert uris(door) == wanted
    assert door.faults() == []


def test_a_server_that_always_hangs_up_is_left_alone_and_what_came_is_filed(door: FrontDoor, house: House) -> None:
    wanted = lay_some(house, 30)
    if isinstance(house, SftpHouse):
        house.breaks_at = frozenset(range(20, 1000))
    else:
        assert isinstance(house, FtpHouse)
        house.breaks_at = frozenset(range(12, 1000))
    door.sources(house.row())
    assert door.copytaster("run", "--all").code == 1
    assert "connections in a row broke" in why(door)
    there = uris(door)
    assert there
    assert there == wanted[: len(there)]
    assert door.ask("SELECT count(*) FROM dead_letter") == [(0,)]
    house.breaks_at = frozenset()
    assert door.copytaster("run", "--all").code == 0
    assert uris(door) == wanted


def test_a_private_address_that_nobody_opened_is_never_dialed(door: FrontDoor, house: House) -> None:
    met = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        scheme = "sftp" if isinstance(house, SftpHouse) else "ftp"
        door.sources(house.row(url=f'"{scheme}://127.0.0.1:{port}/incoming"', every='"1h"'))
        assert door.copytaster("run", "--all").code != 0
        with pytest.raises(TimeoutError):
            met.append(listener.accept())
    assert met == []
    assert "is not a public address" in why(door)


def test_a_folder_that_is_not_there_says_so(door: FrontDoor, house: House) -> None:
    scheme, port = ("sftp", house.port) if isinstance(house, SftpHouse) else ("ftp", house.port)  # type: ignore[attr-defined]
    door.sources(house.row(url=f'"{scheme}://127.0.0.1:{port}/nowhere"'))
    assert door.copytaster("run", "--all").code == 1
    assert "the folder /nowhere can't be listed" in why(door)


def test_a_server_that_is_down_is_unreachable(door: FrontDoor, house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    scheme = "sftp" if isinstance(house, SftpHouse) else "ftp"
    door.sources(house.row(url=f'"{scheme}://127.0.0.1:{port}/x"', allow_private=f'["127.0.0.1:{port}"]'))
    assert door.copytaster("run", "--all").code == 69
    assert f"no connection to 127.0.0.1:{port}" in why(door)


def test_another_key_than_the_one_we_know_ends_it_before_anything_is_sent(door: FrontDoor, sftp: SftpHouse, tmp_path: Path) -> None:
    lay_some(sftp, 1)
    import asyncssh

    known = tmp_path / "known"
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key()
    known.write_bytes(f"[127.0.0.1]:{sftp.port} ".encode() + other)
    door.sources(sftp.row(known_hosts=f'"{known}"'))
    assert door.copytaster("run", "--all").code == 1
    assert "shows another key than the one that stands for it in" in why(door)
    said = " ".join(door.copytaster("sources", "check", "house").out.split())
    assert "put this line in the place of the server's old one" in said
    assert (sftp.home / "known_hosts").read_text().strip() in said
    known.write_bytes(b"elsewhere.example " + other)
    door.copytaster("run", "--all")
    assert "shows a key that does not stand in" in why(door)
    known.unlink()
    door.copytaster("run", "--all")
    assert "can't be read" in why(door)


def test_a_refused_account_is_left_alone_for_a_while(door: FrontDoor, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_some(house, 1)
    monkeypatch.setenv("HOUSE_PASSWORD", "wrong")
    more = {"key": "", "password": '"env:HOUSE_PASSWORD"'} if isinstance(house, SftpHouse) else {}
    door.sources(house.row(**more))
    assert door.copytaster("run", "--all").code == 1
    assert "let wire in" in why(door)
    assert "lest the account be locked" in why(door)
    assert door.ask("SELECT state FROM v_source_health") == [("held",)]
    monkeypatch.setenv("HOUSE_PASSWORD", PASSWORD)
    assert "it did not let us in; `sources enable house` lifts that" in door.copytaster("run", "--source", "house").out
    assert door.ask("SELECT count(*) FROM v_items") == [(0,)]
    assert door.copytaster("sources", "enable", "house").code == 0
    assert door.copytaster("run", "--all").code == 0
    assert len(uris(door)) == 1


def test_names_that_lead_elsewhere_are_refused_unread(door: FrontDoor, sftp: SftpHouse) -> None:
    lay(sftp, "good.json")
    (sftp.root / "escape.json").write_text("the canary sings in the cellar")
    sftp.lies = (b"../escape.json", b"/escape.json", b"a\nb.json", b"\xff\xfe.json", b"gone.json")
    door.sources(sftp.row())
    door.copytaster("run", "--all")
    assert uris(door) == ["urn:far:good.json"]
    letters = sorted(reason for (reason,) in door.ask("SELECT reason FROM dead_letter"))
    assert len(letters) == 4, letters  # a name whose file went meanwhile is nobody's fault
    assert b"canary" not in (door.data / "wire.db").read_bytes()


def test_a_file_that_grows_is_left_for_the_next_pass(door: FrontDoor, sftp: SftpHouse) -> None:
    lay(sftp, "good.json")
    lay(sftp, "grows.json")
    sftp.growing = b"/grows.json"
    door.sources(sftp.row())
    assert door.copytaster("run", "--all").code == 0
    assert uris(door) == ["urn:far:good.json"]
    sftp.growing = b"/no such name"
    assert door.copytaster("run", "--all").code == 0
    assert uris(door) == ["urn:far:good.json", "urn:far:grows.json"]


def test_a_file_at_which_the_server_falls_silent_costs_itself_alone(door: FrontDoor, sftp: SftpHouse) -> None:
    lay(sftp, "0.json")
    sftp.silent_at = frozenset({1, 2})
    lay_some(sftp, 3)
    sftp.silent_at = frozenset({1})
    door.sources(sftp.row(deadline_s="1"))
    assert door.copytaster("run", "--all").code == 0, why(door)
    assert len(uris(door)) == 4


def test_data_that_is_said_to_lie_elsewhere_is_not_sought_there(door: FrontDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_PASSWORD", PASSWORD)
    with FtpHouse(tmp_path / "far", elsewhere="192.0.2.1", unknown=("EPSV",)) as house:
        wanted = lay_some(house, 3)
        door.sources(house.row())
        assert door.copytaster("run", "--all").code == 0, why(door)
        assert uris(door) == wanted


def test_a_server_without_listings_for_machines_is_read_too(door: FrontDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_PASSWORD", PASSWORD)
    with FtpHouse(tmp_path / "far", unknown=("MLSD", "MLST")) as house:
        wanted = lay_some(house, 3)
        door.sources(house.row(move_to='"done"'))
        assert door.copytaster("run", "--all").code == 0, why(door)
        assert uris(door) == wanted
        assert len(list((house.root / "incoming" / "done").iterdir())) == 3


def test_behind_tls_the_certificate_must_hold(door: FrontDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_PASSWORD", PASSWORD)
    authority = make_secrets(tmp_path, 1)
    if authority is None:
        pytest.skip("there is no openssl to make a certificate with")
    with FtpHouse(tmp_path / "far", host="127.0.1.1", certificate=tmp_path / "stand-0.pem") as house:
        wanted = lay_some(house, 3)
        door.sources(house.row(move_to='"done"'))
        assert door.copytaster("run", "--all").code == 1
        assert "the certificate of 127.0.1.1 does not hold" in why(door)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert door.copytaster("run", "--all").code == 0, why(door)
    assert uris(door) == wanted
    assert len(list((house.root / "incoming" / "done").iterdir())) == 3


def test_a_server_without_tls_is_told_from_a_wrong_password(door: FrontDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_PASSWORD", PASSWORD)
    with FtpHouse(tmp_path / "far") as house:
        lay_some(house, 1)
        door.sources(house.row(url=f'"ftps://{house.host}:{house.port}/incoming"'))
        assert door.copytaster("run", "--all").code == 1
    assert "speaks no TLS" in why(door)
    assert "nothing was sent" in why(door)
    assert "password" not in why(door)


def test_a_feed_on_a_server_finds_its_pages_beside_it(door: FrontDoor, house: House) -> None:
    from frontdoor import page

    words = "The pilots of Gull haven sail a new boat since Monday, their harbor master said."
    lay(house, "pages/one.html", page("Pilots get a new boat", words))
    entry = "<item><title>Pilots get a new boat</title><link>pages/one.html</link><guid>g1</guid></item>"
    lay(house, "feed.rss", f'<rss version="2.0"><channel><title>Gull</title>{entry}</channel></rss>'.encode())
    door.sources(house.row(follow="true"))
    assert door.copytaster("run", "--all").code == 0
    ((headline, body),) = door.ask("SELECT headline, body FROM item")
    assert headline == "Pilots get a new boat"
    assert "since Monday" in body


def test_a_greeting_without_end_ends_at_its_deadline(door: FrontDoor, house: House) -> None:
    scheme = "sftp" if isinstance(house, SftpHouse) else "ftp"
    leave = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def talk() -> None:
            listener.settimeout(0.2)
            while not leave.is_set():
                try:
                    line, _ = listener.accept()
                except TimeoutError:
                    continue
                with line:
                    line.settimeout(5)
                    try:
                        for _ in range(300):
                            line.sendall(b"220-" + b"welcome " * 400 + b"\r\n")
                    except OSError:
                        continue

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        door.sources(house.row(url=f'"{scheme}://127.0.0.1:{port}/x"', allow_private=f'["127.0.0.1:{port}"]', deadline_s="1"))
        assert door.copytaster("run", "--all").code in (1, 69)
        leave.set()
        thread.join(10)
    assert why(door)


def test_a_folder_too_deep_is_told_and_a_move_to_the_folder_itself_moves_nothing(door: FrontDoor, house: House) -> None:
    lay(house, "good.json")
    lay(house, "/".join(["d"] * 10) + "/deep.json")
    door.sources(house.row(move_to='"/"'))
    assert door.copytaster("run", "--all").code == 0
    assert uris(door) == ["urn:far:good.json"]
    ((reason,),) = door.ask("SELECT reason FROM dead_letter")
    assert "more than 8 folders deep" in reason
    assert (house.root / "incoming" / "good.json").is_file()


def test_a_server_is_added_by_its_address_once_it_lets_us_in(door: FrontDoor, sftp: SftpHouse, tmp_path: Path) -> None:
    lay_some(sftp, 2)
    door.sources()
    address, pair = f"sftp://127.0.0.1:{sftp.port}/incoming", f"127.0.0.1:{sftp.port}"
    words = ["sources", "add", address, "--id", "far", "--user", "wire", "--key", str(sftp.home / "our_key"), "--every", "1m"]
    refused = door.copytaster(*words, "--known-hosts", str(tmp_path / "none"), "--allow-private", pair)
    assert refused.code == 1, refused.out + refused.err
    assert "SHA256:" in refused.err + refused.out
    assert "far" not in (door.config / "sources.toml").read_text()
    added = door.copytaster(*words, "--known-hosts", str(sftp.home / "known_hosts"), "--allow-private", pair)
    assert added.code == 0, added.out + added.err
    assert door.copytaster("run", "--source", "far").code == 0
    assert len(uris(door)) == 2


def test_a_check_tells_what_lies_there_and_stores_nothing(door: FrontDoor, house: House) -> None:
    lay_some(house, 3)
    lay(house, "none.json", b"no story")
    door.sources(house.row())
    answer = door.copytaster("sources", "check", "house")
    assert answer.code == 0, answer.out + answer.err
    assert "ninjs" in answer.out
    assert door.ask_or_none("SELECT 1 FROM item") == []


def test_a_check_shows_the_key_of_a_server_that_nobody_vouched_for(door: FrontDoor, sftp: SftpHouse, tmp_path: Path) -> None:
    lay_some(sftp, 1)
    known = tmp_path / "known"
    door.sources(sftp.row(known_hosts=f'"{known}"'))
    said = " ".join(door.copytaster("sources", "check", "house").out.split())
    line = (sftp.home / "known_hosts").read_text().strip()
    assert "whether its key is SHA256:" in said
    assert line in said
    known.write_text(line)
    assert door.copytaster("sources", "check", "house").code == 0


def test_a_trial_of_a_target_shows_the_key_of_a_server_that_nobody_vouched_for(door: FrontDoor, sftp: SftpHouse, tmp_path: Path) -> None:
    known = tmp_path / "known"
    known.write_text("")
    row = sftp.row(known_hosts=f'"{known}"').replace("[[source]]", "[[target]]").replace("/incoming", "/incoming/wire")
    door.pipeline(row)
    answer = door.copytaster("outbox", "test", "house")
    line = (sftp.home / "known_hosts").read_text().strip()
    assert answer.code == 1
    assert "whether its key is SHA256:" in answer.err
    assert line in answer.err
    assert sftp.files() == []

    known.write_text(line)
    answer = door.copytaster("outbox", "test", "house")
    assert (answer.code, answer.err) == (0, "")


def test_the_doctor_tells_what_an_account_lacks(door: FrontDoor, sftp: SftpHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_SUCH_PASSWORD", raising=False)
    empty = tmp_path / "empty"
    empty.touch()
    door.sources(sftp.row(key=f'"{tmp_path / "missing"}"', known_hosts=f'"{empty}"', password='"env:NO_SUCH_PASSWORD"'))  # noqa: S106 - where one would stand
    said = door.copytaster("doctor").out
    assert said.count("Source 'house' can't sign in") == 3
    assert "there is no secret in the environment variable NO_SUCH_PASSWORD" in said
    assert "missing can't be read" in said
    assert "empty is empty" in said


@pytest.mark.parametrize("kind", ["sftp", "ftp"])
@pytest.mark.slow
def test_runs_that_are_killed_while_a_server_hangs_up_file_every_file_exactly_once(kind: Literal["sftp", "ftp"]) -> None:
    paper = deliver_files.bench(kind, 24, 2)
    assert [one for one in paper.failed if "killed in its middle" not in one] == []
