"""Fetching: `http`, and the transports of `boxes`; `manners` before a question, `decide` after it."""

from __future__ import annotations

from ingest.fetch import archives
from ingest.fetch.box import Box
from ingest.fetch.boxes import open_box
from ingest.fetch.decide import after, spell, unfinished
from ingest.fetch.http import Fetcher
from ingest.fetch.load import Load, Loads
from ingest.fetch.manners import NOT_DUE, fair, host_of, is_due, left_alone, origin_of, question
from ingest.fetch.pacing import Pacer
from ingest.fetch.permits import Permit, Permits

__all__ = [
    "NOT_DUE",
    "Box",
    "Fetcher",
    "Load",
    "Loads",
    "Pacer",
    "Permit",
    "Permits",
    "after",
    "archives",
    "fair",
    "host_of",
    "is_due",
    "left_alone",
    "open_box",
    "origin_of",
    "question",
    "spell",
    "unfinished",
]
