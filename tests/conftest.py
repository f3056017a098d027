"""Fixtures that more than one room's tests ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog
from frontdoor import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _journal_afresh() -> Iterator[None]:
    """What a command set up writes to that test's standard error, which is closed by the next."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> FrontDoor:
    """An empty installation."""
    monkeypatch.setenv("COPYTASTER_EDITOR", "meena")
    return FrontDoor(tmp_path, monkeypatch, capsys)
