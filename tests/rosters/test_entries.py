"""What a row asks for, and everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.fields import Detail
from coach.rosters.entries import Entry, EntryReader
from coach.rosters.readers import read_roster
from coach.session_options import Options
from coach.track.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from coach.rosters.table import Fault

HEAD = "person;routine;prescription;language;voice;detail;minutes;bed;avoid;greet;format"
USUAL = Options(language="en", voice="en-us", minutes=6, bed="rain")


def read(tmp_path: Path, *lines: str) -> list[Entry | tuple[Fault, ...]]:
    path = tmp_path / "people.csv"
    path.write_text("\n".join((HEAD, *lines)), "utf-8")
    reader = EntryReader(USUAL, FORMATS["mp3"])
    return [reader.read(row) for row in read_roster(path)]


def entry(tmp_path: Path, line: str) -> Entry:
    (found,) = read(tmp_path, line)
    assert isinstance(found, Entry), found
    return found


def faults(tmp_path: Path, line: str) -> list[str]:
    (found,) = read(tmp_path, line)
    assert isinstance(found, tuple), found
    return [str(fault) for fault in found]


def test_a_full_row(tmp_path: Path) -> None:
    found = entry(tmp_path, "Jo;;cat-cow 2 x 10;German;;SHORT;7,5;off;;Jo Ann;.M4B")
    assert (found.row, found.person, found.form.name) == (2, "Jo", "m4b")
    assert found.options == Options(
        language="de", detail=Detail.SHORT, minutes=7.5, greet="Jo Ann", voice=None, bed=None
    )
    assert [step.exercise for step in found.routine.steps] == ["cat-cow"]


def test_what_a_row_leaves_open_is_usual(tmp_path: Path) -> None:
    found = entry(tmp_path, "1;post;;;;;;;;;")
    assert (found.options, found.form.name) == (USUAL, "mp3")
    assert found.routine.name == "post"


@pytest.mark.parametrize(
    ("language", "voice", "settled"),
    [
        ("", "", ("en", "en-us")),
        ("de", "", ("de", None)),
        ("", "de", ("de", "de")),
        ("en", "", ("en", "en-us")),
        ("fr", "system", ("fr", "system")),
    ],
)
def test_language_and_voice_go_together(
    tmp_path: Path, language: str, voice: str, settled: tuple[str, str | None]
) -> None:
    options = entry(tmp_path, f"1;post;;{language};{voice};;;;;;").options
    assert (options.language, options.voice) == settled


def test_a_voice_of_another_language_is_warned_of(tmp_path: Path) -> None:
    assert entry(tmp_path, "1;post;;fr;de;;;;;;").warnings == ("the voice de speaks 'de': it reads 'fr'",)


def test_what_is_avoided_is_swapped_and_told(tmp_path: Path) -> None:
    found = entry(tmp_path, "1;post;;;;;;;knee, wrist;;")
    assert "childs-pose" not in [step.exercise for step in found.routine.steps]
    assert any("bends a knee" in warning for warning in found.warnings)


def test_the_note_of_the_handbook(tmp_path: Path) -> None:
    note = '"figure-four 3 x 30 s each side, rest 20 s; cat-cow 2 x 10"'
    first, second = entry(tmp_path, f"1;;{note};;;;;;;;").routine.steps
    assert first.hold is not None
    assert first.between is not None
    assert (first.exercise, first.rounds.low, first.hold.low, first.between.low) == (
        "figure-four",
        3,
        30_000,
        20_000,
    )
    assert second.reps is not None
    assert (second.exercise, second.rounds.low, second.reps.low) == ("cat-cow", 2, 10)


@pytest.mark.parametrize(
    ("note", "language"),
    [("- cat-cow 10\n- rest 20 s\n\n2) Knee hug", "en"), ("Katze-Kuh: 10; rest 20s;; lying knee hug", "de")],
)
def test_notes_may_be_lists(tmp_path: Path, note: str, language: str) -> None:
    steps = entry(tmp_path, f'1;;"{note}";{language};;;;;;;').routine.steps
    assert [step.exercise for step in steps] == ["cat-cow", None, "lying-knee-hug"]


def test_every_fault_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    assert faults(tmp_path, ";pots;cat-cow 9;xx;nobody;loud;soon;fire;nose;<b>;mp4") == [
        "line 2, column 1 (person): there is nobody here; write a name or a number",
        "line 2, column 4 (language): there is no language 'xx'; there are en, de, es, fr",
        "line 2, column 5 (voice): there is no voice 'nobody'; see 'coach voices'; "
        "programs are like command:flite",
        "line 2, column 6 (detail): there is no detail 'loud'; there are full, short, minimal",
        "line 2, column 7 (minutes): 'soon' is not a number of minutes; write it like 8, 7.5 or 7:30",
        "line 2, column 10 (greet): '<' cannot be spoken; write plain words",
        "line 2, column 8 (bed): there is no bed 'fire'; there are rain, waves, drone, off",
        "line 2, column 11 (format): there is no format 'mp4'; did you mean mp3 or m4b or m4a?",
        "line 2, column 3 (prescription): there is a routine as well; keep one of them",
        "line 2, column 2 (routine): there is no routine 'pots'; did you mean post?",
        "line 2, column 9 (avoid): there is no caution 'nose'; there are knee, wrist, shoulder, neck, disc, "
        "ankle, balance, dizziness, pregnancy, late-pregnancy and osteoporosis",
    ]


def test_every_fault_of_a_note_is_told_at_once(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, '1;;"cat-cow 30 s; figure-fuor 10; rest 5 s; childs-pose 99 s x";;;;;;;;')
    assert told.startswith("line 2, column 3 (prescription): 'cat-cow 30 s': cat-cow is done in repetitions")
    assert "'figure-fuor 10': there is no exercise 'figure-fuor'; did you mean figure-four" in told
    assert "childs-pose 99 s x" in told


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("1;;;;;;;;;;", "line 2: there is neither a routine nor a prescription"),
        ("1;post;;;;;0;;;;", "0 minutes cannot be had"),
        ("1;post;;;;;500;;;;", "500 minutes cannot be had"),
        ("1;post;;;;;nan;;;;", "is not a number of minutes"),
        (f"{'x' * 201};post;;;;;;;;;", "this has 201 characters"),
        (f"1;post;;;;;;;;{'x' * 41};", "this has 41 characters"),
        ("1;post;;;;;;;;...;", "has no word in it"),
        ("1;post;;;;;;;nose;;", "there is no caution 'nose'"),
        ("1;;rest 20 s;;;;;;;;", "there is no exercise in it"),
        ("1;;;;;;8;;;;;9", "this stands under no heading"),
    ],
)
def test_wrong_cells(tmp_path: Path, line: str, wrong: str) -> None:
    assert any(wrong in told for told in faults(tmp_path, line))


def test_what_is_private_is_not_told_to_everybody(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "Jo;;cat-caw 10;xx;;;;;nose;<Jo>;")
    assert isinstance(found, tuple)
    discreet = " ".join(fault.discreet for fault in found)
    assert "there is no language 'xx'" in discreet
    assert "line 2, column 3 (prescription): cannot be used" in discreet
    assert not any(word in discreet for word in ("Jo", "caw", "nose"))


def test_an_entry_shows_nothing_of_a_person(tmp_path: Path) -> None:
    assert repr(entry(tmp_path, "Jo;;cat-cow 10;;;;;;;Jo;")) == "Entry(row=2)"
