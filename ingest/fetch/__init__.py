"""Fetching: one file a transport (`http`, `folder`), `guard` for who may be dialed, `manners` for when to ask again."""

from __future__ import annotations

from ingest.fetch import folder
from ingest.fetch.http import Fetcher
from ingest.fetch.manners import after, fair, is_due
from ingest.fetch.pacing import Pacer

__all__ = ["Fetcher", "Pacer", "after", "fair", "folder", "is_due"]
