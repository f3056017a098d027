"""Why an item is turned down: a short list that can be counted, with room for words."""

from __future__ import annotations

from ingest.desk.editors import DeskError

REASONS: dict[str, str] = {
    "old": "old news",
    "have": "we have it already",
    "thin": "too little in it",
    "doubt": "doubtful, can't be confirmed",
    "legal": "legal or ethical reasons",
    "promo": "advertising",
    "off": "not for us",
}


def reason_of(code: str | None, words: str | None) -> str | None:
    """A reason as it stands in the ruling: the code's words, then the editor's own. Raises DeskError for a code nobody knows."""
    said = " ".join((words or "").split())
    if not code:
        return said or None
    if code not in REASONS:
        raise DeskError(f"{code!r} is no reason; say one of {', '.join(REASONS)}")
    return f"{REASONS[code]}: {said}" if said else REASONS[code]
