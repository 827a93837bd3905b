"""From what the options took: the routine, loaded or made for the occasion, and the options of its session."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from coach.cli.routine_sound import as_written
from coach.files import expanded

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.plan.wishes import Wishes
    from coach.session import Options
    from coach.sound.music import Music

STUBBORN = "tight"
"""In place of a routine's name: one made for what has stayed tight."""
STDIN = "-"
"""In place of a routine's name: the file that is on standard input."""


def read_wishes(given: dict[str, Any]) -> Wishes | None:
    """Make the wishes from what ``wish_options`` took; None when nothing is tight."""
    from coach.content.fields import Detail, When
    from coach.plan.wishes import Wishes
    from coach.settings.tastes import read_tastes

    if not given["tight"]:
        asked = click.get_current_context().get_parameter_source
        for name in ("when", "without", "rounds"):
            if given[name] and asked(name) is click.core.ParameterSource.COMMANDLINE:
                raise click.UsageError(f"--{name} is for making a routine: add --tight AREA")
        return None
    return Wishes(
        tight=given["tight"],
        minutes=given["minutes"],
        when=When(given["when"] or "after"),
        avoid=given["avoid"],
        without=given["without"],
        rounds=given["rounds"],
        **asdict(read_tastes()),
        detail=Detail(given.get("detail", "full")),
        rate=given.get("rate"),
    )


def load_routine(library: Library, reference: str) -> Routine:
    """Load a routine by name or path, or read the one on standard input, at once."""
    if reference == STDIN:
        return library.read(sys.stdin.buffer)
    return library.load(reference)


def heeding(routine: Routine, library: Library, avoid: tuple[str, ...], *, keep: bool) -> Routine:
    """Return the routine without what has to be avoided; what was changed is said on stderr."""
    if not avoid or keep:
        return routine
    from coach.plan.avoid import avoiding
    from coach.settings.tastes import read_tastes

    safe, said = avoiding(routine, library, avoid, read_tastes())
    for sentence in said:
        click.echo(f"{sentence} ({_keeping()} leaves it as it is.)", err=True)
    return safe


def _keeping() -> str:
    """What the option that keeps a routine as it is is called by the command that runs."""
    context = click.get_current_context(silent=True)
    given = context.command.params if context else []
    return next((each.opts[0] for each in given if each.name == "keep"), "--keep")


def load_or_plan(
    library: Library, reference: str | None, given: dict[str, Any], cache: Path | None = None
) -> tuple[Routine, Options]:
    """Load the routine that is named, or make one to the wishes given; with the options of its session.

    What a plan had to leave out is said on stderr. The name ``tight`` stands for what has stayed tight.
    """
    if is_stubborn(reference, library) and not given["tight"]:
        reference, given = None, {**given, "tight": _stubborn(library, given)}
    if given["steps"]:
        return _noted(library, reference, given), build_options(given, cache)
    options, wishes = build_options(given, cache), read_wishes(given)
    if (wishes is None) == (reference is None):
        raise click.UsageError("give either a ROUTINE, or --tight AREA, or --step TEXT")
    if wishes is None or reference is not None:
        loaded = load_routine(library, reference or "")
        return heeding(loaded, library, given["avoid"], keep=given["keep"]), as_written(options, [loaded])
    routine, minutes = _planned(wishes, library)
    return routine, replace(options, minutes=minutes)


def load_or_plan_tight(
    library: Library, reference: str, avoid: tuple[str, ...], *, keep: bool = False
) -> tuple[Routine, float | None]:
    """Load the routine that is named, or make one for what has stayed tight, with the minutes it is made for."""
    if not is_stubborn(reference, library):
        return heeding(load_routine(library, reference), library, avoid, keep=keep), None
    from coach.plan.wishes import Wishes
    from coach.settings.tastes import read_tastes

    tight = _stubborn(library, {"avoid": avoid})
    return _planned(Wishes(tight, avoid=avoid, **asdict(read_tastes())), library)


def _planned(wishes: Wishes, library: Library) -> tuple[Routine, float]:
    """Make a routine and the minutes it takes; what had to be left out is said on stderr."""
    from coach.plan.planner import plan

    made = plan(wishes, library)
    for sentence in made.left_out:
        click.echo(sentence, err=True)
    return made.routine, made.minutes


