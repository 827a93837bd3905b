"""Some thousand tries of an attacker: no foreign exception, no hang, nothing raw on a terminal, nothing lost."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pty", reason="needs pseudo-terminals")

from tests.attacks.hostile import MINE, Try, draw, prepare
from tests.attacks.stage import Stage
from tests.processes import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRIES = 25
LONGEST = 5.0
"""Seconds of a processor's time that a try may take: most take a tenth of one."""

MAKING = 20.0
"""Seconds for those that may render several tracks, with processes of their own."""

OURS = re.compile(r"\x1b\[[0-9;]*[mK]")
RAW = re.compile("[\x00-\x06\x07\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
FOREIGN = re.compile(r"something unforeseen|Traceback \(most recent|Exception ignored|\w+Error: ")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def complaint(each: Try, folder: Path, stage: Stage) -> str:
    """Return what is wrong with how the coach took a try, "" if nothing is."""
    given = {
        "COACH_DATA": str(folder / "data"), "COACH_CONFIG": str(folder / "config.toml"), "HOME": str(folder),
        "COACH_ROUTINES": str(folder / "own"), "COACH_VOICES": str(folder / "voices"), "COACH_SYSTEM_VOICE": "1",
        "COACH_CACHE": str(folder / "clips"), "COLUMNS": "80", "EDITOR": "true", **each.environment,
    }  # fmt: skip
    ending = stage.run(each.arguments, environment(**given), each.standard_input, folder, anew=each.anew)
    seen = OURS.sub("", ending.written)
    seen = seen.replace("^C", "").replace("\r\n", "\n")
    if ending.code not in (0, 1, 2):
        return f"ended with {ending.code} {seen[-300:]!r}"
    if found := FOREIGN.search(seen):
        return f"{found[0]} {seen[-300:]!r}"
    if "play" not in each.arguments and (raw := RAW.search(seen)):
        return f"wrote {raw[0]!r} in {seen[max(0, raw.start() - 80) :][:160]!r}"
    if ending.seconds > (MAKING if {"roster", "export", "share"} & {*each.arguments} else LONGEST):
        return f"took {ending.seconds} s"
    if ending.stopped and not {"share", "play", "export", "roster"} & {*each.arguments}:
        return "waited for ever"
    for name, content in MINE.items():
        if (folder / name).read_bytes() != content:
            return f"replaced {name}"
    return ""


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 120))])
def test_no_try_gets_through(seed: int, tmp_path: Path, stage: Stage) -> None:
    chance = random.Random(seed)  # noqa: S311
    prepare(tmp_path)
    complaints = []
    for _ in range(TRIES):
        each = draw(chance, tmp_path)
        if said := complaint(each, tmp_path, stage):
            complaints.append((each, said))
    assert complaints == []
