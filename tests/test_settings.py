"""Settings: what is written is what is read, and what is wrong is named with its line and remedy."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.settings import ConfigError, add_source, find_config, read_config, set_enabled
from ingest.settings.checks import seconds
from ingest.settings.edit import refuse_shipped
from ingest.settings.files import choose, line_of
from ingest.settings.read import read_sources
from normalizers.rulebook import bundled_root

if TYPE_CHECKING:
    from ingest.settings.edit import Value
    from ingest.terms import Config

FEED = '[[source]]\nid = "coast"\nkind = "feed"\nurl = "https://coast.example/rss.xml"\n'


def written(folder: Path, sources: str = "", pipeline: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(sources, "utf-8")
    if pipeline is not None:
        (folder / "pipeline.toml").write_text(pipeline, "utf-8")
    return folder


def config(folder: Path, sources: str = "", pipeline: str | None = None) -> Config:
    return read_config(written(folder / "config", sources, pipeline), folder / "data")


def complaint(folder: Path, sources: str = "", pipeline: str | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        config(folder, sources, pipeline)
    return caught.value


def test_a_full_source_reads_as_written(tmp_path: Path) -> None:
    text = """
[[source]]
id = "harbor-wire"
kind = "feed"
name = "Harbor Wire"
note = "asked them on the phone"
url = "http://127.0.0.1:8099/feed/a.rss"
every = "15m"
follow = true
zone = "Asia/Kolkata"
allow_private = ["127.0.0.1:8099", "[::1]:8099"]
spacing_s = 0
deadline_s = 5

[[source]]
id = "drop"
kind = "folder"
path = "drop"
move_to = "/srv/taken"
after = "harbor-wire"
enabled = false
"""
    wire, drop = config(tmp_path, text).sources
    assert (wire.name, wire.every, wire.follow, wire.zone, wire.spacing_s, wire.deadline_s) == (
        "Harbor Wire",
        900,
        True,
        "Asia/Kolkata",
        0,
        5,
    )
    assert wire.allow_private == ("127.0.0.1:8099", "[::1]:8099")
    assert (drop.path, drop.move_to, drop.after, drop.enabled) == (tmp_path / "config/drop", Path("/srv/taken"), "harbor-wire", False)


def test_defaults_are_polite(tmp_path: Path) -> None:
    (source,) = config(tmp_path, FEED).sources
    assert (source.every, source.spacing_s, source.deadline_s, source.enabled, source.follow) == (3600, 1.0, 30.0, True, False)


def test_a_listing_is_always_followed(tmp_path: Path) -> None:
    row = FEED.replace('"feed"', '"page"')
    assert config(tmp_path, row + 'links = "main h2 a"\n').sources[0].follow
    assert not config(tmp_path, row).sources[0].follow


def test_a_form_is_one_that_the_core_reads(tmp_path: Path) -> None:
    (source,) = config(tmp_path, FEED + 'form = "ninjs"\n').sources
    assert source.form == "ninjs"
    wrong = complaint(tmp_path, FEED + 'form = "ninja"\n')
    assert wrong.says == "'ninja' is not a form; did you mean ninjs?"


def test_a_missing_file_is_the_bundled_one(tmp_path: Path) -> None:
    targets = config(tmp_path, FEED).targets
    assert [(target.id, target.kind, target.path) for target in targets] == [
        ("out", "folder", tmp_path / "data/out"),
        ("wire-feed", "feed", tmp_path / "data/feed/copytaster.atom"),
    ]
    assert choose(tmp_path, "pipeline.toml") == bundled_root() / "pipeline.toml"


def test_the_pipeline_file_reads_as_written(tmp_path: Path) -> None:
    pipeline = """
