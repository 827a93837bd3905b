"""Exercises that somebody wrote: led like the shipped ones, and refused in plain words where they cannot be."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from coach.content.fields import Detail, Kind
from coach.content.library import Library
from coach.errors import RoutineError
from coach.plan.planner import plan
from coach.plan.routine_file import routine_file
from coach.plan.swap import swap, swapped_file
from coach.plan.wishes import Wishes
from coach.script.estimate import expecting
from coach.session_options import Options
from coach.timeline.compiler import compile_timeline
from coach.track.formats import FORMATS
from coach.track.packing import Packing
from coach.track.receipt import fingerprint
from coach.track.transcript import as_json
from tests.content.reports import assert_plain, faults
from tests.rules import broken_rules
from tests.word_rules import OWN, broken_word_rules

if TYPE_CHECKING:
    from coach.content.routine import Routine

WRITTEN: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "own_exercises.yaml").read_text("utf-8")
)
EACH = [(language, name) for language, exercises in WRITTEN.items() for name in exercises]
CLAM = WRITTEN["en"]["hip-lift"] | {"areas": ["glutes"]}

SHORT = """\
name: mine
title: Mine
when: any
exercises:
  clam:
    title: Clam
    posture: side-lying
    sides: [right, left]
    reps: 10-12
    setup: Lie on your {other} side.
    feel: In your {side} hip.
steps:
  - exercise: clam
"""


def _routine(exercises: dict[str, Any], steps: list[dict[str, Any]], path: Path, language: str) -> Routine:
    file = {"name": "mine", "title": "Mine", "when": "any", "exercises": exercises, "steps": steps}
    path.write_text(yaml.safe_dump(file, sort_keys=False, allow_unicode=True), "utf-8")
    return Library(language, own=path.parent).load(str(path))


def _facts(written: dict[str, Any]) -> dict[str, Any]:
    """Return what the short form says, with the keys that the file of a shipped exercise has."""
    kind = next(kind for kind in ("reps", "hold", "time") if kind in written)
    role = "strength" if {"reps", "hold"} <= written.keys() else {"hold": "stretch"}.get(kind, "mobility")
    needs = written.get("needs", [])
    needs = [needs] if isinstance(needs, str) else needs
    return {"kind": kind, "role": role, **written, "needs": needs, "words": written}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell the rules for words of these exercises."""
    for exercises in WRITTEN.values():
        for name, written in exercises.items():
            monkeypatch.setitem(OWN, name, _facts(written))


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("language", "name"), EACH)
@pytest.mark.parametrize("detail", list(Detail))
def test_an_own_exercise_is_led_by_all_the_rules(
    language: str, name: str, detail: Detail, tmp_path: Path
) -> None:
    routine = _routine(
        {name: WRITTEN[language][name]},
        [{"exercise": name, "rounds": "2"}, {"exercise": "childs-pose"}],
        tmp_path / "mine.yaml",
        language,
    )
    library = Library(language, own=tmp_path)
    timeline = as_json(compile_timeline(routine, library, expecting(library.phrases), detail))
    assert [*broken_rules(timeline, language), *broken_word_rules(timeline, language)] == []
    assert timeline["steps"][0]["exercise"] == name  # type: ignore[index]


@pytest.mark.usefixtures("known")
def test_many_of_them_go_together(tmp_path: Path) -> None:
    for language, exercises in WRITTEN.items():
        library = Library(language, own=tmp_path)
        for some in filter(None, ([*exercises][:10], [*exercises][10:])):
            steps = [{"exercise": name} for name in some]
            routine = _routine(exercises, steps, tmp_path / "mine.yaml", language)
            timeline = as_json(compile_timeline(routine, library, expecting(library.phrases)))
            assert [*broken_rules(timeline, language), *broken_word_rules(timeline, language)] == []


def test_it_is_found_in_the_folder_and_hides_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "clamshell.yaml").write_text(
        yaml.safe_dump(CLAM | {"title": "My clam"}), "utf-8"
    )
    library = Library(own=tmp_path)
    assert library.exercise("clamshell").words.title == "My clam"
    assert library.figure("clamshell") is None
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\ntitle: Mine\nwhen: any\nsteps:\n  - exercise: clamshell\n", "utf-8")
    carried = library.load("mine")
    assert "clamshell" in carried.exercises
    elsewhere = compile_timeline(carried, Library(own=tmp_path / "no"), expecting(library.phrases))
    assert elsewhere.steps[0].name == "My clam"


