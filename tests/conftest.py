"""Fixtures that more than one room's tests ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from frontdoor import FrontDoor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> FrontDoor:
    """An empty installation."""
    monkeypatch.setenv("COPYTASTER_EDITOR", "meena")
    return FrontDoor(tmp_path, monkeypatch, capsys)
