"""Fills the time in an exercise with prompts: breath words that thin out, counts on the beat, form, the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.model import CueKind, Interval, Line, Phase, Prompt
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.script.breath import Breathing
    from coach.script.model import Take
    from coach.script.phrasing import Phrasing

CLEAR = Ms(250)
"""Silence kept between a prompt and the next part of a repetition."""

BREATHER = Ms(700)
"""Silence kept between a prompt and the next breath phase of a hold: words that fill a breath crowd it."""

FORM_EVERY = Ms(20 * SECOND)
COUNTED = 3
"""The last repetitions, counted at every detail."""

MANY_REPS = 8
HALFWAY_REPS = 16
HALFWAY_BREATHS = 4
NOTICE = Ms(20 * SECOND)
WALK_FORM_EVERY = Ms(25 * SECOND)


@dataclass(frozen=True, slots=True)
class Filler:
    """Writes the intervals of one exercise; ``first`` tells whether the runner meets it for the first time."""

    exercise: Exercise
    phrasing: Phrasing
    first: bool = True

    def hold(self, breathing: Breathing, side: str | None) -> Interval:
        """Return a hold of whole breaths: led in and out of the first and last, left in peace in between."""
        phases = breathing.phases
        breaths = list(zip(phases[::2], phases[1::2], strict=True))
        prompts = list(self._end(breaths, side))
        if self.phrasing.detail is not Detail.MINIMAL:
            inhale, exhale = breaths[0]
            brief = self.phrasing.detail is Detail.SHORT
            prompts.append(
                _breathing(inhale, Line(CueKind.INHALE, self._breath("inhale", brief=brief), side))
            )
            prompts.append(
                _breathing(exhale, Line(CueKind.EXHALE, self._breath("exhale", brief=brief), side))
            )
            prompts.extend(self._middle(breaths[1:-1], side))
        return Interval(breathing.length, side, breathing.breaths, None, phases, tuple(prompts))

    def _end(self, breaths: list[tuple[Phase, Phase]], side: str | None) -> Iterator[Prompt]:
        """Lead through the last breath. It comes first among the prompts: of equal ones, the later yields."""
        if len(breaths) > 1:
            inhale, exhale = breaths[-1]
            yield _breathing(inhale, Line(CueKind.LAST, self._said("last_inhale"), side))
            if self.phrasing.detail is Detail.FULL:
                yield _breathing(exhale, Line(CueKind.EXHALE, self._said("last_exhale"), side))

    def _middle(self, breaths: list[tuple[Phase, Phase]], side: str | None) -> Iterator[Prompt]:
        full = self.phrasing.detail is Detail.FULL
        halfway = (len(breaths) + 2) // 2 - 1 if len(breaths) + 2 >= HALFWAY_BREATHS else None
        form_due = Ms(0)
        for number, (inhale, exhale) in enumerate(breaths):
            if number == halfway:
                yield _breathing(inhale, Line(CueKind.HALFWAY, self._said("halfway", brief=not full), side))
            elif number == 0 and full and self.first:
                yield _breathing(inhale, Line(CueKind.INHALE, self._breath("inhale", brief=True), side))
            if exhale.start >= form_due and (full or number == 0):
                yield Prompt(
                    Line(CueKind.FORM, self._form(), side),
                    Ms(exhale.start + 400),
                    Ms(exhale.start + exhale.length - BREATHER),
                    floating=True,
                )
                form_due = Ms(exhale.start + FORM_EVERY)

    def reps(self, reps: int, side: str | None) -> Interval:
        """Return repetitions to a tempo: shown at first, counted at the end, in peace with the breath between."""
        length = self.exercise.rep_length
        phases = tuple(
            Phase(phase.cue, Ms(number * length + offset), phase.time)
            for number in range(reps)
            for phase, offset in zip(self.exercise.rep, self._offsets(), strict=True)
        )
        by_rep = [
            phases[i : i + len(self.exercise.rep)] for i in range(0, len(phases), len(self.exercise.rep))
        ]
        prompts = [*self._shown(by_rep, side), *self._counted(by_rep, side)]
        if reps >= MANY_REPS and self.phrasing.detail is not Detail.MINIMAL:
            window = (by_rep[2][-1].start, by_rep[5][0].start)
            prompts.append(
                Prompt(
                    Line(CueKind.FORM, self._form(), side),
                    Ms(window[0] + 300),
                    Ms(window[1] - CLEAR),
                    floating=True,
                )
            )
        return Interval(Ms(reps * length), side, None, reps, phases, tuple(prompts))

    def _shown(self, by_rep: list[tuple[Phase, ...]], side: str | None) -> Iterator[Prompt]:
        """Name the parts of the first repetitions."""
        for number, rep in enumerate(by_rep[: self._times_shown(len(by_rep))]):
            for phase in rep:
                own_side = phase.cue if phase.cue in ("right", "left") else None
                kind = CueKind(phase.cue) if phase.cue in ("inhale", "exhale") else CueKind.REP
                brief = number > 0 or self.phrasing.detail is not Detail.FULL
                line = Line(kind, self._breath(phase.cue, brief=brief), own_side or side)
                yield _on(phase, line, needed=own_side is not None and number == 0)

    def _times_shown(self, reps: int) -> int:
        """Return how many repetitions are named by their parts: an only one always, and one with sides, once.

        Of the last three, which are counted, else only one that the breath leads: it has to be led in.
        """
        times = {Detail.FULL: 2 if self.first else 1, Detail.SHORT: 1, Detail.MINIMAL: 0}[
            self.phrasing.detail
        ]
        least = min(times, 1) if self._breath_led else 0
        if self.exercise.alternating or reps == 1:
            least = 1
        return max(least, min(times, reps - COUNTED))

    @property
    def _breath_led(self) -> bool:
        return any(phase.cue == "inhale" for phase in self.exercise.rep)

    def _counted(self, by_rep: list[tuple[Phase, ...]], side: str | None) -> Iterator[Prompt]:
        """Count on the beat: the last three always, more of them in full detail where breath does not lead.

        Next to "last three" no number is said that could be taken for what is left: not the one before it, and
        none up to three after it.
        """
        reps = len(by_rep)
        begin = reps - COUNTED
        if self.phrasing.detail is Detail.FULL and not self._breath_led:
            begin = min(5 if reps >= MANY_REPS else 2, begin)
        shown = self._times_shown(reps) if begin <= 0 else 1 if self.exercise.alternating else 0
        notice = begin >= 1 and self.phrasing.detail is not Detail.MINIMAL
        unsaid = {reps - COUNTED - 1, *range(reps - COUNTED, COUNTED)} if notice else set()
        for number in range(max(begin, shown, 0), reps):
            if number in unsaid:
                continue
            if number == reps // 2 and reps >= HALFWAY_REPS:
                line = Line(CueKind.HALFWAY, self._said("halfway", brief=True), side)
            else:
                word = self.phrasing.number(number + 1)
                slot = "last_rep" if number == reps - 1 and reps > 1 else "count"
                line = Line(CueKind.REP, self._said(slot, {"count": word}), side)
            yield _on(by_rep[number][0], line)
        if notice:
            last_phase = by_rep[reps - COUNTED - 1][-1]
            line = Line(CueKind.LAST, self._said("last_reps", {"count": self.phrasing.number(COUNTED)}), side)
            start = Ms(last_phase.start + (0 if len(by_rep[0]) > 1 else last_phase.length // 3))
            yield Prompt(line, start, Ms(last_phase.start + last_phase.length - CLEAR), floating=True)

    def time(self, length: Ms) -> Interval:
        """Return time kept up, such as a walk: a thought every so often, half-way, and notice of the end."""
        prompts: list[Prompt] = []
        detail = self.phrasing.detail
        if detail is not Detail.MINIMAL:
            every = WALK_FORM_EVERY * (1 if detail is Detail.FULL else 2)
            for start in range(8 * SECOND, length - NOTICE - 8 * SECOND, every):
                line = Line(CueKind.FORM, self._form())
                prompts.append(Prompt(line, Ms(start), Ms(start + every - 4 * SECOND), floating=True))
        if length >= 2 * NOTICE:
            half = Ms(length // 2)
            halfway = Line(CueKind.HALFWAY, self._said("halfway", brief=True))
            prompts.append(Prompt(halfway, half, Ms(half + 6 * SECOND), floating=True))
            last = Line(CueKind.LAST, self._said("last_time", {"length": self.phrasing.seconds(NOTICE)}))
            prompts.append(Prompt(last, Ms(length - NOTICE), Ms(length - 10 * SECOND)))
        return Interval(length, prompts=tuple(prompts))

    def _offsets(self) -> Iterator[int]:
        offset = 0
        for phase in self.exercise.rep:
            yield offset
            offset += phase.time

    def _breath(self, cue: str, *, brief: bool) -> tuple[Take, ...]:
        """Return the exercise's own words for a phase, then the general ones."""
        own = self.exercise.words.phases.get(cue, ())  # type: ignore[call-overload]
        own_takes = self.phrasing.takes(f"{cue} {self.exercise.name}", own, {}, brief=brief) if own else ()
        general = getattr(self.phrasing.book, cue, ())
        general_takes = self.phrasing.takes(cue, general, {}, brief=brief) if general else ()
        return general_takes + own_takes if brief and self.exercise.rep == () else own_takes + general_takes

    def _form(self) -> tuple[Take, ...]:
        return self.phrasing.takes(f"form {self.exercise.name}", self.exercise.words.form, {})

    def _said(
        self, slot: str, values: dict[str, str] | None = None, *, brief: bool = False
    ) -> tuple[Take, ...]:
        wordings = ("{count}.",) if slot == "count" else getattr(self.phrasing.book, slot)
        return self.phrasing.takes(slot, wordings, values or {}, brief=brief)


def _breathing(phase: Phase, line: Line) -> Prompt:
    """Put a line on the true start of a breath phase, to leave most of the rest of it in silence."""
    return Prompt(line, phase.start, Ms(phase.start + phase.length - BREATHER))


def _on(phase: Phase, line: Line, *, needed: bool = False) -> Prompt:
    """Put a line on the true start of a phase, to be over before the next one."""
    return Prompt(line, phase.start, Ms(phase.start + phase.length - CLEAR), needed=needed)