def test_one_that_is_broken_spoils_no_other(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    broken = tmp_path / "exercises" / "broken.yaml"
    broken.write_text("title: Broken\n", "utf-8")
    library = Library(own=tmp_path)
    assert "broken" not in [exercise.name for exercise in library.exercises()]
    assert plan(Wishes(("calves",), minutes=5), library).routine.steps
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\ntitle: Mine\nwhen: any\nsteps:\n  - exercise: broken\n", "utf-8")
    with pytest.raises(RoutineError) as caught:
        library.load("mine")
    assert {problem.file for problem in caught.value.problems} == {str(broken)}


def test_it_is_planned_with_by_its_area(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    own = CLAM | {"areas": {"glutes": "squeeze"}, "role": "stretch", "effort": 1}
    (tmp_path / "exercises" / "a-glute-squeeze.yaml").write_text(yaml.safe_dump(own), "utf-8")
    library = Library(own=tmp_path)
    assert "glutes" in library.exercise("a-glute-squeeze").areas
    from coach.plan.candidates import Candidates
    from coach.plan.wishes import understand

    wishes = understand(Wishes(("glutes",), minutes=8), library)
    assert any(
        found.exercise.name == "a-glute-squeeze" for found in Candidates(wishes, library).stretches("glutes")
    )


def test_it_is_swapped_within_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT.replace("    reps", "    areas: [glutes]\n    role: strength\n    reps"), "utf-8")
    library = Library(own=tmp_path)
    done = swap(library.load("mine"), "clam", library, "clamshell")
    text, as_written = swapped_file(path.read_bytes(), done, library)
    assert as_written
    assert "- exercise: clamshell" in text


def test_a_routine_written_anew_keeps_its_exercises(tmp_path: Path) -> None:
    for language, exercises in WRITTEN.items():
        steps = [{"exercise": name} for name in exercises]
        routine = _routine(exercises, steps, tmp_path / "mine.yaml", language)
        (tmp_path / "again.yaml").write_text(routine_file(routine), "utf-8")
        assert Library(language, own=tmp_path).load(str(tmp_path / "again.yaml")) == routine


def test_the_full_form_is_that_of_the_shipped_ones(tmp_path: Path) -> None:
    shipped = Path(Library.__module__.replace(".", "/")).parent
    content = Path(__file__).parents[2] / shipped
    facts = yaml.safe_load((content / "exercises" / "cat-cow.yaml").read_text("utf-8"))
    words = yaml.safe_load((content / "words" / "en" / "exercises" / "cat-cow.yaml").read_text("utf-8"))
    whole = {key: value for key, value in facts.items() if key != "name"} | {"words": words}
    routine = _routine({"my-cat": whole}, [{"exercise": "my-cat"}], tmp_path / "mine.yaml", "en")
    library = Library(own=tmp_path)
    timeline = as_json(compile_timeline(routine, library, expecting(library.phrases)))
    assert broken_rules(timeline) == []
    (tmp_path / "again.yaml").write_text(routine_file(routine), "utf-8")
    assert library.load(str(tmp_path / "again.yaml")) == routine


def test_repetitions_are_held_for_as_long_as_it_says(tmp_path: Path) -> None:
    routine = _routine({"lift": CLAM}, [{"exercise": "lift"}], tmp_path / "mine.yaml", "en")
    library = Library(own=tmp_path)
    interval = compile_timeline(routine, library, expecting(library.phrases)).steps[0].intervals[0]
    held = [phase.end - phase.start for phase in interval.phases if phase.cue == "hold"]
    assert held == [5000] * 10
    assert all(before.end == after.start for before, after in pairwise(interval.phases))


SLIPS = {
    "posture: side-lying": (
        "posture: side lying",
        "there is no posture 'side lying'; did you mean side-lying?",
    ),
    "sides: [right, left]": ("sides: [right, lefft]", "there is no side 'lefft'; did you mean left?"),
    "reps: 10-12": ("repps: 10-12", "unknown key 'repps'; did you mean reps?"),
    "{other}": ("{othr}", "'{othr}' is not filled in"),
    "    setup: Lie on your {other} side.\n": ("", "the key 'setup' is missing"),
    "title: Clam\n": ("title: Clam\n    hold: 5-6s\n", "each repetition is held alike"),
    "  clam:\n": ("  My Clam:\n", "'My Clam' is not a name; write my-clam"),
    "In your {side} hip.": ("<b>In your hip.</b>", "'<' cannot be spoken"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_explained_at_its_place(slip: str, library: Library, tmp_path: Path) -> None:
    wrong, said = SLIPS[slip]
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT.replace(slip, wrong), "utf-8")
    found = list(map(str, faults(library, path)))
    assert any(said in line for line in found), found


def test_all_slips_are_told_at_once(library: Library, tmp_path: Path) -> None:
    text = SHORT
    for slip in ("posture: side-lying", "sides: [right, left]", "{other}", "In your {side} hip."):
        text = text.replace(slip, SLIPS[slip][0])
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    assert len(faults(library, path)) == 4


def test_problems_of_a_file_of_its_own_are_placed_there(library: Library, tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    path = tmp_path / "exercises" / "odd.yaml"
    path.write_text("title: Odd\nposture: upside-down\nhold: 3\nsetup: Go.\n", "utf-8")
    with pytest.raises(RoutineError) as caught:
        Library(own=tmp_path).exercise("odd")
    assert [problem.line for problem in caught.value.problems] == [2, 3]
    for problem in caught.value.problems:
        assert_plain(problem, path)


def test_every_kind_of_dose_is_among_the_twenty(library: Library) -> None:
    kinds = {
        kind for exercises in WRITTEN.values() for each in exercises.values() for kind in Kind if kind in each
    }
    assert kinds == set(Kind)
    assert {language: len(exercises) for language, exercises in WRITTEN.items()} == {
        "en": 20,
        "de": 20,
        "es": 9,
        "fr": 9,
    }


def test_a_list_of_exercises_is_taken_for_the_steps(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "name: mine\ntitle: Mine\nwhen: any\nexercises:\n  - exercise: cat-cow\n    hold: 20s\n", "utf-8"
    )
    assert [str(problem).removeprefix(f"{path}:") for problem in faults(library, path)] == [
        "4:1: a list of exercises is written under 'steps:'; did you mean steps?",
        "6:5: cat-cow does not take 'hold:'; write 'reps: 5-12'",
    ]


@pytest.mark.parametrize("detail", list(Detail))
def test_the_example_is_led_by_all_the_rules(detail: Detail, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(__file__).parents[2] / "examples" / "physio.yaml"
    for name, written in yaml.safe_load(path.read_text("utf-8"))["exercises"].items():
        monkeypatch.setitem(OWN, name, _facts(written))
    library = Library()
    routine = library.load(str(path))
    timeline = as_json(compile_timeline(routine, library, expecting(library.phrases), detail))
    assert [*broken_rules(timeline), *broken_word_rules(timeline)] == []
    assert all(library.with_own(routine.exercises).figure(step.exercise or "") for step in routine.steps)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Wall sit", "the wall sit"),
        ("Heel slides", "heel slides"),
        ("Marching on the spot", "marching on the spot"),
        ("The cobbler", "the cobbler"),
        ("A long sigh", "a long sigh"),
    ],
)
def test_a_title_is_called_as_in_a_sentence(title: str, said: str, tmp_path: Path) -> None:
    written = WRITTEN["en"]["frog"] | {"title": title}
    routine = _routine({"own": written}, [{"exercise": "own"}], tmp_path / "mine.yaml", "en")
    assert Library().with_own(routine.exercises).exercise("own").words.called == said
    german = Library("de").with_own(routine.exercises).exercise("own")
    assert german.words.called == title


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "In your hip.", ("You should feel it in your hip.", "In your hip.")),
        ("en", "Your thigh should feel firm.", ("Your thigh should feel firm.",)),
        (
            "en",
            ["At the back of your leg.", "Behind."],
            ("You should feel it at the back of your leg.", "Behind."),
        ),
        (
            "de",
            "Im Gesäß, nicht im Rücken.",
            ("Du spürst das im Gesäß, nicht im Rücken.", "Im Gesäß, nicht im Rücken."),
        ),
        (
            "es",
            "Por fuera de la cadera.",
            ("Deberías notarlo por fuera de la cadera.", "Por fuera de la cadera."),
        ),
        (
            "fr",
            "À l'avant des cuisses.",
            ("Tu devrais le sentir à l'avant des cuisses.", "À l'avant des cuisses."),
        ),
    ],
)
def test_a_place_where_it_is_felt_is_said_in_a_sentence(
    language: str, written: object, said: tuple[str, ...], tmp_path: Path
) -> None:
    own = WRITTEN["en"]["frog"] | {"feel": written}
    routine = _routine({"own": own}, [{"exercise": "own"}], tmp_path / "mine.yaml", language)
    assert Library(language).with_own(routine.exercises).exercise("own").words.feel == said


def test_a_track_is_made_anew_when_its_exercise_changes(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\ntitle: Mine\nwhen: any\nsteps:\n  - exercise: clam\n", "utf-8")

    def made_from(exercise: dict[str, Any]) -> str:
        (tmp_path / "exercises" / "clam.yaml").write_text(yaml.safe_dump(exercise), "utf-8")
        routine = Library(own=tmp_path).load(str(path))
        return fingerprint(routine, Options(), Packing(FORMATS["mp3"]), "a voice")

    assert made_from(CLAM) == made_from(CLAM) != made_from(CLAM | {"feel": "In your hip."})
