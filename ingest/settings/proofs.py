"""The examples of the rule files, run: a newsroom's own rows prove themselves as ours do in the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.rulebook import Rulebook


def broken_examples(rules: Rulebook) -> list[tuple[str, str, str]]:
    """The examples that don't hold: the file, the place in it, and what to do about it."""
    from ingest.settings import openings  # the readers are only needed where rules are proved
    from normalizers.page import house
    from normalizers.provenance import proofs

    styles = {style.file: style for style in rules.houses.values()}
    return [
        *proofs.faults(rules),
        *openings.faults(rules),
        *((file or "publishers", place, says) for file, style in sorted(styles.items(), key=str) for place, says in house.faults(style)),
    ]
