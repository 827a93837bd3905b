"""Rosters made within the test's own process: no process has to start, and a failure shows where it is."""

from __future__ import annotations

import os
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from coach.content.fields import Detail
from coach.rosters.readers import read_roster
from coach.rosters.roster import Order, make_roster
from coach.rosters.storage import LocalStorage
from coach.rosters.work import do
from coach.session_options import Options
from coach.track.formats import FORMATS
from tests.track.running import CHECKOUT, SHORT, Coach

if TYPE_CHECKING:
    from pathlib import Path

    from coach.rosters.roster import Told
    from coach.rosters.roster_report import Result
    from coach.rosters.storage import Storage
    from coach.rosters.work import Done, Work


FILE_SYSTEM = """\
from fsspec.implementations.local import LocalFileSystem

class Shared(LocalFileSystem):
    protocol = "shared"

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(str(path).removeprefix("shared://"))
"""
"""A file system that several processes have, at an address."""


class Inline:
    """A crew of one, at work in this very thread; ``works`` is what it was given."""

    lost: tuple[type[BaseException], ...] = ()
    room = 1

    def __init__(self) -> None:
        self.works: list[Work] = []

    def submit(self, work: Work) -> Future[tuple[Done, ...]]:
        self.works.append(work)
        future: Future[tuple[Done, ...]] = Future()
        future.set_result(do(work))
        return future

    def close(self, *, stopped: bool) -> None:
        pass


@dataclass
class Made:
    """What became of a roster, by person, and what there was to make."""

    told: list[Told]
    crew: Inline

    @property
    def results(self) -> dict[str, Result]:
        return {each.result.person: each.result for each in self.told}

    @property
    def states(self) -> dict[str, str]:
        return {person: str(result.state) for person, result in self.results.items()}


@dataclass
class Rosters:
    """Makes rosters out of text, in a folder of the test's own; ``routine`` is the file of a short one."""

    folder: Path
    cache: Path
    routine: Path
    storage: Storage = field(init=False)
    clips: str = ""

    def __post_init__(self) -> None:
        self.storage = LocalStorage.at(self.folder / "out")

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def __call__(self, text: str, *, force: bool = False, name: str = "people.csv") -> Made:
        """Make a roster; "short" in the column of routines stands for the short one."""
        path = self.folder / name
        path.write_text(text.replace(",short", f",{self.routine}"), "utf-8")
        order = Order(
            Options(detail=Detail.MINIMAL), FORMATS["opus"], cache=self.clips or str(self.cache), force=force
        )
        crew = Inline()
        told = list(make_roster(read_roster(path), order, self.storage, lambda _: crew))
        return Made(told, crew)


@pytest.fixture
def rosters(tmp_path: Path, shared_cache: Path) -> Rosters:
    routine = tmp_path / "brief.yaml"
    routine.write_text(SHORT.replace("name: short", "name: brief"))
    return Rosters(tmp_path, shared_cache, routine)


@pytest.fixture
def coach(tmp_path: Path, shared_cache: Path) -> Coach:
    home = tmp_path / "home"
    home.mkdir()
    return Coach(home, shared_cache)


@dataclass
class Remote:
    """The file system above, which processes with ``settings`` know."""

    out: Path
    settings: dict[str, str]

    def of(self, command: tuple[str | Path, ...]) -> tuple[str | Path, ...]:
        """The same command with its results at an address."""
        return (*command[:3], f"shared://{self.out}", *command[4:])


@pytest.fixture
def remote(rosters: Rosters, coach: Coach, tmp_path: Path) -> Remote:
    info = tmp_path / "site" / "shared-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shared\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[fsspec.specs]\nshared = shared_fs:Shared\n")
    (tmp_path / "site" / "shared_fs.py").write_text(FILE_SYSTEM)
    path = f"{CHECKOUT}{os.pathsep}{tmp_path / 'site'}"
    return Remote(rosters.out, {**coach.environment, "PYTHONPATH": path})
