"""Says in sentences why a plan is as it is, and what it had to leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.content.fields import When
from coach.plan.candidates import Candidates
from coach.plan.selection import ENOUGH
from coach.plan.wishes import MOST_AREAS, inside, listed, the

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.plan.candidates import Candidate
    from coach.plan.shortening import Draft
    from coach.plan.wishes import Understood


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is there and where it is (``step`` counts from 0), or why the whole is so (None)."""

    step: int | None
    text: str


STANDING = "standing"

_NUMBERS = {1: "One exercise", 2: "Two exercises"}
_ORDINALS = {1: "second", 2: "third"}

_DOSE = {
    When.BEFORE: "Before a run it moves through each range instead of holding it: long holds cost power.",
    When.AFTER: "Holds last 20 to 30 seconds, or what comes nearest to that in an exercise's own range.",
    When.ANY: "Holds last 20 to 30 seconds, or what comes nearest to that in an exercise's own range.",
}
_WALK = {
    When.BEFORE: "A walk first, to get warm.",
    When.AFTER: "A walk first, while you are still on your feet: it lets the pulse come down.",
    When.ANY: "A walk first: stretching is for warm muscles.",
}


def explain(draft: Draft, candidates: Candidates, library: Library) -> Iterator[Reason]:
    """Yield the reasons for the whole, then for each step."""
    wishes = candidates.wishes
    yield Reason(None, _DOSE[wishes.when])
    yield Reason(None, _order(draft, wishes, library))
    if draft.again:
        yield Reason(None, _second_pass(draft, wishes))
    if spared := _spared(draft, candidates, library):
        yield Reason(None, f"Left out, as you dislike it: {listed(spared)}.")
    met: set[str] = set()
    for number, step in enumerate(draft.routine.steps):
        exercise = library.exercise(step.exercise or "")
        yield Reason(number, _why(exercise, draft, wishes, library, again=exercise.name in met))
        met.add(exercise.name)


def _spared(draft: Draft, candidates: Candidates, library: Library) -> list[str]:
    """Return the titles of exercises that might be here if they were not disliked."""
    taken = {step.exercise for step in draft.routine.steps}
    possible = [each.exercise for area in candidates.wishes.areas for each in candidates.possible(area)]
    names = {each.name: each for each in possible if not candidates.welcome(each) and each.name not in taken}
    return [inside(each.words.title, library) for each in names.values()]


def _order(draft: Draft, wishes: Understood, library: Library) -> str:
    """Say how the postures follow one another."""
    postures = [library.exercise(step.exercise or "").posture for step in draft.routine.steps]
    before = wishes.when is When.BEFORE
    if set(postures) == {STANDING}:
        return "All of it is done standing." if before else "All of it is done standing, from easy to deep."
    if before and postures[-1] == STANDING:
        return "It goes down to the floor once and comes up to end on your feet."
    if before:
        return "It goes down to the floor once; come up slowly before you run."
    if postures[0] != STANDING:
        return "It stays on the floor, each posture once, and goes from easy to deep in each."
    return "It goes from standing down to the floor, each posture once, and from easy to deep in each."


def _second_pass(draft: Draft, wishes: Understood) -> str:
    if wishes.rounds:
        return "A second pass goes a little further, at another angle or depth."
    if draft.again == len(draft.selection.exercises):
        return "There is time for a second pass, at another angle or depth."
    return "There is time for a second pass over some, those of the first areas: at another angle or depth."


def _why(exercise: Exercise, draft: Draft, wishes: Understood, library: Library, *, again: bool) -> str:
    if draft.walk and exercise.name == draft.walk.name:
        excuse = "nothing else that is safe gets you warm"
        return _WALK[wishes.when][:-1] + _taste(exercise, wishes, excuse) + "."
    if draft.breathing and exercise.name == draft.breathing.name:
        return f"Quiet breathing at the end, to wind down{_taste(exercise, wishes, '')}."
    title = exercise.words.title
    if again:
        return f"{title} again, at another angle or depth."
    uses = [use for use in draft.selection.uses if use.exercise.name == exercise.name]
    if not uses:
        areas = [the(area, library) for area in wishes.areas if area in exercise.areas]
        taste = _taste(exercise, wishes, "no other movement is safe to warm up with")
        return f"{title}: to loosen {listed(areas) if areas else 'the body'} before anything is held{taste}."
    areas = [the(use.area, library) for use in uses]
    taste = _taste(exercise, wishes, f"nothing else that is safe is for {listed(areas)}")
    return f"{title}: {'; '.join(_serves(use, draft, library) for use in uses)}{taste}."


def _taste(exercise: Exercise, wishes: Understood, excuse: str) -> str:
    """Say that an exercise is liked, or why it comes though it is not."""
    if exercise.name in wishes.like:
        return "; you like it"
    return f", though you dislike it: {excuse}" if exercise.name in wishes.dislike else ""


def _serves(use: Candidate, draft: Draft, library: Library) -> str:
    """Say what a stretch is for and along which line: the first of its area, or how it goes with those before."""
    names = [step.exercise for step in draft.routine.steps]
    others = [other for other in draft.selection.uses if other.area == use.area and other != use]
    before = [other for other in others if names.index(other.exercise.name) < names.index(use.exercise.name)]
    line = _words(use.line)
    if not before:
        return f"for {the(use.area, library)}{', along a first line' * bool(others)} ({line})"
    alike = [other for other in before if other.line == use.line]
    nearest = inside((alike or before)[0].exercise.words.title, library)
    how = f"the same line ({line}) as" if alike else f"another line ({line}) than"
    return f"for {the(use.area, library)}, along {how} {nearest}"


def shortfalls(draft: Draft, wishes: Understood, candidates: Candidates, library: Library) -> Iterator[str]:
    """Yield what was wished for, or is usual, and is not in the plan, and why: a sentence each."""
    if wishes.beyond:
        yield (
            f"Left out {listed(wishes.beyond)}: with more than {MOST_AREAS} areas each would get too little; "
            "the first ones were kept."
        )
    free = Candidates(replace(wishes, avoid=frozenset(), without=frozenset(), dislike=frozenset()), library)
    for area in wishes.areas:
        number = len(draft.selection.lines(area))
        if number >= ENOUGH:
            continue
        if len(candidates.stretches(area)) > number:
            why = f"there is no time for a {_ORDINALS[number]}"
        elif len(candidates.possible(area)) > number:
            why = "you dislike the others"
        elif len(free.possible(area)) > number:
            why = f"your conditions leave no {_ORDINALS[number]}"
        else:
            why = f"the library has no {_ORDINALS[number]}"
        yield f"{_NUMBERS[number]} only for {the(area, library)}: {why}."
    if draft.walk is None:
        walk = candidates.walk(anyway=True)
        if walk and wishes.when is When.AFTER:
            why = "No time for the walk" if candidates.welcome(walk) else "No walk, as you dislike it"
            yield f"{why}: let your pulse come down before you begin."


def _words(line: str) -> str:
    return line.replace("-", " ")
