"""From a script to a timeline: every cue at an exact time, nothing overlapping, nothing cut.

Told how long each sentence takes to say, it decides slot by slot which wording fits. A prompt of which none
fits is dropped, by ``_Clock._place``, in the order of ``coach.timeline.spacing.by_weight``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.errors import UnspeakableError
from coach.script.model import CueKind, Gap, Interval, Section, Talk
from coach.timeline.model import (
    ITS_OWN,
    Cue,
    Ground,
    Passage,
    TimedInterval,
    TimedPhase,
    TimedStep,
    Timeline,
    Tone,
)
from coach.timeline.spacing import by_weight, clear, company, crowds, free, long_sentences, restful
from coach.units import MINUTE, SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.script.model import Line, Part, Prompt, Script, Spoken, Take

LEAD_IN = Ms(1000)
"""Silence before anything: a Bluetooth speaker needs about a second to wake up."""

HELLO = Ms(2000)
"""The first word. A soft tone goes before it, so that a speaker that sleeps through silence is awake."""

TAIL = Ms(1500)
"""Silence after everything."""

NO_ECHO = Ms(3 * MINUTE)
"""For how long no longer sentence is heard again."""


def lay_out(script: Script, spoken: Spoken) -> Timeline:
    """Lay a whole script on the clock; raises UnspeakableError if a cue that must be said has no room."""
    return Timeline(script.routine, script.title, script.detail, tuple(lay_passages(script, spoken)))


@dataclass(frozen=True, slots=True)
class Memory:
    """What the next passage has to know of all before it: the time, and when longer sentences ended.

    ``asked`` are the questions so far, ``spoken`` is when the last cue of all ended, ``ground`` what sounded under
    the voice.
    """

    now: Ms = Ms(0)
    heard: Mapping[str, tuple[Ms, ...]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    spoken: Ms | None = None
    ground: Ground = ITS_OWN


def lay_passages(script: Script, spoken: Spoken) -> Iterator[Passage]:
    """Yield the passages of a script one by one, asking ``spoken`` for no more than the one at hand needs."""
    memory = Memory()
    for number in range(len(script.sections)):
        passage, memory = lay_passage(script, number, spoken, memory)
        yield passage


def lay_passage(script: Script, number: int, spoken: Spoken, memory: Memory) -> tuple[Passage, Memory]:
    """Lay one section (from 0) on the clock after those that ``memory`` stands for."""
    heard = defaultdict(list, {k: list(v) for k, v in memory.heard.items()})
    clock = _Clock(spoken, memory.now, heard=heard, asked={*memory.asked})
    section, start = script.sections[number], memory.now
    if number == 0:
        clock.tones.append(Tone(LEAD_IN, "open"))
        clock.now = HELLO
    intervals = tuple(clock.section(section))
    step = None
    if section.index is not None:
        kind, name = section.exercise or "", section.name or ""
        step = TimedStep(section.index, kind, name, start, clock.now, intervals, section.chapter)
    if number == len(script.sections) - 1:
        clock.now = Ms(clock.now + TAIL)
    cues = tuple(sorted(clock.cues, key=lambda cue: cue.start))
    tones = list(clear(clock.tones, cues))
    tones = sorted([*tones, *company(cues, tones, clock.now)], key=lambda tone: tone.start)
    lately = {
        text: recent
        for text, times in clock.heard.items()
        if (recent := tuple(time for time in times if clock.now - time < 2 * NO_ECHO))
    }
    after = None
    if number + 1 < len(script.sections):
        after = Ms(clock.now + _first_words(script.sections[number + 1]))
    ground = memory.ground if memory.ground.sound == section.under else Ground(section.under, start)
    passage = Passage(
        *(start, clock.now, cues, tuple(tones), step, memory.spoken, after, ground, memory.ground)
    )
    spoken_until = max((cue.end for cue in cues), default=memory.spoken)
    return passage, Memory(clock.now, lately, frozenset(clock.asked), spoken_until, ground)


def _first_words(section: Section) -> Ms:
    """How far into a section its first cue begins: known before any of it is laid."""
    first = section.parts[0]
    if isinstance(first, Talk):
        return first.lead
    return min((prompt.start for prompt in first.prompts), default=first.length)


@dataclass(slots=True)
class _Clock:
    """Walks through a section, placing cues; remembers when each longer sentence was heard, and each question."""

    spoken: Spoken
    now: Ms = Ms(0)
    cues: list[Cue] = field(default_factory=list)
    tones: list[Tone] = field(default_factory=list)
    heard: defaultdict[str, list[Ms]] = field(default_factory=lambda: defaultdict(list))
    asked: set[str] = field(default_factory=set)

    def section(self, section: Section) -> list[TimedInterval]:
        intervals = []
        for part, after in pairwise((*section.parts, None)):
            if isinstance(part, Interval):
                intervals.append(self._interval(part, section))
            elif isinstance(part, Gap):
                self._gap(part, section)
            elif isinstance(part, Talk):
                self._talk(self._with_what_has_no_room(part, after, section), section.index)
        return intervals

    def _with_what_has_no_room(self, talk: Talk, after: Part | None, section: Section) -> Talk:
        """Return ``talk``, with its line ``before`` if the interval after it cannot say such a thing itself."""
        if talk.before is None or not isinstance(after, Interval):
            return talk
        heard = defaultdict(list, {k: list(v) for k, v in self.heard.items()})
        trial = replace(self, cues=[], tones=[], heard=heard, asked={*self.asked})
        trial._talk(talk, section.index)
        trial._interval(after, section)
        if any(cue.kind is talk.before.kind for cue in trial.cues):
            return talk
        return replace(talk, lines=talk.all_lines, before=None)

    def _talk(self, talk: Talk, step: int | None) -> None:
        start = self.now
        self.now = Ms(start + talk.lead)
        for line in talk.lines:
            for sentence in self._choose(line):
                end = Ms(self.now + self.spoken(sentence, line.kind.manner))
                self._say(Cue(self.now, end, line.kind, sentence, step, line.side))
                self.now = Ms(end + line.pause)
        self.now = Ms(max(self.now, start + talk.at_least))

    def _choose(self, line: Line) -> Take:
        """Return the first take that was not heard lately and is over in time: none, if the line can be spared.

        Else it is the shortest of those not heard lately, or the last of all. Later takes are only asked for where
        these do not fit: a slow voice would take its time to say them.
        """
        fresh = [take for take in line.takes if not self._heard_lately(line, take, self.now)]
        if line.spare and not fresh:
            return ()
        if line.by is None or not fresh:
            return (fresh or line.takes[-1:])[0]
        left = line.by - self.now
        fitting = next((take for take in fresh if self._cost(line, take) <= left), None)
        if fitting is None:
            return () if line.spare else min(fresh, key=lambda take: self._cost(line, take))
        return fitting

    def _cost(self, line: Line, take: Take) -> int:
        return sum(self.spoken(sentence, line.kind.manner) + line.pause for sentence in take)

    def _interval(self, interval: Interval, section: Section) -> TimedInterval:
        start, end = self.now, Ms(self.now + interval.length)
        self._prompts(interval, section)
        phases = tuple(
            TimedPhase(Ms(start + phase.start), Ms(start + phase.start + phase.length), phase.cue)
            for phase in interval.phases
        )
        breath = ("inhale", "exhale")
        self.tones += [Tone(phase.start, phase.cue if phase.cue in breath else "beat") for phase in phases]
        self.tones.append(Tone(end, "change"))
        self.now = end
        return TimedInterval(start, end, interval.side, interval.breaths, interval.reps, phases)

    def _gap(self, gap: Gap, section: Section) -> None:
        self._prompts(gap, section)
        self.now = Ms(self.now + gap.length)
        if gap.signal:
            self.tones.append(Tone(self.now, "change"))

    def _prompts(self, part: Interval | Gap, section: Section) -> None:
        """Place what is said in a part; raises UnspeakableError where something needful has no room."""
        placed: list[Cue] = []
        for together in by_weight(part.prompts):
            cues = self._place(together, part, placed, section)
            placed += cues
            for cue in cues:
                self._say(cue)
            if not cues and together[0].needed:
                raise self._unspeakable(together[0], section)

    def _unspeakable(self, prompt: Prompt, section: Section) -> UnspeakableError:
        text = prompt.line.takes[-1][0]
        length = self.spoken(text, prompt.line.kind.manner)
        return UnspeakableError(
            f"'{text}' takes {length / SECOND:.1f} s to say, the movement only "
            f"{(prompt.until - prompt.start) / SECOND:.1f} s",
            where=f"step {section.index} ({section.exercise})",
            hint="choose a faster --rate or another --voice",
        )

    def _place(
        self, together: Sequence[Prompt], part: Interval | Gap, placed: Sequence[Cue], section: Section
    ) -> list[Cue]:
        """Place prompts with the first takes for which there is time and quiet enough: all of them, or none."""
        if not together:
            return []
        prompt, *others = together
        for take in prompt.line.takes:
            cue = self._fitting(prompt, take, placed, section)
            if cue is None or not (prompt.needed or restful([*placed, cue], part, self.now)):
                continue
            rest = self._place(others, part, [*placed, cue], section)
            if len(rest) == len(others):
                return [cue, *rest]
        return []

    def _fitting(self, prompt: Prompt, take: Take, placed: Sequence[Cue], section: Section) -> Cue | None:
        """Return the cue of a take if it ends in time, was not heard lately, and crowds no other."""
        base, line = self.now, prompt.line
        length = self.spoken(take[0], line.kind.manner)
        start = Ms(base + prompt.start)
        if prompt.floating:
            start = free(start, length, line.kind, placed)
        cue = Cue(start, Ms(start + length), line.kind, take[0], section.index, line.side)
        if cue.end > base + prompt.until or self._heard_lately(line, take, cue.start):
            return None
        return None if any(crowds(cue, other) for other in placed) else cue

    def _say(self, cue: Cue) -> None:
        self.cues.append(cue)
        if cue.kind is CueKind.NOTICE:
            self.asked.add(cue.text)
        for sentence in long_sentences(cue.text):
            self.heard[sentence].append(cue.end)

    def _heard_lately(self, line: Line, take: Take, now: Ms) -> bool:
        """Whether any of it was said too short a time ago; a question that was asked is not asked again."""
        if line.kind is CueKind.NOTICE:
            return not self.asked.isdisjoint(take)
        return any(
            abs(now - before) < NO_ECHO + self.spoken(text, line.kind.manner)
            for text in take
            for sentence in long_sentences(text)
            for before in self.heard.get(sentence, ())
        )
