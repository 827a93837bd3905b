"""From what the options took: the routine, loaded or made for the occasion, and the options of its session."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from coach.cli.routine_sound import as_routine_asks, read_music
from coach.cli.tables import print_text
from coach.cli.tight import means_tight, tight_areas

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.plan.wishes import Wishes
    from coach.session_options import Options

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


def made_safe(routine: Routine, library: Library, avoid: tuple[str, ...], *, keep: bool) -> Routine:
    """Return the routine without what has to be avoided; what was changed is said on stderr."""
    if not avoid or keep:
        return routine
    from coach.plan.avoid import avoiding
    from coach.settings.tastes import read_tastes

    safe, said = avoiding(routine, library, avoid, read_tastes())
    for sentence in said:
        print_text(f"{sentence} ({_keeping()} leaves it as it is.)", err=True)
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
    if means_tight(reference, library) and not given["tight"]:
        reference, given = None, {**given, "tight": tight_areas(library, given)}
    if given["steps"]:
        return _noted(library, reference, given), build_options(given, cache)
    options, wishes = build_options(given, cache), read_wishes(given)
    if (wishes is None) == (reference is None):
        raise click.UsageError("give either a ROUTINE, or --tight AREA, or --step TEXT")
    if wishes is None or reference is not None:
        loaded = load_routine(library, reference or "")
        return made_safe(loaded, library, given["avoid"], keep=given["keep"]), as_routine_asks(
            options, [loaded], cache
        )
    routine, minutes = _planned(wishes, library)
    return routine, replace(options, minutes=minutes)


def load_or_plan_tight(
    library: Library, reference: str, avoid: tuple[str, ...], *, keep: bool = False
) -> tuple[Routine, float | None]:
    """Load the routine that is named, or make one for what has stayed tight, with the minutes it is made for."""
    if not means_tight(reference, library):
        return made_safe(load_routine(library, reference), library, avoid, keep=keep), None
    from coach.plan.wishes import Wishes
    from coach.settings.tastes import read_tastes

    tight = tight_areas(library, {"avoid": avoid})
    return _planned(Wishes(tight, avoid=avoid, **asdict(read_tastes())), library)


def _planned(wishes: Wishes, library: Library) -> tuple[Routine, float]:
    """Make a routine and the minutes it takes; what had to be left out is said on stderr."""
    from coach.plan.planner import plan

    made = plan(wishes, library)
    for sentence in made.left_out:
        print_text(sentence, err=True)
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


def build_options(given: dict[str, Any], cache: Path | None = None) -> Options:
    """Make the options of a session from what ``session_options`` took.

    Music is looked for and read here, before anything else is done; raises MediaError when it cannot be.
    """
    from coach.content.fields import Detail
    from coach.session_options import Options

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
        music=read_music(music, cache) if music else None,
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
