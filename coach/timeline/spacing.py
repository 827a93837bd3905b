"""What makes a session easy on the ear: what yields to what, room around cues, quiet, and company in silence."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.content.fields import SHORT_WORDS
from coach.script.model import CueKind, Interval
from coach.timeline.model import Tone
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.script.model import Gap, Prompt
    from coach.timeline.model import Cue

GAP = Ms(250)
"""Silence between two cues, so that they are heard as two."""

THOUGHTS = frozenset({CueKind.FORM, CueKind.FEEL, CueKind.NOTICE})
APART = Ms(700)
"""Silence around a thought, which has nothing to do with what is said before and after it."""

TO_NOTICE = Ms(4 * SECOND)
"""Silence after a question or a permission: time to do what it asks."""

ALONE = Ms(30 * SECOND)
"""No silence is longer: in a long rest or walk a soft tone tells that the coach is still there."""

SPEECH_SHARE = 0.5
"""The part of an interval that speech fills at most."""

QUIET, QUIET_FROM = Ms(4 * SECOND), Ms(20 * SECOND)
"""How long there is silence, at a stretch, in a hold that is not shorter than the second."""


WEIGHT = (
    CueKind.BEGIN,
    CueKind.SWITCH,
    CueKind.RELEASE,
    CueKind.NEXT,
    CueKind.LAST,
    CueKind.INHALE,
    CueKind.EXHALE,
    CueKind.REP,
    CueKind.SAFETY,
    CueKind.SETUP,
    CueKind.FEEL,
    CueKind.HALFWAY,
    CueKind.NOTICE,
    CueKind.FORM,
)
"""What yields last to what yields first when an interval has not room for everything.

Where it is felt yields no further than to the words before the interval, which have all the time they need.
"""


def by_weight(prompts: Sequence[Prompt]) -> list[list[Prompt]]:
    """Return prompts in the order in which they are placed, those of one breath together."""
    breaths: dict[object, list[Prompt]] = {}
    for place, prompt in enumerate(prompts):
        breaths.setdefault(("alone", place) if prompt.breath is None else prompt.breath, []).append(prompt)
    return sorted(
        breaths.values(),
        key=lambda each: (not each[0].needed, max(WEIGHT.index(prompt.line.kind) for prompt in each)),
    )


def restful(cues: list[Cue], interval: Interval | Gap, base: Ms) -> bool:
    """Whether an interval with these cues still belongs to the runner more than to the coach.

    The time between two is for telling what comes.
    """
    if not isinstance(interval, Interval):
        return True
    if sum(cue.end - cue.start for cue in cues) > SPEECH_SHARE * interval.length:
        return False
    if not interval.held or interval.length < QUIET_FROM:
        return True
    edges = sorted([(base, base), *((cue.start, cue.end) for cue in cues), (base + interval.length,) * 2])
    return any(after[0] - before[1] >= QUIET for before, after in pairwise(edges))


def _gap(kind: CueKind, after: CueKind) -> Ms:
    """Return the silence between a cue and one that comes after it."""
    if kind is CueKind.NOTICE:
        return TO_NOTICE
    return APART if THOUGHTS & {kind, after} else GAP


def crowds(cue: Cue, other: Cue) -> bool:
    """Whether two cues are nearer than their kinds may be."""
    first, second = sorted((cue, other), key=lambda each: each.start)
    return second.start < first.end + _gap(first.kind, second.kind)


def free(earliest: Ms, length: Ms, kind: CueKind, placed: Iterable[Cue]) -> Ms:
    """Return the first time from ``earliest`` on at which ``length`` fits between the placed cues."""
    start = earliest
    for cue in sorted(placed, key=lambda cue: cue.start):
        if start < cue.end + _gap(cue.kind, kind) and cue.start < start + length + _gap(kind, cue.kind):
            start = Ms(cue.end + _gap(cue.kind, kind))
    return start


def company(cues: Iterable[Cue], tones: Iterable[Tone], until: Ms) -> Iterator[Tone]:
    """Yield tones for silences longer than ``ALONE``, which divide them evenly."""
    heard = sorted([*((cue.start, cue.end) for cue in cues), *((tone.start, tone.end) for tone in tones)])
    for (_, end), (start, _) in pairwise([*heard, (until, until)]):
        pieces = -(-(start - end) // ALONE)
        for piece in range(1, pieces):
            yield Tone(Ms(end + piece * (start - end) // pieces), "beat")


def clear(tones: Iterable[Tone], cues: Iterable[Cue]) -> Iterator[Tone]:
    """Keep the tones that sound between the words, of which no two are said at once."""
    spoken = sorted((cue.start, cue.end) for cue in cues)
    ends = [end for _, end in spoken]
    for tone in tones:
        following = bisect_right(ends, tone.start - GAP)
        if following == len(spoken) or tone.end + GAP // 2 <= spoken[following][0]:
            yield tone


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@lru_cache(maxsize=1 << 14)
def long_sentences(text: str) -> frozenset[str]:
    """Return what would be noticed if it came again soon: each longer sentence, and the whole."""
    parts = {*_SENTENCE_END.split(text), text}
    return frozenset(part.lower() for part in parts if len(part.split()) > SHORT_WORDS)
