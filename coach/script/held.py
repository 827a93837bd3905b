"""Repetitions that are each held for a while, as physiotherapists prescribe them: 3 x 10, hold 5 s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.exercise import Phase
from coach.units import Ms

if TYPE_CHECKING:
    from coach.content.exercise import Exercise
    from coach.content.step_words import StepWords

BUILT_IN = Ms(3000)
"""How long a repetition to one side, such as the bird dog's, is held as it is: three counts."""

LONG = Ms(6000)
"""From then on a side takes long enough to be both ways and a hold."""


def held(exercise: Exercise, length: Ms, words: StepWords) -> Exercise:
    """Return the exercise with each of its repetitions held for ``length`` where it has been moved into.

    Of an alternating one, that is at the end of each side, in its middle.
    """
    if exercise.alternating:
        rep = tuple(
            Phase(cue=part.cue, time=Ms(part.time + length - (BUILT_IN if part.time > LONG else 0)))
            for part in exercise.rep
        )
        return exercise.model_copy(update={"rep": rep})
    into, *out = [part for part in exercise.rep if part.cue != "hold"]
    rep = (into, Phase(cue="hold", time=length), *out)
    phases = {"hold": words.own.hold, **exercise.words.phases}
    told = exercise.words.model_copy(update={"phases": phases, "variation": ()})  # which may be a hold
    return exercise.model_copy(update={"rep": rep, "words": told})
