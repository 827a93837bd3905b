"""The option ``--language``, and which language is meant where it is not given."""

from __future__ import annotations

import functools
import locale
import os
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from coach.cli.tables import print_text

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")


def language_option(command: Command) -> Command:
    """Take the language to be coached in; the command is given one there is, and a voice that goes with it."""

    @functools.wraps(command)
    def settled(*arguments: Any, language: str | None, **given: Any) -> Any:
        if "voice" in given:
            language, given["voice"] = settle(language, given["voice"])
            _warn(language, given["voice"])
        else:
            language, _ = settle(language, _usual_voice())
        return command(*arguments, language=language, **given)

    option = click.option(
        "--language",
        metavar="CODE",
        envvar="COACH_LANGUAGE",
        callback=_known,
        help="The language to be coached in, such as en.  [default: the voice's, or this computer's]",
    )
    taken: Command = option(settled)  # type: ignore[assignment]
    return taken


def settle(language: str | None, voice: str | None) -> tuple[str, str | None]:
    """Return the language and the voice to use.

    What the command line says counts before the environment and the settings; there, as here, a language counts
    before a voice. A usual voice gives way to one of the language asked for.
    """
    from coach.content.language_words import languages

    asked = click.get_current_context().get_parameter_source
    here, voiced_here = (asked(name) is ParameterSource.COMMANDLINE for name in ("language", "voice"))
    if voice is None:
        return language or _of_this_computer() or "en", None
    from coach.voice.engines import language_of

    spoken = language_of(voice)
    if language is None or (voiced_here and not here and spoken in languages()):
        chosen = spoken if spoken in languages() else None
        return chosen or _of_this_computer() or "en", voice
    gives_way = here and not voiced_here and spoken not in (None, language)
    return language, None if gives_way else voice


def language_for(voice: str, usual: str) -> str:
    """Return the language for a voice that is named: its own, unless the command line asks for another.

    ``usual`` is for where its own is not known.
    """
    from coach.content.language_words import languages
    from coach.voice.engines import language_of

    if click.get_current_context().get_parameter_source("language") is ParameterSource.COMMANDLINE:
        _warn(usual, voice)
        return usual
    spoken = language_of(voice)
    return spoken if spoken in languages() else usual


def _warn(language: str, voice: str | None) -> None:
    """Say so where a voice is to read another language than its own."""
    from coach.errors import printable
    from coach.voice.engines import language_of

    spoken = language_of(voice) if voice else None
    if spoken and spoken != language:
        print_text(
            f"The voice {printable(voice or '')} speaks '{spoken}': it will read '{language}'.", err=True
        )


def _known(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse a language there is not; it may be called by its name."""
    if value is None:
        return None
    from coach.content.language_words import find_language, languages

    code = find_language(value)
    if code is None:
        raise click.BadParameter(f"there is no '{value}'; there are {', '.join(languages())}")
    return code


def _usual_voice() -> str | None:
    """Return the voice of the environment or the settings, for commands that speak none."""
    set_here: str | None = click.get_current_context().lookup_default("voice")
    return os.environ.get("COACH_VOICE") or set_here


def _of_this_computer() -> str | None:
    """Return the language of the locale if the coach speaks it."""
    from coach.content.language_words import languages

    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, said), None) or locale.getlocale()[0] or ""
    code = name.split("_")[0].split(".")[0].casefold()
    code = locale.locale_alias.get(code, code)[:2]  # Windows has "German_Germany"
    return code if code in languages() else None
