"""The figures for a monitoring system, in Prometheus' text format: counts and ages from the store, nothing that a log would tell better."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ingest.store import Store
    from ingest.terms import Backlog, SourceHealth

    Samples = Iterable[tuple[dict[str, str], float]]

STATES: tuple[SourceHealth, ...] = ("ok", "failing", "held", "off", "never")


def gauges(store: Store, now: datetime) -> str:
    """Every figure, each with what it means; ages are seconds, and 0 where nothing waits."""
    counts, health, ages, backlog = store.counts(), store.health(), store.ages(), store.backlog()
    states = Counter(row.state for row in health if row.enabled)
    plain: Sequence[tuple[str, str, float]] = (
        ("copytaster_queue_age_seconds", "How long the oldest item has waited for an editor.", _age(ages.queued, now)),
        ("copytaster_outbox_waiting", "Despatches on their way out.", counts.waiting),
        ("copytaster_outbox_failed", "Despatches that were given up, and whose copy is not out.", ages.failed),
        ("copytaster_outbox_oldest_seconds", "How long the oldest despatch has waited.", _age(ages.waiting, now)),
        ("copytaster_dead_letters", "What could not be filed.", counts.dead),
        ("copytaster_last_fetch_timestamp_seconds", "When a source was last asked, or a box opened.", _stamp(ages.fetched)),
        ("copytaster_last_item_timestamp_seconds", "When a version was last stored.", _stamp(ages.stored)),
        ("copytaster_inbox_oldest_seconds", "How long the oldest push has waited to be read.", _age(_oldest(backlog), now)),
    )
    families: list[tuple[str, str, Samples]] = [
        ("copytaster_sources", "Enabled sources by state.", [({"state": state}, states.get(state, 0)) for state in STATES]),
        ("copytaster_source_failures", "Failures in a row.", [({"source": row.source}, row.failures) for row in health if row.enabled]),
        ("copytaster_items", "Stored versions by status.", [({"status": name}, n) for name, n in counts.statuses]),
        ("copytaster_inbox_waiting", "Pushed files that wait.", [({"source": one.source}, one.waiting) for one in backlog.values()]),
        *((name, says, [({}, value)]) for name, says, value in plain),
    ]
    return "".join(line for family in families for line in _family(*family))


def _family(name: str, says: str, samples: Samples) -> Iterable[str]:
    """One figure with its meaning."""
    yield f"# HELP {name} {says}\n# TYPE {name} gauge\n"
    for labels, value in samples:
        told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{told}}} {value:g}\n" if told else f"{name} {_number(value)}\n"


def _number(value: float) -> str:
    """A number without losing seconds of a time."""
    return str(int(value)) if float(value).is_integer() else repr(value)


def _escaped(text: str) -> str:
    """A label's value as the format wants it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _age(since: datetime | None, now: datetime) -> float:
    """Seconds since then; none where nothing waits, or a clock went back."""
    return max(0.0, round((now - since).total_seconds())) if since is not None else 0.0


def _stamp(at: datetime | None) -> float:
    """A time as seconds since 1970; 0 for never."""
    return at.timestamp() if at is not None else 0.0


def _oldest(backlog: dict[str, Backlog]) -> datetime | None:
    """Since when anything has waited."""
    return min((one.oldest for one in backlog.values() if one.oldest is not None), default=None)
