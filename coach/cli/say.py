"""``coach say``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.language import language_option
from coach.cli.options import (
    cache_option,
    pitch_option,
    rate_option,
    speaker_option,
    system_voice_option,
    treatment_option,
    voice_option,
)
from coach.cli.output import force_option, may_replace, output_option
from coach.cli.tables import print_text
from coach.errors import printable

if TYPE_CHECKING:
    from pathlib import Path


@click.command("say")
@click.argument("text")
@output_option("The file to write.")
@force_option
@voice_option
@system_voice_option
@language_option
@rate_option
@pitch_option
@speaker_option()
@treatment_option
@cache_option
def command(
    text: str,
    output: Path | None,
    force: bool,
    voice: str | None,
    system_voice: bool,
    rate: int | None,
    pitch: int | None,
    language: str,
    speaker: str | None,
    treatment: bool,
    cache: Path | None,
) -> None:
    """Say TEXT aloud, to hear a voice or to try a wording; with -o, into a .wav or .mp3 file."""
    from coach.live.preview import play_clip
    from coach.session import open_narrator
    from coach.session_options import Options
    from coach.sound.codec import write_audio

    if output:
        may_replace(output, force=force)
    options = Options(
        voice=voice or ("system" if system_voice else None),
        rate=rate,
        pitch=pitch,
        language=language,
        treatment=treatment,
    )
    with open_narrator(options, cache) as narrator:
        samples = narrator.clip(text).samples
        if output:
            write_audio(output, samples)
            print_text(printable(str(output)))
        else:
            play_clip(samples, speaker)
