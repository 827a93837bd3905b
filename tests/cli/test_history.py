"""``coach history``, ``log`` and ``forget``, and what ``coach play`` writes down."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from coach.cli.dates import Day
from coach.history.records import Records
from coach.history.store import History
from coach.live.speakers import find_speaker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

TODAY = datetime.now().astimezone().date()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_cache: Path) -> str:
    """A routine of a moment."""
    monkeypatch.setenv("COACH_CACHE", str(shared_cache))
    path = tmp_path / "quick.yaml"
    path.write_text(
        "name: quick\ntitle: Quick\nwhen: any\nsteps:\n  - exercise: walk\n    time: 10s\n"
        "  - exercise: cat-cow\n    reps: 5\n"
    )
    return str(path)


def test_a_played_session_is_recorded(run: Run, file: Path, quick: str) -> None:
    ran = run("play", quick, "--speaker", "null:fast", "--history")
    assert ran.code == 0, ran.err
    records = History.read(file)
    assert [(session.routine, session.title, session.outcome) for session in records.sessions] == [
        ("quick", "Quick", "done")
    ]
    assert [(step.step, step.exercise, step.outcome) for step in records.steps] == [
        (1, "walk", "completed"),
        (2, "cat-cow", "completed"),
    ]
    assert records.steps[0].seconds == pytest.approx(10, abs=1)
    assert "lower-back" in records.steps[1].areas
    listed = run("history")
    assert "quick" in listed.out
    assert "done" in listed.out


@pytest.mark.parametrize(
    "options",
    [
        ("--speaker", "null:fast"),
        ("--speaker", "null:fast", "--no-history"),
        ("--speaker", "wav:FILE"),
    ],
)
def test_what_nobody_hears_is_not_recorded(
    options: tuple[str, ...], run: Run, file: Path, quick: str, tmp_path: Path
) -> None:
    given = [option.replace("FILE", str(tmp_path / "it.wav")) for option in options]
    assert run("play", quick, *given).code == 0
    assert not file.exists()


def test_what_somebody_may_hear_is_recorded() -> None:
    names = ("miniaudio", "simpleaudio", "null", "null:fast", "wav:it.wav")
    assert [find_speaker(name).audible for name in names] == [True, True, False, False, False]


def test_playing_goes_on_when_nothing_can_be_recorded(run: Run, file: Path, quick: str) -> None:
    file.mkdir(parents=True)
    ran = run("play", quick, "--speaker", "null:fast", "--history")
    assert ran.code == 0
    told = [line for line in ran.err.splitlines() if "recorded" in line]
    assert len(told) == 1
    assert "a folder is in the way" in told[0]


def test_part_of_a_session_is_no_whole_one(run: Run, file: Path, quick: str) -> None:
    run("play", quick, "--speaker", "null:fast", "--history", "--from", "2")
    assert [session.outcome for session in History.read(file).sessions] == ["partly"]
    assert "1 exercise" in run("history").out


def test_logging_by_hand(run: Run, file: Path) -> None:
    ran = run("log", "post", "--tight", "lower-back=4", "--tight", "Upper Back=0", "--note", "easy")
    assert (ran.code, ran.out) == (0, "")
    assert run("log", "--pain", "lower back", "--on", "2025-01-31").code == 0
    assert run("log", "--pain").code == 0
    records = History.read(file)
    assert [(session.routine, session.source) for session in records.sessions] == [("post", "logged")]
    assert [(feeling.area, feeling.tightness) for feeling in records.feelings] == [
        ("lower-back", 4),
        ("upper-back", 0),
    ]
    assert [(pain.area, pain.at.date() == TODAY) for pain in records.pains] == [
        ("lower-back", False),
        (None, True),
    ]
    assert records.pains[0].at.isoformat().startswith("2025-01-31T12:00:00")
    listed = run("history").out
    assert "lower back 4, upper back 0, easy" in listed
    assert "2025-01-31 12:00" in listed
    assert "sharp pain (lower back)" in listed


def test_areas_are_called_as_in_a_plan(run: Run, file: Path) -> None:
    assert run("log", "--tight", "calves=6, hips=3", "--pain", "calf", "--on", "yesterday").code == 0
    records = History.read(file)
    assert [feeling.area for feeling in records.feelings] == ["feet-and-calves", "hip-flexors"]
    assert records.pains[0].area == "feet-and-calves"
    assert records.pains[0].at.date() == TODAY - timedelta(days=1)
    for arguments, said in (
        (("log", "--tight", "lower-bak=4"), "mean lower-back"),
        (("log", "--pain", "elbow"), "no area 'elbow'"),
    ):
        ran = run(*arguments)
        assert (ran.code, said in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("log",), "nothing to log"),
        (("log", "--tight", "lower-back"), "write it like lower-back=4"),
        (("log", "--tight", "lower-back=11"), "write it like lower-back=4"),
        (("log", "--note", "x", "--on", "tomorrow"), "in the future"),
        (("log", "--note", "x", "--on", f"{TODAY + timedelta(days=1)}"), "in the future"),
        (("log", "--note", "x", "--on", "31.1.2025"), "write it like"),
        (("log", "--note", "x", "--on", "0001-01-01"), "too long ago"),
        (("forget",), "either --before DATE or --all"),
        (("forget", "--all", "--before", "2025-01-01"), "either --before DATE or --all"),
        (("history", "--limit", "0"), "limit"),
    ],
)
def test_wrong_usage_is_told_and_changes_nothing(
    arguments: tuple[str, ...], said: str, run: Run, file: Path
) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not file.exists()


def test_a_routine_that_is_none_is_not_logged(run: Run, file: Path) -> None:
    ran = run("log", "psot")
    assert ran.code == 1
    assert "mean post" in ran.err
    assert not file.exists()


def fill(run: Run) -> None:
    for day in ("2025-01-30", "2025-02-01", "2025-02-03"):
        run("log", "post", "--tight", "lower-back=4", "--on", day)
    run("log", "--note", "a break,\nso far", "--pain", "--on", "2025-02-02")


def test_json_has_everything(run: Run, file: Path) -> None:
    fill(run)
    got = json.loads(run("history", "--format", "json").out)
    assert list(got) == ["format", "sessions", "feelings", "pains", "notes"]
    assert got["format"] == 1
    assert [session["started"][:10] for session in got["sessions"]] == [
        "2025-01-30",
        "2025-02-01",
        "2025-02-03",
    ]
    assert list(got["sessions"][0]) == [
        "id", "routine", "title", "started", "ended", "outcome", "source", "steps",
    ]  # fmt: skip
    assert [len(got[key]) for key in ("feelings", "pains", "notes")] == [3, 1, 1]
    assert run("history", "--format", "json").out == run("history", "--format", "json").out


def test_csv_has_everything(run: Run, file: Path, quick: str) -> None:
    fill(run)
    run("play", quick, "--speaker", "null:fast", "--history")
    rows = list(csv.DictReader(io.StringIO(run("history", "--format", "csv").out)))
    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "session": 4, "feeling": 3, "pain": 1, "note": 1, "step": 2,
    }  # fmt: skip
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert next(row for row in rows if row["exercise"] == "cat-cow")["areas"] == "lower-back upper-back core"


def test_a_part_can_be_asked_for(run: Run, file: Path) -> None:
    fill(run)
    assert run("history", "--since", "2025-02-01").out.count("\n") == 3
    assert run("history", "--limit", "1").out.count("\n") == 1
    assert run("history", "--limit", "2").out.count("\n") == 3


def test_it_can_be_written_into_a_file(run: Run, file: Path, tmp_path: Path) -> None:
    fill(run)
    for form in ("text", "csv", "json"):
        ran = run("history", "--format", form, "-o", str(tmp_path / form))
        assert ran.out.strip() == str(tmp_path / form)
        got = (tmp_path / form).read_text("utf-8")
        assert got == run("history", "--format", form).out
        assert "lower" in got
    assert run("history", "-o", str(tmp_path / "none" / "x")).code == 1


def test_export_gives_everything(run: Run, file: Path, tmp_path: Path) -> None:
    assert run("log", "post", "--tight", "calves=6").code == 0
    for form in ("csv", "json"):
        whole = run("history", "--format", form).out
        assert run("history", "export", f"--{form}").out == whole
        path = tmp_path / f"mine.{form}"
        assert run("history", "export", f"--{form}", "-o", str(path)).code == 0
        assert path.read_bytes().decode() == whole
    assert run("history", "export").out == run("history", "export", "--csv").out
    assert run("history", "export", "--xml").code == 2


def test_no_history_is_no_fault(run: Run, file: Path) -> None:
    ran = run("history")
    assert (ran.code, ran.out) == (0, "")
    assert str(file) in ran.err
    assert run("forget", "--all").code == 0
    assert not file.exists()


def test_forgetting_needs_a_yes(run: Run, file: Path) -> None:
    fill(run)
    refused = run("forget", "--all")
    assert refused.code == 2
    assert "8 entries" in refused.err
    assert len(History.read(file).sessions) == 3
    assert run("forget", "--before", "2025-02-02", "--yes").code == 0
    assert [session.started.day for session in History.read(file).sessions] == [3]
    assert run("forget", "--all", "--yes").code == 0
    assert History.read(file) == Records()


@pytest.mark.parametrize(
    ("said", "back"),
    [("yesterday", 1), ("last week", 7), ("3 days ago", 3), ("2 weeks ago", 14), ("A week ago", 7)],
)
def test_days_are_read_as_people_say_them(said: str, back: int) -> None:
    day = Day().convert(said, None, None)
    assert day == datetime.now().astimezone().date() - timedelta(days=back)


def test_a_weekday_is_the_last_one_there_was() -> None:
    today = datetime.now().astimezone().date()
    for name in ("monday", "last sunday"):
        day = Day().convert(name, None, None)
        assert 1 <= (today - day).days <= 7
        assert f"{day:%A}".lower() == name.removeprefix("last ")


def test_the_last_line_is_forgotten(run: Run, file: Path) -> None:
    fill(run)
    while lines := run("history").out.splitlines():
        refused = run("forget", "--last")
        assert refused.code == 2
        assert lines[-1][:16] in refused.err
        assert run("forget", "--last", "--yes").code == 0
        assert run("history").out.splitlines() == lines[:-1]
    assert History.read(file) == Records()
    assert "nothing to forget" in run("forget", "--last").err
