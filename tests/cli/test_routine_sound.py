"""The voice, bed and detail that a routine file asks for: after the command line, before the settings."""

from __future__ import annotations

import json
import wave
from typing import TYPE_CHECKING, Any

import click
import numpy as np
import pytest
from click.testing import CliRunner

from coach.api import compile as coach_compile
from coach.cli.loading import build_options
from coach.cli.options import session_options
from coach.cli.routine_sound import as_routine_asks
from coach.content.fields import Detail
from coach.content.library import Library
from coach.content.routine import Routine
from coach.content.yaml_io import opened
from coach.errors import MediaError, RoutineError
from coach.plan.routine_file import routine_file
from tests.processes import run_coach

if TYPE_CHECKING:
    from pathlib import Path

    from coach.session_options import Options

FILE: dict[str, Any] = {"name": "own", "title": "Own", "when": "any", "steps": [{"exercise": "cat-cow"}]}
SOUND: dict[str, Any] = {"voice": "system", "bed": "rain", "detail": "minimal"}


@pytest.fixture
def bowls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two seconds of a tone, kept decoded in a folder of the test."""
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "bowls.wav"
    tone = (8000 * np.sin(np.arange(88_200) / 20)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(tone.tobytes())
    return path


def _options(
    *arguments: str, settings: dict[str, Any] | None = None, several: bool = False, **keys: Any
) -> Options:
    routine = Routine.model_validate({**FILE, **keys})
    found: list[Options] = []

    @click.command()
    @session_options
    def command(**given: Any) -> None:
        found.append(as_routine_asks(build_options(given), [routine, routine] if several else [routine]))

    ran = CliRunner().invoke(command, arguments, default_map=settings, env={"COACH_SYSTEM_VOICE": None})
    assert ran.exit_code == 0, ran.output
    assert ("count where it is asked for by itself" in ran.output) == (several and bool(keys))
    return found[0]


def test_what_the_file_asks_for_is_taken() -> None:
    options = _options(**SOUND)
    assert (options.voice, options.bed, options.detail) == ("system", "rain", Detail.MINIMAL)


def test_the_command_line_wins() -> None:
    options = _options("--bed", "waves", "--detail", "short", "--voice", "other", **SOUND)
    assert (options.voice, options.bed, options.detail) == ("other", "waves", Detail.SHORT)


def test_the_settings_do_not() -> None:
    settings = {"bed": "waves", "detail": "short", "voice": "other"}
    options = _options(settings=settings, **SOUND)
    assert (options.voice, options.bed, options.detail) == ("system", "rain", Detail.MINIMAL)
    plain = _options(settings=settings)
    assert (plain.voice, plain.bed, plain.detail) == ("other", "waves", Detail.SHORT)
    assert _options(settings=settings, bed="off").bed is None


def test_music_is_found_beside_the_file_and_the_command_line_wins(bowls: Path) -> None:
    steps = [{"exercise": "cat-cow", "music": str(bowls)}, {"exercise": "childs-pose", "bed": "rain"}]
    asked = _options(music=str(bowls), steps=steps)
    assert asked.music
    assert asked.step_music is not None
    assert [path for path, _ in asked.step_music] == [bowls]
    for line in (("--bed", "off"), ("--bed", "waves"), ("--music", str(bowls))):
        assert _options(*line, steps=steps).step_music is None
    assert _options(settings={"bed": "waves"}, steps=steps).bed == "waves"
    assert _options(settings={"music": str(bowls)}, music="none").music is None


def test_a_file_names_music_as_it_is_found_from_it(tmp_path: Path, bowls: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "name: own\ntitle: Own\nwhen: any\nmusic: none\nsteps:\n  - exercise: cat-cow\n    music: bowls.wav\n"
        "  - exercise: childs-pose\n    bed: none\n",
        "utf-8",
    )
    routine = Library().load(str(path))
    assert routine.music_of_steps == (bowls,)
    assert (routine.under, routine.steps[1].under) == ("off", "off")
    assert Library().read(opened(routine_file(routine).encode())) == routine
    bowls.unlink()
    with pytest.raises(RoutineError, match=r"own\.yaml:7:12: there is no music 'bowls\.wav'"):
        Library().load(str(path))


def test_what_is_no_music_is_told_before_anything_is_made(tmp_path: Path, bowls: Path) -> None:
    bowls.write_bytes(b"no music at all")
    with pytest.raises(MediaError, match="cannot be decoded"):
        coach_compile(Routine.model_validate({**FILE, "music": str(bowls)}), cache=tmp_path)


def test_several_are_heard_alike() -> None:
    assert _options("--bed", "waves", several=True, **SOUND).bed == "waves"
    assert _options(several=True, **SOUND).detail is None


@pytest.mark.parametrize("detail", ["short", "minimal"])
def test_a_script_is_in_the_detail_of_its_file(tmp_path: Path, shared_cache: Path, detail: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(routine_file(Routine.model_validate({**FILE, "detail": detail})), "utf-8")
    done = run_coach("script", str(path), "--format", "json", COACH_CACHE=str(shared_cache))
    assert json.loads(done.stdout)["detail"] == detail


def test_a_file_that_is_written_anew_keeps_its_words_and_its_sound() -> None:
    said: dict[str, Any] = {"greeting": "Hello: it's me.", "farewell": ["Sleep well.", "Until tomorrow."]}
    routine = Routine.model_validate({**FILE, **SOUND, **said, "for_pain": True})
    assert Library().read(opened(routine_file(routine).encode())) == routine
