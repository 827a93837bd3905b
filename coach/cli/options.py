"""What several commands have in common: the routine argument and the options of a session."""

from __future__ import annotations

from functools import reduce
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
LONGEST = 120
"""Characters of a line of paper."""


def together(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Make one decorator of several options, in the order in which help shows them."""
    return lambda command: reduce(lambda taken, option: option(taken), reversed(options), command)


def _complete(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a routine's name, or a file."""
    from click.shell_completion import CompletionItem

    from coach.content.library import Library

    names = [routine.name for routine in Library().routines() if routine.name.startswith(begun)]
    return [CompletionItem(name) for name in names] or [CompletionItem(begun, type="file")]


def complete_voice(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a voice, of all but the machine's own engine: that would have to be started."""
    from coach.voice.engines import ready_names

    return [name for name in ready_names() if name.startswith(begun)]


def from_option(default: str | None, purpose: str) -> Callable[[Command], Command]:
    """Take the step to begin with, for ``find_step``."""
    return click.option("--from", "from_step", default=default, metavar="STEP", help=purpose)


def complete_area(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a part of the body."""
    from coach.content.library import Library

    return [area for area in Library().areas if area.startswith(begun)]


def complete_exercise(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Complete the name of an exercise."""
    from coach.content.library import Library

    return [name for name in Library().exercise_names if name.startswith(begun)]


def _names(_ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Take several names in one text apart, with commas or spaces between them: "a sore knee and neck"."""
    from coach.plan.wishes import BESIDE

    names = (name for text in value for name in text.replace(",", " ").split())
    return tuple(name for name in names if name.casefold() not in BESIDE)


def _names_in_words(
    _ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """Take several names in one text apart, with commas between them: a name may be of several words."""
    return tuple(
        name.strip() for text in value for name in text.split(",") if name.strip() or "," not in text
    )


def one_line(_ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Take a text that fits on one line of paper."""
    text = " ".join((value or "").split())
    if len(text) > LONGEST:
        raise click.BadParameter(f"keep it to {LONGEST} characters", param=parameter)
    if not text.isprintable():
        raise click.BadParameter("this has a character that cannot be printed", param=parameter)
    return text


def routine_argument(**extra: Any) -> Callable[[Command], Command]:
    """Take a routine by name or path."""
    metavar = "ROUTINE" if extra.get("required", True) else "[ROUTINE]"
    return click.argument("routine", metavar=metavar, shell_complete=_complete, **extra)


def minutes_option(purpose: str) -> Callable[[Command], Command]:
    """Take a length in minutes."""
    return click.option("--minutes", type=Minutes(0.5, 240), metavar="N", help=purpose)


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


def speaker_option(purpose: str = "Where to play") -> Callable[[Command], Command]:
    """Take the name of a speaker."""
    return click.option(
        "--speaker", metavar="NAME", envvar="COACH_SPEAKER", help=f"{purpose}; see 'coach speakers'."
    )


def avoid_option(purpose: str) -> Callable[[Command], Command]:
    """Take what to be careful with, which the settings may say as well."""
    return click.option(
        "--avoid", multiple=True, metavar="CAUTION", envvar="COACH_AVOID", callback=_names, help=purpose
    )


def keep_option(flag: str = "--keep") -> Callable[[Command], Command]:
    """Take whether a routine is done as it is, whatever has to be avoided; called by another name, if need be."""
    return click.option(flag, "keep", is_flag=True, help="Keep the routine as it is, whatever --avoid says.")


voice_option = click.option(
    "--voice",
    metavar="NAME",
    envvar="COACH_VOICE",
    shell_complete=complete_voice,
    help="The voice to speak with; see 'coach voices'.",
)
system_voice_option = click.option(
    "--system-voice",
    is_flag=True,
    envvar="COACH_SYSTEM_VOICE",
    help="Without --voice: use this computer's own voice, even where there is a natural one.",
)
rate_option = click.option(
    "--rate",
    type=Whole(SLOWEST, FASTEST),
    metavar="N",
    envvar="COACH_RATE",
    help=f"Words a minute, as in English; usually {USUAL}.",
)
pitch_option = click.option(
    "--pitch",
    type=Whole(0, HIGHEST),
    metavar="N",
    envvar="COACH_PITCH",
    help=f"How high the voice is, where its engine can be told; {OWN_PITCH} is its own.",
)
bed_option = click.option(
    "--bed",
    type=click.Choice(BEDS),
    default="off",
    envvar="COACH_BED",
    help="What sounds under the voice.",
    show_default=True,
)
treatment_option = click.option(
    "--treatment/--no-treatment",
    default=True,
    envvar="COACH_TREATMENT",
    help="Take some hiss, rumble and unevenness from what the voice says.",
    show_default=True,
)
clinic_option = click.option(
    "--clinic",
    envvar="COACH_CLINIC",
    metavar="NAME",
    callback=one_line,
    help="Your name or your clinic's.  [default: as set]",
)
logo_option = click.option(
    "--logo",
    envvar="COACH_LOGO",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A picture beside it.  [default: as set]",
)
cache_option = click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="COACH_CACHE",
    metavar="DIR",
    help="Where spoken clips are kept. [env: COACH_CACHE]",
)
session_options = together(
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
    bed_option,
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
        help="Volume of the bed or music; above 100, a track of few words comes out quieter.",
    ),
    treatment_option,
    cache_option,
)
"""Everything that changes how a session sounds."""

wish_options = together(
    click.option(
        "--tight",
        multiple=True,
        metavar="AREA",
        callback=_names_in_words,
        shell_complete=complete_area,
        help="What is tight, the most important first: a routine is made for it. May be repeated.",
    ),
    click.option(
        "--when",
        type=click.Choice(("before", "after", "any")),
        help="For before or after a run.  [default: after]",
    ),
    avoid_option("What to spare, such as knee, wrist or neck: exercises that strain it are swapped."),
    click.option(
        "--without",
        multiple=True,
        metavar="EXERCISE",
        callback=_names_in_words,
        help="Leave this exercise out. May be repeated.",
    ),
    click.option(
        "--rounds",
        type=Whole(1, 2),
        metavar="1|2",
        help="Once through, or twice.  [default: as there is time]",
    ),
)
"""What a routine can be planned from, for ``read_wishes``; --minutes is not among it."""


def making_options(keep: str = "--keep") -> Callable[[Command], Command]:
    """Take what a routine can be made from: wishes, or steps one by one; ``keep`` is for ``keep_option``."""
    step_option = click.option(
        "--step",
        "steps",
        multiple=True,
        metavar="TEXT",
        help="A step, as on a note: 'cat-cow 2 x 10 reps', 'rest 30 s'. May be repeated.",
    )
    return together(wish_options, keep_option(keep), step_option)
