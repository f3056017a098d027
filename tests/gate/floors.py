"""The floors: what the figures of the gate's set may not fall below, pinned with the digest of the set in `tests/floors.toml`."""

from __future__ import annotations

import json
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gate.making import write
from ingest.scoring.folder import sets_in
from ingest.scoring.pages import score_pages
from ingest.scoring.provenance import score_provenance
from ingest.scoring.terms import LESS
from normalizers.rulebook import bundled_root, load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.scoring.terms import Figure, Report

PLACE = Path(__file__).parent.parent / "floors.toml"
RENEW = "python -m tests.gate renew"
SLACK = 0.0005  # what rounding may do


@dataclass(frozen=True, slots=True)
class Floors:
    """The pinned figures by part, those that count faults among them; and why any was ever lowered."""

    digest: str = ""
    parts: dict[str, dict[str, float]] = field(default_factory=dict)
    lowered: tuple[str, ...] = ()


def measure() -> dict[str, Report]:
    """Make the set and read it with the rules that ship."""
    rules = load_rulebook(bundled_root())
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        (labels,) = sets_in(Path(folder))
        return {"pages": score_pages(labels, rules), "provenance": score_provenance(labels, rules)}


def pinned(place: Path = PLACE) -> Floors:
    """The floors in force; none where there is no file yet."""
    if not place.exists():
        return Floors()
    table = tomllib.loads(place.read_text("utf-8"))
    return Floors(table["digest"], {name: table[name] for name in ("pages", "provenance")}, tuple(table.get("lowered", ())))


def faults(reports: dict[str, Report], floors: Floors) -> Iterator[str]:
    """What is wrong, a sentence each; nothing where every figure stands on its floor or above."""
    digest = reports["pages"].digest
    if digest != floors.digest:
        yield f"the gate's set has changed: its digest is {digest}, the floors are of {floors.digest}; if that was meant, run `{RENEW}`"
    for part, report in reports.items():
        known, have = floors.parts.get(part, {}), {one.name: one for one in report.figures}
        for name in sorted(known.keys() ^ have.keys()):
            yield f"{part}: {name} {'has no floor yet' if name in have else 'is no longer measured'}; run `{RENEW}`"
        for name in sorted(known.keys() & have.keys()):
            if _fell(have[name], known[name]):
                says = f"{part}: {name} is {have[name].value:g}, its floor {known[name]:g}; mend it"
                yield f'{says}, or say why it must fall: `{RENEW} --because "…"`'


def _fell(figure: Figure, floor: float) -> bool:
    """Whether a figure is worse than its floor."""
    return figure.value > floor + SLACK if figure.less_is_better else figure.value < floor - SLACK


def renewed(reports: dict[str, Report], floors: Floors, because: str | None) -> Floors:
    """Floors raised to what is reached now; lowered ones too where it is said why. Raises ValueError where it is not."""
    worse = [
        f"{part}: {one.name} from {floors.parts[part][one.name]:g} to {one.value:g}"
        for part, report in reports.items()
        for one in report.figures
        if one.name in floors.parts.get(part, {}) and _fell(one, floors.parts[part][one.name])
    ]
    if worse and not because:
        raise ValueError(f"these would fall: {'; '.join(worse)}; say why with --because")
    parts = {
        part: {one.name: one.value if because else _better(one, floors.parts.get(part, {}).get(one.name)) for one in report.figures}
        for part, report in reports.items()
    }
    reasons = (*floors.lowered, f"{because} ({'; '.join(worse)})") if worse and because else floors.lowered
    return Floors(reports["pages"].digest, parts, reasons)


def _better(figure: Figure, floor: float | None) -> float:
    """The better of what is reached and what was."""
    if floor is None:
        return figure.value
    return min(figure.value, floor) if figure.less_is_better else max(figure.value, floor)


def printed(floors: Floors) -> str:
    """The file."""
    rows = [
        "# Floors of the quality gate (tests/test_gate.py); they refuse to go down. To raise them, or after the set changed:",
        f"#   {RENEW}",
        f"# Figures that count faults, and {', '.join(sorted(LESS))}, are ceilings.",
        f"digest = {json.dumps(floors.digest)}",
        f"lowered = {json.dumps(list(floors.lowered), ensure_ascii=False)}",
    ]
    for part, figures in floors.parts.items():
        rows += ["", f"[{part}]", *(f"{name} = {value:g}" for name, value in figures.items())]
    return "\n".join(rows) + "\n"
