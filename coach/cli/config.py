"""``coach config``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from coach.cli.tables import print_table, print_text
from coach.errors import printable
from coach.files import expanded

if TYPE_CHECKING:
    from coach.settings.values import Settings


@click.group("config", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the settings that hold, and where each comes from.

    The command line beats the environment (COACH_VOICE and so on), and that beats the settings file.
    """
    if ctx.invoked_subcommand is None:
        _show()


def _show() -> None:
    from coach.settings.settings_file import settings_path

    print_table(("setting", "value", "from"), _in_force())
    place = printable(str(settings_path()))
    told = f"The settings file is {place}; 'coach config edit' opens it. COACH_RATE and the like overrule it."
    print_text(told, err=True)


def _in_force() -> list[tuple[str, str, str]]:
    """Return each setting with what holds and where that is from."""
    from coach.settings.settings_file import settings_in_force
    from coach.settings.values import DEFAULTS

    return [
        (setting.key, _written(setting.value), setting.origin)
        if setting.origin
        else (setting.key, DEFAULTS[setting.key], "as usual")
        for setting in settings_in_force()
    ]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, (tuple, dict)) else str(value)


@command.command("get")
@click.argument("key")
def get_one(key: str) -> None:
    """Print what holds for KEY."""
    from coach.content.problems import nearest
    from coach.errors import NotFoundError, shown

    held = {name: value for name, value, _ in _in_force()}
    if key not in held:
        hint = nearest(key, held, f"there are {', '.join(held)}")
        raise NotFoundError(f"there is no setting {shown(key)}", hint=hint)
    print_text(printable(held[key]))


@command.command("set", short_help="Set KEY to VALUE in the settings file.")
@click.argument("key")
@click.argument("value", nargs=-1, required=True)
def set_one(key: str, value: tuple[str, ...]) -> None:
    """Set KEY to VALUE in the settings file; comments and the rest of it stay as they are."""
    from coach.content.language_words import find_language
    from coach.plan.wishes import BESIDE
    from coach.settings.settings_file import change

    said = " ".join(value)
    if key in ("music", "logo"):
        said = _whole_path(said)
    elif key == "language":
        said = find_language(said) or said
    elif key == "avoid":
        said = " ".join(word for word in said.split() if word.casefold() not in BESIDE)
    change(key, said, check=_check_names)


def _whole_path(said: str) -> str:
    """Write a path so that it holds in every folder; one from home on stays as it is."""
    from pathlib import Path

    return said if said.startswith("~") else str(Path(said).absolute())


def _check_names(settings: Settings) -> None:
    """Raise CoachError if a setting names what does not exist; what else is wrong with it is known by then."""
    from contextlib import suppress
    from pathlib import Path

    from coach.content.aliases import find_exercise
    from coach.content.language_words import languages
    from coach.content.library import Library
    from coach.errors import CoachError, NotFoundError, VoiceError
    from coach.plan.wishes import find_caution
    from coach.voice.engines import check_voice

    if settings.language and settings.language not in languages():
        raise NotFoundError(
            f"'language' cannot be '{settings.language}'", hint=f"there are {', '.join(languages())}"
        )
    for word in settings.avoid or ():
        find_caution(word, Library())
    for word in (*(settings.like or ()), *(settings.dislike or ())):
        find_exercise(word, Library())
    if settings.music and not expanded(Path(settings.music)).exists():
        raise CoachError(
            "there is no such file or folder", where=settings.music, hint="name music that is there"
        )
    if settings.voice:
        with suppress(VoiceError):  # an engine that does not run today may run tomorrow
            check_voice(settings.voice)


@command.command("unset")
@click.argument("key")
def unset(key: str) -> None:
    """Take KEY out of the settings file."""
    from coach.settings.settings_file import change

    change(key, None)


@command.command("path")
def path() -> None:
    """Print where the settings file is, or would be."""
    from coach.settings.settings_file import settings_path

    print_text(printable(str(settings_path())))


@command.command("check")
def check() -> None:
    """Check the settings file line by line."""
    from coach.settings.settings_file import read_settings, settings_path

    _check_names(read_settings())
    print_text(printable(f"{settings_path()}: fine"))


@command.command("edit", short_help="Open the settings file in your editor.")
def edit() -> None:
    """Open the settings file in your editor, and keep it only if it can be read afterwards."""
    import tempfile
    from pathlib import Path

    from coach.errors import CoachError
    from coach.settings.settings_file import read_settings, settings_path, template, write

    if not sys.stdin.isatty():
        raise CoachError("there is no terminal to edit on", hint="use 'coach config set KEY VALUE'")
    target = settings_path()
    text: str | None = target.read_text("utf-8") if target.is_file() else template()
    while True:
        text = click.edit(text, extension=".toml")
        if text is None:
            print_text("Nothing changed.", err=True)
            return
        with tempfile.TemporaryDirectory() as folder:
            draft = Path(folder) / target.name
            draft.write_text(text, "utf-8")
            try:
                _check_names(read_settings(draft))
            except CoachError as fault:
                print_text(str(fault).replace(str(draft), target.name), err=True)
                if not click.confirm("Go on editing?", default=True, err=True):
                    raise CoachError("the settings are as they were", where=str(target)) from None
                continue
        write(text, target)
        return
