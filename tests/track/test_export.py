"""``coach export`` as it is used: real processes, a real terminal, real signals, real trouble with files."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import coach as api
from coach.track.encoder import Encoder
from coach.track.tags import NO_TAGS
from coach.track.transcript import as_json
from tests.track import ear
from tests.track.running import SHORT, needs_posix, needs_proc, session_of, wait_until

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.track.running import Coach

LIMITED = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000,) * 2); "
LIMITED += "runpy.run_module('coach', run_name='__main__')"
AT_TERMINAL = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
AT_TERMINAL += "os.execv(sys.argv[1], sys.argv[1:])"


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    """A routine of the user's own, with few sentences."""
    path = tmp_path / "routine.yaml"
    path.write_text(SHORT)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the track is to go: alone in a folder."""
    folder = tmp_path / "music"
    folder.mkdir()
    return folder / "it.mp3"


@pytest.fixture
def old(target: Path) -> bytes:
    """An older file in its place."""
    target.write_bytes(b"something older")
    return target.read_bytes()


def stamp(path: Path) -> tuple[int, int, bytes]:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino, path.read_bytes()


def alone(path: Path) -> bool:
    return list(path.parent.iterdir()) == [path]


# Again --------------------------------------------------------------------------------------------------------


def test_nothing_changed_nothing_done(coach: Coach, routine: Path, target: Path) -> None:
    first = coach("export", routine, "-o", target)
    assert first.err == ""
    assert re.fullmatch(rf"{re.escape(str(target))}  \d:\d\d\n", first.out)
    before = stamp(target)
    again = coach("export", routine, "-o", target)
    assert again.out == f"{target}  unchanged (--force renders it again)\n"
    assert again.err == ""
    assert stamp(target) == before
    assert alone(target)


def test_force_renders_the_same_again(coach: Coach, routine: Path, target: Path) -> None:
    coach("export", routine, "-o", target)
    before = stamp(target)
    assert "unchanged" not in coach("export", routine, "-o", target, "--force").out
    after = stamp(target)
    assert after[:2] != before[:2]
    assert after[2] == before[2]


def test_other_options_make_another_track(coach: Coach, routine: Path, target: Path) -> None:
    tracks = []
    for options in ((), ("--no-tones",), ("--detail", "minimal"), ()):
        assert "unchanged" not in coach("export", routine, "-o", target, *options, "--force").out
        tracks.append(target.read_bytes())
    assert len(set(tracks)) == 3
    assert tracks[0] == tracks[3]


def test_a_changed_routine_is_rendered_a_changed_comment_is_not(
    coach: Coach, routine: Path, target: Path
) -> None:
    coach("export", routine, "-o", target)
    first = target.read_bytes()
    routine.write_text("# To be read by people.\n" + SHORT)
    assert "unchanged" in coach("export", routine, "-o", target).out
    routine.write_text(SHORT.replace("10s", "20s"))
    assert "unchanged" not in coach("export", routine, "-o", target).out
    assert target.read_bytes() != first


def test_a_track_that_was_touched_or_is_gone_is_rendered(coach: Coach, routine: Path, target: Path) -> None:
    coach("export", routine, "-o", target)
    first = target.read_bytes()
    target.unlink()
    assert "unchanged" not in coach("export", routine, "-o", target).out
    assert target.read_bytes() == first
    target.write_bytes(first[:-1] + b"x")
    assert "is there already" in coach("export", routine, "-o", target, code=1).err
    assert "unchanged" not in coach("export", routine, "-o", target, "--force").out
    assert target.read_bytes() == first


# What may be replaced -----------------------------------------------------------------------------------------


def test_another_file_is_never_replaced_unasked(
    coach: Coach, routine: Path, target: Path, old: bytes
) -> None:
    told = coach("export", routine, "-o", target, code=1).err
    assert one_line(told)
    assert "--force" in told
    assert target.read_bytes() == old
    assert alone(target)


def test_a_track_of_another_wish_stays_and_the_new_one_says_what_it_is(
    coach: Coach, routine: Path, tmp_path: Path
) -> None:
    coach("export", routine, cwd=tmp_path)
    before = stamp(tmp_path / "short.mp3")
    for _ in range(2):
        done = coach("export", routine, "--language", "de", "--detail", "minimal", cwd=tmp_path)
        assert done.out.startswith("short-de-minimal.mp3  ")
    assert "unchanged" in done.out
    assert stamp(tmp_path / "short.mp3") == before


def test_the_same_wish_replaces_its_track_whatever_became_of_the_cache(
    coach: Coach, routine: Path, target: Path, tmp_path: Path
) -> None:
    coach.with_cache(tmp_path / "one")("export", routine, "-o", target)
    routine.write_text(SHORT.replace("10s", "20s"))
    assert "unchanged" not in coach.with_cache(tmp_path / "two")("export", routine, "-o", target).out


def test_what_may_not_be_replaced_does_not_keep_back_the_others(
    coach: Coach, routine: Path, target: Path
) -> None:
    (target.parent / "short.mp3").write_bytes(b"mine")
    other = routine.with_name("other.yaml")
    other.write_text(SHORT.replace("short", "other"))
    done = coach("export", routine, other, "--to", target.parent, code=1)
    assert "short.mp3: is there already" in done.err
    assert done.out.startswith(str(target.parent / "other.mp3"))
    assert (target.parent / "short.mp3").read_bytes() == b"mine"


# Where it goes ------------------------------------------------------------------------------------------------


def test_a_track_is_named_after_its_routine(coach: Coach, routine: Path, tmp_path: Path) -> None:
    assert coach("export", "./routine.yaml", cwd=tmp_path).out.startswith("short.mp3  ")
    assert ear.tags(tmp_path / "short.mp3")["title"] == "A short one"


def test_several_go_into_a_folder(coach: Coach, routine: Path, tmp_path: Path) -> None:
    routine.with_name("two.yaml").write_text(SHORT.replace("short", "shorter"))
    to = tmp_path / "new" / "folder"
    done = coach("export", routine, tmp_path / "two.yaml", "--to", to)
    assert sorted(line.split("  ")[0] for line in done.out.splitlines()) == [
        f"{to}/short.mp3",
        f"{to}/shorter.mp3",
    ]
    assert sorted(path.name for path in to.iterdir()) == ["short.mp3", "shorter.mp3"]
    for path in to.iterdir():
        assert len(ear.decode(path)) > 20 * ear.RATE


def test_all_means_the_shipped_and_the_own(coach: Coach, tmp_path: Path) -> None:
    """The user's own routines hide those shipped under the same names, which are too long to wait for here."""
    shipped = Path(api.__file__).with_name("content") / "routines"
    names = [*(path.stem for path in shipped.glob("*.yaml")), "mine"]
    for name in names:
        (coach.home / "routines").mkdir(exist_ok=True)
        (coach.home / "routines" / f"{name}.yaml").write_text(SHORT.replace("short", name))
    try:
        done = coach("export", "--all", "--detail", "minimal", "--to", tmp_path)
    finally:
        shutil.rmtree(coach.home / "routines")
    assert len(done.out.splitlines()) == len(names) > 4
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.mp3" for name in names}


