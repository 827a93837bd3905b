"""``coach say``."""

from __future__ import annotations

from pathlib import Path

import click

from coach.cli.options import cache_option


@click.command("say")
@click.argument("text")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write a .wav or .mp3 file."
)
@click.option("--voice", metavar="NAME", help="The voice to speak with; see 'coach voices'.")
@click.option("--rate", type=click.IntRange(80, 260), metavar="N", help="Words a minute (usually 140).")
@cache_option
def command(text: str, output: Path, voice: str | None, rate: int | None, cache: Path | None) -> None:
    """Say TEXT as a session would, to hear a voice or to try a wording."""
    from coach.media.codec import write_audio
    from coach.session import Options, open_narrator

    with open_narrator(Options(voice=voice, rate=rate), cache) as narrator:
        samples = narrator.clip(text).samples
        write_audio(output, samples)
        click.echo(str(output))
