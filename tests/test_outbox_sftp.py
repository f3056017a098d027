"""Target `sftp`: whole documents over one connection, to the server we know alone, and nothing lost when it hangs up in the middle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from mailroom import Post
from sftphouse import PASSWORD, SftpHouse, by_password

from ingest.terms import Despatched, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SftpHouse]:
    """A house that takes copy."""
    home = tmp_path / "home"
    home.mkdir()
    with SftpHouse(tmp_path / "root", home) as server:
        yield server


def test_documents_arrive_whole_over_one_connection(house: SftpHouse, tmp_path: Path) -> None:
    post = Post(tmp_path, house.target())
    items = post.approves(40)
    outcomes = post.sends()
    assert house.files() == sorted(f"{item}-house-publish.json" for item in items)
    assert len(house.connections) == 1
    assert all(isinstance(one, Despatched) for one in outcomes)
    assert isinstance(outcomes[0], Despatched)
    assert outcomes[0].place == f"sftp://127.0.0.1:{house.port}/incoming/wire/1-house-publish.json"
    document = json.loads((house.root / "incoming" / "wire" / "1-house-publish.json").read_bytes())
    assert document["headlines"][0]["value"] == "Story 1"


def test_a_withdrawal_is_laid_beside_without_the_copy(house: SftpHouse, tmp_path: Path) -> None:
    post = Post(tmp_path, house.target())
    items = post.approves()
    post.sends()
    post.kills(*items)
    post.sends()
    document = json.loads((house.root / "incoming" / "wire" / f"{items[0]}-house-withdraw.json").read_bytes())
    assert document["pubStatus"] == "canceled"
    assert "bodies" not in document


def test_a_server_that_hangs_up_in_the_middle_gets_the_rest_later_and_nothing_twice(house: SftpHouse, tmp_path: Path) -> None:
    house.drops_at = frozenset({7, 30})
    post = Post(tmp_path, house.target())
    items = post.approves(40)
    for _ in range(6):
        post.sends()
        post.later(hours=1)
    names = [name for name in house.files() if not name.startswith(".")]
    assert names == sorted(f"{item}-house-publish.json" for item in items)
    assert post.statuses("house") == ["done"] * 40
    for name in names:
        json.loads((house.root / "incoming" / "wire" / name).read_bytes())
    assert len(house.connections) == 3


def test_a_password_opens_too(house: SftpHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_PASSWORD", PASSWORD)
    post = Post(tmp_path, house.target(key=None, password=by_password()))
    post.approves()
    assert [type(one) for one in post.sends()] == [Despatched]


def refused(house: SftpHouse, tmp_path: Path, **more: object) -> str:
    """Why nothing was taken."""
    post = Post(tmp_path, house.target(**more))
    post.approves()
    (outcome,) = post.sends()
    assert isinstance(outcome, Refused)
    assert outcome.blames == "target"
    assert house.files() == []
    return outcome.reason


def test_another_servers_key_is_never_accepted(house: SftpHouse, tmp_path: Path) -> None:
    import asyncssh

    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key()
    (house.home / "others").write_bytes(f"[127.0.0.1]:{house.port} ".encode() + other)
    assert "shows another key than the one that stands for it in" in refused(house, tmp_path, known_hosts=house.home / "others")


def test_an_account_that_is_not_let_in_says_so(house: SftpHouse, tmp_path: Path) -> None:
    import asyncssh

    asyncssh.generate_private_key("ssh-ed25519").write_private_key(house.home / "wrong")
    (house.home / "wrong").chmod(0o600)
    assert "does not let wire in" in refused(house, tmp_path, key=house.home / "wrong")


def test_a_file_that_is_no_key_is_named(house: SftpHouse, tmp_path: Path) -> None:
    (house.home / "scrap").write_text("no key at all", "utf-8")
    assert f"{house.home / 'scrap'} is no private key" in refused(house, tmp_path, key=house.home / "scrap")


def test_a_private_address_that_nobody_opened_is_not_dialed(house: SftpHouse, tmp_path: Path) -> None:
    assert "is not a public address" in refused(house, tmp_path, allow_private=())
    assert house.connections == []


def test_a_server_that_is_not_there_is_left_alone(house: SftpHouse, tmp_path: Path) -> None:
    assert "no connection to 127.0.0.1:9" in refused(house, tmp_path, url="sftp://127.0.0.1:9/in", allow_private=("127.0.0.1:9",))
