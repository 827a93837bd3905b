"""What the speakers that are devices have in common: one run at a time, heard by somebody a while after."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from coach.errors import SpeakerError
from coach.units import Ms

if TYPE_CHECKING:
    from coach.live.api import Lost, Pull


class Run(Protocol):
    """One opening of a device."""

    @property
    def latency(self) -> Ms:
        """What was pulled and is not yet heard, in milliseconds."""

    def close(self) -> None:
        """Stop, and let go of the device."""


AnyRun = TypeVar("AnyRun", bound=Run)


class DeviceSpeaker(ABC, Generic[AnyRun]):
    """A speaker that plays through a device; a subclass starts and ends its runs."""

    def __init__(self) -> None:
        self._run: AnyRun | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """What a person calls it."""

    @property
    def audible(self) -> bool:
        """True. ``coach play`` reads it: a session that can be heard is recorded, unless told otherwise."""
        return True

    @property
    def live(self) -> bool:
        """True. The player reads it: it keeps to the clock, and waits until the end has been heard."""
        return True

    @property
    def latency(self) -> Ms:
        """What was pulled and is not yet heard, in milliseconds; 0 when it is not open."""
        run = self._run  # once: another thread may close it
        return run.latency if run else Ms(0)

    def open(self, pull: Pull, lost: Lost) -> None:
        """Begin to play; raises SpeakerError without a device, and when it is open already."""
        if self._run:
            raise SpeakerError(f"the speaker {self.name} is open already", hint="close it first")
        self._run = self._start(pull, lost)

    def close(self) -> None:
        """Stop, and let go of the device, whatever state it is in."""
        run, self._run = self._run, None
        if run:
            self._end(run)

    @abstractmethod
    def _start(self, pull: Pull, lost: Lost) -> AnyRun:
        """Open the device; raises SpeakerError, or NotFoundError without the one that was named."""

    @abstractmethod
    def _end(self, run: AnyRun) -> None:
        """Close it; always returns, promptly."""