def _noted(library: Library, reference: str | None, given: dict[str, Any]) -> Routine:
    """Make a routine of the steps given one by one."""
    from coach.content.fields import When
    from coach.content.note_steps import read_step
    from coach.content.routine import Routine

    if reference or given["tight"]:
        raise click.UsageError("--step goes without a ROUTINE and without --tight")
    steps = tuple(read_step(text, library) for text in given["steps"])
    if not any(step.exercise for step in steps):
        raise click.UsageError("there is no exercise among the steps")
    when = When(given["when"] or "any")
    return Routine(
        name="noted",
        title=library.titles.noted,
        when=when,
        steps=steps,
        exercises=library.own_of(steps),
    )


def is_made(given: dict[str, Any]) -> bool:
    """Whether the routine is to be made, of wishes or of steps, instead of loaded."""
    return bool(given["steps"]) or read_wishes(given) is not None


def is_stubborn(reference: str | None, library: Library) -> bool:
    """Whether the name stands for a routine made for what has stayed tight, and not for one of that name."""
    return reference == STUBBORN and not library.has(STUBBORN)


def _stubborn(library: Library, given: dict[str, Any]) -> tuple[str, ...]:
    """Return the areas that have stayed tight by the history; raises NotFoundError when there is none.

    An area that hurt sharply of late is left alone, and one for which the wishes leave nothing; both are said.
    """
    from coach.errors import NotFoundError
    from coach.history.advice import PAIN_DAYS, care
    from coach.history.records import in_words
    from coach.history.store import History, now
    from coach.history.tight_areas import TIGHT_FROM, stubborn
    from coach.plan.wishes import MOST_AREAS

    records, today = History.read(), now().date()
    tight = [trend for trend in stubborn(records, today) if trend.area in library.areas]
    hurting = {advice.area for advice in care(records, today) if advice.about == "pain"}
    served = _served([trend.area for trend in tight], given, library)
    for area in (trend.area for trend in tight if trend.area in hurting or trend.area not in served):
        pain = f"it hurt sharply in the last {PAIN_DAYS} days; 'coach safety' says what to do"
        why = pain if area in hurting else "no stretch is left for it"
        click.echo(f"Left out the {library.areas[area].title}: {why}.", err=True)
    found = [trend for trend in tight if trend.area in served and trend.area not in hurting][:MOST_AREAS]
    if not found:
        known = f"no area was rated {TIGHT_FROM:g} or more of 10 in the last three weeks and stayed there"
        known = "nothing else has stayed tight" if tight else known
        unknown = "nothing is known yet of what is tight"
        hint = "say what is: --tight calves, or log it: coach log --tight calves=6"
        raise NotFoundError(known if records.feelings else unknown, hint=hint)
    rated = ", ".join(f"{in_words(trend.area)} ({trend.now:.1f} of 10)" for trend in found)
    click.echo(f"For what has stayed tight: {rated}.", err=True)
    return tuple(trend.area for trend in found)


def _served(areas: list[str], given: dict[str, Any], library: Library) -> tuple[str, ...]:
    """Return those of ``areas`` for which the other wishes leave an exercise."""
    from coach.content.fields import When
    from coach.plan.planner import served
    from coach.plan.wishes import Wishes

    when, avoid, without = (given.get(name) for name in ("when", "avoid", "without"))
    wishes = Wishes(tuple(areas), when=When(when or "after"), avoid=avoid or (), without=without or ())
    return served(wishes, library) if areas else ()


def build_options(given: dict[str, Any], cache: Path | None = None) -> Options:
    """Make the options of a session from what ``session_options`` took.

    Music is looked for and read here, before anything else is done; raises MediaError when it cannot be.
    """
    from coach.content.fields import Detail
    from coach.session import Options

    bed, music = _choose_sound(given)
    return Options(
        detail=Detail(given["detail"]) if detail_is_asked() else None,
        minutes=given["minutes"],
        voice=given["voice"] or ("system" if given["system_voice"] else None),
        rate=given["rate"],
        pitch=given["pitch"],
        tones=given["tones"],
        bed=bed,
        music_volume=given["music_volume"],
        music=_read_music(music, cache) if music else None,
        language=given["language"],
        treatment=given["treatment"],
    )


def detail_is_asked() -> bool:
    """Whether the command line, the environment or the settings say how much is to be said."""
    asked = click.get_current_context().get_parameter_source("detail")
    return asked not in (None, click.core.ParameterSource.DEFAULT)


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
    from coach.voice.cache import default_folder

    shown = sys.stderr.isatty()

    def tell(name: str) -> None:
        if shown:
            click.echo(f"\r\x1b[2K  reading {name}", err=True, nl=False)

    try:
        return open_music(expanded(path), cache or default_folder(), tell)
    finally:
        if shown:
            click.echo("\r\x1b[2K", err=True, nl=False)
