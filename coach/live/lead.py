"""What is heard before a session begins: silence to get to the mat in, with the session's own opening."""

from __future__ import annotations

from coach.sound.pcm import RATE, Samples, silence, to_samples
from coach.sound.tones import tone
from coach.timeline.layout import HELLO, LEAD_IN


def lead_in(length: int, said: Samples | None = None, *, tones: bool = True) -> Samples:
    """What goes before a session: ``length`` milliseconds, or as long as ``said`` takes and a second more.

    It begins as a session does: with a second of silence, the opening tone unless ``tones`` are off, and then
    what is said.
    """
    opening = tone("open") if tones else silence(0)
    words = silence(0) if said is None else said
    begin, speak = to_samples(LEAD_IN), to_samples(HELLO)
    lead = silence(max(to_samples(length), speak + len(words) + RATE * bool(len(words))))
    lead[begin : begin + len(opening)] = opening
    lead[speak : speak + len(words)] = words
    return lead
