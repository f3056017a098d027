"""Fixtures that more than one room's tests ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog
from frontdoor import MEASURED, FrontDoor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session", autouse=True)
def _measured_by_name() -> Iterator[None]:
    """Coverage costs a process as much again as its start: the program is followed in this one, and beyond where a test asks (`MEASURED`).

    Readers and benchmarks run at their own speed; what a reader does is read here too.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in MEASURED:
            patch.delenv(name)
        yield


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
