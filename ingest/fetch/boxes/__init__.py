"""Boxes: places where whole files lie until they are taken. One file a transport, of the name of its row in `settings.kinds`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from ingest.fetch.box import Box
    from ingest.terms import Limits, Source


def open_box(source: Source, limits: Limits) -> AbstractAsyncContextManager[Box]:
    """A source's box, for one turn. Its file is loaded where there is such a source: ssh alone takes a sixth of a second."""
    opening: Callable[[Source, Limits], AbstractAsyncContextManager[Box]] = import_module(f"{__name__}.{source.kind}").open_box
    return opening(source, limits)
