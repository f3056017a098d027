"""sources.toml and pipeline.toml into the shell's nouns, every row checked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from ingest.settings.files import choose, line_of, load
from ingest.settings.problems import ConfigError, did_you_mean
from ingest.settings.rows import (
    POLITE_S,
    Complaint,
    DeskRow,
    KeepRow,
    LimitsRow,
    PipelineRow,
    SourceRow,
    TargetRow,
    as_row,
    check_id,
    check_listen,
    check_network,
    check_pair,
    check_selector,
    check_url,
    check_zone,
    seconds,
)
from ingest.terms import Config, Desk, Keep, Limits, Source, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Made = TypeVar("Made")
Whole = TypeVar("Whole", LimitsRow, KeepRow)
_TABLES = frozenset({"limits", "keep", "desk", "target"})


def read_config(root: Path, data: Path) -> Config:
    """Everything the shell needs from the config folder; a missing file is the bundled one.

    A source's path counts from the folder of its file, a target's from the data folder.
    """
    pipeline = choose(root, "pipeline.toml")
    top, (limits, keep, desk), targets = _pipeline(pipeline, data)
    return Config(
        root=root,
        sources=read_sources(choose(root, "sources.toml")),
        targets=targets,
        limits=limits,
        desk=desk,
        contact=top.contact or None,
        workers=top.workers,
        hosts_at_once=top.hosts_at_once,
        keep=keep,
    )


def read_sources(file: Path) -> tuple[Source, ...]:
    """The sources of one file, in its order."""
    table, text = load(file)
    _known_tables(file, table, text, {"source"})
    sources = tuple(_each(file, table, text, "source", lambda row: _source(row, file.parent)))
    _no_twins(file, text, "source", [source.id for source in sources])
    _after_known(file, text, sources)
    return sources


def _pipeline(file: Path, data: Path) -> tuple[PipelineRow, tuple[Limits, Keep, Desk], tuple[Target, ...]]:
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
    targets = tuple(_each(file, table, text, "target", lambda row: _target(row, data)))
    _no_twins(file, text, "target", [target.id for target in targets])
    _own_paths(file, text, targets)
    try:
        desk = _desk(table.get("desk", {}))
    except Complaint as wrong:
        raise _located(file, text, "desk", 0, wrong) from wrong
    return row, (Limits(**msgspec.structs.asdict(limits)), Keep(**msgspec.structs.asdict(keep)), desk), targets


def _table(file: Path, table: dict[str, object], text: str, name: str, form: type[Whole]) -> Whole:
    """A table that stands once in a file; a complaint gets its file and line."""
    try:
        return as_row(table.get(name, {}), form)
    except Complaint as wrong:
        raise _located(file, text, name, 0, wrong) from wrong


def _desk(table: object) -> Desk:
    """The desk's table, every key checked; a header that names the editor needs a proxy that is trusted."""
    row = as_row(table, DeskRow)
    if row.proxy_header and not row.trusted_proxies:
        raise Complaint("proxy_header", "is believed from nobody; name in `trusted_proxies` the networks whose word is taken")
    return Desk(
        listen=check_listen(row.listen),
        hosts=tuple(host.strip().lower() for host in row.hosts),
        trusted_proxies=tuple(map(check_network, row.trusted_proxies)),
        proxy_header=row.proxy_header or None,
        session_hours=row.session_hours,
    )


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
        if target.path in paths[:index]:
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


def _source(table: object, folder: Path) -> Source:
    """One source, every key checked."""
    row = as_row(table, SourceRow)
    _whence(row)
    every = seconds(row.every)
    fastest, slowest = _bounds(row, every)
    if row.kind != "folder" and not row.allow_private:
        for key, value in (("every", every), ("fastest", fastest)):
            if value is not None and value < POLITE_S:
                raise Complaint(key, f"is too often for a public server; write {POLITE_S} or more")
    return Source(
        id=check_id(row.id),
        kind=row.kind,
        name=row.name,
        url=check_url(row.url) if row.url else None,
        path=_under(folder, row.path, "path") if row.path else None,
        enabled=row.enabled,
        every=every,
        follow=row.follow or bool(row.links),
        links=check_selector(row.links) if row.links is not None else None,
        form=_form(row.form),
        zone=check_zone(row.zone) if row.zone else None,
        allow_private=tuple(check_pair(pair) for pair in row.allow_private),
        spacing_s=row.spacing_s,
        deadline_s=row.deadline_s,
        move_to=_under(folder, row.move_to, "move_to") if row.move_to else None,
        after=row.after or None,
        note=row.note or None,
        fastest=fastest,
        slowest=slowest,
        heed=row.heed,
        conditional=row.conditional,
        robots=row.robots,
    )


def _bounds(row: SourceRow, every: int) -> tuple[int | None, int | None]:
    """How far the wait between two polls may go to both sides of `every`."""
    fastest = seconds(row.fastest, "fastest") if row.fastest is not None else None
    slowest = seconds(row.slowest, "slowest") if row.slowest is not None else None
    if fastest is not None and fastest > every:
        raise Complaint("fastest", "is longer than `every`; write less, or leave it out")
    if slowest is not None and slowest < every:
        raise Complaint("slowest", "is shorter than `every`; write more, or leave it out")
    return fastest, slowest


def _whence(row: SourceRow) -> None:
    """A folder has a path, what is fetched has an address, and neither has the other's keys."""
    folder = row.kind == "folder"
    if folder and not row.path:
        raise Complaint("path", "is required for a folder; name the folder the files arrive in")
    if not folder and not row.url:
        raise Complaint("url", f"is required for a {row.kind}; add its address")
    if folder and row.url:
        raise Complaint("url", 'means nothing for a folder; remove it, or write kind = "feed"')
    if row.links is not None and row.kind != "page":
        raise Complaint("links", f'means nothing for a {row.kind}; remove it, or write kind = "page"')
    if row.links is not None and row.form != "auto":
        raise Complaint("form", "means nothing for a listing, whose links are read as pages; remove it")
    for key, value in (("path", row.path), ("move_to", row.move_to)):
        if value and not folder:
            raise Complaint(key, f'means nothing for a {row.kind}; remove it, or write kind = "folder"')


def _form(name: str) -> str:
    """A form that the core can read."""
    if name != "auto":
        from normalizers.reader import FORMS  # the readers are only needed where a form is named

        if name not in FORMS:
            raise Complaint("form", f"{name!r} is not a form; {did_you_mean(name, FORMS)}")
    return name


def _target(table: object, data: Path) -> Target:
    """One target, every key checked."""
    row = as_row(table, TargetRow)
    return Target(id=check_id(row.id), kind=row.kind, path=_under(data, row.path, "path"), title=row.title, entries=row.entries)


def _under(base: Path, name: str, key: str) -> Path:
    """An absolute path; a relative one counts from `base`."""
    if not name.strip() or "\0" in name:
        raise Complaint(key, "is not a path")
    try:
        return Path(os.path.normpath(base.absolute() / Path(name).expanduser()))  # no resolve(): `current` links may move
    except RuntimeError as failure:
        raise Complaint(key, f"{name!r} names a home folder nobody has") from failure
