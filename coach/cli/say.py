"""``coach say``."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.language import language_option
from coach.cli.options import cache_option, treatment_option
from coach.errors import SpeakerError
from coach.units import SECOND

if TYPE_CHECKING:
    from coach.media.pcm import Samples


@click.command("say")
@click.argument("text")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it."
)
@click.option("--voice", metavar="NAME", help="The voice to speak with; see 'coach voices'.")
@language_option
@click.option(
    "--rate", type=click.IntRange(80, 260), metavar="N", help="Words a minute, as in English (usually 140)."
)
@click.option("--speaker", metavar="NAME", help="Where to play; see 'coach speakers'.")
@treatment_option
@cache_option
def command(
    text: str,
    output: Path | None,
    voice: str | None,
    rate: int | None,
    language: str,
    speaker: str | None,
    treatment: bool,
    cache: Path | None,
) -> None:
    """Say TEXT aloud, to hear a voice or to try a wording; with -o, into a .wav or .mp3 file."""
    from coach.media.codec import write_audio
    from coach.session import Options, open_narrator

    options = Options(voice=voice, rate=rate, language=language, treatment=treatment)
    with open_narrator(options, cache) as narrator:
        samples = narrator.clip(text).samples
        if output:
            write_audio(output, samples)
            click.echo(str(output))
        else:
            play(samples, speaker)


def play(samples: Samples, speaker: str | None) -> None:
    """Play a clip to its end, with the silence before it that a Bluetooth speaker needs to wake up."""
    import numpy as np

    from coach.media.pcm import RATE
    from coach.player.speakers import find_speaker

    rest = np.concatenate([np.zeros(RATE, np.int16), samples, np.zeros(RATE // 5, np.int16)])
    over = threading.Event()
    gone: list[str] = []

    def pull(count: int) -> Samples:
        nonlocal rest
        part, rest = rest[:count], rest[count:]
        if not len(part):
            over.set()
        return part

    def lost(reason: str) -> None:
        gone.append(reason)
        over.set()

    output = find_speaker(speaker)
    try:
        output.open(pull, lost)
        while not over.wait(0.1):
            pass
        if output.live:
            time.sleep(output.latency / SECOND)
    finally:
        output.close()
    if gone:
        raise SpeakerError(f"the sound went away ({gone[0]})", hint="choose another output with --speaker")
