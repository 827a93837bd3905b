"""The machine's own engine, as the table has it: its voices are named without a prefix."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

from coach.content.manner import USUAL
from coach.voice.api import Engine
from coach.voice.pyttsx3.voice import Pyttsx3Voice

if TYPE_CHECKING:
    from coach.voice.api import VoiceInfo

_NAME = re.compile(r"(?:.*[/:])?([a-z]{2})(?:[-_+].*)?")
"""A name that begins with its language: "de", "en-us+f3", "gmw/en-us"."""


def _open(name: str, rate: int | None = None, language: str = "en") -> Pyttsx3Voice:
    return Pyttsx3Voice(name or None, rate or USUAL, language)


def _pitched(name: str, rate: int | None, language: str, pitch: int) -> Pyttsx3Voice:
    return Pyttsx3Voice(name or None, rate or USUAL, language, pitch=pitch)


def _language(name: str) -> str:
    if told := _NAME.fullmatch(name.strip().casefold()):
        return told[1]
    with closing(_open(name)) as voice:
        return voice.language()


def _voices() -> list[VoiceInfo]:
    with closing(_open("")) as voice:
        return voice.voices()


def _check(name: str) -> None:
    with closing(_open(name)) as voice:
        voice.check()


PYTTSX3 = Engine("", _open, _language, _voices, _check, _pitched)
