"""Which voice speaks where none is asked for: a natural one if it can be had, else the best that is installed."""

from __future__ import annotations

import logging
import os
from functools import cache
from typing import TYPE_CHECKING

from coach.errors import remedy

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM = "system"
"""The name of the machine's own voice, whichever that is; asked for by name, or by ``COACH_SYSTEM_VOICE``."""

_OFF = ("", "0", "false", "no", "off")


def usual_voice(language: str, shipped: Callable[[str], bool] = lambda _: False) -> str:
    """Return the name of the voice for a language.

    ``shipped`` tells whether all that is to be said is shipped in the voice of that name, which then needs no
    engine. Where it is not, and a natural voice could be had, a warning in the log says how.
    """
    from coach.voice.kokoro.net import EXTRA, is_installed
    from coach.voice.kokoro.styles import PREFIX, USUAL_STYLES

    if os.environ.get("COACH_SYSTEM_VOICE", "").casefold() not in _OFF:
        return SYSTEM
    if style := USUAL_STYLES.get(language):
        if is_installed() or shipped(f"{PREFIX}{style}"):
            return f"{PREFIX}{style}"
        _advise(remedy(EXTRA))
    return _best_of_piper(language) or SYSTEM


@cache
def _advise(remedy: str) -> None:
    """Say it once a process."""
    what = "coach: this machine has no natural voice, so a plainer one speaks; for the better one, %s"
    logging.getLogger(__name__).warning(what, remedy)


def _best_of_piper(language: str) -> str | None:
    from coach.voice.piper.models import installed
    from coach.voice.piper.voice import PREFIX, version

    found = [model for model in installed() if model.language[:2].lower() == language]
    found.sort(key=lambda model: model.quality != "good")
    return f"{PREFIX}{found[0].name}" if found and version() else None
