"""What is said once or twice a session, and where: praise, a reason, the hold that is left in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.fields import Kind, Role, When
from coach.script.breath import breath_length, breathe
from coach.script.dose import Block, Dose
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coach.content.exercise import Exercise, PostureFacts

SILENCE = Ms(20 * SECOND)
"""How long the one quiet hold of a session is without a word, before its last breath."""

PRAISED = 3
"""From so many exercises on there is a middle to praise at."""

CHOICE_EVERY = 5
"""For every so many exercises one easier way is offered: more would not be heard."""

NUMBERED = 4
"""From so many on, the middle one tells how many are left."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Numbers of exercises, from 1: each None where a session has no such moment.

    ``middle`` tells how many are left, ``praised`` has a word of praise after it, ``quiet`` ends in a silent hold,
    ``own_breath`` is the first hold after the run; each of ``why`` tells what it does for a runner, each of
    ``choices`` offers an easier way. From ``sparse`` on, less is said; ``face`` allows the one line on it.
    """

    middle: int | None = None
    praised: int | None = None
    quiet: int | None = None
    own_breath: int | None = None
    why: frozenset[int] = frozenset()
    choices: frozenset[int] = frozenset()
    sparse: int = 0
    face: bool = True


def braced(exercise: Exercise) -> bool:
    """Whether an exercise is a hold against a load, which is counted in seconds while the breath goes on."""
    return exercise.kind is Kind.HOLD and exercise.role is Role.STRENGTH


def find_moments(
    blocks: Iterable[Block], when: When, postures: Mapping[str, PostureFacts], *, pressed: bool = False
) -> Moments:
    """Choose the moments of a session.

    The quiet hold is the one in the lowest posture, lying on the back before all others, the latest of equals,
    among those that give 20 s before their last breath. The reasons are those of the second exercise that has one
    (the first is busy enough) and of one in the last third. A session ``pressed`` for time has no reasons, no
    choices and no praise, and is sparse from the first.
    """
    active = [block for block in blocks if block.exercises]
    doses = {number: block for number, block in enumerate(active, 1) if isinstance(block, Dose)}
    total = len(active)
    holds = [number for number, dose in doses.items() if _breathed(dose)]
    quiet = _quietest(doses, holds, when, postures)
    walked = not holds or any(block.exercises[0].kind is Kind.TIME for block in active[: holds[0]])
    own = holds[0] if holds and when is When.AFTER and not walked and holds[0] != quiet else None
    told = [number for number, dose in doses.items() if dose.exercise.words.why]
    first = next((number for number in told if number > 1), None)
    late = max(NUMBERED, 2 * total // 3)
    second = next((number for number in told if first and number > late), None)
    middle = (total + 1) // 2
    return Moments(
        middle=middle if total >= NUMBERED else None,
        praised=middle if total >= PRAISED and not pressed else None,
        quiet=quiet,
        own_breath=own,
        why=frozenset(number for number in (first, second) if number and not pressed),
        choices=frozenset() if pressed else _choices(doses),
        sparse=1 if pressed else middle,
        face=not pressed,
    )


def _choices(doses: Mapping[int, Dose]) -> frozenset[int]:
    """Return the exercises that ask for most and have an easier way, as many as ``CHOICE_EVERY`` allows."""
    offered = [
        (-dose.exercise.effort, number) for number, dose in doses.items() if dose.exercise.words.choice
    ]
    return frozenset(number for _, number in sorted(offered)[: len(doses) // CHOICE_EVERY])


def _breathed(dose: Dose) -> bool:
    return dose.exercise.kind is Kind.HOLD and not braced(dose.exercise)


def _quietest(
    doses: Mapping[int, Dose], holds: Sequence[int], when: When, postures: Mapping[str, PostureFacts]
) -> int | None:
    long_enough = []
    for number in holds:
        dose = doses[number]
        before = sum(each.exercise.kind is Kind.HOLD for place, each in doses.items() if place < number)
        breathing = breathe(dose.time, breath_length(when, before))
        if breathing.length - breathing.inhale - breathing.exhale >= SILENCE:
            posture = postures[dose.exercise.posture]
            long_enough.append((-posture.height, posture.faces == "up", number))
    return max(long_enough)[-1] if long_enough else None
