"""``coach voices``."""

from __future__ import annotations

import click

from coach.cli.tables import print_table


@click.command("voices")
@click.option("--language", metavar="CODE", help="Only voices of this language, such as en or de.")
def command(language: str | None) -> None:
    """List the voices that can speak on this machine; take the name of one for --voice."""
    from coach.errors import NotFoundError
    from coach.voice.pyttsx3_voice import list_voices

    voices = list_voices()
    if language:
        wanted = language.lower()
        chosen = [voice for voice in voices if voice.language.lower().split("-")[0] == wanted.split("-")[0]]
        if not chosen:
            codes = sorted({voice.language.split("-")[0] for voice in voices})
            raise NotFoundError(f"no voice speaks '{language}'", hint=f"there are {', '.join(codes)}")
        voices = chosen
    print_table(
        ("name", "language", "engine"), [(voice.name, voice.language, voice.engine) for voice in voices]
    )
