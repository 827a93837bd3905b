"""The voice, bed and detail that a routine's file asks for, unless the command line asks for others."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from coach.cli.tables import columns, print_text
from coach.content.under import OFF
from coach.files import expanded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.content.routine import Routine
    from coach.session_options import Options
    from coach.sound.music import Music

_NEARER = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
"""What wins over the routine's file; the settings do not."""

_UNSEEN = 4
"""Characters that clear the line, less the column that is left free at its end."""


def as_routine_asks(options: Options, routines: Sequence[Routine], cache: Path | None = None) -> Options:
    """Return options with the voice, bed, music and detail of the routine, unless the command line has its own.

    Several are heard alike, with what is asked for; that those of a file do not count then is said on stderr.
    Raises MediaError where its music cannot be read.
    """
    if len(routines) == 1:
        return replace(options, **_asked(routines[0], cache))
    for routine in routines:
        under = routine.under or any(step.under for step in routine.steps)
        if not (under or routine.voice or routine.detail):
            continue
        what = f"The voice, detail, bed and music in '{routine.name}' count where it is asked for by itself."
        print_text(what, err=True)
    return options


def _asked(routine: Routine, cache: Path | None) -> dict[str, Any]:
    source = click.get_current_context().get_parameter_source

    def is_free(*options: str) -> bool:
        return not any(source(option) in _NEARER for option in options)

    asked: dict[str, Any] = {}
    if routine.voice and is_free("voice", "system_voice"):
        asked["voice"] = routine.voice
    if is_free("bed", "music"):
        if routine.under:
            bed = None if routine.bed == OFF else routine.bed
            music = read_music(routine.music, cache) if isinstance(routine.music, Path) else None
            asked |= {"bed": bed, "music": music}
        asked["step_music"] = tuple((path, read_music(path, cache)) for path in routine.music_of_steps)
    if routine.detail and is_free("detail"):
        asked["detail"] = routine.detail
    return asked


def read_music(path: Path, cache: Path | None) -> Music:
    """Find and decode music, and say what is being read on a terminal; raises MediaError where it cannot be."""
    from coach.sound.music import open_music
    from coach.voice.cache import default_folder

    shown = sys.stderr.isatty()

    def tell(name: str) -> None:
        if shown:
            click.echo(f"\r\x1b[2K  reading {name}"[: columns(err=True) + _UNSEEN], err=True, nl=False)

    try:
        return open_music(expanded(path), cache or default_folder(), tell)
    finally:
        if shown:
            click.echo("\r\x1b[2K", err=True, nl=False)
