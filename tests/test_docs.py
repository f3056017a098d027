"""The docs are held to the program: what a command, key, view, event or field is called stands there, and every example parses."""

from __future__ import annotations

import ast
import dataclasses
import re
import shutil
import sqlite3
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
import pytest

from ingest.cli import program
from ingest.journal import Event
from ingest.settings.proofs import broken_examples
from ingest.settings.rows import KeepRow, LimitsRow, PipelineRow, SourceRow, TargetRow
from ingest.store import open_store
from normalizers import as_json, read
from normalizers.rulebook import Agency, Layout, LineRow, NoticeRow, PublisherFile, SelectorRow, parse_rulebook
from normalizers.terms import Story
from normalizers.transforms import Strip, Sub, TakeGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
DOCS = sorted(
    [
        *(ROOT / "docs").glob("*.md"),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        ROOT / "data" / "samples" / "README.md",
    ]
)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHARED = {"--config", "--data", "--json", "--verbose", "--help"}
COUNT_OF_DECISIONS = 10


def text(name: str) -> str:
    """A document of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


def section(document: str, title: str) -> str:
    """What stands under a heading, whatever its level, until the next one."""
    found = re.search(rf"^#+ {re.escape(title)}$\n(.*?)(?=^#+ |\Z)", document, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def commands(group: click.Group = program, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command of the program by its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{path}{name} is listed and can't be opened"
        if isinstance(command, click.Group):
            if command.invoke_without_command and options(command):
                yield f"{path}{name}", command
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def options(command: click.Command) -> set[str]:
    """A command's own long options."""
    return {opt for option in command.params if isinstance(option, click.Option) for opt in option.opts if opt.startswith("--")} - SHARED


