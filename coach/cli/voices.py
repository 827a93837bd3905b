"""``coach voices``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.installing import install, remove
from coach.cli.language import language_option
from coach.cli.options import (
    cache_option,
    complete_voice,
    detail_option,
    rate_option,
    speaker_option,
    treatment_option,
)
from coach.cli.tables import print_table
from coach.script.model import CueKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.library import Library
    from coach.content.routine import Routine

PASSAGE = tuple(map(CueKind, ("next", "setup", "begin", "inhale", "exhale")))
"""What is said to try a voice: the first of each kind."""
_PAUSE = 700


@click.group("voices", invoke_without_command=True)
@click.option("--language", metavar="CODE", help="Only voices of this language, such as en or de.")
@click.option(
    "--all", "everything", is_flag=True, help="Also those of languages that the coach does not speak."
)
@click.pass_context
def command(ctx: click.Context, language: str | None, everything: bool) -> None:
    """List the voices that can speak on this machine, the best first; take the name of one for --voice.

    Hear one with 'coach voices try NAME', keep it with 'coach config set voice NAME'.
    """
    if ctx.invoked_subcommand is None:
        _list(language, everything=everything)


def _list(language: str | None, *, everything: bool) -> None:
    from coach.content.library import languages
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
        click.echo(f"{count} more speak languages that the coach does not: --all lists them.", err=True)


@command.command("try", short_help="Hear a voice say some of a real session.")
@click.argument("voice", metavar="NAME", shell_complete=complete_voice)
@language_option
@rate_option
@speaker_option()
@treatment_option
@cache_option
def try_one(
    voice: str, language: str, rate: int | None, speaker: str | None, treatment: bool, cache: Path | None
) -> None:
    """Hear the voice called NAME say some of a real session."""
    import numpy as np

    from coach.content.library import Library
    from coach.live.preview import play_clip
    from coach.script.estimate import expecting
    from coach.session import Options, open_narrator
    from coach.sound.pcm import silence, to_samples
    from coach.timeline.compiler import compile_timeline

    library = Library(language)
    cues = compile_timeline(library.load("post"), library, expecting(library.phrases)).cues
    first = {cue.kind: cue for cue in reversed(cues)}
    chosen = [first[kind] for kind in PASSAGE if kind in first]
    options = Options(voice=voice, rate=rate, language=language, treatment=treatment)
    with open_narrator(options, cache) as narrator:
        for cue in chosen:
            narrator.prepare([cue.text], cue.kind.manner)
        pause = silence(to_samples(_PAUSE))
        clips = [(narrator.clip(cue.text, cue.kind.manner).samples, pause) for cue in chosen]
    for cue in chosen:
        click.echo(cue.text)
    play_clip(np.concatenate([part for clip in clips for part in clip]), speaker)


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
        click.echo(f"{count}\t{text}")
    damaged = [each for each in pack.manifest.sentences if sound_of(pack, each) is None]
    for each in damaged:
        click.echo(f"damaged\t{each.text}")
    click.echo(f"{len(wanted) - len(lacking)} of {len(wanted)} sentences are recorded.", err=True)
    raise SystemExit(int(bool(lacking or damaged)))


def _routines(library: Library, names: tuple[str, ...]) -> Iterator[Routine]:
    for name in names or [each.name for each in library.routines()]:
        yield library.load(name)


@command.command("pack", short_help="Write a pack as one file, to be given away.")
@click.argument("name", metavar="NAME")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write.  [default: NAME.zip]",
)
def pack_up(name: str, output: Path | None) -> None:
    """Write the pack NAME as one file, to be given away."""
    from coach.voice.pack.archive import write_archive
    from coach.voice.pack.pack import read_pack

    pack = read_pack(name.removeprefix("pack:"))
    target = output or Path(f"{pack.manifest.name}.zip")
    count = write_archive(pack, target)
    click.echo(f"{target}: {count} sentences")


@command.command("unpack", short_help="Take in a pack that somebody gave you.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="In place of a pack of that name.")
def unpack_file(file: Path, replace: bool) -> None:
    """Take in a pack that somebody gave you: all of it, or nothing if anything is wrong with it."""
    from coach.voice.pack.archive import unpack

    manifest = unpack(file, replace=replace)
    click.echo(f"pack:{manifest.name}: {len(manifest.sentences)} sentences")


command.add_command(install)
command.add_command(remove)
