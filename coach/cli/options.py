"""What several commands have in common: the routine argument and the options of a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from coach.cli.language import language_option
from coach.cli.numbers import Minutes, Whole
from coach.content.fields import BedName
from coach.content.manner import FASTEST, HIGHEST, OWN_PITCH, SLOWEST, USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem


Command = TypeVar("Command", bound="Callable[..., Any]")
DETAILS = ("full", "short", "minimal")
BEDS = (*get_args(BedName), "off")


def _complete(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a routine's name, or a file."""
    from click.shell_completion import CompletionItem

    from coach.content.library import Library

    names = [routine.name for routine in Library().routines() if routine.name.startswith(begun)]
    return [CompletionItem(name) for name in names] or [CompletionItem(begun, type="file")]


def routine_argument(**extra: Any) -> Callable[[Command], Command]:
    """Take a routine by name or path."""
    metavar = "ROUTINE" if extra.get("required", True) else "[ROUTINE]"
    return click.argument("routine", metavar=metavar, shell_complete=_complete, **extra)


def complete_voice(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of a voice, of all but the machine's own engine: that would have to be started."""
    from click.shell_completion import CompletionItem

    from coach.voice.engines import ready_names

    return [CompletionItem(name) for name in ready_names() if name.startswith(begun)]


def _names(_ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Take several names in one text apart, with commas or spaces between them."""
    return tuple(name for text in value for name in text.replace(",", " ").split())


def _names_in_words(
    _ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """Take several names in one text apart, with commas between them: a name may be of several words."""
    return tuple(
        name.strip() for text in value for name in text.split(",") if name.strip() or "," not in text
    )


def minutes_option(purpose: str) -> Callable[[Command], Command]:
    """Take a length in minutes."""
    return click.option("--minutes", type=Minutes(0.5, 240), metavar="N", help=purpose)


def session_options(command: Command) -> Command:
    """Take everything that changes how a session sounds, given to the command as ``options``."""
    decorators = [
        detail_option(envvar="COACH_DETAIL"),
        minutes_option("Fit the session to N minutes."),
        voice_option,
        system_voice_option,
        language_option,
        rate_option,
        pitch_option,
        click.option(
            "--tones/--no-tones",
            default=True,
            envvar="COACH_TONES",
            help="Soft tones for breath and changes.",
            show_default=True,
        ),
        click.option(
            "--bed",
            type=click.Choice(BEDS),
            default="off",
            envvar="COACH_BED",
            help="What sounds under the voice.",
            show_default=True,
        ),
        click.option(
            "--music",
            type=click.Path(path_type=Path),
            metavar="PATH",
            envvar="COACH_MUSIC",
            help="Music under the voice: a file, or a folder whose files follow one another by name.",
        ),
        click.option(
            "--music-volume",
            type=Whole(0, 200),
            default=100,
            metavar="N",
            envvar="COACH_MUSIC_VOLUME",
            help="Volume of bed or music; 100 is as much as leaves the track as loud as promised.",
        ),
        treatment_option,
        cache_option,
    ]
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def detail_option(envvar: str | None = None) -> Callable[[Command], Command]:
    """Take how much is said."""
    return click.option(
        "--detail",
        type=click.Choice(DETAILS),
        default="full",
        help="How much is said; minimal is for those who know the exercises."
        + ("  [default: full; short where --minutes needs it]" if envvar else ""),
        show_default=not envvar,
        envvar=envvar,
    )


def voice_option(command: Command) -> Command:
    """Take the name of a voice."""
    option = click.option(
        "--voice",
        metavar="NAME",
        envvar="COACH_VOICE",
        shell_complete=complete_voice,
        help="The voice to speak with; see 'coach voices'.",
    )
    return option(command)


def system_voice_option(command: Command) -> Command:
    """Take whether to keep to the machine's own voice where none is named."""
    option = click.option(
        "--system-voice",
        is_flag=True,
        envvar="COACH_SYSTEM_VOICE",
        help="Without --voice: keep to this computer's own, though there be a natural one.",
    )
    return option(command)


def rate_option(command: Command) -> Command:
    """Take a rate in words a minute."""
    option = click.option(
        "--rate",
        type=Whole(SLOWEST, FASTEST),
        metavar="N",
        envvar="COACH_RATE",
        help=f"Words a minute, as in English; usually {USUAL}.",
    )
    return option(command)


def pitch_option(command: Command) -> Command:
    """Take a pitch, where the voice's engine can be told one."""
    option = click.option(
        "--pitch",
        type=Whole(0, HIGHEST),
        metavar="N",
        envvar="COACH_PITCH",
        help=f"How high the voice is, where its engine can be told; {OWN_PITCH} is its own.",
    )
    return option(command)


def speaker_option(purpose: str = "Where to play") -> Callable[[Command], Command]:
    """Take the name of a speaker."""
    return click.option(
        "--speaker", metavar="NAME", envvar="COACH_SPEAKER", help=f"{purpose}; see 'coach speakers'."
    )


def treatment_option(command: Command) -> Command:
    """Take whether what a voice says is treated."""
    option = click.option(
        "--treatment/--no-treatment",
        default=True,
        envvar="COACH_TREATMENT",
        help="Take some hiss, rumble and unevenness from what the voice says.",
        show_default=True,
    )
    return option(command)


def complete_area(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of a part of the body."""
    from click.shell_completion import CompletionItem

    from coach.content.library import Library

    return [CompletionItem(area) for area in Library().areas if area.startswith(begun)]


def complete_exercise(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of an exercise."""
    from click.shell_completion import CompletionItem

    from coach.content.library import Library

    return [CompletionItem(name) for name in Library().exercise_names if name.startswith(begun)]


def avoid_option(purpose: str) -> Callable[[Command], Command]:
    """Take what to be careful with, which the settings may say as well."""
    return click.option(
        "--avoid", multiple=True, metavar="CAUTION", envvar="COACH_AVOID", callback=_names, help=purpose
    )


def keep_option(command: Command, flag: str = "--keep") -> Command:
    """Take whether a routine is done as it is, whatever has to be avoided; called by another name, if need be."""
    option = click.option(
        flag, "keep", is_flag=True, help="Keep the routine as it is, whatever --avoid says."
    )
    return option(command)


def wish_options(command: Command) -> Command:
    """Take what a routine can be planned from, for ``read_wishes``; --minutes is not among it."""
    decorators = [
        click.option(
            "--tight",
            multiple=True,
            metavar="AREA",
            callback=_names_in_words,
            shell_complete=complete_area,
            help="What is tight, the most important first: makes a routine for it. As often as needed.",
        ),
        click.option(
            "--when",
            type=click.Choice(("before", "after", "any")),
            help="Made for before or after a run.  [default: after]",
        ),
        avoid_option("Nothing that a sore knee, wrist, neck … has to mind: swapped for something else."),
        click.option(
            "--without",
            multiple=True,
            metavar="EXERCISE",
            callback=_names_in_words,
            help="Made without this exercise.",
        ),
        click.option(
            "--rounds",
            type=Whole(1, 2),
            metavar="1|2",
            help="Made with one pass or two.  [default: what there is time for]",
        ),
    ]
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def making_options(command: Command, *, keep: str = "--keep") -> Command:
    """Take what a routine can be made from: wishes, or steps one by one; ``keep`` is for ``keep_option``."""
    step_option = click.option(
        "--step",
        "steps",
        multiple=True,
        metavar="TEXT",
        help="A step as on a note: 'cat-cow 2 x 10 reps', 'rest 30 s'. As often as needed.",
    )
    return wish_options(keep_option(step_option(command), keep))


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
