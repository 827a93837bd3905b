"""Rosters from the table to the folders: what is made, left, refused, and written down."""

from __future__ import annotations

import csv
import os
import stat
from typing import TYPE_CHECKING

import pytest

from coach.content.language_words import languages
from coach.content.phrases import PhraseBook
from coach.voice.cache import ClipCache
from coach.voice.engines import find_voice
from tests.track import readers
from tests.track.running import needs_posix

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rosters.conftest import Rosters
    from tests.track.running import Coach


def report(out: Path) -> list[dict[str, str]]:
    with (out / "report.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def files(out: Path) -> set[str]:
    """All that a person sees in a folder."""
    found = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not path.name.startswith(".")}


def test_a_track_and_a_hand_out_for_each(rosters: Rosters) -> None:
    text = "person,routine,prescription,greet\nJo,short,,Jo\n17,,childs-pose 10 s,\n"
    made = rosters(text)
    assert made.states == {"Jo": "made", "17": "made"}
    names = ("Jo/brief.opus", "Jo/brief.pdf", "17/exercises.opus", "17/exercises.pdf")
    assert files(rosters.out) == {*names, "report.csv"}
    assert (rosters.out / "Jo" / "brief.pdf").read_bytes().startswith(b"%PDF")
    first, second = report(rosters.out)
    assert list(first) == ["row", "person", "state", "file", "seconds", "problem"]
    assert (first["row"], first["person"], first["state"], first["file"]) == (
        "2",
        "Jo",
        "made",
        "Jo/brief.opus",
    )
    length = float(readers.probe(rosters.out / second["file"]).audio["duration"])
    assert float(second["seconds"]) == pytest.approx(length, abs=0.1)


def test_only_what_changed_is_made_again(rosters: Rosters) -> None:
    text = "person,prescription,greet\n1,childs-pose 10 s,\n2,childs-pose 12 s,\n3,childs-pose 14 s,\n"
    rosters(text)
    before = {name: (rosters.out / name).read_bytes() for name in files(rosters.out)}
    again = rosters(text)
    assert (set(again.states.values()), again.crew.works) == ({"unchanged"}, [])
    assert {row["state"] for row in report(rosters.out)} == {"unchanged"}
    assert all(float(row["seconds"]) > 10 for row in report(rosters.out))
    changed = rosters(text.replace("12 s", "11 s") + "4,childs-pose 14 s,\n")
    assert changed.states == {"1": "unchanged", "2": "made", "3": "unchanged", "4": "made"}
    assert (rosters.out / "1/exercises.opus").read_bytes() == before["1/exercises.opus"]
    assert (rosters.out / "4/exercises.opus").read_bytes() == before["3/exercises.opus"], (
        "equal rows, equal files"
    )
    (rosters.out / "3" / "exercises.opus").write_bytes(b"spoilt")
    (rosters.out / "1" / "exercises.pdf").unlink()
    assert rosters(text).states == {"1": "made", "2": "made", "3": "made"}


def test_what_many_have_is_made_once(rosters: Rosters) -> None:
    people = [str(number) for number in range(12)]
    made = rosters("person,routine\n" + "".join(f"{person},short\n" for person in people))
    assert set(made.states.values()) == {"made"}
    assert len(made.crew.works) == 1
    assert len({(rosters.out / person / "brief.opus").read_bytes() for person in people}) == 1


def test_a_greeting_is_heard_and_kept_nowhere(rosters: Rosters) -> None:
    rosters("person,routine,greet\n1,short,Xanthippe\n")
    greeting, welcome = readers.lyrics(rosters.out / "1" / "brief.opus").splitlines()[1:3]
    assert greeting == "Hello, Xanthippe."
    cache, voice = ClipCache(rosters.cache), find_voice(language="en")
    assert cache.get(voice.identity, welcome) is not None
    assert cache.get(voice.identity, greeting) is None


def test_equal_rows_sound_equal_wherever_they_are_made(rosters: Rosters) -> None:
    rosters("person,routine,greet\n1,short,Xanthippe\n2,short,Xanthippe\n")
    sound = (rosters.out / "1" / "brief.opus").read_bytes()
    assert (rosters.out / "2" / "brief.opus").read_bytes() == sound
    rosters("person,routine,greet\n1,short,Xanthippe\n", force=True)
    assert (rosters.out / "1" / "brief.opus").read_bytes() == sound


@pytest.mark.parametrize("language", languages())
def test_every_language_greets(language: str) -> None:
    book = PhraseBook.read(language)
    assert all("{name}" in wording for wording in book.greeting)
    assert not any("{name}" in wording for wording in book.greeted)


def test_one_person_may_have_several_tracks(rosters: Rosters) -> None:
    text = "person,prescription\n1,childs-pose 10 s\n1,childs-pose 12 s\n1,childs-pose 10 s\n"
    made = rosters(text)
    told = [
        (each.result.row, str(each.result.state), each.result.file, each.result.problem) for each in made.told
    ]
    assert sorted(told) == [
        (2, "made", "1/exercises.opus", ""),
        (3, "made", "1/exercises-2.opus", ""),
        (4, "unchanged", "1/exercises.opus", "the same as row 2"),
    ]
    assert {str(each.result.state) for each in rosters(text).told} == {"unchanged"}


