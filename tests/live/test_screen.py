"""The display on real terminals: what is to be seen there, and that they are left as they were found."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from tests.live.terminals import STEERED, TOP, Terminal, Tmux, eventually

SHOWING = " ".join([*STEERED, "display", "keys", "quiet"])
HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"

needs_tmux = pytest.mark.skipif(not Tmux.installed, reason="needs tmux")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_plain_lines_where_asked_for(environment: dict[str, str]) -> None:
    with Terminal(*STEERED, "display", "soon", environment=environment) as terminal:
        assert terminal.end() == 0
        assert terminal.seen.decode().splitlines() == [
            "  3:10  Easy back after your run",
            "  3:10  3 of 4: Supine spinal twist",
            "  3:10  Right side",
            "  3:10  And out, let the knee grow heavy.",
            "<left>",
        ]


def test_plain_lines_in_a_pipe_and_nothing_on_stdout() -> None:
    done = subprocess.run([*STEERED, "display", "soon"], capture_output=True, text=True, check=True, cwd=TOP)
    assert done.stdout == "<left>\n"
    assert len(done.stderr.splitlines()) == 4


def test_a_reader_that_goes_away_disturbs_nobody() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*STEERED, "display", "once"], stdout=subprocess.PIPE, stderr=writing, check=True, cwd=TOP
        )
    finally:
        os.close(writing)
    assert done.stdout == b"<left>\n"


def test_the_panel_goes_away_and_the_cursor_comes_back() -> None:
    with Terminal(*STEERED, "display", "soon") as terminal:
        assert terminal.end() == 0
        assert HIDE in terminal.seen
        assert b"Easy back" in terminal.seen
        assert terminal.seen.endswith(b"\r\x1b[J\x1b[?7h" + SHOW + b"<left>\r\n")
        assert b"\x1b[?1049h" not in terminal.seen
        assert terminal.seen.count(b"\x1b[?7l") == terminal.seen.count(b"\x1b[?7h") - 1


def test_what_has_not_changed_is_not_written_again() -> None:
    with Terminal(*STEERED, "display", "soon") as terminal:
        assert terminal.end() == 0
        assert terminal.seen.count(b"Easy back") == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437:strict"])
def test_poor_encodings_are_enough(encoding: str) -> None:
    with Terminal(*STEERED, "display", "soon", environment={"PYTHONIOENCODING": encoding}) as terminal:
        assert terminal.end() == 0
        assert b"SUPINE SPINAL TWIST" in terminal.seen
        assert terminal.seen.isascii()


@pytest.mark.parametrize("size", [(1, 1), (20, 3), (0, 0), (500, 200)])
def test_odd_sizes_are_survived(size: tuple[int, int]) -> None:
    with Terminal(*STEERED, "display", "soon", size=size) as terminal:
        assert terminal.end() == 0
        assert b"<left>" in terminal.seen


def test_a_terminal_that_is_held_holds_nobody() -> None:
    reading, writing = os.pipe()
    with Terminal(*STEERED, "display", "keys", stdout=writing) as terminal, os.fdopen(reading) as said:
        os.close(writing)
        assert said.readline() == "<reading>\n"
        terminal.wait_for("Easy back")
        terminal.type("\x13")  # Ctrl-S
        for _ in range(3):
            terminal.type(" ")
            assert said.readline() == "<toggle>\n"
        terminal.type("q")
        assert said.read() == "<stop>\n<left>\n"
        terminal.program.wait(30)
        assert terminal.mode() == terminal.mode_before


@needs_tmux
def test_the_screen_of_a_small_terminal() -> None:
    with Tmux(60, 15) as tmux:
        tmux.type(f"clear; echo before; {SHOWING}", "Enter")
        tmux.wait_for("Next: Lying knee hug       q stop   space pause   ? keys")
        assert not tmux.shows_cursor()
        first = tmux.screen()
        assert first[0] == "  3 of 4   Easy back after your run              3:00 left"
        assert first[3] == "  ▀▀█ █ █ █▀▀ █ █ ▀█ █▀     ▀▀█ █▀▀ █ █ ▀█ █▀█ █"
        tmux.type("Up")
        tmux.wait_for("Volume 110%")
        tmux.type("?")
        tmux.wait_for("say it again")
        tmux.type("?")
        tmux.wait_for("Breathe out")
        tmux.type("q")
        tmux.wait_for("<left>")
        assert tmux.shows_cursor()
        assert not any("Easy back" in row or "▀" in row for row in tmux.screen())


@needs_tmux
@pytest.mark.parametrize("size", [(44, 20), (60, 9), (120, 40), (30, 6)])
def test_after_a_change_of_size_there_is_one_panel_and_it_fits(size: tuple[int, int]) -> None:
    with Tmux(80, 20) as tmux:
        tmux.type(f"clear; echo before; {SHOWING}", "Enter")
        tmux.wait_for("Next: Lying knee hug")
        tmux.resize(*size)
        eventually(lambda: max(map(len, tmux.screen())) in range(size[0] - 3, size[0]), tmux.screen)
        text = "\n".join(tmux.screen())
        assert text.count("3 of 4") <= 1
        assert text.count("Next:") <= 1


@needs_tmux
def test_suspended_the_panel_is_gone_and_continued_it_is_back() -> None:
    with Tmux(80, 40) as tmux:
        tmux.type(f"clear; {SHOWING}", "Enter")
        tmux.wait_for("Next: Lying knee hug")
        tmux.type("C-z")
        tmux.wait_for("ready>")
        eventually(tmux.shows_cursor)
        assert not any("▀" in row for row in tmux.screen())
        tmux.type("echo in between", "Enter")
        tmux.wait_for("\nin between")
        tmux.type("fg", "Enter")
        tmux.wait_for("Next: Lying knee hug")
        assert not tmux.shows_cursor()
        tmux.type("q")
        tmux.wait_for("<left>")
        assert "in between" in "\n".join(tmux.screen())


@needs_tmux
def test_in_the_background_nothing_is_painted() -> None:
    with Tmux(80, 24) as tmux:
        tmux.type(f"clear; {SHOWING} &", "Enter")
        tmux.wait_for("<reading>")
        tmux.type("sleep 1; echo wa''ited", "Enter")
        tmux.wait_for("waited")
        assert tmux.shows_cursor()
        assert not any("Easy back" in row for row in tmux.screen())
        tmux.type("fg", "Enter")
        tmux.wait_for("Next: Lying knee hug")
        tmux.type("q")
        tmux.wait_for("<left>")
