"""What several commands have in common: the routine argument and the options of a session."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from coach.session import Options

Command = TypeVar("Command", bound="Callable[..., Any]")
DETAILS = ("full", "short", "minimal")


def _complete(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a routine's name, or a file."""
    from click.shell_completion import CompletionItem

    from coach.library import Library

    names = [routine.name for routine in Library().routines() if routine.name.startswith(begun)]
    return [CompletionItem(name) for name in names] or [CompletionItem(begun, type="file")]


def routine_argument(**extra: Any) -> Callable[[Command], Command]:
    """Take a routine by name or path."""
    return click.argument("routine", metavar="ROUTINE", shell_complete=_complete, **extra)


def _number(_ctx: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which is within every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number")
    return value


def session_options(command: Command) -> Command:
    """Take everything that changes how a session sounds, given to the command as ``options``."""
    decorators = [
        click.option(
            "--detail",
            type=click.Choice(DETAILS),
            default="full",
            help="How much is said.",
            show_default=True,
            envvar="COACH_DETAIL",
        ),
        click.option(
            "--minutes",
            type=click.FloatRange(0.5, 240),
            callback=_number,
            metavar="N",
            help="Fit the session to N minutes.",
        ),
        click.option(
            "--voice",
            metavar="NAME",
            envvar="COACH_VOICE",
            help="The voice to speak with; see 'coach voices'.",
        ),
        click.option(
            "--rate",
            type=click.IntRange(80, 260),
            metavar="N",
            envvar="COACH_RATE",
            help="Words a minute (usually 140).",
        ),
        click.option(
            "--tones/--no-tones",
            default=True,
            envvar="COACH_TONES",
            help="Soft tones for breath and changes.",
            show_default=True,
        ),
        cache_option,
    ]
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def cache_option(command: Command) -> Command:
    """Take the folder for spoken clips."""
    option = click.option(
        "--cache",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="COACH_CACHE",
        metavar="DIR",
        help="Where spoken clips are kept. [env: COACH_CACHE]",
    )
    return option(command)


def build_options(given: dict[str, Any]) -> Options:
    """Make the options of a session from what ``session_options`` took."""
    from coach.routine import Detail
    from coach.session import Options

    return Options(Detail(given["detail"]), given["minutes"], given["voice"], given["rate"], given["tones"])
