"""What several commands have in common: the routine argument and the options of a session."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coach.cli.language import language_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from coach.library import Library
    from coach.plan import Wishes
    from coach.routine import Routine
    from coach.session import Options
    from coach.sound.music import Music

Command = TypeVar("Command", bound="Callable[..., Any]")
DETAILS = ("full", "short", "minimal")
STUBBORN = "tight"
"""In place of a routine's name: one made for what has stayed tight."""
STDIN = "-"
"""In place of a routine's name: the file that is on standard input."""
BEDS = ("rain", "waves", "drone", "off")


def _complete(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete a routine's name, or a file."""
    from click.shell_completion import CompletionItem

    from coach.library import Library

    names = [routine.name for routine in Library().routines() if routine.name.startswith(begun)]
    return [CompletionItem(name) for name in names] or [CompletionItem(begun, type="file")]


def routine_argument(**extra: Any) -> Callable[[Command], Command]:
    """Take a routine by name or path."""
    metavar = "ROUTINE" if extra.get("required", True) else "[ROUTINE]"
    return click.argument("routine", metavar=metavar, shell_complete=_complete, **extra)


def complete_voice(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of a voice, of all but the machine's own engine: that would have to be started."""
    from click.shell_completion import CompletionItem

    from coach.voice.listing import names

    return [CompletionItem(name) for name in names() if name.startswith(begun)]


def _number(_ctx: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    """Refuse "nan", which is within every range."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number")
    return value


def _names(_ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Take several names in one text apart, with commas or spaces between them."""
    return tuple(name for text in value for name in text.replace(",", " ").split())


def minutes_option(purpose: str) -> Callable[[Command], Command]:
    """Take a length in minutes."""
    return click.option(
        "--minutes", type=click.FloatRange(0.5, 240), callback=_number, metavar="N", help=purpose
    )


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
        minutes_option("Fit the session to N minutes."),
        click.option(
            "--voice",
            metavar="NAME",
            envvar="COACH_VOICE",
            shell_complete=complete_voice,
            help="The voice to speak with; see 'coach voices'.",
        ),
        language_option,
        click.option(
            "--rate",
            type=click.IntRange(80, 260),
            metavar="N",
            envvar="COACH_RATE",
            help="Words a minute, as in English (usually 140).",
        ),
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
            type=click.IntRange(0, 200),
            default=100,
            metavar="N",
            envvar="COACH_MUSIC_VOLUME",
            help="Volume of bed or music, 0 to 200; 100 is as much as leaves the track as loud as promised.",
        ),
        treatment_option,
        cache_option,
    ]
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


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

    from coach.library import Library

    return [CompletionItem(area) for area in Library().areas if area.startswith(begun)]


def avoid_option(purpose: str) -> Callable[[Command], Command]:
    """Take what to be careful with, which the settings may say as well."""
    return click.option(
        "--avoid", multiple=True, metavar="CAUTION", envvar="COACH_AVOID", callback=_names, help=purpose
    )


def wish_options(command: Command) -> Command:
    """Take what a routine can be planned from, for ``read_wishes``; --minutes is not among it."""
    decorators = [
        click.option(
            "--tight",
            multiple=True,
            metavar="AREA",
            shell_complete=complete_area,
            help="What is tight, the most important first: makes a routine for it. As often as needed.",
        ),
        click.option(
            "--when",
            type=click.Choice(("before", "after", "any")),
            help="Made for before or after a run.  [default: after]",
        ),
        avoid_option("Made without what a knee, wrist, neck, … would have to mind."),
        click.option("--without", multiple=True, metavar="EXERCISE", help="Made without this exercise."),
        click.option(
            "--rounds",
            type=click.IntRange(1, 2),
            metavar="1|2",
            help="Made with one pass or with two.  [default: what there is time for]",
        ),
    ]
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def making_options(command: Command) -> Command:
    """Take what a routine can be made from: wishes, or steps one by one."""
    step_option = click.option(
        "--step",
        "steps",
        multiple=True,
        metavar="TEXT",
        help="A step as on a note: 'cat-cow 2 x 10 reps', 'rest 30 s'. As often as needed.",
    )
    return wish_options(step_option(command))


def read_wishes(given: dict[str, Any]) -> Wishes | None:
    """Make the wishes from what ``wish_options`` took; None when nothing is tight."""
    from coach.fields import Detail, When
    from coach.plan import Wishes

    if not given["tight"]:
        asked = click.get_current_context().get_parameter_source
        for name in ("when", "avoid", "without", "rounds"):
            if given[name] and asked(name) is click.core.ParameterSource.COMMANDLINE:
                raise click.UsageError(f"--{name} is for making a routine: add --tight AREA")
        return None
    return Wishes(
        given["tight"],
        given["minutes"],
        When(given["when"] or "after"),
        given["avoid"],
        given["without"],
        given["rounds"],
        Detail(given.get("detail", "full")),
        given.get("rate"),
    )


def load_routine(library: Library, reference: str) -> Routine:
    """Load a routine by name or path, or read the one on standard input, at once."""
    if reference == STDIN:
        return library.read(sys.stdin.buffer)
    return library.load(reference)


def load_or_plan(
    library: Library, reference: str | None, given: dict[str, Any], cache: Path | None = None
) -> tuple[Routine, Options]:
    """Load the routine that is named, or make one to the wishes given; with the options of its session.

    What a plan had to leave out is said on stderr. The name ``tight`` stands for what has stayed tight.
    """
    if is_stubborn(reference, library) and not given["tight"]:
        reference, given = None, {**given, "tight": _stubborn(library)}
    if given["steps"]:
        return _noted(library, reference, given), build_options(given, cache)
    options, wishes = build_options(given, cache), read_wishes(given)
    if (wishes is None) == (reference is None):
        raise click.UsageError("give either a ROUTINE, or --tight AREA, or --step TEXT")
    if wishes is None or reference is not None:
        return load_routine(library, reference or ""), options
    from dataclasses import replace

    routine, minutes = _planned(wishes, library)
    return routine, replace(options, minutes=minutes)


def load_or_plan_tight(
    library: Library, reference: str, avoid: tuple[str, ...]
) -> tuple[Routine, float | None]:
    """Load the routine that is named, or make one for what has stayed tight, with the minutes it is made for."""
    if not is_stubborn(reference, library):
        return load_routine(library, reference), None
    from coach.plan import Wishes

    return _planned(Wishes(_stubborn(library), avoid=avoid), library)


def _planned(wishes: Wishes, library: Library) -> tuple[Routine, float]:
    """Make a routine and the minutes it takes; what had to be left out is said on stderr."""
    from coach.plan import plan

    made = plan(wishes, library)
    for sentence in made.left_out:
        click.echo(sentence, err=True)
    return made.routine, made.minutes


def _noted(library: Library, reference: str | None, given: dict[str, Any]) -> Routine:
    """Make a routine of the steps given one by one."""
    from coach.fields import When
    from coach.library.notes import read_step
    from coach.routine import Routine

    if reference or given["tight"]:
        raise click.UsageError("--step goes without a ROUTINE and without --tight")
    steps = tuple(read_step(text, library) for text in given["steps"])
    if not any(step.exercise for step in steps):
        raise click.UsageError("there is no exercise among the steps")
    when = When(given["when"] or "any")
    return Routine(name="noted", title=library.titles.noted, when=when, steps=steps)


def is_made(given: dict[str, Any]) -> bool:
    """Whether the routine is to be made, of wishes or of steps, instead of loaded."""
    return bool(given["steps"]) or read_wishes(given) is not None


def is_stubborn(reference: str | None, library: Library) -> bool:
    """Whether the name stands for a routine made for what has stayed tight, and not for one of that name."""
    return reference == STUBBORN and not library.has(STUBBORN)


def _stubborn(library: Library) -> tuple[str, ...]:
    """Return the areas that have stayed tight by the history; raises NotFoundError when there is none."""
    from coach.errors import NotFoundError
    from coach.history.store import History, now
    from coach.history.stubborn import TIGHT_FROM, stubborn
    from coach.plan import MOST_AREAS

    records = History.read()
    stretched = {area for name in library.exercise_names for area in library.exercise(name).areas}
    found = [trend for trend in stubborn(records, now().date()) if trend.area in stretched][:MOST_AREAS]
    if not found:
        known = f"no area was rated {TIGHT_FROM:g} or more of 10 in the last three weeks and stayed there"
        unknown = "nothing is known yet of what is tight"
        hint = "say what is: --tight calves, or log it: coach log --tight calves=6"
        raise NotFoundError(known if records.feelings else unknown, hint=hint)
    rated = ", ".join(f"{trend.area.replace('-', ' ')} ({trend.now:.1f} of 10)" for trend in found)
    click.echo(f"For what has stayed tight: {rated}.", err=True)
    return tuple(trend.area for trend in found)


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


def build_options(given: dict[str, Any], cache: Path | None = None) -> Options:
    """Make the options of a session from what ``session_options`` took.

    Music is looked for and read here, before anything else is done; raises MediaError when it cannot be.
    """
    from coach.fields import Detail
    from coach.session import Options

    bed, music = _choose_sound(given)
    return Options(
        Detail(given["detail"]),
        given["minutes"],
        given["voice"],
        given["rate"],
        given["tones"],
        bed,
        given["music_volume"],
        _read_music(music, cache) if music else None,
        given["language"],
        given["treatment"],
    )


def _choose_sound(given: dict[str, Any]) -> tuple[str | None, Path | None]:
    """Return the bed or the music, whichever is said nearer to the command line; the music if both are alike."""
    source = click.core.ParameterSource
    order = (source.COMMANDLINE, source.ENVIRONMENT, source.DEFAULT_MAP, source.DEFAULT)
    bed, music = None if given["bed"] == "off" else given["bed"], given["music"]
    asked = {name: click.get_current_context().get_parameter_source(name) for name in ("bed", "music")}
    if bed and music and set(asked.values()) == {source.COMMANDLINE}:
        raise click.UsageError("give either --bed or --music")
    if music is None or order.index(asked["bed"]) < order.index(asked["music"]):
        return bed, None
    return None, music


def _read_music(path: Path, cache: Path | None) -> Music:
    from coach.sound.music import open_music
    from coach.voice import default_folder

    shown = sys.stderr.isatty()

    def tell(name: str) -> None:
        if shown:
            click.echo(f"\r\x1b[2K  reading {name}", err=True, nl=False)

    try:
        return open_music(path.expanduser(), cache or default_folder(), tell)
    finally:
        if shown:
            click.echo("\r\x1b[2K", err=True, nl=False)
