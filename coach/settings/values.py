"""What can be set, with an example of each: a closed and frozen model."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from coach.content.fields import BedName, Detail
from coach.content.manner import FASTEST, HIGHEST, SLOWEST
from coach.settings.command import NAME, CommandTemplate

Text = Annotated[str, Field(min_length=1, pattern=r"^[^\x00]*$")]
"""No file and no program can have a name with a NUL in it."""


def _names(value: object) -> object:
    """Read names given one by one or in one text, with commas or spaces between them."""
    return [name for name in re.split(r"[,\s]+", value) if name] if isinstance(value, str) else value


class Settings(BaseModel):
    """The settings of a file; None stands for what it does not say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: Annotated[Text | None, Field(description="The voice to speak with; see 'coach voices'.")] = None
    system_voice: Annotated[
        bool | None, Field(description="Keep to this computer's own voice where none is named.")
    ] = None
    rate: Annotated[
        int | None, Field(ge=SLOWEST, le=FASTEST, description="Words a minute, 80 to 260; usually 140.")
    ] = None
    pitch: Annotated[
        int | None, Field(ge=0, le=HIGHEST, description="How high the voice is, 0 to 99; its own is 50.")
    ] = None
    detail: Annotated[Detail | None, Field(description="How much is said: full, short or minimal.")] = None
    tones: Annotated[bool | None, Field(description="Soft tones for breath and changes.")] = None
    bed: Annotated[
        Literal[BedName, "off"] | None,
        Field(description="What sounds under the voice: rain, waves, drone or off."),
    ] = None
    music: Annotated[Text | None, Field(description="Music under the voice instead: a file or a folder.")] = (
        None
    )
    music_volume: Annotated[
        int | None, Field(ge=0, le=200, description="Volume of bed or music, 0 to 200; usually 100.")
    ] = None
    treatment: Annotated[
        bool | None, Field(description="Take some hiss, rumble and unevenness from what the voice says.")
    ] = None
    speaker: Annotated[Text | None, Field(description="Where to play; see 'coach speakers'.")] = None
    volume: Annotated[int | None, Field(ge=0, le=100, description="Volume of live sessions, 0 to 100.")] = (
        None
    )
    avoid: Annotated[
        tuple[str, ...] | None,
        BeforeValidator(_names),
        Field(description="What to be careful with such as knee or neck: it is swapped for something else."),
    ] = None
    like: Annotated[
        tuple[str, ...] | None,
        BeforeValidator(_names),
        Field(description="Exercises that plans prefer; 'coach like' adds one."),
    ] = None
    dislike: Annotated[
        tuple[str, ...] | None,
        BeforeValidator(_names),
        Field(description="Exercises that plans leave out while there is another; 'coach dislike' adds one."),
    ] = None
    language: Annotated[
        str | None,
        Field(pattern=r"^[a-z]{2,3}$", description="The language to be coached in, such as en or de."),
    ] = None
    goal: Annotated[
        int | None, Field(ge=1, le=14, description="Sessions a week to aim for, 1 to 14; usually 2 or 3.")
    ] = None
    clinic: Annotated[
        Text | None,
        Field(max_length=120, description="Your name or your clinic's, on hand-outs."),
    ] = None
    logo: Annotated[Text | None, Field(description="A picture beside it on hand-outs: a PNG or a JPEG.")] = (
        None
    )
    commands: Annotated[
        dict[Annotated[str, Field(pattern=rf"^{NAME.pattern}$")], CommandTemplate] | None,
        Field(description="Programs to speak with, as --voice command:NAME; {text} and {wav} are filled in."),
    ] = None


EXAMPLES: dict[str, Any] = {
    "voice": "en-gb",
    "system_voice": True,
    "rate": 135,
    "pitch": 45,
    "detail": "short",
    "tones": True,
    "treatment": False,
    "bed": "rain",
    "music": "~/Music/calm",
    "music_volume": 80,
    "speaker": "miniaudio",
    "volume": 80,
    "avoid": ["knee"],
    "like": ["cat-cow"],
    "dislike": ["plank"],
    "language": "de",
    "goal": 3,
    "clinic": "Physiotherapy by the river",
    "logo": "~/Pictures/logo.png",
    "commands": {"mine": {"run": ["espeak-ng", "-s", "{rate}", "-w", "{wav}", "{text}"]}},
}
DEFAULTS: dict[str, str] = {
    "voice": "the best there is for the language",
    "system_voice": "false",
    "rate": "what is calm in the language; 140 in English",
    "pitch": "the voice's own",
    "detail": "full",
    "tones": "true",
    "bed": "off",
    "music": "none",
    "music_volume": "100",
    "treatment": "true",
    "speaker": "this computer's own",
    "volume": "100",
    "avoid": "nothing",
    "like": "none",
    "dislike": "none",
    "language": "the voice's, or this computer's",
    "goal": "2 or 3",
    "clinic": "none",
    "logo": "none",
    "commands": "none",
}
"""What holds where nothing is set, in words."""

TABLES = frozenset(("commands",))
"""Settings that are tables, which only the file can hold: they come last in it."""
