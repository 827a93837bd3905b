"""Plug-ins: small distributions on the path of a coach in a process of its own, as an installer leaves them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.processes import environment, run_coach

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

ROBOT = """
import numpy as np
from coach.voice.api import Engine, Recording, VoiceInfo
from coach.voice.lexicon import Lexicon

class Robot:
    name, identity, lexicon, parallel = "robot:beep", "robot 1", Lexicon(), 1

    def __init__(self, *asked):
        pass

    def say(self, text, manner):
        seconds = 0.2 + 0.05 * len(text)
        time = np.arange(int(24_000 * seconds)) / 24_000
        return Recording((8_000 * np.sin(880 * time)).astype(np.int16), 24_000)

    def close(self):
        pass

ENGINE = Engine("robot:", Robot, lambda name: "en", lambda: [VoiceInfo("robot:beep", "en", "robot")])
class Odd(Robot):
    def say(self, text, manner):
        return [Recording(np.zeros(9), 24_000), Recording(np.ones(9, np.int16), 0), None][len(text) % 3]

class Leaving(Robot):
    def say(self, text, manner):
        raise SystemExit(3)

ODD = Engine("odd:", Odd, lambda name: "en", lambda: [VoiceInfo("\\x1b[2J", "en", "robot")])
LEAVING = Engine("leaving:", Leaving, lambda name: "en", lambda: [])
NOTHING = Engine("nothing:", lambda *asked: None, lambda name: "en", lambda: [])
NAMELESS = Engine("\\x1b[2J", Robot, lambda name: "en", lambda: [])
FAILING = Engine("failing:", lambda *asked: 1 / 0, lambda name: "en", lambda: 1 / 0)
"""
FORMAT = """
from dataclasses import replace
from coach.track.formats import FORMATS

def embed(bare, tagged, tags, samples):
    bare.replace(tagged)

