"""``coach voices try`` and ``coach voices blend``: choosing a voice by ear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from coach.cli.language import language_for, language_option
from coach.cli.options import (
    cache_option,
    complete_voice,
    pitch_option,
    rate_option,
    speaker_option,
    treatment_option,
)
from coach.cli.output import force_option, may_replace, output_option
from coach.cli.tables import print_text
from coach.errors import printable
from coach.script.model import CueKind

if TYPE_CHECKING:
    from pathlib import Path

    from coach.session_options import Options
    from coach.sound.pcm import Samples
    from coach.timeline.model import Cue

PASSAGE = tuple(map(CueKind, ("next", "setup", "begin", "inhale", "exhale")))
"""What is said to try a voice: the first of each kind."""
_PAUSE = 700
_UNSAFE = re.compile(r"[^\w.+-]+")


@click.command("try", short_help="Hear voices say some of a real session.")
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete_voice)
@output_option("Write a file for each voice into this folder instead.", folder=True)
@force_option
@language_option
@rate_option
@pitch_option
@speaker_option()
@treatment_option
@cache_option
def try_voices(
    names: tuple[str, ...],
    output: Path | None,
    force: bool,
    language: str,
    rate: int | None,
    pitch: int | None,
    speaker: str | None,
    treatment: bool,
    cache: Path | None,
) -> None:
    """Hear the voices called NAME say some of a real session, one after the other.

    Without a name: all natural and recorded ones of the language, neural ones that are installed, and this
    computer's own.
    """
    from coach.live.preview import play_clip
    from coach.session_options import Options
    from coach.sound.codec import write_audio

    for name in names or _worth_hearing(language):
        spoken = language_for(name, language)
        options = Options(voice=name, rate=rate, pitch=pitch, language=spoken, treatment=treatment)
        if output:
            path = output / f"{_UNSAFE.sub('-', name).strip('-')}.wav"
            may_replace(path, force=force)
        cues, samples = _passage(options, cache)
        if output:
            output.mkdir(parents=True, exist_ok=True)
            write_audio(path, samples)
            print_text(printable(str(path)))
            continue
        print_text(f"{name}:", err=True)
        for cue in cues:
            print_text(cue.text)
        play_clip(samples, speaker)


def _worth_hearing(language: str) -> list[str]:
    from coach.voice.choice import SYSTEM
    from coach.voice.engines import every_voice
    from coach.voice.offers import base_language

    best = [
        each.name
        for each in every_voice()
        if each.ready and base_language(each.language) == language
        if each.quality in ("recorded", "natural") or each.engine == "piper"
    ]
    return [*best, SYSTEM]


def _passage(options: Options, cache: Path | None) -> tuple[list[Cue], Samples]:
    """Return what is said to try a voice, and its sound."""
    import numpy as np

    from coach.content.library import Library
    from coach.script.estimate import expecting
    from coach.session import open_narrator
    from coach.sound.pcm import silence, to_samples
    from coach.timeline.compiler import compile_timeline

    library = Library(options.language)
    cues = compile_timeline(library.load("post"), library, expecting(library.phrases)).cues
    first = {cue.kind: cue for cue in reversed(cues)}
    chosen = [first[kind] for kind in PASSAGE if kind in first]
    with open_narrator(options, cache) as narrator:
        for cue in chosen:
            narrator.prepare([cue.text], cue.kind.manner)
        pause = silence(to_samples(_PAUSE))
        clips = [(narrator.clip(cue.text, cue.kind.manner).samples, pause) for cue in chosen]
    return chosen, np.concatenate([part for clip in clips for part in clip])


def _shares(_ctx: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> dict[str, float]:
    """Read 'willow=0.7' and the like."""
    shares: dict[str, float] = {}
    for text in value:
        style, _, share = text.partition("=")
        try:
            shares[style] = float(share)
        except ValueError:
            raise click.BadParameter(f"'{text}' is not a share; write 'willow=0.7'") from None
    return shares


@click.command("blend", short_help="Keep a blend of natural voices under a name.")
@click.argument("name", metavar="NAME")
@click.argument("shares", metavar="STYLE=SHARE...", nargs=-1, required=True, callback=_shares)
def blend(name: str, shares: dict[str, float]) -> None:
    """Keep a blend of natural voices as the voice kokoro:NAME, for instance: mine willow=0.7 oak=0.3.

    A name that begins with a language, such as en-gb-mine, gives it that accent; otherwise it has the accent of
    what there is most of. A blend of that name from before is replaced.
    """
    from coach.voice.kokoro.styles import PREFIX, keep_blend

    made = keep_blend(name.removeprefix(PREFIX), shares)
    print_text(f"{PREFIX}{made.name}")
    print_text(f"Hear it with 'coach voices try {PREFIX}{made.name}'.", err=True)
