"""One `[[target]]` into the shell's noun: what each kind needs, and the formats it can send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.settings.checks import check_id, check_pair, check_url, secret_in, under
from ingest.settings.only import only_of
from ingest.settings.problems import Complaint, did_you_mean
from ingest.settings.rows import TargetRow, as_row
from ingest.terms import Target

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.terms import OutFormat, TargetKind

# The formats of a kind; the first is what it sends where none is named.
FORMATS: dict[TargetKind, tuple[OutFormat, ...]] = {
    "folder": ("ninjs", "newsml-g2", "html", "text"),
    "sftp": ("ninjs", "newsml-g2", "html", "text"),
    "webhook": ("ninjs",),
    "feed": ("atom", "rss", "json-feed"),
}
NEEDS = {
    "folder": {"path": "name the folder"},
    "feed": {"path": "name the file"},
    "webhook": {"url": "add its address", "secret": 'it signs what is sent; write "env:NAME" or "file:/path"'},
    "sftp": {
        "url": "write for example sftp://cms.example/incoming",
        "user": "name the account",
        "known_hosts": "name the file with the server's key",
    },
}
MEANS = {
    "path": ("folder", "feed"),
    "url": ("webhook", "sftp"),
    "user": ("sftp",),
    "password": ("sftp",),
    "key": ("sftp",),
    "known_hosts": ("sftp",),
    "secret": ("webhook",),
    "allow_private": ("webhook", "sftp"),
}


def target_of(table: object, data: Path, folder: Path) -> Target:
    """One target, every key checked; its path counts from the data folder, files with keys from the config folder. Raises Complaint."""
    row = as_row(table, TargetRow)
    _fits(row)
    return Target(
        id=check_id(row.id),
        kind=row.kind,
        format=_format(row),
        path=under(data, row.path, "path") if row.path is not None else None,
        url=check_url(row.url, ("sftp",) if row.kind == "sftp" else ("http", "https")) if row.url else None,
        title=row.title,
        entries=row.entries,
        only=only_of(row.only, "only"),
        user=row.user,
        password=secret_in(row.password, folder, "password"),
        key=under(folder, row.key, "key") if row.key else None,
        known_hosts=under(folder, row.known_hosts, "known_hosts") if row.known_hosts else None,
        secret=secret_in(row.secret, folder, "secret"),
        allow_private=tuple(check_pair(pair) for pair in row.allow_private),
        deadline_s=row.deadline_s,
    )


def _fits(row: TargetRow) -> None:
    """A target has what its kind needs, and no key that means nothing for it."""
    for key, remedy in NEEDS[row.kind].items():
        if getattr(row, key) is None:
            raise Complaint(key, f"is required for a {row.kind}; {remedy}")
    for key, kinds in MEANS.items():
        if getattr(row, key) and row.kind not in kinds:
            raise Complaint(key, f"means nothing for a {row.kind}; remove it")
    if row.kind == "sftp" and not (row.password or row.key):
        raise Complaint("key", "or a `password` is required for an sftp; name the file of a private key")


def _format(row: TargetRow) -> OutFormat:
    """The format, where its kind can send it."""
    known = FORMATS[row.kind]
    if row.format is not None and row.format not in known:
        raise Complaint("format", f"{row.format!r} is nothing that a {row.kind} sends; {did_you_mean(row.format, known)}")
    return row.format or known[0]
