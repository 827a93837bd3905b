"""Reading and locking files: what is not a plain file is refused, and one process at a time changes one."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coach.files import PartFile, expanded, read_bytes, set_aside, temporary_folder
from tests.processes import environment

if TYPE_CHECKING:
    from pathlib import Path


def test_a_plain_file_of_bounded_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_bytes(tmp_path / "a", 5) == b"12345"
    with pytest.raises(OSError, match="larger than"):
        read_bytes(tmp_path / "a", 4)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files on Windows")
def test_what_may_never_end_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero"):
        with pytest.raises(OSError, match="not a plain file"):
            read_bytes(tmp_path / path, 10)


def test_a_home_that_nobody_has_stays_a_name(tmp_path: Path) -> None:
    assert expanded(tmp_path.__class__("~nosuch/x")).as_posix() == "~nosuch/x"


def test_settings_changed_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    said = {"rate": "131", "volume": "51", "detail": "short", "language": "de"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "coach", "config", "set", *item],
            env={**environment(), "COACH_CONFIG": str(path)},
        )
        for item in said.items()
    ]
    assert [process.wait() for process in running] == [0] * len(said)
    lines = path.read_text("utf-8").splitlines()
    assert {line.partition(" = ")[0] for line in lines if line and line[0] not in "#["} == {*said}


def _left_by(process: int, name: str, folder: Path) -> Path:
    path = folder / f".{name}.{process}-0123abcd.part"
    path.touch()
    return path


@pytest.mark.skipif(os.name == "nt", reason="no process is asked after there")
def test_what_killed_processes_left_is_swept_in_time_whatever_it_was_for(tmp_path: Path) -> None:
    gone, here = 4_194_305, os.getpid()  # no process has a number so high
    same, other = _left_by(gone, "it.mp3", tmp_path), _left_by(gone, "other.mp3", tmp_path)
    alive = _left_by(here, "it.mp3", tmp_path)
    strange = tmp_path / ".it.mp3.x-0123abcd.part"
    strange.touch()
    with PartFile(tmp_path / "it.mp3"):
        assert [path.exists() for path in (same, other, alive, strange)] == [False, True, True, True]
    for path in (other, alive, strange):
        os.utime(path, (0, 0))
    with PartFile(tmp_path / "it.mp3"):
        assert [path.exists() for path in (other, alive, strange)] == [False, True, True]


def test_what_is_set_aside_is_gone_in_the_end_or_back(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b", "none")]
    for path in paths[:2]:
        path.write_text("old")
    with pytest.raises(KeyboardInterrupt), set_aside(paths):  # noqa: PT012 (what the block did is undone)
        assert not any(path.exists() for path in paths)
        paths[0].write_text("new")
        raise KeyboardInterrupt
    assert [path.read_text() for path in paths[:2]] == ["old", "old"]
    with set_aside(paths):
        paths[0].write_text("new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new"}


@pytest.mark.skipif(os.name == "nt", reason="signals and terminals of POSIX")
def test_temporary_folders_of_killed_processes_are_swept_and_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, others = tmp_path / f"coach-it-{ended.pid}-x", tmp_path / "coach-it-mine"
    for folder in (left, others):
        folder.mkdir()
        (folder / "sentence.wav").touch()
    first, second = temporary_folder("coach-it-"), temporary_folder("coach-it-")
    assert sorted(tmp_path.iterdir()) == sorted((first, second, others))
    assert first.stat().st_mode & 0o077 == 0
