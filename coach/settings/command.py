"""Programs that speak: what the table ``commands`` of the settings, and the presets, say of each."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WITHIN = frozenset(("rate", "stretch", "percent", "language", "pitch"))
_WHOLE = frozenset(("text", "wav", "voice"))
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
"""What commands and packs of voices may be called: it is a folder's name, and part of a voice's."""


class CommandTemplate(BaseModel):
    """How to have a program of this machine speak: ``run`` is its name and arguments, never a line for a shell.

    An argument may be ``{text}`` (without one the text goes to standard input), ``{wav}`` (the file to write;
    without one the sound is taken from standard output) or ``{voice}`` (left out, with the argument before it,
    when no voice is named; ``voices`` are those to be had, if it says any). Within an argument may stand
    ``{rate}`` in words a minute, ``{stretch}``, how many times slower than by itself the program is to speak,
    ``{percent}``, how fast, ``{pitch}``, how high (0 to 99; 50 is the voice's own), and ``{language}``, the two
    letters of the language that is spoken.

    Where no voice is named, ``languages`` says which one it is by language, ``voice`` which one for all others.
    ``pace`` is how many true words a minute are one of the program's, ``natural`` how many it speaks by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: Annotated[tuple[str, ...], Field(min_length=1, max_length=64)]
    voice: Annotated[str | None, Field(min_length=1)] = None
    voices: tuple[str, ...] = ()
    languages: dict[str, Annotated[str, Field(min_length=1)]] = {}
    language: str = ""
    quality: str = ""
    pace: Annotated[float, Field(ge=0.2, le=5)] = 1.0
    natural: Annotated[float, Field(ge=60, le=400)] = 140.0
    seconds: Annotated[float, Field(ge=0.1, le=600)] = 20.0

    @field_validator("run")
    @classmethod
    def _known(cls, run: tuple[str, ...]) -> tuple[str, ...]:
        if not run[0].strip() or _PLACEHOLDER.search(run[0]):
            raise ValueError("the first must be the program")
        for argument in run:
            if "\0" in argument:
                raise ValueError("an argument cannot hold a zero byte")
            for name in _PLACEHOLDER.findall(argument):
                if name not in _WITHIN | _WHOLE:
                    raise ValueError(f"there is no placeholder {{{name}}}")
                if name in _WHOLE and argument != f"{{{name}}}":
                    raise ValueError(f"{{{name}}} must be an argument by itself")
        return run

    @field_validator("languages")
    @classmethod
    def _placed(cls, languages: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if languages and "{voice}" not in info.data.get("run", ("{voice}",)):
            raise ValueError("there is no {voice} in 'run' for them to stand in")
        if not all(re.fullmatch("[a-z]{2}", code) for code in languages):
            raise ValueError("write the two letters of a language: de, en, es, fr")
        return languages

    @property
    def takes_pitch(self) -> bool:
        """Whether the pitch of its voices can be set."""
        return any("{pitch}" in argument for argument in self.run)

    @property
    def takes_language(self) -> bool:
        """Whether it speaks the language it is asked for, unless a voice is named."""
        return bool(self.languages) or any("{language}" in argument for argument in self.run)
