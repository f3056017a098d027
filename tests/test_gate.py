"""The quality gate: the figures of an invented set of pages stand on floors that refuse to go down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from gate import floors as ground
from gate import making
from gate.floors import Floors

from ingest.scoring.folder import sets_in
from ingest.scoring.terms import Figure, Report, Speed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """The set, read once."""
    return ground.measure()


def test_no_figure_is_below_its_floor_and_the_set_is_the_one_that_the_floors_are_of(reports: dict[str, Report]) -> None:
    assert list(ground.faults(reports, ground.pinned())) == []


def test_the_faults_that_no_copy_may_have_are_none_whatever_the_floors_say(reports: dict[str, Report]) -> None:
    figures = {one.name: one.value for report in reports.values() for one in report.figures}
    assert [figures[name] for name in ("false_no", "agency_as_person", "values_without_evidence", "crashes", "unread")] == [0] * 5
    assert figures["quotes_valid"] == 1


def test_the_set_speaks_several_languages_in_several_shapes() -> None:
    made = list(making.pages())
    assert len({page.name for page in made}) == len(made) >= 90
    assert len({page.label["language"] for page in made}) >= 6
    assert len({page.name.split("-", 2)[2] for page in made}) >= 20
    assert {page.label["kind"] for page in made} == {"notice", "trap"}
    assert [page.name for page in made for line in page.label["with"] if line.split("—")[0][:20] not in page.data.decode()] == []


def test_the_set_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        making.write(tmp_path / name)
    one, two = (sorted((path.name, path.read_bytes()) for path in (tmp_path / name).iterdir()) for name in ("one", "two"))
    assert one == two
    assert len(sets_in(tmp_path)) == 2


# --- the floors themselves -----------------------------------------------------------------------------------------
def report_of(figures: dict[str, float], digest: str = "d1") -> dict[str, Report]:
    """A report with these figures of pages, and none of origins."""
    told = tuple(Figure(name, value, 10, counted=name == "crashes") for name, value in figures.items())
    whole = Report(name="gate", digest=digest, documents=10, figures=told, speed=Speed(100.0, 0.1, "a page", 60))
    return {"pages": whole, "provenance": replace(whole, figures=())}


FLOORS = Floors("d1", {"pages": {"headline": 0.9, "crashes": 1.0, "segments_leak": 0.1}, "provenance": {}})


def test_floors_hold_what_is_as_good_or_better() -> None:
    assert list(ground.faults(report_of({"headline": 0.9, "crashes": 0, "segments_leak": 0.05}), FLOORS)) == []


@pytest.mark.parametrize("worse", [{"headline": 0.89}, {"crashes": 2}, {"segments_leak": 0.2}])
def test_a_figure_that_gets_worse_fails_with_the_way_out(worse: dict[str, float]) -> None:
    (says,) = ground.faults(report_of({"headline": 0.9, "crashes": 1, "segments_leak": 0.1} | worse), FLOORS)
    assert next(iter(worse)) in says
    assert "--because" in says


def test_a_changed_set_and_an_unknown_figure_ask_for_new_floors() -> None:
    told = list(ground.faults(report_of({"headline": 0.9, "crashes": 0, "day": 1.0}, "d2"), FLOORS))
    assert [said.split(";")[0] for said in told] == [
        "the gate's set has changed: its digest is d2, the floors are of d1",
        "pages: day has no floor yet",
        "pages: segments_leak is no longer measured",
    ]
    assert all(ground.RENEW in said for said in told)


def test_renewing_raises_floors_and_lowers_none_without_a_reason() -> None:
    raised = ground.renewed(report_of({"headline": 0.95, "crashes": 0, "segments_leak": 0.1}, "d2"), FLOORS, None)
    assert (raised.digest, raised.parts["pages"]) == ("d2", {"headline": 0.95, "crashes": 0, "segments_leak": 0.1})
    with pytest.raises(ValueError, match=r"headline from 0.9 to 0.5; say why"):
        ground.renewed(report_of({"headline": 0.5, "crashes": 1, "segments_leak": 0.1}), FLOORS, None)


def test_a_floor_that_falls_keeps_its_reason(tmp_path: Path) -> None:
    place = tmp_path / "floors.toml"
    assert ground.pinned(place) == Floors()
    lower = ground.renewed(report_of({"headline": 0.5, "crashes": 1, "segments_leak": 0.1}), FLOORS, "harder pages")
    place.write_text(ground.printed(lower))
    assert ground.pinned(place) == lower
    assert lower.lowered == ("harder pages (pages: headline from 0.9 to 0.5)",)
