"""``coach record``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.language import language_option
from coach.cli.numbers import Whole
from coach.cli.options import detail_option, speaker_option
from coach.cli.tables import print_text, wrapped
from coach.errors import printable

if TYPE_CHECKING:
    from coach.studio.microphone import Microphone
    from coach.voice.api import Recording
    from coach.voice.clip import Clip
    from coach.voice.pack.pack_writer import PackWriter

_BEAT = 0.7
"""Seconds between two numbers of the count-in."""


@click.command("record")
@click.argument("routines", metavar="ROUTINE...", nargs=-1, required=True)
@click.option("--into", metavar="NAME", help="The pack to record into, new or begun; then --voice pack:NAME.")
@detail_option()
@language_option
@click.option("--fallback", metavar="VOICE", help="The voice for what is not recorded.")
@click.option(
    "--from",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="Take ready sound files from here.",
)
@click.option(
    "--sentences",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    help="With --from: which file is which sentence, a CSV file or one with tabs.  [default: by their names]",
)
@click.option("--again", is_flag=True, help="Record again what is recorded already.")
@click.option(
    "--list", "listing", is_flag=True, help="Only print the sentences, each with a name for its file."
)
@click.option(
    "--count-in",
    type=Whole(0, 9),
    default=3,
    show_default=True,
    metavar="N",
    help="Count in from N before each take.",
)
@speaker_option("Where to play takes back")
def command(
    routines: tuple[str, ...],
    into: str | None,
    detail: str,
    language: str,
    fallback: str | None,
    folder: Path | None,
    sentences: Path | None,
    again: bool,
    listing: bool,
    count_in: int,
    speaker: str | None,
) -> None:
    """Record a voice of your own: every sentence of ROUTINEs, the most used first.

    Each is shown, counted in, recorded, trimmed, levelled and played back, to be kept or said again. What is kept
    is safe at once: stop whenever you like, and go on another day with the same command.
    """
    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.studio.folder import slug
    from coach.studio.repertoire import repertoire
    from coach.voice.pack.pack_writer import PackWriter

    if sentences and not folder:
        raise click.UsageError("--sentences goes with --from")
    library = Library(language)
    wanted = repertoire([library.load(name) for name in routines], library, Detail(detail))
    if listing:
        for text in wanted:
            print_text(f"{slug(text)[:120]}.wav\t{text}")
        return
    if not into:
        raise click.UsageError("say where to: --into NAME")
    writer = PackWriter(into.removeprefix("pack:"), language, fallback)
    todo = {text: count for text, count in wanted.items() if again or not writer.has(text)}
    if folder:
        _take_in(writer, todo, folder, sentences)
    else:
        _record(writer, todo, len(wanted), count_in, speaker)


def _take_in(writer: PackWriter, todo: dict[str, int], folder: Path, sentences: Path | None) -> None:
    """Take ready files; what is wrong with one is said, and the others are taken."""
    from coach.errors import CoachError
    from coach.studio.folder import match, read_file
    from coach.studio.takes import judge

    found, left = match(folder, todo, sentences)
    refused = 0
    for text, path in found.items():
        try:
            writer.keep(judge(read_file(path), text))
        except CoachError as fault:
            refused += 1
            print_text(printable(f"{path.name}: {fault.what}; {fault.hint}"), err=True)
    for path in left:
        print_text(printable(f"{path.name}: is not a sentence that is needed; see --list"), err=True)
    print_text(f"{len(found) - refused} taken, {len(todo) - len(found) + refused} missing.", err=True)
    raise SystemExit(int(bool(refused) or not found))


def _record(writer: PackWriter, todo: dict[str, int], total: int, count_in: int, speaker: str | None) -> None:
    from coach.errors import CoachError
    from coach.studio.microphone import Microphone

    if not todo:
        print_text(f"All {total} sentences are recorded.", err=True)
        return
    if not sys.stdin.isatty():
        raise CoachError("there is no terminal to ask at", hint="run it in one, or use --from DIR")
    kept = total - len(todo)
    try:
        with Microphone() as microphone:
            for text, count in todo.items():
                times = {0: "another wording", 1: "said once"}.get(count, f"said {count} times")
                print_text(f"\n{kept + 1} of {total}, {times}:\n\n    {text}\n", err=True)
                clip = _sentence(microphone, text, count_in, speaker)
                if clip:
                    writer.keep(clip)
                    kept += 1
    except (_Quit, click.Abort, KeyboardInterrupt):
        pass  # what is kept is safe
    done = f"{kept} of {total} sentences are recorded."
    print_text(f"\n{done}{' The same command goes on from here.' if kept < total else ''}", err=True)


class _Quit(Exception):  # noqa: N818 (nothing went wrong)
    """Enough for today."""


def _sentence(microphone: Microphone, text: str, count_in: int, speaker: str | None) -> Clip | None:
    """Record a sentence until it is kept, which returns it, or skipped."""
    from coach.errors import VoiceError
    from coach.live.preview import play_clip
    from coach.studio.takes import judge

    while True:
        if _ask("Enter to record, s to skip, q to quit", "sq") == "s":
            return None
        try:
            clip = judge(_take(microphone, count_in), text)
        except VoiceError as fault:
            print_text(f"Once more: {fault.what}; {fault.hint}.", err=True)
            continue
        answer = "h"
        while answer == "h":
            play_clip(clip.samples, speaker)
            answer = _ask("Enter to keep, a again, h to hear it, s to skip, q to quit", "ahsq")
        if answer != "a":
            return clip if answer == "" else None


def _take(microphone: Microphone, count_in: int) -> Recording:
    """Count in, and return what is said until Enter."""
    for number in range(count_in, 0, -1):
        click.echo(f"{number}… ", nl=False, err=True)
        time.sleep(_BEAT)
    microphone.begin()
    _ask("Speak now, then Enter", None)
    return microphone.end()


def _ask(question: str, keys: str | None) -> str:
    """Ask until the answer is one of the keys, or nothing; None takes anything. Raises _Quit for "q"."""
    while True:
        said = click.prompt(wrapped(question, err=True), default="", show_default=False, err=True)
        answer = str(said).strip().lower()[:1]
        if answer == "q" and keys:
            raise _Quit
        if keys is None or not answer or answer in keys:
            return answer
