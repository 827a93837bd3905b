"""``coach voices``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.audition import blend, try_voices
from coach.cli.installing import install, remove
from coach.cli.options import detail_option
from coach.cli.output import force_option, may_replace, output_option
from coach.cli.tables import print_table, print_text
from coach.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.library import Library
    from coach.content.routine import Routine


@click.group("voices", invoke_without_command=True)
@click.option("--language", metavar="CODE", help="Only voices of this language, such as en or de.")
@click.option(
    "--all", "everything", is_flag=True, help="Also those of languages that the coach does not speak."
)
@click.pass_context
def command(ctx: click.Context, language: str | None, everything: bool) -> None:
    """List the voices that can speak on this machine, the best first; take the name of one for --voice.

    Hear them with 'coach voices try', keep one with 'coach config set voice NAME'.
    """
    if ctx.invoked_subcommand is None:
        _list(language, everything=everything)


def _list(language: str | None, *, everything: bool) -> None:
    from coach.content.language_words import languages
    from coach.voice.engines import every_voice
    from coach.voice.offers import base_language, only_speaking

    voices = every_voice()
    chosen = voices
    if language:
        chosen = only_speaking(language, voices)
    elif not everything:
        spoken = {*languages(), ""}  # a damaged pack does not say its language
        chosen = [voice for voice in voices if base_language(voice.language) in spoken]
    print_table(
        ("name", "language", "engine", "quality", "state"),
        [(each.name, each.language, each.engine, each.quality, each.state) for each in chosen],
    )
    if not language and len(chosen) < len(voices):
        count = len(voices) - len(chosen)
        print_text(f"{count} more speak languages that the coach does not: --all lists them.", err=True)


@command.command("check", short_help="List the sentences that a pack lacks.")
@click.argument("name", metavar="NAME")
@click.argument("routines", metavar="[ROUTINE]...", nargs=-1)
@detail_option()
def check(name: str, routines: tuple[str, ...], detail: str) -> None:
    """List the sentences of ROUTINEs (of all, without any) that the pack NAME lacks, the most used first.

    They are said by another voice. With each, how often it is said.
    """
    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.studio.repertoire import repertoire
    from coach.voice.pack.pack import read_pack
    from coach.voice.pack.voice import sound_of

    pack = read_pack(name.removeprefix("pack:"))
    library = Library(pack.manifest.language[:2])
    wanted = repertoire(_routines(library, routines), library, Detail(detail))
    lacking = {text: count for text, count in wanted.items() if not pack.recorded(text)}
    for text, count in lacking.items():
        print_text(f"{count}\t{text}")
    damaged = [each for each in pack.manifest.sentences if sound_of(pack, each) is None]
    for each in damaged:
        print_text(f"damaged\t{each.text}")
    print_text(f"{len(wanted) - len(lacking)} of {len(wanted)} sentences are recorded.", err=True)
    raise SystemExit(int(bool(lacking or damaged)))


def _routines(library: Library, names: tuple[str, ...]) -> Iterator[Routine]:
    for name in names or [each.name for each in library.routines()]:
        yield library.load(name)


@command.command("pack", short_help="Write a pack as one file, to be given away.")
@click.argument("name", metavar="NAME")
@output_option("The file to write.  [default: NAME.zip]")
@force_option
def pack_up(name: str, output: Path | None, force: bool) -> None:
    """Write the pack NAME as one file, to be given away."""
    from coach.track.receipt import made_files
    from coach.voice.pack.archive import write_archive
    from coach.voice.pack.pack import read_pack

    pack = read_pack(name.removeprefix("pack:"))
    target = output or Path(f"{pack.manifest.name}.zip")
    wish = f"pack {pack.manifest.name}"
    if not made_files().intact(target, wish):
        may_replace(target, force=force)
    count = write_archive(pack, target)
    made_files().keep(target, wish, [target])
    print_text(printable(f"{target}: {count} sentences"))


@command.command("unpack", short_help="Take in a pack that somebody gave you.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="In place of a pack of that name.")
def unpack_file(file: Path, replace: bool) -> None:
    """Take in a pack that somebody gave you: all of it, or nothing if anything is wrong with it."""
    from coach.voice.pack.archive import unpack

    manifest = unpack(file, replace=replace)
    print_text(f"pack:{manifest.name}: {len(manifest.sentences)} sentences")


command.add_command(try_voices)
command.add_command(blend)
command.add_command(install)
command.add_command(remove)
