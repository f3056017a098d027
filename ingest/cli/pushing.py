"""What `sources check` says of a push source: where and how to push, whether that can work now, and what has waited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import clock
from ingest.amounts import many
from ingest.cli import grid
from ingest.cli.codes import Exit
from ingest.settings import ConfigError, reveal
from ingest.spans import ago

if TYPE_CHECKING:
    from ingest.cli.house import House
    from ingest.terms import Source


def tell_push(house: House, source: Source) -> int:
    """Tell it; the exit status is 1 where senders would be turned away."""
    from ingest.listening.probe import who_listens

    wrong, door = _secret(source), who_listens(house.config.door.listen)
    facts = {
        "source": source.id,
        "kind": source.kind,
        "good": not wrong and source.enabled,
        "where": [f"{base}/push/{source.id}" for base in _bases(house)],
        "secret": source.secret.where if source.secret else "",
        "reason": wrong or (None if source.enabled else "it is disabled"),
        "door": door,
        **_waits(house, source),
    }
    if house.as_json:
        house.tell(facts)
    else:
        grid.facts([(label, str(said)) for label, said in _lines(house, facts) if said])
    return Exit.OK if facts["good"] else Exit.SOME_FAILED


def _secret(source: Source) -> str | None:
    """Why its secret can't be read; None where it can."""
    try:
        return None if source.secret and reveal(source.secret) else "it has no secret"
    except ConfigError as wrong:
        return str(wrong)


def _bases(house: House) -> list[str]:
    """The addresses under which senders reach the door: its public names, behind a proxy with TLS, then its own."""
    door = house.config.door
    own = [door.listen] if door.listen.startswith("unix:") else [f"http://{door.listen}"]
    return [*(f"https://{host}" for host in door.hosts), *own]


def _waits(house: House, source: Source) -> dict[str, object]:
    """What waits of it and what came of it, where there is a database."""
    if not (house.data / "wire.db").exists():
        return {"waiting": 0, "oldest": None, "items": 0, "last_success": None}
    with house.store() as store:
        backlog = store.backlog().get(source.id)
        health = next((row for row in store.health() if row.source == source.id), None)
    return {
        "waiting": backlog.waiting if backlog else 0,
        "oldest": ago(backlog.oldest, clock.now()) if backlog else None,
        "items": health.items_total if health else 0,
        "last_success": ago(health.last_success, clock.now()) if health else None,
    }


def _lines(house: House, facts: dict[str, object]) -> list[tuple[str, object]]:
    """The facts as people read them."""
    doors = {
        "ours": "it answers",
        "nobody": "nobody listens there now: start `serve`, or `door`",
        "other": "another program listens there: name another place as `listen` of the [door] table",
    }
    where = facts["where"]
    return [
        ("✗", facts["reason"]),
        *(("POST" if not n else "or", one) for n, one in enumerate(where if isinstance(where, list) else [])),
        ("signed", "webhook-id, webhook-timestamp, webhook-signature (Standard Webhooks); or X-Copytaster-Signature: sha256=HEX"),
        ("secret", facts["secret"]),
        ("at most", f"{house.config.limits.bytes} bytes a request; one document, or the files of a form"),
        ("door", doors[str(facts["door"])]),
        ("waits", f"{many(int(str(facts['waiting'])), 'file')}, the oldest came {facts['oldest']}" if facts["waiting"] else "nothing"),
        ("filed", f"{facts['items']} in all, last read {facts['last_success']}" if facts["items"] else "nothing yet"),
    ]
