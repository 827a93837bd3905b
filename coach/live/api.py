"""The parts of a live session and how they meet: speakers pull sound, controls send actions, displays look.

How to add a speaker
--------------------
1. Write a class with the members of ``Speaker`` below, in a module of its own in ``coach/live/speakers/``;
   import the audio library there and nowhere else, inside the functions that need it. For a device, begin
   with ``coach.live.speakers.device_speaker``.
2. In ``open``, start pulling: call ``pull(count)`` for the next ``count`` samples whenever the device wants
   some. It never blocks (but for a speaker that is not ``live``, which has time) and is to be called from one
   thread at a time. Fewer samples than asked for are the last; an empty array means that the session is over:
   stop pulling, and let ``latency`` run down to 0 as the rest is heard. Should it raise after all, take that as
   a device that went away: an exception must not leave an audio library's callback.
3. Keep little in hand: what was pulled will be heard, so more than 40 ms make a pause feel late. ``latency``
   tells how much that is at the moment.
4. Raise ``SpeakerError`` from ``open`` when there is no device, with what to do about it. When the device goes
   away later, call ``lost`` once, with the reason in a few words, and stop pulling; from where ``close``
   may be called.
5. ``close`` always returns, promptly, whatever state the device is in; calling it twice is fine, and so is
   opening again after it. Have the interpreter's exit close what is still open.
6. Make it reachable by name in ``coach.live.speakers.find_speaker``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.content.labels.screen import ScreenWords
    from coach.sound.pcm import Samples
    from coach.units import Ms

    Pull = Callable[[int], Samples]
    """Gives the next so many samples, mono, 16-bit, 44.1 kHz."""

    Lost = Callable[[str], None]
    """Is told, in a few words, why the device went away: ``GONE``, or what went wrong."""

VOLUME_STEP = 0.1
"""By how much ``Action.LOUDER`` and ``Action.SOFTER`` change the volume, which goes from 0 to 1."""

GONE = "the sound device is gone, or has stopped taking sound"
"""Why a device usually goes away; to the runner, who knows, it is not told."""


class Action(StrEnum):
    """What a runner can ask of a session, by key, headset button or voice."""

    TOGGLE = "toggle"
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    BACK = "back"
    LOUDER = "louder"
    SOFTER = "softer"
    LONGER = "longer"
    AGAIN = "again"
    DETAIL = "detail"
    LIKE = "like"
    DISLIKE = "dislike"
    STOP = "stop"
    HELP = "help"


class Speaker(Protocol):
    """Where sound goes: a device, a file, or nowhere at the right pace."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def live(self) -> bool:
        """Whether somebody may be listening while it plays; a file is written as fast as it goes."""

    @property
    def audible(self) -> bool:
        """Whether it makes a sound that somebody can hear now: neither a file does, nor silence."""

    @property
    def latency(self) -> Ms:
        """How much of what was pulled has not been heard yet."""

    def open(self, pull: Pull, lost: Lost) -> None:
        """Begin to play what ``pull`` gives; raises SpeakerError when there is no device."""

    def close(self) -> None:
        """Stop, and let go of the device."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An output that a person can choose: what to write after ``--speaker``, and what is behind it."""

    name: str
    description: str
    ready: bool = True


class Steering(Protocol):
    """What controls talk to."""

    def do(self, action: Action) -> None:
        """Carry out an action soon; returns at once and may be called from any thread."""

    @property
    def words(self) -> ScreenWords:
        """What is read of a session, in its language; read when first asked for, from any thread."""

    def now(self) -> Now:
        """What is going on at this moment; may be called from any thread."""

    def tell(self, message: str) -> None:
        """Show the runner a message for some seconds; may be called from any thread."""


@dataclass(frozen=True, slots=True)
class Now:
    """A session at one moment, as far as it is heard. Times are in milliseconds."""

    title: str
    position: Ms
    """On the session's clock."""
    remaining: Ms | None
    """To the end of the session; None while its length is not known yet."""
    steps: int
    step: int | None = None
    """The exercise at hand, from 1; None before the first, in a rest and after the last."""
    exercise: str = ""
    side: str | None = None
    phase: str | None = None
    """``inhale``, ``exhale``, or a part of a repetition; None outside of intervals."""
    phase_share: float = 0.0
    """How far the phase is, 0 to 1."""
    interval_remaining: Ms | None = None
    """To the end of the hold or the repetitions; None outside of them."""
    breaths: tuple[int, int] | None = None
    """This breath (from 1) of how many."""
    next_exercise: str = ""
    sentence: str = ""
    """What was said last."""
    talking: bool = False
    """Whether it is being said."""
    paused: bool = False
    waiting: bool = False
    """Whether the sound is still being made."""
    volume: float = 1.0
    detail: str = "full"
    message: str = ""
    """Something to tell the runner, such as a device that went away."""
    finished: bool = False
