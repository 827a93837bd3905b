"""Exercises that a runner likes and dislikes, kept among the settings."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coach.settings.settings_file import amend, read_settings, variable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.settings.values import Settings


class Taste(StrEnum):
    """What there is to feel about an exercise; each is the name of the setting that lists such exercises."""

    LIKE = "like"
    DISLIKE = "dislike"

    @property
    def opposite(self) -> Taste:
        """The other one."""
        return Taste.DISLIKE if self is Taste.LIKE else Taste.LIKE


@dataclass(frozen=True, slots=True)
class Tastes:
    """The names of exercises that are liked, and of those that are not."""

    like: tuple[str, ...] = ()
    dislike: tuple[str, ...] = ()


INDIFFERENT = Tastes()
"""Those of somebody who has not said any."""


def read_tastes() -> Tastes:
    """Return the tastes of the settings file, or of ``COACH_LIKE`` and ``COACH_DISLIKE``; raises CoachError."""
    settings = read_settings()
    return Tastes(*(tuple(_said(taste, settings)) for taste in Taste))


def remember(names: Iterable[str], taste: Taste) -> None:
    """Add exercises to those of a taste, and take them out of the opposite one; raises CoachError."""
    amend(lambda settings: _kept(settings, taste, [*names]) | _kept(settings, taste.opposite, (), names))


def forget(names: Iterable[str], taste: Taste) -> None:
    """Take exercises out of those of a taste; raises CoachError."""
    amend(lambda settings: _kept(settings, taste, (), names))


def _said(taste: Taste, settings: Settings) -> list[str]:
    said = os.environ.get(variable(taste))
    return re.findall(r"[^,\s]+", said) if said else [*(getattr(settings, taste) or ())]


def _kept(
    settings: Settings, taste: Taste, more: Iterable[str], less: Iterable[str] = ()
) -> dict[str, str | None]:
    """Return the setting of a taste with some exercises more, and some less; none are no setting."""
    names = dict.fromkeys([*(getattr(settings, taste) or ()), *more])
    return {taste.value: " ".join(name for name in names if name not in {*less}) or None}
