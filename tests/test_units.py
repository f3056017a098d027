"""The units under config/systemd and the crontab line: hardened, complete, and naming commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UNITS = ROOT / "config" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
EXPOSURE = 1.5  # of 10: what `systemd-analyze security` may say at most

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine: install systemd to check the units"
)


def settings(name: str) -> dict[str, list[str]]:
    """Every `Key=value` of a unit, in order."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text("utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def test_the_folder_holds_a_pass_its_timer_the_daemon_the_door_and_the_nightly_care() -> None:
    named = ["copytaster-care.service", "copytaster-care.timer", "copytaster-door.service", "copytaster-serve.service"]
    named += ["copytaster.service", "copytaster.timer"]
    assert sorted(path.name for path in UNITS.iterdir()) == named


def test_the_nightly_care_backs_up_before_it_prunes_and_needs_no_network() -> None:
    unit = settings("copytaster-care.service")
    assert [line.split()[1] for line in unit["ExecStart"]] == ["backup", "prune"]
    assert unit["PrivateNetwork"] == ["yes"]
    assert settings("copytaster-care.timer")["Persistent"] == ["true"]


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_hardened(name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", f"./{name}"],
        cwd=UNITS,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert said, done.stderr
    assert float(said.group(1)) <= EXPOSURE


@needs_systemd
@pytest.mark.parametrize("name", sorted(path.name for path in UNITS.iterdir()))
def test_systemd_understands_every_line(name: str, tmp_path: Path) -> None:
    """The program is not installed on a test machine, so its path is replaced by one that is."""
    for path in UNITS.iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("/opt/copytaster/bin/copytaster", "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", f"./{name}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if name in line] == []
    assert done.returncode == 0, done.stderr


def test_the_pass_is_oneshot_and_bounded_in_time() -> None:
    unit = settings("copytaster.service")
    assert unit["Type"] == ["oneshot"]
    assert unit["TimeoutStartSec"]
    assert unit["SuccessExitStatus"] == ["1 69 75"]
    assert "copytaster run " in unit["ExecStart"][0]


def test_the_daemon_tells_systemd_that_it_lives() -> None:
    unit = settings("copytaster-serve.service")
    assert unit["Type"] == ["notify"]
    assert int(unit["WatchdogSec"][0]) > 0
    assert unit["Restart"] == ["on-failure"]
    assert "copytaster serve " in unit["ExecStart"][0]


@pytest.mark.parametrize("name", SERVICES)
def test_no_foreign_package_gets_in_by_the_working_folder(name: str) -> None:
    assert "PYTHONSAFEPATH=1" in settings(name)["Environment"][0]


def test_the_timer_makes_up_for_a_missed_pass_and_keeps_off_the_stroke() -> None:
    timer = settings("copytaster.timer")
    assert timer["OnCalendar"]
    assert timer["Persistent"] == ["true"]
    assert int(timer["RandomizedDelaySec"][0]) > 0
    assert timer["AccuracySec"]


def test_the_lines_of_the_crontab_are_five_times_and_a_command() -> None:
    lines = (ROOT / "config" / "crontab.example").read_text("utf-8").splitlines()
    jobs = [line for line in lines if line and not line.startswith("#") and not re.match(r"[A-Z_]+=", line)]
    for job, command in zip(jobs, ("run", "backup"), strict=True):
        fields = job.split(maxsplit=5)
        assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields[:5])
        assert fields[5].startswith(f"/opt/copytaster/bin/copytaster {command}")
        assert "%" not in job, "cron reads a percent sign as a line break"
    assert "PYTHONSAFEPATH=1" in lines