def examples(*languages: str) -> list[Any]:
    """Every fenced example in these languages, with the file it stands in."""
    return [
        pytest.param(found.group(2), id=f"{path.name}-{number}")
        for path in DOCS
        for number, found in enumerate(FENCE.finditer(path.read_text("utf-8")))
        if found.group(1) in languages
    ]


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A real database with nothing in it but its views."""
    path = tmp_path_factory.mktemp("data") / "wire.db"
    open_store(path).close()
    conn = sqlite3.connect(path)
    yield conn
    conn.close()


# --- commands ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "command"), [pytest.param(*pair, id=pair[0].replace(" ", "-")) for pair in commands()])
def test_a_command_is_explained_with_its_options_and_an_example(name: str, command: click.Command) -> None:
    document = text("commands.md")
    group, _, verb = name.rpartition(" ")
    titles = re.findall(r"^### (.+)$", document, re.MULTILINE)
    own = [
        title for title in titles if name in {part if group in {"", *part.split()} else f"{group} {part}" for part in re.split(", ", title)}
    ]
    assert own, f"docs/commands.md has no section for {name}"
    said = section(document, own[0])
    assert f"copytaster {name}" in said or f"copytaster --data /var/lib/copytaster {name}" in said or verb == "serve", (
        f"no example of {name}"
    )
    assert {opt for opt in options(command) if f"`{opt}" not in said} == set()


def test_the_docs_name_no_option_that_does_not_exist() -> None:
    known = SHARED | {"--version"} | {opt for _, command in commands() for opt in options(command)}
    assert {opt for opt in re.findall(r"`(--[a-z-]+)", text("commands.md")) if opt not in known} == set()


def test_options_that_every_command_takes_are_explained() -> None:
    said = section(text("commands.md"), "Options that every command takes")
    assert [opt for opt in ("--config", "--data", "--json", "--verbose") if f"`{opt}" not in said] == []


# --- views and queries ---------------------------------------------------------------------------------------------
def test_every_view_and_its_columns_are_explained(views: sqlite3.Connection) -> None:
    document = text("data.md")
    missing: list[str] = []
    for (view,) in views.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        said = section(document, view)
        columns = [row[1] for row in views.execute(f"PRAGMA table_info({view})")]
        missing += [f"{view}.{column}" for column in columns if f"`{column}`" not in said]
        missing += [] if said else [view]
    assert missing == []


@pytest.mark.parametrize("sql", examples("sql"))
def test_a_query_of_the_docs_runs(sql: str, views: sqlite3.Connection) -> None:
    views.execute(f"EXPLAIN {sql}").fetchall()


def test_the_queries_of_datasette_run(views: sqlite3.Connection) -> None:
    lines = (ROOT / "config" / "datasette.yaml").read_text("utf-8").splitlines()
    queries: list[str] = []
    for line in lines:
        if line.strip() == "sql: |-":
            queries.append("")
        elif queries and line.startswith(" " * 10):
            queries[-1] += line.strip() + " "
    assert len(queries) == sum(line.strip() == "sql: |-" for line in lines) > 0
    for query in queries:
        assert query, "the query is indented otherwise than the others"
        views.execute(f"EXPLAIN {query}", dict.fromkeys(re.findall(r":(\w+)", query), 1)).fetchall()


def test_datasette_describes_every_view(views: sqlite3.Connection) -> None:
    described = set(re.findall(r"^      (\w+):$", (ROOT / "config" / "datasette.yaml").read_text("utf-8"), re.MULTILINE))
    assert {view for (view,) in views.execute("SELECT name FROM sqlite_master WHERE type = 'view'")} <= described


# --- keys, events, fields ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "name", "title"),
    [
        (SourceRow, "add.md", "A source"),
        (TargetRow, "add.md", "A target"),
        (Agency, "add.md", "An agency"),
        (NoticeRow, "add.md", "A notice"),
        (PublisherFile, "add.md", "A publisher"),
        (LineRow, "add.md", "A publisher"),
        (SelectorRow, "add.md", "A publisher"),
        (Layout, "add.md", "A publisher"),
        (Strip, "add.md", "A publisher"),
        (Sub, "add.md", "A publisher"),
        (TakeGroup, "add.md", "A publisher"),
    ],
)
def test_every_key_of_a_table_is_explained(row: type[msgspec.Struct], name: str, title: str) -> None:
    said = section(text(name), title)
    optional = {"note"} if row is TargetRow else set()
    names = {field.name for field in msgspec.structs.fields(row)} - optional
    told = r"`{0}`|`\[\[{0}\]\]`|\[\[\w+\.{0}\]\]|^{0} = "
    assert {one for one in names if not re.search(told.format(one), said, re.MULTILINE)} == set()


def test_every_key_of_pipeline_toml_is_explained() -> None:
    said = section(text("operate.md"), "What the keys of pipeline.toml mean")
    assert [field.name for field in msgspec.structs.fields(PipelineRow) if f"`{field.name}`" not in said] == []
    assert [field.name for field in msgspec.structs.fields(LimitsRow) if f"`[limits] {field.name}`" not in said] == []
    assert [field.name for field in msgspec.structs.fields(KeepRow) if f"`[keep] {field.name}`" not in said] == []


def test_every_event_is_explained_with_its_level() -> None:
    levels = {10: "debug", 20: "info", 30: "warning", 40: "error"}
    rows = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", section(text("operate.md"), "Reading the log"), re.MULTILINE))
    assert rows == {event.label: levels[event.level] for event in Event}


def test_every_field_of_a_story_is_explained() -> None:
    document = text("story.md")
    (story,) = read(b"<h1>Ferries sail again</h1><p>Ferries left the harbor on Tuesday.</p>", form="page")
    assert isinstance(story, Story)
    told: dict[str, Any] = as_json(story)
    assert [key for key in told if f"`{key}`" not in document and key != "provenance"] == []
    assert [key for key in told["provenance"] if f"`{key}`" not in section(document, "Provenance")] == []


# --- the documents themselves --------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for link in LINK.findall(path.read_text("utf-8")):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), f"{path.name} links to {target}, which is not there"
        if anchor:
            titles = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("example", examples("toml"))
def test_a_toml_example_parses(example: str) -> None:
    assert tomllib.loads(example)


@pytest.mark.parametrize("example", examples("python", "py"))
def test_a_python_example_parses(example: str) -> None:
    assert ast.parse(example).body


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh on this machine")
@pytest.mark.parametrize("example", examples("sh"))
def test_a_shell_example_parses_and_names_commands_that_exist(example: str) -> None:
    done = subprocess.run(["sh", "-n"], input=example, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    known = [name for name, _ in commands()]
    for words in re.findall(r"(?:^|\| )copytaster ((?:[a-z]+ ?){1,2})", example, re.MULTILINE):
        assert any(words.strip() == name or words.strip().startswith(f"{name} ") or name == words.split()[0] for name in known), words


@pytest.mark.parametrize("example", examples("python"))
def test_a_python_example_runs(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(example, "docs", "exec"), {})  # noqa: S102 - our own docs
    assert capsys.readouterr().out


def test_examples_of_sources_and_targets_have_known_keys() -> None:
    for row, table, title in ((SourceRow, "source", "A source"), (TargetRow, "target", "A target")):
        known = {field.name for field in msgspec.structs.fields(row)}
        for found in FENCE.finditer(section(text("add.md"), title)):
            if found.group(1) == "toml":
                assert {key for one in tomllib.loads(found.group(2))[table] for key in one} <= known


@pytest.mark.parametrize(
    ("title", "name"),
    [("An agency", "agencies-ours.toml"), ("A notice", "notices/en-ours.toml"), ("A publisher", "publishers/hillcourier.example.toml")],
)
def test_an_example_of_a_rule_is_taken_by_the_rulebook(title: str, name: str) -> None:
    files = {part: (ROOT / "config" / part).read_bytes() for part in ("agencies.toml", "notices/en.toml")}
    (example,) = [found.group(2) for found in FENCE.finditer(section(text("add.md"), title)) if found.group(1) == "toml"]
    files[name] = files.get(name, b"") + b"\n" + example.encode()
    book = parse_rulebook(files)
    assert broken_examples(book) == []
    assert book.agencies.get("meridian") or book.houses or any(row.id == "en.my-newsroom.pool" for file in book.notices for row in file.row)


def test_why_holds_at_most_ten_decisions() -> None:
    assert 1 <= len(re.findall(r"^## \d+\. ", text("why.md"), re.MULTILINE)) <= COUNT_OF_DECISIONS


def test_the_rooms_of_the_picture_exist() -> None:
    named = re.findall(r"`((?:ingest|normalizers)/[\w/.]*)`", section(text("architecture.md"), "Rooms"))
    assert [name for name in named if not (ROOT / name).exists()] == []
    files = {path for folder in ("ingest", "normalizers") for path in (ROOT / folder).iterdir() if not path.name.startswith("_")}
    rooms = {path.name for path in files if path.suffix == ".py" or (path.is_dir() and path.name != "bundled")}
    assert {room for room in rooms if not any(name.rstrip("/").endswith(f"/{room}") for name in named)} == set()


def test_the_floors_of_the_docs_are_the_ones_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (drawn,) = [found.group(2) for found in FENCE.finditer(section(text("architecture.md"), "Floors"))]
    floors = [re.sub(r"^(ingest|normalizers)|\(.*\)$", "", line).strip().replace("│", "|") for line in drawn.splitlines() if line.strip()]
    assert floors == [layer for contract in contracts if contract["type"] == "layers" for layer in contract["layers"]]


def test_the_story_is_a_dataclass_whose_fields_the_docs_follow() -> None:
    document = text("story.md")
    assert [
        field.name
        for field in dataclasses.fields(Story)
        if f"`{field.name}`" not in document and field.name not in {"provenance", "findings"}
    ] == []
