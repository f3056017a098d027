"""The shell's nouns: what passes between its rooms. Values are frozen; times are aware and in UTC."""

from __future__ import annotations

from ingest.terms.fetching import (
    Catch,
    Fetched,
    FetchFailed,
    Hold,
    Hop,
    Moved,
    NotModified,
    RobotsNote,
    SourceHealth,
    SourceState,
    Transmission,
    Validators,
    Visit,
)
from ingest.terms.filing import Change, DeadLetter, Filed, Filing, Lead, Status
from ingest.terms.reports import Pruned, RunReport, SourceReport
from ingest.terms.sending import Decision, Deed, Despatch, Despatched, Op, Refused, Ruled
from ingest.terms.settings import Config, Desk, Keep, Limits, Source, SourceKind, Target

__all__ = [
    "Catch",
    "Change",
    "Config",
    "DeadLetter",
    "Decision",
    "Deed",
    "Desk",
    "Despatch",
    "Despatched",
    "FetchFailed",
    "Fetched",
    "Filed",
    "Filing",
    "Hold",
    "Hop",
    "Keep",
    "Lead",
    "Limits",
    "Moved",
    "NotModified",
    "Op",
    "Pruned",
    "Refused",
    "RobotsNote",
    "Ruled",
    "RunReport",
    "Source",
    "SourceHealth",
    "SourceKind",
    "SourceReport",
    "SourceState",
    "Status",
    "Target",
    "Transmission",
    "Validators",
    "Visit",
]