CAF = replace(FORMATS["wav"], name="caf", muxer="caf", heads=(b"caff",), embed=embed)
"""

PUMPS = """\
title: Ankle pumps
posture: supine
setup: Stretch out both legs.
reps: 10-20
"""
ROUTINE = """\
name: brief
title: A brief one
when: any
steps:
  - exercise: childs-pose
    hold: 10s
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages with two sound plug-ins and two broken ones."""
    site = tmp_path / "site"
    info = site / "physio-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: physio\nVersion: 1.2\n", "utf-8")
    (info / "entry_points.txt").write_text(
        "[coach.voices]\nrobot = physio.robot:ENGINE\nfailing = physio.robot:FAILING\nlost = physio.gone:X\n"
        "wrong = physio.robot:Robot\n[coach.formats]\ncaf = physio.caf:CAF\n"
        "[coach.exercises]\nphysio = physio.exercises\n",
        "utf-8",
    )
    package = site / "physio"
    (package / "exercises").mkdir(parents=True)
    (package / "exercises" / "__init__.py").touch()
    (package / "exercises" / "ankle-pumps.yaml").write_text(PUMPS, "utf-8")
    for name, text in {"__init__": "", "robot": ROBOT, "caf": FORMAT}.items():
        (package / f"{name}.py").write_text(text, "utf-8")
    return site


def _coach(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    checkout = environment()["PYTHONPATH"]
    home = site.parent / "home"
    folders = {name: str(home / name) for name in ("COACH_CACHE", "COACH_DATA", "COACH_ROUTINES")}
    return run_coach(*arguments, cwd=site.parent, PYTHONPATH=f"{checkout}{os.pathsep}{site}", **folders)


def test_voices_of_plug_ins_are_listed_and_broken_ones_are_told_in_a_line(site: Path) -> None:
    done = _coach(site, "voices", "--language", "en")
    assert done.returncode == 0
    assert "robot:beep" in done.stdout
    told = [line for line in done.stderr.splitlines() if "plug-in" in line]
    assert [line.split(" (")[0] for line in sorted(told)] == [
        "coach: the plug-in 'failing' failed",
        "coach: the plug-in 'lost' of physio 1.2 is left out",
        "coach: the plug-in 'wrong' of physio 1.2 is left out",
    ]
    assert "Traceback" not in done.stderr


def test_a_session_is_spoken_by_a_voice_and_written_in_a_format_of_plug_ins(site: Path) -> None:
    (site.parent / "brief.yaml").write_text(ROUTINE, "utf-8")
    asked = ("export", "./brief.yaml", "--voice", "robot:beep", "--detail", "minimal")
    done = _coach(site, *asked, "-o", "brief.caf")
    assert done.returncode == 0, done.stderr
    assert (site.parent / "brief.caf").read_bytes().startswith(b"caff")


def test_a_voice_of_a_plug_in_that_fails_is_one_clear_line(site: Path) -> None:
    done = _coach(site, "say", "Breathe in.", "--voice", "failing:any", "-o", "in.wav")
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == (
        "coach: the plug-in 'failing' failed (ZeroDivisionError: division by zero); update it, or uninstall it"
    )


@pytest.fixture
def rotten(site: Path) -> Path:
    """The same folder with plug-ins of every other kind of fault."""
    (site / "physio-1.2.dist-info" / "entry_points.txt").write_text(
        "[coach.voices]\nrobot = physio.robot:ENGINE\nodd = physio.robot:ODD\nleaving = physio.robot:LEAVING\n"
        "nothing = physio.robot:NOTHING\nnameless = physio.robot:NAMELESS\nbase = physio.base:X\n"
        "[coach.formats]\ncaf = physio.caf:ODD\n",
        "utf-8",
    )
    (site / "physio" / "base.py").write_text("raise BaseException('\\x1b[2J')\n", "utf-8")
    (site / "physio" / "caf.py").write_text(
        FORMAT.replace('"caf", muxer', '"\\x1b[2J", muxer') + "ODD = CAF\n"
    )
    return site


def test_a_package_that_cannot_be_read_costs_itself_alone(site: Path) -> None:
    info = site / "spoilt-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: spoilt\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_bytes(b"\xff\xfe[pydantic]\n")
    done = _coach(site, "voices", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "robot:beep" in done.stdout
    assert "Traceback" not in done.stderr
    assert _coach(site, "show", "ankle-pumps").returncode == 0


def test_whatever_is_wrong_with_a_plug_in_the_others_work(rotten: Path) -> None:
    done = _coach(rotten, "voices", "--language", "en")
    assert done.returncode == 0
    assert "robot:beep" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    told = " ".join(done.stderr.split())
    for said in (
        "the plug-in 'nameless' of physio 1.2 is left out (its prefix is not a word with a colon)",
        r"the plug-in 'base' of physio 1.2 is left out (BaseException: \x1b[2J)",
        "the plug-in 'odd' failed (TypeError: a VoiceInfo is made of plain words)",
    ):
        assert said in told
    assert "Traceback" not in done.stderr
    assert "(its name is not an ending of files, such as caf)" in _coach(rotten, "export", "--help").stderr


@pytest.mark.parametrize("voice", ["odd:x", "leaving:x", "nothing:x"])
def test_a_voice_that_is_none_is_one_clear_line(voice: str, rotten: Path) -> None:
    for text in ("Breathe in.", "Breathe out.", "Breathe in now."):
        done = _coach(rotten, "say", text, "--voice", voice, "-o", "in.wav")
        assert done.returncode == 1
        assert f"the plug-in '{voice[:-2]}' failed (" in done.stderr.splitlines()[-1]
        assert not (rotten.parent / "in.wav").exists()


def test_exercises_of_plug_ins_are_used_like_ones_own(site: Path) -> None:
    pumps = ROUTINE.replace("childs-pose", "ankle-pumps").replace("hold: 10s", "reps: 12")
    (site.parent / "pumps.yaml").write_text(pumps, "utf-8")
    done = _coach(site, "script", "./pumps.yaml", "--voice", "robot:beep")
    assert done.returncode == 0, done.stderr
    assert "1. Ankle pumps" in done.stdout


def test_help_loads_no_plug_in(site: Path) -> None:
    done = _coach(site, "--help")
    assert (done.returncode, done.stderr) == (0, "")
