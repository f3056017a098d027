"""The keys: one letter a deed, each of them the editor's to change, all of them to switch off."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Key:
    """A deed and the key that does it unless an editor says otherwise."""

    deed: str
    key: str
    says: str


KEYS = (
    Key("next", "j", "Next item"),
    Key("previous", "k", "Previous item"),
    Key("open", "o", "Open the item"),
    Key("up", "u", "Back to the list"),
    Key("select", "s", "Select, or no more, for a decision on several"),
    Key("approve", "a", "Approve"),
    Key("hold", "h", "Hold, with a reason or until a time"),
    Key("reject", "x", "Reject, with a reason"),
    Key("release", "r", "Release what is held"),
    Key("kill", "K", "Kill, after asking once more"),
    Key("amend", "e", "Amend headline, urgency, slugline, note"),
    Key("note", "n", "Leave a note"),
    Key("claim", "c", "Take it in hand, or let go of it"),
    Key("undo", "z", "Undo your last decision"),
    Key("read", "b", "Read: the body with its evidence"),
    Key("why", "w", "Why: where each field comes from"),
    Key("changed", "d", "What changed, word by word"),
    Key("spread", "p", "How far it spread"),
    Key("search", "/", "Search"),
    Key("new", ".", "Show what is new"),
    Key("help", "?", "These keys"),
)
DEEDS = {key.deed: key for key in KEYS}


def keys_of(habits: Mapping[str, str]) -> dict[str, str]:
    """Each deed's key as an editor has it."""
    own = json.loads(habits.get("keymap", "{}"))
    return {key.deed: str(own.get(key.deed, key.key)) for key in KEYS}


def keymap(said: Mapping[str, str]) -> str | None:
    """The keys that differ from the usual, as they are kept; None where two deeds would share one, or one has no single key."""
    wanted = {key.deed: said.get(key.deed, key.key).strip() or key.key for key in KEYS}
    if any(len(one) != 1 or not one.isprintable() for one in wanted.values()) or len(set(wanted.values())) < len(wanted):
        return None
    return json.dumps({deed: one for deed, one in wanted.items() if one != DEEDS[deed].key}, ensure_ascii=False)