def test_a_routine_given_twice_is_rendered_once(coach: Coach, routine: Path, tmp_path: Path) -> None:
    assert len(coach("export", routine, routine, "--to", tmp_path).out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-o", "it.wma"), "'it.wma' does not end in .mp3, .m4a, .m4b, .opus, .ogg, .flac, .wav"),
        (("-o", "it"), "'it' does not end in .mp3"),
        (("-o", "it.mp3", "--format", "flac"), "'it.mp3' says mp3, --format says flac"),
        (("--format", "wma"), "'wma' is not one of 'mp3', 'm4a'"),
        (("--bitrate", "97"), "mp3 takes 32, 40, 48"),
        (("--bitrate", "much"), "'much' is not a number of kbit/s"),
        (("--format", "flac", "--bitrate", "96k"), "flac keeps the sound whole"),
        (("--format", "opus", "--bitrate", "999"), "opus takes from 16 to 256 kbit/s"),
        (("--with", "vtt,txt"), "'txt' is not one of vtt, srt, lrc, cues, chapters"),
        (("--split", "-o", "it.mp3"), "-o names a folder"),
        (("-o", "it.mp3", "--to", "folder"), "-o takes one routine"),
        (("copy.yaml", "-o", "it.mp3"), "-o takes one routine"),
        (("copy.yaml",), "'short.mp3' would be written twice"),
        (("--all",), "name one or more routines, or give --all"),
        (("--to", "routine.yaml"), "is a file"),
        (("--minutes", "nan"), "nan"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_refused(
    arguments: tuple[str, ...], told: str, coach: Coach, routine: Path, tmp_path: Path
) -> None:
    (tmp_path / "copy.yaml").write_text(SHORT)
    done = coach("export", "routine.yaml", *arguments, cwd=tmp_path, code=2)
    assert told in done.err
    assert done.out == ""
    assert {path.name for path in tmp_path.iterdir()} <= {"routine.yaml", "copy.yaml"}


def test_no_routine_is_refused(coach: Coach) -> None:
    assert "name one or more routines" in coach("export", code=2).err


# Trouble ------------------------------------------------------------------------------------------------------


def one_line(told: str) -> bool:
    return told.startswith("coach: ") and told.count("\n") == 1 and ";" in told


def test_a_missing_folder_is_said(coach: Coach, routine: Path, tmp_path: Path) -> None:
    done = coach("export", routine, "-o", tmp_path / "nowhere" / "it.mp3", code=1)
    assert one_line(done.err)
    assert "its folder does not exist" in done.err
    assert done.out == ""


def test_a_folder_in_the_way_is_said(coach: Coach, routine: Path, target: Path) -> None:
    target.mkdir()
    done = coach("export", routine, "-o", target, code=1)
    assert one_line(done.err)
    assert f"is a folder; write into it with --to {target}" in done.err
    assert list(target.iterdir()) == []
    assert alone(target)


@needs_posix
def test_a_folder_that_cannot_be_written_is_said(coach: Coach, routine: Path, target: Path) -> None:
    folder = target.parent
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):  # the superuser may write anywhere, except to
        folder = Path("/proc")
    try:
        done = coach("export", routine, "-o", folder / "it.mp3", code=1)
        made = coach("export", routine, "--to", folder / "new", code=1)
    finally:
        target.parent.chmod(0o755)
    for told in (done.err, made.err):
        assert one_line(told)
        assert "cannot be" in told
    assert list(target.parent.iterdir()) == []


@needs_posix
def test_a_disk_without_room_keeps_the_old_track(
    coach: Coach, routine: Path, target: Path, old: bytes
) -> None:
    coach("export", routine, "-o", target.with_name("whole.mp3"))
    target.with_name("whole.mp3").unlink()
    process = coach.start("export", routine, "--force", "-o", target, program=("-c", LIMITED))
    out, err = process.communicate()
    assert process.returncode == 1
    assert out == b""
    assert one_line(err.decode())
    assert "could not be encoded" in err.decode()
    assert target.read_bytes() == old
    assert alone(target)


def test_what_cannot_be_made_does_not_keep_back_the_others(
    coach: Coach, routine: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("name: broken\nsteps: 3\n")
    (tmp_path / "long.yaml").write_text(SHORT.replace("short", "long").replace("10s", "60s"))
    names = ("broken.yaml", "absent", "long.yaml", "routine.yaml")
    done = coach("export", *names, "--to", "to", "--minutes", "2", cwd=tmp_path, code=1)
    assert "broken.yaml:2:8: " in done.err
    assert "coach: there is no routine 'absent'" in done.err
    assert "coach: 'long' cannot last 2:00" in done.err
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["short.mp3"]
    assert done.out.startswith("to/short.mp3  1:")


def test_nothing_to_make_makes_no_folder(coach: Coach, tmp_path: Path) -> None:
    done = coach("export", "absent", "--to", tmp_path / "to", code=1)
    assert done.err.count("\n") == 1
    assert not (tmp_path / "to").exists()


def test_a_voice_that_nobody_has_is_said(coach: Coach, routine: Path, target: Path, old: bytes) -> None:
    done = coach("export", routine, "--force", "-o", target, "--voice", "nobody", code=1)
    assert done.err.startswith("coach: ")
    assert "nobody" in done.err
    assert target.read_bytes() == old
    assert alone(target)


# At a terminal ------------------------------------------------------------------------------------------------


class Terminal:
    """The other side of a pseudo-terminal: what it was sent, and what of that is still to be seen."""

    def __init__(self) -> None:
        self.ours, self.theirs = os.openpty()
        self.sent = ""

    def read(self) -> None:
        """Read until every process has let go of the terminal."""
        os.close(self.theirs)
        self.theirs = -1
        with contextlib.suppress(OSError):  # Linux says so with an error
            while more := os.read(self.ours, 4096):
                self.sent += more.decode()

    def screen(self) -> list[str]:
        """Return the lines that are left to be seen, as carriage returns and erasures leave them."""
        lines, column = [""], 0
        for part in re.findall(r"\x1b\[2K|\r|\n|[^\x1b\r\n]+|\x1b", self.sent):
            if part == "\n":
                lines.append("")
            elif part == "\x1b[2K":
                lines[-1] = ""
            elif part == "\r":
                column = 0
                continue
            else:
                lines[-1] = lines[-1][:column].ljust(column) + part + lines[-1][column + len(part) :]
                column += len(part)
                continue
            column = 0 if part == "\n" else column
        return [line.rstrip() for line in lines if line.strip()]

    def close(self) -> None:
        for end in {self.ours, self.theirs} - {-1}:
            os.close(end)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


@needs_posix
def test_on_a_terminal_progress_is_shown_and_taken_away(
    coach: Coach, routine: Path, target: Path, terminal: Terminal
) -> None:
    process = coach.start("export", routine, "-o", target, stdout=terminal.theirs, stderr=terminal.theirs)
    terminal.read()
    assert process.wait() == 0
    shown = [int(share) for share in re.findall(r"(\d+)%", terminal.sent)]
    assert len(shown) == 4  # the name, the rest of the opening, the exercise, the close
    assert shown == sorted(shown)
    assert shown[-1] == 100
    assert terminal.screen() == [f"{target}  {re.findall(r'[0-9]:[0-9]{2}', terminal.sent)[0]}"]


@needs_posix
def test_a_result_in_a_pipe_is_clean_while_progress_is_on_the_terminal(
    coach: Coach, routine: Path, target: Path, terminal: Terminal
) -> None:
    process = coach.start("export", routine, "-o", target, stderr=terminal.theirs)
    terminal.read()
    out, _ = process.communicate()
    assert re.fullmatch(rf"{re.escape(str(target))}  \d:\d\d\n", out.decode())
    assert "100%" in terminal.sent
    assert terminal.screen() == []


# Stopped ------------------------------------------------------------------------------------------------------


def under_way(target: Path) -> bool:
    """Whether a track is being written beside the target."""
    return len(list(target.parent.iterdir())) > 1


def check_stopped(coach: Coach, process: subprocess.Popen[bytes], target: Path, old: bytes) -> None:
    """Nothing is left of a stopped export but the older file."""
    assert target.read_bytes() == old
    assert alone(target)
    wait_until(lambda: not session_of(process.pid), "all its processes have ended")
    wait_until(lambda: coach.leftovers == [], lambda: f"{coach.leftovers} are gone")


@needs_posix
@needs_proc
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=lambda sent: sent.name)
@pytest.mark.parametrize("count", [1, 2], ids=["one", "several"])
def test_a_signal_stops_it_cleanly(
    sent: signal.Signals, count: int, coach: Coach, target: Path, old: bytes, tmp_path: Path
) -> None:
    cold = coach.with_cache(tmp_path / "cold")
    target = target.rename(target.with_name("post.mp3"))
    process = cold.start("export", *("post", "seven")[:count], "--force", "--to", target.parent)
    wait_until(lambda: under_way(target), "a track is being written")
    process.send_signal(sent)
    out, err = process.communicate()
    assert (process.returncode, out, err.strip()) == (1, b"", b"Stopped.")
    check_stopped(cold, process, target, old)


@needs_posix
@needs_proc
def test_ctrl_c_at_the_terminal_stops_it_cleanly(
    coach: Coach, target: Path, old: bytes, terminal: Terminal, tmp_path: Path
) -> None:
    """The terminal sends it to the whole foreground group, and the user hits the key more than once."""
    cold = coach.with_cache(tmp_path / "cold")
    program = ("-c", AT_TERMINAL, sys.executable, "-m", "coach")
    streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), terminal.theirs)
    process = cold.start("export", "post", "--force", "-o", target, program=program, **streams)
    wait_until(lambda: under_way(target), "a track is being written")
    os.write(terminal.ours, b"\x03\x03")
    terminal.read()
    assert process.wait() == 1
    assert [line.replace("^C", "") for line in terminal.screen()] == ["Stopped."]
    check_stopped(cold, process, target, old)


