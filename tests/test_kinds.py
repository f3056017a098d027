"""The kinds of sources: one row each, and for a box one file; whatever else knows of a kind goes by its row."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from ingest.fetch import boxes
from ingest.settings.kinds import BOXES, KEYS, KIND_OF_SCHEME, KINDS
from ingest.settings.rows import SourceRow

ADD = (Path(__file__).parent.parent / "docs" / "add.md").read_text("utf-8")


def test_each_box_has_its_file_and_each_file_its_row() -> None:
    folder = Path(boxes.__file__).parent
    assert {path.stem for path in folder.glob("*.py") if path.stem != "__init__"} == BOXES
    assert all(callable(import_module(f"ingest.fetch.boxes.{kind}").open_box) for kind in BOXES)


def test_a_kind_knows_only_keys_that_a_row_may_have() -> None:
    assert set(KEYS) <= {field.name for field in msgspec.structs.fields(SourceRow)}
    assert all(set(kind.clear) <= set(kind.ports) for kind in KINDS.values())


def test_a_scheme_of_its_own_tells_the_kind_and_the_webs_tells_none() -> None:
    assert KIND_OF_SCHEME == {"sftp": "sftp", "ftp": "ftp", "ftps": "ftp", "imaps": "imap", "imap": "imap"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_explained(kind: str) -> None:
    (row,) = [line for line in ADD.splitlines() if line.startswith("| `kind` | | `feed`")]
    assert f"`{kind}`" in row
