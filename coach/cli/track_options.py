"""The options that say what a track is: its format, and what goes with the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.track.extras import WRITERS
from coach.track.formats import every_format, format_of
from coach.track.formats.mp3 import MP3

if TYPE_CHECKING:
    from pathlib import Path

    from coach.cli.options import Command
    from coach.track.formats.format import Format
    from coach.track.packing import Packing

WORKOUT = "fit"
"""A format of its own: a workout for a watch, without any sound."""

EXTRAS = tuple(WRITERS)
_ENDINGS = {"csv": "cues", "cues.csv": "cues", "json": "chapters", "chapters.json": "chapters"}


def _kbit(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Read a bitrate: 96 or 96k."""
    if value is None:
        return None
    number = value.lower().removesuffix("k")
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        raise click.BadParameter(f"'{value}' is not a number of kbit/s, such as 96 or 96k")
    return int(number)


def _extras(_ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Read what goes beside a track: names joined by commas, or all; in one order, whatever was given."""
    asked = [name.strip().lower().removeprefix(".") for part in value for name in part.split(",")]
    named = [_ENDINGS.get(name, name) for name in asked if name]
    for name in named:
        if name not in (*EXTRAS, "all"):
            raise click.BadParameter(f"'{name}' is not one of {', '.join(EXTRAS)}, all")
    return EXTRAS if "all" in named else tuple(extra for extra in EXTRAS if extra in named)


def packing_options(command: Command) -> Command:
    """Take everything that ``read_packing`` needs."""
    decorators = [
        click.option(
            "--format",
            "form",
            type=click.Choice((*every_format(), WORKOUT), case_sensitive=False),
            help="The format, if FILE does not tell.  [default: mp3]",
        ),
        click.option(
            "--bitrate", callback=_kbit, metavar="KBIT", help="In kbit/s; each format has a sound one."
        ),
        click.option(
            "--split", is_flag=True, help="An album: a folder with a file for each exercise, and a playlist."
        ),
        click.option(
            "--with",
            "extras",
            multiple=True,
            callback=_extras,
            metavar="LIST",
            help=f"Files beside the track: {', '.join(EXTRAS)} (joined by commas), or all.",
        ),
        click.option("--cover/--no-cover", default=True, help="A picture in the file.", show_default=True),
    ]
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def read_packing(given: dict[str, Any], output: Path | None) -> Packing:
    """Take the packing out of what ``packing_options`` took and the file to write; UsageError if they clash."""
    from coach.track.packing import Packing

    split, kbit, named = given.pop("split"), given.pop("bitrate"), every_format().get(given.pop("form") or "")
    form = _split_format(output, named) if split else _format(output, named)
    if split and form.page:
        raise click.UsageError(f"{form.name} is one file for all; --split takes another --format")
    if kbit is not None and (refusal := form.refusal(kbit)):
        raise click.UsageError(refusal)
    return Packing(form, kbit, given.pop("cover"), given.pop("extras"), split)


def is_workout(given: dict[str, Any], output: Path | None) -> bool:
    """Whether a workout is asked for instead of a track; UsageError with what only a track has."""
    ending = output.suffix.lower() == f".{WORKOUT}" if output else False
    if given["form"] != WORKOUT and not (ending and given["form"] is None):
        return False
    if output and output.suffix and not ending:
        raise click.UsageError(f"'{output}' does not end in .{WORKOUT}, which --format says")
    for name, option in (("split", "--split"), ("bitrate", "--bitrate"), ("extras", "--with")):
        if given[name]:
            raise click.UsageError(f"{option} is for tracks; a workout has no sound")
    return True


def _format(output: Path | None, named: Format | None) -> Format:
    """Return the format that is asked for, by the ending of a file or by name, which must not disagree."""
    if output is None or (named and not output.suffix):
        return named or MP3
    endings = f".{', .'.join((*every_format(), WORKOUT))}"
    told = format_of(output)
    if told is None:
        raise click.UsageError(f"'{output}' does not end in {endings}")
    if named and named is not told:
        raise click.UsageError(f"'{output}' says {told.name}, --format says {named.name}; give one of them")
    return told


def _split_format(output: Path | None, named: Format | None) -> Format:
    if output and format_of(output):
        raise click.UsageError(f"with --split, -o names a folder, not '{output}'; the format is for --format")
    return named or MP3