@needs_posix
@needs_proc
def test_impatience_is_no_trouble(coach: Coach, target: Path, old: bytes, tmp_path: Path) -> None:
    cold = coach.with_cache(tmp_path / "cold")
    process = cold.start("export", "post", "--force", "-o", target)
    wait_until(lambda: under_way(target), "a track is being written")
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(Exception):
            process.wait(0.02)
    _, err = process.communicate()
    assert b"Traceback" not in err
    check_stopped(cold, process, target, old)


# From Python --------------------------------------------------------------------------------------------------


def test_python_and_the_command_line_make_the_same_track(coach: Coach, routine: Path, target: Path) -> None:
    coach("export", routine, "-o", target)
    timeline: dict[str, Any] = json.loads(coach("script", routine, "--format", "json").out)
    mine, again = target.with_name("mine.mp3"), target.with_name("again.mp3")
    with api.compile(api.load(routine), cache=coach.cache) as session:
        assert as_json(session.timeline) == timeline
        sound = api.render(session)
        assert as_json(api.export(session, mine)) == timeline
        with Encoder(again) as encoder:
            encoder.write(np.frombuffer(sound.raw_data, "<i2"))
            encoder.finish(NO_TAGS)
            encoder.commit()
    assert mine.read_bytes() == target.read_bytes()
    assert target.read_bytes().endswith(again.read_bytes()[10:])  # behind the head of an empty tag
    assert (sound.frame_rate, sound.channels, sound.sample_width) == (44_100, 1, 2)
    assert len(sound) == timeline["duration_ms"]


def test_the_mp3_sounds_as_what_was_rendered(coach: Coach, routine: Path, target: Path) -> None:
    with api.compile(api.load(routine), cache=coach.cache) as session:
        pcm = np.frombuffer(api.render(session).raw_data, "<i2")
        api.export(session, target)
    heard = ear.decode(target)
    assert abs(len(heard) - len(pcm)) <= ear.RATE * 60 // 1000
    for second in (2, 40, len(pcm) // ear.RATE - 6):
        piece = slice(second * ear.RATE, (second + 4) * ear.RATE)
        alike, apart = ear.likeness(heard[piece], pcm[piece])
        assert alike > 0.99
        assert apart == 0
