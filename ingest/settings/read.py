"""sources.toml and pipeline.toml into the shell's nouns, every row checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from ingest.settings.checks import check_listen, check_network, is_loopback, secret_in
from ingest.settings.files import choose, line_of, load
from ingest.settings.problems import Complaint, ConfigError, did_you_mean
from ingest.settings.rows import DeskRow, DoorRow, KeepRow, LimitsRow, PipelineRow, as_row
from ingest.settings.source import source_of
from ingest.settings.target import target_of
from ingest.terms import Config, Desk, Door, Keep, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.terms import Source, Target

Made = TypeVar("Made")
Whole = TypeVar("Whole", LimitsRow, KeepRow)
_TABLES = frozenset({"limits", "keep", "desk", "door", "target"})


def read_config(root: Path, data: Path) -> Config:
    """Everything the shell needs from the config folder; a missing file is the bundled one.

    A source's path counts from the folder of its file, a target's from the data folder.
    """
    pipeline = choose(root, "pipeline.toml")
    top, (limits, keep, desk, door), targets = _pipeline(pipeline, data)
    return Config(
        root=root,
        sources=read_sources(choose(root, "sources.toml")),
        targets=targets,
        limits=limits,
        desk=desk,
        door=door,
        contact=top.contact or None,
        workers=top.workers,
        hosts_at_once=top.hosts_at_once,
        keep=keep,
    )


def read_sources(file: Path) -> tuple[Source, ...]:
    """The sources of one file, in its order."""
    table, text = load(file)
    _known_tables(file, table, text, {"source"})
    sources = tuple(_each(file, table, text, "source", lambda row: source_of(row, file.parent)))
    _no_twins(file, text, "source", [source.id for source in sources])
    _after_known(file, text, sources)
    return sources


def _pipeline(file: Path, data: Path) -> tuple[PipelineRow, tuple[Limits, Keep, Desk, Door], tuple[Target, ...]]:
    """The parts of pipeline.toml."""
    table, text = load(file)
    top = {key: value for key, value in table.items() if key not in _TABLES}
    _known_tables(file, table, text, {*_TABLES, *(field.name for field in msgspec.structs.fields(PipelineRow))})
    try:
        row = as_row(top, PipelineRow)
    except Complaint as wrong:
        raise _located(file, text, None, 0, wrong) from wrong
    limits = _table(file, table, text, "limits", LimitsRow)
    keep = _table(file, table, text, "keep", KeepRow)
    targets = tuple(_each(file, table, text, "target", lambda row: target_of(row, data, file.parent)))
    _no_twins(file, text, "target", [target.id for target in targets])
    _own_paths(file, text, targets)
    desk = _checked(file, table, text, "desk", _desk)
    door = _checked(file, table, text, "door", lambda rows: _door(rows, file.parent))
    return row, (Limits(**msgspec.structs.asdict(limits)), Keep(**msgspec.structs.asdict(keep)), desk, door), targets


def _table(file: Path, table: dict[str, object], text: str, name: str, form: type[Whole]) -> Whole:
    """A table that stands once in a file; a complaint gets its file and line."""
    try:
        return as_row(table.get(name, {}), form)
    except Complaint as wrong:
        raise _located(file, text, name, 0, wrong) from wrong


def _checked(file: Path, table: dict[str, object], text: str, name: str, make: Callable[[object], Made]) -> Made:
    """A table that stands once in a file, made into a value; a complaint gets its file and line."""
    try:
        return make(table.get(name, {}))
    except Complaint as wrong:
        raise _located(file, text, name, 0, wrong) from wrong


def _desk(table: object) -> Desk:
    """The desk's table, every key checked; a header that names the editor needs a proxy that is trusted."""
    row = as_row(table, DeskRow)
    if row.proxy_header and not row.trusted_proxies:
        raise Complaint("proxy_header", "is believed from nobody; name in `trusted_proxies` the networks whose word is taken")
    return Desk(
        name=row.name,
        listen=check_listen(row.listen),
        hosts=tuple(host.strip().lower() for host in row.hosts),
        trusted_proxies=tuple(map(check_network, row.trusted_proxies)),
        proxy_header=row.proxy_header or None,
        session_hours=row.session_hours,
    )


def _door(table: object, folder: Path) -> Door:
    """The door's table, every key checked; where other machines reach it, who pulls must show a token."""
    row = as_row(table, DoorRow)
    listen, token = check_listen(row.listen), secret_in(row.token, folder, "token")
    if token is None and not is_loopback(listen):
        raise Complaint("token", 'is required where other machines reach the door; write "env:NAME" or "file:/path"')
    return Door(listen=listen, hosts=tuple(host.strip().lower() for host in row.hosts), token=token)


def _known_tables(file: Path, table: dict[str, object], text: str, known: set[str]) -> None:
    """Refuse a key at the top of a file that nothing reads."""
    for key in table:
        if key not in known:
            says = f"unknown key; {did_you_mean(key, known)}"
            line = line_of(text, None, key=key) or line_of(text, key)
            raise ConfigError(f"{file}:{line}" if line else str(file), key, says)


def _each(file: Path, table: dict[str, object], text: str, name: str, make: Callable[[object], Made]) -> Iterator[Made]:
    """Each row of an array of tables, made into a value; a complaint gets its file, line and row."""
    rows = table.get(name, [])
    if not isinstance(rows, list):
        raise ConfigError(str(file), name, f"must be an array of tables; write [[{name}]] with two brackets")
    for index, row in enumerate(rows):
        try:
            yield make(row)
        except Complaint as wrong:
            raise _located(file, text, name, index, wrong, row) from wrong


def _located(file: Path, text: str, table: str | None, index: int, wrong: Complaint, row: object = None) -> ConfigError:
    """A complaint with the place it was made about."""
    line = line_of(text, table, index, wrong.key.split("[")[0].split(".")[0])
    name = row.get("id") if isinstance(row, dict) else None
    head = f'[[{table}]] "{name}"' if name else (f"[[{table}]] number {index + 1}" if row is not None else table and f"[{table}]")
    return ConfigError(f"{file}:{line}" if line else str(file), " ".join(part for part in (head, wrong.key) if part), wrong.says)


def _no_twins(file: Path, text: str, table: str, ids: list[str]) -> None:
    """Refuse two rows of one id."""
    for index, name in enumerate(ids):
        if name in ids[:index]:
            raise _located(file, text, table, index, Complaint("id", "is used twice; give each its own"), {"id": name})


def _own_paths(file: Path, text: str, targets: tuple[Target, ...]) -> None:
    """Refuse two targets that would write over each other."""
    paths = [target.path for target in targets]
    for index, target in enumerate(targets):
        if target.path is not None and target.path in paths[:index]:
            raise _located(
                file, text, "target", index, Complaint("path", "is that of another target; give each its own"), {"id": target.id}
            )


def _after_known(file: Path, text: str, sources: tuple[Source, ...]) -> None:
    """`after` names another source, and following it never comes back to the start."""
    after = {source.id: source.after for source in sources}
    for index, source in enumerate(sources):
        if source.after and source.after not in after:
            says = f"{source.after!r} is no source of this file; {did_you_mean(source.after, after)}"
            raise _located(file, text, "source", index, Complaint("after", says), {"id": source.id})
        step, seen = source.after, {source.id}
        while step:
            if step in seen:
                says = "goes round in a circle; take one of them out"
                raise _located(file, text, "source", index, Complaint("after", says), {"id": source.id})
            seen.add(step)
            step = after[step]
