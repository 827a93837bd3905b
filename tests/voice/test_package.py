from __future__ import annotations

import subprocess
import sys

import pytest

import coach.voice
from coach.errors import VoiceError


def test_the_package_costs_nothing_to_import() -> None:
    code = "import sys, coach.voice; print(*{'numpy', 'soxr', 'pydub', 'pyttsx3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_name_it_offers_is_there() -> None:
    assert all(getattr(coach.voice, name) for name in coach.voice.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Opera'"):
        coach.voice.Opera  # noqa: B018


def test_a_voice_is_found_without_starting_it() -> None:
    voice = coach.voice.find_voice(rate=120)
    assert voice.identity != coach.voice.find_voice().identity
    voice.close()
    with pytest.raises(VoiceError):
        voice.say("one two")
