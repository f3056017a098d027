"""One `[[source]]` into the shell's noun: what each kind needs, what means nothing for it, and every value checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingest.settings.checks import POLITE_S, check_id, check_pair, check_selector, check_url, check_zone, seconds, secret_in, under
from ingest.settings.kinds import KEYS, KINDS, kinds_with
from ingest.settings.only import only_of
from ingest.settings.problems import Complaint, did_you_mean
from ingest.settings.rows import SourceRow, as_row
from ingest.terms import Source

if TYPE_CHECKING:
    from ingest.terms import Only


def source_of(table: object, folder: Path) -> Source:
    """One source, every key checked; its paths count from `folder`. Raises Complaint."""
    row = as_row(table, SourceRow)
    _whence(row)
    every = seconds(row.every)
    fastest, slowest = _bounds(row, every)
    return Source(
        id=check_id(row.id),
        kind=row.kind,
        name=row.name,
        url=check_url(row.url, tuple(KINDS[row.kind].ports)) if row.url else None,
        path=under(folder, row.path, "path") if row.path else None,
        enabled=row.enabled,
        every=every,
        follow=row.follow or bool(row.links),
        links=check_selector(row.links) if row.links is not None else None,
        form=_form(row.form),
        zone=check_zone(row.zone) if row.zone else None,
        allow_private=tuple(check_pair(pair) for pair in row.allow_private),
        spacing_s=row.spacing_s,
        deadline_s=row.deadline_s,
        move_to=_away(row, folder),
        after=row.after or None,
        note=row.note or None,
        fastest=fastest,
        slowest=slowest,
        heed=row.heed,
        conditional=row.conditional,
        robots=row.robots,
        user=row.user,
        password=secret_in(row.password, folder, "password"),
        key=under(folder, row.key, "key") if row.key else None,
        known_hosts=under(folder, row.known_hosts, "known_hosts") if row.known_hosts else None,
        secret=secret_in(row.secret, folder, "secret"),
        release=row.release,
        release_only=_release_only(row),
    )


def _away(row: SourceRow, folder: Path) -> Path | None:
    """Where taken files are put: a folder of ours, or one of the server's own."""
    if not row.move_to:
        return None
    return under(folder, row.move_to, "move_to") if KINDS[row.kind].here else Path(row.move_to)


def _release_only(row: SourceRow) -> Only:
    """What leaves without an editor; it means something for a source that releases by itself alone."""
    if row.release_only is not None and row.release != "auto":
        raise Complaint("release_only", 'means nothing without release = "auto"; add that, or remove it')
    return only_of(row.release_only, "release_only")


def _bounds(row: SourceRow, every: int) -> tuple[int | None, int | None]:
    """How far the wait between two polls may go to both sides of `every`; no server of others is asked too often. Raises Complaint."""
    fastest = seconds(row.fastest, "fastest") if row.fastest is not None else None
    slowest = seconds(row.slowest, "slowest") if row.slowest is not None else None
    if fastest is not None and fastest > every:
        raise Complaint("fastest", "is longer than `every`; write less, or leave it out")
    if slowest is not None and slowest < every:
        raise Complaint("slowest", "is shorter than `every`; write more, or leave it out")
    if KINDS[row.kind].ports and not row.allow_private:
        for key, value in (("every", every), ("fastest", fastest)):
            if value is not None and value < POLITE_S:
                raise Complaint(key, f"is too often for a public server; write {POLITE_S} or more")
    return fastest, slowest


def _whence(row: SourceRow) -> None:
    """A source has what its kind needs, and no key that means nothing for it. Raises Complaint."""
    if row.kind not in KINDS:
        raise Complaint("kind", f"{row.kind!r} is not a kind; {did_you_mean(row.kind, KINDS)}")
    kind = KINDS[row.kind]
    for key, remedy in kind.needs.items():
        if not getattr(row, key):
            raise Complaint(key, f"is required for a {row.kind}; {remedy}")
    for key in KEYS:
        if getattr(row, key) not in (None, "") and key not in kind.keys:
            raise Complaint(key, f"means nothing for a {row.kind}; remove it, or write kind = {_either(kinds_with(key))}")
    if kind.either and not any(getattr(row, key) for key in kind.either):
        raise Complaint(kind.either[0], f"is required for a {row.kind}, or {' or '.join(f'`{one}`' for one in kind.either[1:])}; add one")
    if row.links is not None and row.form != "auto":
        raise Complaint("form", "means nothing for a listing, whose links are read as pages; remove it")


def _either(kinds: tuple[str, ...]) -> str:
    """Kinds as a person lists them."""
    quoted = [f'"{kind}"' for kind in kinds]
    return " or ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _form(name: str) -> str:
    """A form that the core can read."""
    if name != "auto":
        from normalizers.reader import FORMS  # the readers are only needed where a form is named

        if name not in FORMS:
            raise Complaint("form", f"{name!r} is not a form; {did_you_mean(name, FORMS)}")
    return name
