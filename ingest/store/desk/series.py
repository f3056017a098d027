"""What the ops pages draw: items, failures and lag by the hour, and how much of each day's copy has which field."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from ingest.store.desk.rows import Day, Hour
from ingest.store.times import moment, text

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.store.database import Database

FIELDS = ("headline", "time", "language", "agency", "section")
_SHARES = (
    "i.headline IS NOT NULL AS headline, i.published IS NOT NULL AS time, i.language IS NOT NULL AS language,"
    " l.agency IS NOT NULL AS agency, l.section IS NOT NULL AS section"
)


def hours(db: Database, source: str | None, now: datetime, count: int) -> tuple[Hour, ...]:
    """The last hours, the oldest first; `source` None is all sources together."""
    last = now.replace(minute=0, second=0, microsecond=0)
    begin = last - timedelta(hours=count - 1)
    given = {"since": text(begin), "source": source}
    mine = "" if source is None else " AND a.source = :source"
    stored: dict[str, list[float | None]] = {}
    for row in db.rows(
        "SELECT substr(i.first_seen, 1, 13) AS hour, CASE WHEN i.published <= i.first_seen AND i.replaces IS NULL THEN"  # noqa: S608 - our own words
        " (julianday(i.first_seen) - julianday(i.published)) * 1440 END AS lag"
        f" FROM item i JOIN article a USING (article_id) WHERE i.first_seen >= :since{mine}",
        given,
    ):
        stored.setdefault(row["hour"], []).append(row["lag"])
    mine = "" if source is None else " AND source = :source"
    asked = {
        str(row["hour"]): (int(row["failed"] or 0), int(row["asked"]))
        for row in db.rows(
            "SELECT substr(at, 1, 13) AS hour, sum(outcome IN ('failed', 'unreachable')) AS failed, count(*) AS asked FROM fetch"  # noqa: S608
            f" WHERE at >= :since AND outcome <> 'skipped'{mine} GROUP BY hour",
            given,
        )
    }
    return tuple(_hour(begin + timedelta(hours=n), stored, asked) for n in range(count))


def _hour(at: datetime, stored: dict[str, list[float | None]], asked: dict[str, tuple[int, int]]) -> Hour:
    """One hour's row."""
    key = text(at)[:13]
    lags = [lag for lag in stored.get(key, ()) if lag is not None]
    failed, polls = asked.get(key, (0, 0))
    return Hour(at=at, items=len(stored.get(key, ())), failed=failed, asked=polls, lag=round(median(lags), 1) if lags else None)


def days(db: Database, source: str | None, now: datetime, count: int) -> tuple[Day, ...]:
    """The last days, the oldest first, each with the share of its items that have a field; `source` None is all of them."""
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=count - 1)
    mine = "" if source is None else " AND l.source = :source"
    sums = ", ".join(f"avg({name}) AS {name}" for name in FIELDS)
    rows = {
        row["day"]: row
        for row in db.rows(
            f"SELECT day, count(*) AS items, {sums} FROM (SELECT substr(i.first_seen, 1, 10) AS day, {_SHARES}"  # noqa: S608 - our own words
            f" FROM item i JOIN listing l USING (item_id) WHERE i.first_seen >= :since{mine}) GROUP BY day",
            {"since": text(first), "source": source},
        )
    }
    made = []
    for n in range(count):
        at = first + timedelta(days=n)
        row = rows.get(text(at)[:10])
        shares = tuple((name, round(float(row[name]), 3)) for name in FIELDS) if row else ()
        made.append(Day(at=at, items=int(row["items"]) if row else 0, shares=shares))
    return tuple(made)


def silences(db: Database) -> dict[str, datetime]:
    """When each source last gave something."""
    rows = db.rows("SELECT a.source, max(i.first_seen) AS last FROM article a JOIN item i USING (article_id) GROUP BY a.source")
    return {str(row["source"]): moment(row["last"]) for row in rows}
