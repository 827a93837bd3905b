"""What a routine asks to be heard with, where nobody asks for anything else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.content.routine import Routine
    from coach.session_options import Options

_NEARER = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
"""What wins over the routine's file; the settings do not."""


def as_routine_asks(options: Options, routines: Sequence[Routine]) -> Options:
    """Return options with the voice, bed and detail of the routine, unless the command line has its own.

    Several are heard alike, with what is asked for; that those of a file do not count then is said on stderr.
    """
    wanting = [routine for routine in routines if routine.voice or routine.bed or routine.detail]
    if len(routines) == 1:
        return replace(options, **_asked(routines[0]))
    for routine in wanting:
        what = f"The voice, bed and detail in the file of '{routine.name}' count where it is asked for by itself."
        click.echo(what, err=True)
    return options


def _asked(routine: Routine) -> dict[str, Any]:
    source = click.get_current_context().get_parameter_source

    def is_free(*options: str) -> bool:
        return not any(source(option) in _NEARER for option in options)

    asked: dict[str, Any] = {}
    if routine.voice and is_free("voice", "system_voice"):
        asked["voice"] = routine.voice
    if routine.bed and is_free("bed", "music"):
        asked |= {"bed": None if routine.bed == "off" else routine.bed, "music": None}
    if routine.detail and is_free("detail"):
        asked["detail"] = routine.detail
    return asked