contact = "https://desk.example"
workers = 3
hosts_at_once = 4
[limits]
read_s = 2.5
entries = 10
[[target]]
id = "cms"
kind = "folder"
path = "/srv/cms"
"""
    read = config(tmp_path, "", pipeline)
    assert (read.contact, read.workers, read.hosts_at_once, read.limits.read_s, read.limits.entries) == (
        "https://desk.example",
        3,
        4,
        2.5,
        10,
    )
    assert [target.path for target in read.targets] == [Path("/srv/cms")]


@pytest.mark.parametrize(
    ("row", "key", "says"),
    [
        ('kind = "feed"', "id", "is required"),
        ('id = "a"', "kind", "is required"),
        ('id = "a"\nkind = "fed"\nurl = "https://a.example/"', "kind", "did you mean feed?"),
        (
            'id = "a"\nkind = "telex"\nurl = "https://a.example/"',
            "kind",
            "known are feed, folder, ftp, imap, news-sitemap",
        ),
        ('id = "a"\nkind = "stfp"', "kind", "'stfp' is not a kind; did you mean sftp?"),
        ('id = "a"\nkind = 3', "kind", "expected str"),
        (
            'id = "a"\nkind = "sftp"\nurl = "sftp://a.example/out"\nuser = "hill"\nknown_hosts = "x"',
            "key",
            "is required for a sftp, or `password`; add one",
        ),
        ('id = "a"\nkind = "ftp"\nurl = "https://a.example/out"', "url", "must begin with ftp://"),
        ('id = "a"\nkind = "push"\nsecret = "env:A"\nmove_to = "x"', "move_to", "means nothing for a push"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nspacing = 1', "spacing", "unknown key; did you mean spacing_s?"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nfollow = "yes"', "follow", "expected bool, got str"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nspacing_s = -1', "spacing_s", "expected float >= 0"),
        ('id = "A b"\nkind = "feed"\nurl = "https://a.example/"', "id", "small letters"),
        ('id = "a"\nkind = "feed"', "url", "is required for a feed"),
        ('id = "a"\nkind = "feed"\nurl = "ftp://a.example/"', "url", "must begin with http://"),
        ('id = "a"\nkind = "feed"\nurl = "https://[broken/"', "url", "is not an address"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example:0/"', "url", "is not an address"),
        ('id = "a"\nkind = "feed"\nurl = "https://me:word@a.example/"', "url", "would reach logs"),
        ('id = "a"\nkind = "page"\nurl = "https://a.example/"\npath = "x"', "path", "means nothing for a page"),
        ('id = "a"\nkind = "folder"', "path", "is required for a folder"),
        ('id = "a"\nkind = "folder"\npath = "x"\nurl = "https://a.example/"', "url", "means nothing for a folder"),
        ('id = "a"\nkind = "folder"\npath = "  "', "path", "is not a path"),
        (f'id = "a"\nkind = "folder"\npath = "/{"w" * 256}"', "path", "is longer than a path may be"),
        ('id = "a"\nkind = "folder"\npath = "~nobody-of-that-name/x"', "path", "home folder nobody has"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nevery = "soon"', "every", 'write seconds, or "90s"'),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nevery = 0', "every", "between one second and 30 days"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nevery = 59', "every", "too often for a public server"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nzone = "Asia/Calcuta"', "zone", "did you mean Asia/Calcutta?"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nzone = "../etc"', "zone", "is not a time zone"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nallow_private = ["10.0.0.1"]', "allow_private", "is not host:port"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nallow_private = ["::1:80"]', "allow_private", "is not host:port"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nallow_private = ["h:70000"]', "allow_private", "is not host:port"),
        ('id = "a"\nkind = "news-sitemap"', "url", "is required for a news-sitemap"),
        ('id = "a"\nkind = "page"\nurl = "https://a.example/"\nlinks = "h2 >"', "links", 'write for example "main h2 a"'),
        ('id = "a"\nkind = "page"\nurl = "https://a.example/"\nlinks = ""', "links", "is no CSS selector"),
        ('id = "a"\nkind = "page"\nurl = "https://a.example/"\nlinks = "//h2["', "links", "is no XPath"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nlinks = "h2 a"', "links", "means nothing for a feed"),
        ('id = "a"\nkind = "folder"\npath = "x"\nlinks = "h2 a"', "links", "means nothing for a folder"),
        ('id = "a"\nkind = "page"\nurl = "https://a.example/"\nlinks = "a"\nform = "text"', "form", "means nothing for a listing"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nafter = "b"', "after", "is no source of this file"),
        ('id = "a"\nkind = "feed"\nurl = "https://a.example/"\nafter = "a"', "after", "circle"),
    ],
)
def test_a_wrong_source_names_key_and_remedy(tmp_path: Path, row: str, key: str, says: str) -> None:
    wrong = complaint(tmp_path, f"[[source]]\n{row}\n")
    assert key in wrong.key
    assert says in wrong.says
    assert wrong.file.startswith(str(tmp_path / "config/sources.toml"))
    assert wrong.exit_code == 78


def test_a_complaint_says_the_line_and_the_row(tmp_path: Path) -> None:
    wrong = complaint(tmp_path, FEED + '\n[[source]]  # second\nid = "ani"\nkind = "feed"\nurl = "https://ani.example/"\nspacing = 2\n')
    assert str(wrong).startswith(f'{tmp_path}/config/sources.toml:10: [[source]] "ani" spacing: unknown key')


def test_an_id_is_used_once(tmp_path: Path) -> None:
    wrong = complaint(tmp_path, FEED + FEED)
    assert (wrong.file.rsplit(":", 1)[1], wrong.says) == ("6", "is used twice; give each its own")


@pytest.mark.parametrize(
    ("sources", "pipeline", "where", "says"),
    [
        ("[[sauce]]\n", None, "sauce", "did you mean source?"),
        ("source = 3\n", None, "source", "two brackets"),
        ("source = [3]\n", None, "[[source]] number 1", "must be a table"),
        ("id = = 2\n", None, "", "is not TOML"),
        ("", "worker = 2\n", "worker", "did you mean workers?"),
        ("", 'workers = "two"\n', "workers", "expected int"),
        ("", "workers = 0\n", "workers", ">= 1"),
        ("", "[limits]\nread = 2\n", "[limits] read", "did you mean read_s?"),
        ("", "limits = 4\n", "[limits]", "must be a table"),
        ("", '[[target]]\nid = "t"\nkind = "folders"\npath = "x"\ntitle = "T"\n', '[[target]] "t" kind', "did you mean folder?"),
        ("", '[[target]]\nid = "t"\nkind = "feed"\npath = "x"\nentries = 0\n', '[[target]] "t" entries', ">= 1"),
        (
            "",
            '[[target]]\nid = "t"\nkind = "feed"\npath = "x"\n[[target]]\nid = "u"\nkind = "feed"\npath = "x"\n',
            '"u" path',
            "another target",
        ),
    ],
)
def test_a_wrong_file_names_place_and_remedy(tmp_path: Path, sources: str, pipeline: str | None, where: str, says: str) -> None:
    wrong = complaint(tmp_path, sources, pipeline)
    assert where in wrong.key
    assert says in wrong.says


def test_a_file_that_is_not_utf8_or_not_readable_is_named(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_bytes(b'x = "\xff"')
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_sources(tmp_path / "sources.toml")
    with pytest.raises(ConfigError, match="no such file"):
        read_sources(tmp_path / "gone.toml")
    with pytest.raises(ConfigError, match="can't be read"):
        read_sources(tmp_path)


@given(st.integers(1, 999), st.sampled_from("smhd"))
def test_a_period_reads_with_its_unit(number: int, unit: str) -> None:
    expected = number * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    if expected <= 30 * 86400:
        assert seconds(f" {number} {unit.upper()} ") == seconds(expected) == expected


def test_the_config_folder_is_looked_for_in_order(tmp_path: Path) -> None:
    flagged, told, here, system = (written(tmp_path / name) for name in ("flagged", "told", "config", "system"))
    env = {"COPYTASTER_CONFIG": "told"}
    assert find_config("flagged", env, tmp_path, system=system) == flagged
    assert find_config(None, env, tmp_path, system=system) == told
    assert find_config(None, {}, tmp_path, system=system) == here
    assert find_config(None, {}, tmp_path / "elsewhere", system=system) == system
    assert find_config(None, {}, tmp_path / "elsewhere", system=tmp_path / "none") == bundled_root()


def test_a_named_config_folder_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--config: there is no such folder"):
        find_config("nowhere", {}, tmp_path)
    with pytest.raises(ConfigError, match="COPYTASTER_CONFIG: there is no such folder"):
        find_config(None, {"COPYTASTER_CONFIG": "nowhere"}, tmp_path)


def test_a_config_folder_of_another_program_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    assert find_config(None, {}, tmp_path, system=tmp_path / "none") == bundled_root()


def test_the_line_of_a_key_is_found_in_its_own_table() -> None:
    text = 'top = 1\n[[source]]\nid = "a"\n[[target]]\nid = "t"\n[[source]] # two\n\'id\' = "b"\n'
    assert [line_of(text, None, key="top"), line_of(text, "source", 0, "id"), line_of(text, "source", 1, "id")] == [1, 3, 7]
    assert [line_of(text, "source", 1, "url"), line_of(text, "none"), line_of(text, None, key="url")] == [6, None, None]


def test_a_source_is_added_without_touching_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text("# our wire\n" + FEED, "utf-8")
    file.chmod(0o640)
    values: dict[str, Value] = {
        "id": "b",
        "kind": "feed",
        "url": "https://b.example/",
        "name": 'The "B"\\ \u2028wire',
        "every": 900,
        "follow": True,
    }
    add_source(file, {**values, "spacing_s": 1.5, "allow_private": ("localhost:80",)})
    assert file.read_text("utf-8").startswith("# our wire\n" + FEED)
    added = read_sources(file)[1]
    assert (added.name, added.every, added.follow, added.allow_private) == ('The "B"\\ \u2028wire', 900, True, ("localhost:80",))
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


def test_a_source_is_added_where_no_file_was(tmp_path: Path) -> None:
    file = tmp_path / "new" / "sources.toml"
    add_source(file, {"id": "b", "kind": "folder", "path": "drop"})
    assert read_sources(file)[0].path == tmp_path / "new" / "drop"


def test_a_source_that_would_break_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(FEED, "utf-8")
    with pytest.raises(ConfigError, match=r"sources\.toml:\d+: .*\"coast\" id: is used twice"):
        add_source(file, {"id": "coast", "kind": "feed", "url": "https://b.example/"})
    assert file.read_text("utf-8") == FEED
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


def test_what_an_upgrade_would_replace_is_not_edited(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"an upgrade replaces it; copy .* to \./config"):
        refuse_shipped(tmp_path / "bundled" / "sources.toml", tmp_path / "bundled")
    refuse_shipped(tmp_path / "config" / "sources.toml", tmp_path / "bundled")
    refuse_shipped(tmp_path / "config" / "sources.toml", tmp_path / "config")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("enabled = true   # since May\n", "enabled = false   # since May\n"),
        ("  'enabled'=true\r\n", "  'enabled'=false\r\n"),
        ("", "enabled = false\n"),
    ],
)
def test_a_source_is_switched_off_in_its_own_table(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "sources.toml"
    other = '# next\n[[source]]\nid = "hill"\nkind = "folder"\npath = "hill"\n'
    head, tail = '[[source]]\nid = "coast"\n', 'kind = "feed"\nurl = "https://coast.example/"\n\n'
    file.write_bytes((head + before + tail + other).encode())
    set_enabled(file, "coast", on=False)
    assert file.read_bytes().decode() == head + after + tail + other
    assert [source.enabled for source in read_sources(file)] == [False, True]
    set_enabled(file, "coast", on=True)
    assert [source.enabled for source in read_sources(file)] == [True, True]


def test_a_file_without_a_last_line_break_can_be_edited(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text('[[source]]\nkind = "folder"\npath = "x"\nid = "hill"', "utf-8")
    set_enabled(file, "hill", on=False)
    assert not read_sources(file)[0].enabled


def test_an_unknown_or_inline_source_is_not_switched(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text('source = [{id = "hill", kind = "folder", path = "x"}]\n', "utf-8")
    with pytest.raises(ConfigError, match="did you mean hill"):
        set_enabled(file, "hil", on=True)
    with pytest.raises(ConfigError, match="edit it by hand"):
        set_enabled(file, "hill", on=True)


@pytest.mark.parametrize("trap", ["[[source]]\nenabled = true", "[[source]]\n  id = 1", "[[source]]"])
def test_a_header_inside_a_string_is_not_switched(tmp_path: Path, trap: str) -> None:
    file = tmp_path / "sources.toml"
    text = f'[[source]]\nid = "hill"\nkind = "folder"\npath = "x"\nnote = """\n{trap}\n"""\n' + FEED
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="edit it by hand"):
        set_enabled(file, "coast", on=False)
    assert file.read_text("utf-8") == text


@settings(max_examples=50, deadline=None)
@given(name=st.text(st.characters(codec="utf-8"), max_size=30), every=st.integers(60, 9999), on=st.booleans())
def test_what_is_added_reads_back_whatever_its_letters(name: str, every: int, on: bool) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sources.toml"
        add_source(file, {"id": "coast", "kind": "feed", "url": "https://coast.example/", "name": name, "every": every})
        add_source(file, {"id": "hill", "kind": "folder", "path": "drop", "enabled": on})
        set_enabled(file, "hill", on=not on)
        coast, hill = read_sources(file)
    assert (coast.name, coast.every, hill.enabled) == (name, every, not on)


def test_the_shipped_pipeline_is_sound(tmp_path: Path) -> None:
    written(tmp_path / "config", FEED, (bundled_root() / "pipeline.toml").read_text("utf-8"))
    read = read_config(tmp_path / "config", tmp_path)
    assert read.contact is None
    assert [target.id for target in read.targets] == ["out", "wire-feed"]


@pytest.mark.parametrize(
    ("table", "key", "says"),
    [
        ('listen = "8642"', "listen", 'write for example "127.0.0.1:8642"'),
        ('listen = "127.0.0.1:99999"', "listen", "is not host:port"),
        ('trusted_proxies = ["proxy.example"]', "trusted_proxies", "is not a network"),
        ('proxy_header = "X-Remote-User"', "proxy_header", "is believed from nobody"),
        ("session_hours = 0", "session_hours", "> 0"),
        ('port = "8642"', "port", "unknown key"),
    ],
)
def test_a_wrong_key_of_the_desk_is_named_with_its_remedy(tmp_path: Path, table: str, key: str, says: str) -> None:
    (tmp_path / "pipeline.toml").write_text(f"[desk]\n{table}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(says)) as wrong:
        read_config(tmp_path, tmp_path)
    assert key in wrong.value.key


def test_the_desk_listens_where_it_is_told_to(tmp_path: Path) -> None:
    table = (
        'listen = "unix:/run/desk.sock"\nhosts = ["Desk.Example"]\ntrusted_proxies = ["unix", "10.0.0.0/8"]\nproxy_header = "X-Remote-User"'
    )
    (tmp_path / "pipeline.toml").write_text(f"[desk]\n{table}\n", encoding="utf-8")
    desk = read_config(tmp_path, tmp_path).desk
    assert (desk.listen, desk.hosts, desk.trusted_proxies) == ("unix:/run/desk.sock", ("desk.example",), ("unix", "10.0.0.0/8"))
