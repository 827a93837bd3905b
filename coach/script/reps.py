"""Fills repetitions with prompts: shown at first, left in peace, and counted down at the end, on the beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.model import CueKind, Interval, Line, Phase, Prompt
from coach.script.turn import CLEAR, on, spread
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.turn import Turn

    Rep = tuple[Phase, ...]

COUNTED = 3
"""The last repetitions, counted at every detail."""

MANY, FIVE = 10, 5
"""From ``MANY`` repetitions on it is said when ``FIVE`` are left."""

HALFWAY_FROM = 16
THOUGHT_EVERY = Ms(15 * SECOND)


def repetitions(turn: Turn, count: int) -> Interval:
    """Return repetitions to a tempo."""
    exercise, length = turn.exercise, turn.exercise.rep_length
    offsets = [sum(phase.time for phase in exercise.rep[:place]) for place in range(len(exercise.rep))]
    reps: list[Rep] = [
        tuple(
            Phase(phase.cue, Ms(number * length + offset), phase.time)
            for phase, offset in zip(exercise.rep, offsets, strict=True)
        )
        for number in range(count)
    ]
    shown = _times_shown(turn, count)
    prompts = [*_shown(turn, reps[:shown]), *_counted_down(turn, reps, shown)]
    free = max(count - COUNTED, shown)
    if count > shown and free > shown:
        prompts += spread(
            turn.thoughts(), reps[shown][0].start + 400, reps[free][0].start - CLEAR, THOUGHT_EVERY
        )
    phases = tuple(phase for rep in reps for phase in rep)
    return Interval(Ms(count * length), turn.side, None, count, phases, tuple(prompts))


def _shown(turn: Turn, reps: list[Rep]) -> Iterator[Prompt]:
    """Name the parts of the first repetitions; those of a breath both or not at all."""
    for number, rep in enumerate(reps):
        for phase in rep:
            breath = phase.cue in ("inhale", "exhale")
            own_side = phase.cue if phase.cue in ("right", "left") else None
            brief = number > 0 or turn.phrasing.detail is not Detail.FULL
            line = Line(
                CueKind(phase.cue) if breath else CueKind.REP,
                turn.phase(phase.cue, brief=brief),
                own_side or turn.side,
            )
            needed = own_side is not None and number == 0
            yield on(phase, line, needed=needed, breath=number if breath else None)


def _times_shown(turn: Turn, count: int) -> int:
    """How many repetitions are named by their parts: an only one always, and one with sides, once.

    Of the last three, which are counted, else only one that the breath leads: it has to be led in.
    """
    twice = turn.first and count >= MANY
    times = {Detail.FULL: 2 if twice else 1, Detail.SHORT: 1, Detail.MINIMAL: 0}[turn.phrasing.detail]
    breath_led = any(phase.cue == "inhale" for phase in turn.exercise.rep)
    least = min(times, 1) if breath_led else 0
    if turn.exercise.alternating or count == 1:
        least = 1
    return max(least, min(times, count - COUNTED))


def _counted_down(turn: Turn, reps: list[Rep], shown: int) -> Iterator[Prompt]:
    """Tell on the beat how many are left, one way only: five of many, then three, two and the last one."""
    count = len(reps)
    for number in range(shown, count):
        left = count - number
        if count > 1 and left == 1:
            line = Line(CueKind.REP, turn.said("last_rep", turn.phrasing.counted("count", 1)), turn.side)
        elif left <= COUNTED or (left == FIVE and count >= MANY and turn.phrasing.detail is Detail.FULL):
            values = turn.phrasing.counted("count", left)
            kind = {COUNTED: CueKind.LAST, FIVE: CueKind.HALFWAY}.get(left, CueKind.REP)
            line = Line(kind, turn.said("last_reps", values, brief=True), turn.side)
        elif number == count // 2 and count >= HALFWAY_FROM:
            line = Line(CueKind.HALFWAY, turn.said("halfway", brief=True), turn.side)
        else:
            continue
        yield on(reps[number][0], line)
