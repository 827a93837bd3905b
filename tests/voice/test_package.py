from __future__ import annotations

import subprocess
import sys

import pytest

from coach.errors import VoiceError
from coach.voice.engines import find_voice


@pytest.mark.parametrize(
    ("module", "costly"),
    [
        ("api", ("numpy", "soxr", "pydub", "pyttsx3")),
        ("engines", ("soxr", "pydub", "pyttsx3", "piper", "kokoro_onnx", "onnxruntime")),
    ],
)
def test_what_every_command_imports_costs_nothing(module: str, costly: tuple[str, ...]) -> None:
    code = f"import sys, coach.voice.{module}; print(*set({costly}) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_voice_is_found_without_starting_it() -> None:
    voice = find_voice(rate=120)
    assert voice.identity != find_voice().identity
    voice.close()
    with pytest.raises(VoiceError):
        voice.say("one two")
