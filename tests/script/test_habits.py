"""What sessions before this one change: less to say of what is known, and the other side first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from coach.content.fields import Detail
from coach.script.estimate import expect_spoken
from coach.script.habits import Habits
from coach.script.phrasing import fill
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json
from tests.rules import broken_rules
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from coach.content.routine import Routine


def test_less_is_said_of_how_to_get_into_what_is_known() -> None:
    fading = [said({}), said({"childs-pose": Detail.SHORT}), said({"childs-pose": Detail.MINIMAL})]
    words = LIBRARY.exercise("childs-pose").words.setup
    assert [cues["childs-pose"] for cues in fading] == [
        [*words.full],
        [*words.short],
        [*words.minimal],
    ]
    assert len({tuple(cues["seated-forward-fold"]) for cues in fading}) == 1


def test_never_more_than_was_asked_for() -> None:
    known = {"childs-pose": Detail.FULL}
    assert said(known, Detail.MINIMAL)["childs-pose"] == [
        *LIBRARY.exercise("childs-pose").words.setup.minimal
    ]


def test_the_other_side_begins() -> None:
    routine = LIBRARY.load("seven")
    plain, mirrored = timeline(routine, Habits()), timeline(routine, Habits(mirrored=True))
    assert broken_rules(mirrored) == []
    pairs = list(zip(plain["steps"], mirrored["steps"], strict=True))
    assert any(len(step["intervals"]) > 1 for step in plain["steps"])
    for first, second in pairs:
        assert [i["side"] for i in second["intervals"]] == [i["side"] for i in first["intervals"]][::-1]


def test_a_session_still_takes_the_minutes_asked_for() -> None:
    known = dict.fromkeys(LIBRARY.exercise_names, Detail.MINIMAL)
    fitted = compile_timeline(LIBRARY.load("post"), LIBRARY, expect_spoken, minutes=7, habits=Habits(known))
    assert abs(fitted.duration - 7 * 60_000) <= 15_000


def said(known: dict[str, Detail], detail: Detail = Detail.FULL) -> dict[str, list[str]]:
    """Return the set-up of each exercise of ``post``, without the way there."""
    found = timeline(LIBRARY.load("post"), Habits(known), detail)
    assert broken_rules(found) == []
    setup = defaultdict(list)
    for cue in found["cues"]:
        if cue["kind"] == "setup":
            exercise = LIBRARY.exercise(found["steps"][cue["step"] - 1]["exercise"])
            words = exercise.words.setup
            sides = LIBRARY.phrases.sides["right"].adjective, LIBRARY.phrases.sides["left"].adjective
            own = {
                fill(text, dict(zip(("side", "other"), sides, strict=True)) | {"Side": "Right"})
                for each in (words.full, words.short, words.minimal)
                for text in each
            }
            if cue["text"] in own:
                setup[exercise.name].append(cue["text"])
    return setup


def timeline(routine: Routine, habits: Habits, detail: Detail = Detail.FULL) -> Any:
    return as_json(compile_timeline(routine, LIBRARY, expect_spoken, detail, habits=habits))
