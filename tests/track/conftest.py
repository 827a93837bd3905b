"""Tracks made once for all tests, by the command line, on one cache."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from tests.track import ear
from tests.track.running import Coach

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Track:
    """A finished file and the JSON that was printed for the same routine and options."""

    path: Path
    json: dict[str, Any]

    @cached_property
    def sound(self) -> ear.Sound:
        return ear.decode(self.path)

    @cached_property
    def level(self) -> ear.Levels:
        return ear.levels(self.sound)

    @cached_property
    def loudness(self) -> tuple[float, float]:
        return ear.loudness(self.path)

    @property
    def cues(self) -> list[dict[str, Any]]:
        cues: list[dict[str, Any]] = self.json["cues"]
        return cues

    @property
    def spoken(self) -> list[ear.Span]:
        return [(cue["start_ms"], cue["end_ms"]) for cue in self.cues]

    def cut(self, start: int, end: int) -> ear.Sound:
        return self.sound[start * ear.RATE // 1000 : end * ear.RATE // 1000]


@dataclass
class Studio:
    """Makes each track of a shipped routine once, when it is first asked for."""

    coach: Coach
    folder: Path
    made: dict[tuple[str, ...], Track] = field(default_factory=dict)

    def track(self, name: str, *options: str) -> Track:
        asked = (name, *options)
        if asked not in self.made:
            path = self.folder / f"{''.join(asked)}.mp3"
            self.coach("export", *asked, "-o", path)
            timeline = json.loads(self.coach("script", *asked, "--format", "json").out)
            self.made[asked] = Track(path, timeline)
        return self.made[asked]


@pytest.fixture(scope="session")
def coach(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Coach:
    """The command line with a home that lasts for all tests, and the clips that all tests share."""
    return Coach(tmp_path_factory.mktemp("home"), shared_cache)


@pytest.fixture(scope="session")
def studio(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(coach, tmp_path_factory.mktemp("tracks"))