def test_people_with_like_names_do_not_share(rosters: Rosters) -> None:
    made = rosters("person,routine\nA/B,short\nA:B,short\na-b,short\n")
    folders = {result.file.split("/")[0].casefold() for result in made.results.values()}
    assert len(folders) == 3
    again = rosters("person,routine\na-b,short\nA:B,short\n")
    assert set(again.states.values()) == {"unchanged"}
    assert {result.file.split("/")[0].casefold() for result in again.results.values()} < folders


def test_a_wrong_row_does_not_stop_the_others(rosters: Rosters) -> None:
    text = "person,routine,minutes\n1,pots,\n2,short,\n3,short,99\n,short,\n"
    made = rosters(text)
    assert [row["state"] for row in report(rosters.out)] == ["failed", "made", "failed", "failed"]
    problems = [row["problem"] for row in report(rosters.out)]
    assert problems[0].startswith("line 2, column 2 (routine): there is no routine 'pots'")
    assert problems[2].startswith("line 4, column 3 (minutes): 'brief' cannot last 99:00")
    assert problems[3].startswith("line 5, column 1 (person): there is nobody here")
    assert made.told[0].discreet


def test_what_is_not_the_rosters_own_stays(rosters: Rosters) -> None:
    (rosters.out / "1").mkdir(parents=True)
    (rosters.out / "1" / "brief.opus").write_text("a song")
    text = "person,routine\n1,short\n2,short\n"
    assert rosters(text).states == {"1": "failed", "2": "made"}
    assert (rosters.out / "1" / "brief.opus").read_text() == "a song"
    assert rosters(text, force=True).states == {"1": "made", "2": "made"}


def test_no_spreadsheet_takes_a_name_for_a_formula(rosters: Rosters) -> None:
    rosters("person,routine\n=1+1,short\n")
    assert report(rosters.out)[0]["person"] == "'=1+1"


@needs_posix
def test_results_are_for_their_owner_alone(rosters: Rosters) -> None:
    before = os.umask(0)
    try:
        rosters("person,routine\n1,short\n")
    finally:
        os.umask(before)
    for path in (rosters.out, *rosters.out.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_command(rosters: Rosters, coach: Coach) -> None:
    coach = coach.with_cache(rosters.folder / "clips")  # all of it is read below
    (rosters.folder / "people.csv").write_text(
        f"person;prescription;routine\nXerxes;childs-pose 10 s;\nQuasimodo;childs-poise;\n3;;{rosters.routine}\n"
    )
    arguments = (
        "roster",
        rosters.folder / "people.csv",
        "--to",
        rosters.out,
        "--format",
        "opus",
        "--detail",
        "minimal",
    )
    done = coach(*arguments, code=1)
    assert done.out == f"{rosters.out}/report.csv  3 rows: 2 made, 0 unchanged, 1 failed\n"
    assert done.err == "people.csv: line 3, column 2 (prescription): cannot be used\n", (
        "a pipe may lead to a log"
    )
    assert coach(*arguments, code=1).out.endswith("0 made, 2 unchanged, 1 failed\n")
    (rosters.folder / "people.csv").write_text("person;prescription\nXerxes;childs-pose 10 s\n")
    assert coach(*arguments).out.endswith("1 rows: 0 made, 1 unchanged, 0 failed\n")
    for private in ("Xerxes", "Quasimodo", "childs-poise"):
        kept = [path for path in (coach.cache, coach.home) for path in path.rglob("*") if path.is_file()]
        assert not [path for path in kept if private in path.name or private.encode() in path.read_bytes()]
    assert coach.leftovers == []


def test_wrong_columns_are_a_fault_of_the_file(rosters: Rosters, coach: Coach) -> None:
    (rosters.folder / "people.csv").write_text("person,routine,weight\n1,post,80\n")
    done = coach("roster", rosters.folder / "people.csv", "--to", rosters.out, code=1)
    assert "people.csv:1:3: there is no column 'weight'; there are person, routine" in done.err
    assert not rosters.out.exists()


def test_from_python(rosters: Rosters, coach: Coach) -> None:
    (rosters.folder / "people.csv").write_text(f"person,routine\n1,{rosters.routine}\n2,pots\n")
    program = (
        "import coach, sys\nif __name__ == '__main__':\n"
        "    for each in coach.roster(sys.argv[1], sys.argv[2], format='opus', detail='minimal', jobs=1):\n"
        "        print(each.row, each.state, each.file)\n"
    )
    (rosters.folder / "program.py").write_text(program)
    process = coach.start(
        rosters.folder / "people.csv", rosters.out, program=(str(rosters.folder / "program.py"),)
    )
    out, err = process.communicate(timeout=120)
    assert (out.decode().split(), err) == (["2", "made", "1/brief.opus", "3", "failed"], b"")
