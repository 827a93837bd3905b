"""``coach remind``: what a runner types, and the file that comes of it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import pytest
import vobject

from tests.processes import run_coach

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "cache"))


def _event(path: Path) -> Any:
    return vobject.readOne(path.read_text("utf-8")).vevent


def test_the_days_and_the_time_that_were_asked_for(run: Run, tmp_path: Path) -> None:
    ran = run("remind", "post", "--days", "mon,wed,sat", "--at", "18:30", "--zone", "berlin")
    assert (ran.code, ran.out) == (0, "post.ics\n")
    assert "Monday, Wednesday and Saturday at 18:30 (Europe/Berlin)" in ran.err
    event = _event(tmp_path / "post.ics")
    assert event.rrule.value == "FREQ=WEEKLY;BYDAY=MO,WE,SA"
    assert event.dtstart.value.strftime("%H:%M") == "18:30"
    assert event.summary.value == "Easy back after your run"
    assert event.description.value == "It takes 7 minutes.\nAt the computer: coach play post"


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("de", "Leichter Rücken nach dem Lauf", "Nach dem Lauf."),
        ("es", "Espalda tranquila después de correr", "Después de correr."),
        ("fr", "Dos détendu après ta course", "Après avoir couru."),
    ],
)
def test_in_every_language(run: Run, tmp_path: Path, language: str, title: str, said: str) -> None:
    assert run("remind", "post", "--run-days", "mon", "--language", language, "--zone", "paris").code == 0
    event = _event(tmp_path / "post.ics")
    assert event.summary.value == title
    assert event.description.value.startswith(said)


def test_a_routine_for_before_the_run_ends_as_the_run_begins(run: Run, tmp_path: Path) -> None:
    asked = ("remind", "pre", "--run-days", "mon, thu", "--zone", "Europe/Berlin", "--at")
    assert run(*asked, "7am").code == 0
    event = _event(tmp_path / "pre.ics")
    assert (event.dtstart.value + event.duration.value).strftime("%H:%M") == "07:00"
    assert event.description.value.startswith("Before your run.")
    assert run(*asked, "0:02").code == 0
    event = _event(tmp_path / "pre.ics")
    assert event.rrule.value == "FREQ=WEEKLY;BYDAY=WE,SU", "it begins the evening before"


def test_a_goal_is_spread_over_the_week(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zone = ("--zone", "Europe/Berlin")
    for goal, options, days in (
        ("", (), "MO,WE,FR"),
        ("2", (), "MO,TH"),
        ("2", ("--times", "4"), "MO,TU,TH,SA"),
        ("2", ("--days", "daily"), "MO,TU,WE,TH,FR,SA,SU"),
    ):
        monkeypatch.setenv("COACH_GOAL", goal)
        assert run("remind", "post", *options, *zone).code == 0
        assert _event(tmp_path / "post.ics").rrule.value == f"FREQ=WEEKLY;BYDAY={days}"


def test_made_again_it_is_the_same_reminder(run: Run, tmp_path: Path) -> None:
    uids = []
    for arguments in (
        ("--days", "mon"),
        ("--days", "tue", "--at", "6:30 pm"),
        ("--times", "2", "-o", "b.ics"),
    ):
        assert run("remind", "post", *arguments, "--zone", "Europe/Berlin").code == 0
        uids.append(_event(tmp_path / ("b.ics" if "-o" in arguments else "post.ics")).uid.value)
    assert len(set(uids)) == 1
    (mark,) = (tmp_path / "data").glob("*.txt")
    mark.write_text("broken")
    assert run("remind", "post", "--zone", "Europe/Berlin").code == 0, "a spoilt mark is made anew"


def test_what_the_coach_did_not_make_stays(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "post.ics"
    mine.write_text("my own calendar")
    ran = run("remind", "post", "--zone", "Europe/Berlin")
    assert ran.code == 1
    assert "--force" in ran.err
    assert mine.read_text() == "my own calendar"
    assert run("remind", "post", "--zone", "Europe/Berlin", "--force").code == 0
    mine.write_text(f"{mine.read_text()}changed by hand")
    assert run("remind", "post", "--zone", "Europe/Berlin").code == 1


def test_the_track_is_named(run: Run, tmp_path: Path) -> None:
    track = tmp_path / "my post.mp3"
    track.touch()
    assert run("remind", "post", "--link", "my post.mp3", "--zone", "Europe/Berlin").code == 0
    event = _event(tmp_path / "post.ics")
    assert event.attach.value == track.as_uri()
    assert f"Listen: {track.as_uri()}" in event.description.value


def test_the_time_zone_is_this_computers(tmp_path: Path) -> None:
    done = run_coach("remind", "post", cwd=tmp_path, TZ="America/New_York")
    assert done.returncode == 0, done.stderr
    assert "TZID=America/New_York" in (tmp_path / "post.ics").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--days", "mon,someday"), "someday"),
        (("--days", ""), "no day is given"),
        (("--days", "mon", "--times", "2"), "give one of"),
        (("--days", "mon", "--run-days", "tue"), "give one of"),
        (("--at", "25:00"), "18:30"),
        (("--at", "13pm"), "18:30"),
        (("--at", "noonish"), "18:30"),
        (("--zone", "Europe/Berln"), "Europe/Berlin"),
        (("--zone", "../../etc/passwd"), "no time zone"),
        (("--link", "gone.mp3"), "gone.mp3"),
        (("--weeks", "0"), "0"),
        (("-o", "it.txt"), ".ics"),
    ],
)
def test_what_is_wrong_is_said(run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = run("remind", "post", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not list(tmp_path.glob("*.ics"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser writes anywhere")
def test_a_folder_that_cannot_be_written_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(stat.S_IRUSR | stat.S_IXUSR)
    ran = run("remind", "post", "--zone", "Europe/Berlin")
    assert ran.code == 1
    assert "COACH_DATA" in ran.err
