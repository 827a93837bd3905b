"""Keys: what they mean, and that the terminal is sane again whatever happens."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from coach.live.api import Action
from coach.live.controls.keys import Decoder

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from tests.live.terminals import STEERED, TOP, Terminal, eventually

MEANINGS = {
    " ": Action.TOGGLE,
    "\x1b[C": Action.NEXT,
    "\x1b[D": Action.BACK,
    "\x1b[A": Action.LOUDER,
    "\x1b[B": Action.SOFTER,
    "\x1bOC": Action.NEXT,
    "\x1bOD": Action.BACK,
    "\x1bOA": Action.LOUDER,
    "\x1bOB": Action.SOFTER,
    "\x1b[1;5C": Action.NEXT,
    "+": Action.LONGER,
    "=": Action.LONGER,
    "r": Action.AGAIN,
    "R": Action.AGAIN,
    "d": Action.DETAIL,
    "l": Action.LIKE,
    "x": Action.DISLIKE,
    "?": Action.HELP,
    "h": Action.HELP,
    "q": Action.STOP,
    "\x03": Action.STOP,
}

NOTHING = (
    "y",
    "\x1b",
    "\x1b[5~",
    "\x1b[H",
    "\x1bOP",
    "\x1b[[D",
    "\x1b[15;2~",
    "é",
    "漢",
    "\x00",
    "\x7f",
    "\r",
)
"""Keys without a meaning; among them F4 of the Linux console, which ends like an arrow or a letter."""


def decoded(*parts: bytes) -> list[Action]:
    decoder = Decoder()
    return [action for part in parts for action in decoder.feed(part)]


@pytest.mark.parametrize(("keys", "action"), MEANINGS.items())
def test_a_key_has_its_meaning_however_its_bytes_arrive(keys: str, action: Action) -> None:
    data = keys.encode()
    assert decoded(data) == [action]
    for cut in range(1, len(data)):
        assert decoded(data[:cut], data[cut:]) == [action]
    assert decoded(*(data[i : i + 1] for i in range(len(data)))) == [action]


@pytest.mark.parametrize("keys", NOTHING)
def test_other_keys_do_nothing_and_spoil_nothing(keys: str) -> None:
    data = keys.encode()
    assert decoded(data) == []
    for following in ("\x1b[C", "q", " "):
        assert decoded(data, following.encode()) == [MEANINGS[following]]
        assert decoded(data + following.encode()) == [MEANINGS[following]]


def test_keys_in_one_gulp_are_taken_in_order() -> None:
    everything = "".join(MEANINGS) + "".join(NOTHING) + "q"
    assert decoded(everything.encode()) == [*MEANINGS.values(), Action.STOP]


def test_an_endless_sequence_is_not_kept() -> None:
    decoder = Decoder()
    assert list(decoder.feed(b"\x1b[" + b"1" * 100_000)) == []
    assert list(decoder.feed(b"q")) == [Action.STOP]


def test_every_key_reaches_the_session_from_a_terminal() -> None:
    with Terminal(*STEERED, "keys") as terminal:
        terminal.wait_for("<reading>")
        for keys, action in MEANINGS.items():
            if action not in (Action.STOP, Action.AGAIN):  # these end it here
                terminal.type(keys)
                terminal.wait_for(f"<{action.value}>")
        terminal.type("r")
        terminal.wait_for("<again>", "<left>")


def test_split_sequences_and_a_lone_escape() -> None:
    with Terminal(*STEERED, "keys") as terminal:
        terminal.wait_for("<reading>")
        terminal.type("\x1b")
        terminal.type("?")
        terminal.wait_for("<help>")
        for part in ("\x1b", "[", "C"):
            terminal.type(part)
        terminal.wait_for("<next>")
        terminal.type("\x1b")
        terminal.type("q")
        terminal.wait_for("<stop>", "<left>")


def test_single_keys_while_it_runs_and_as_before_afterwards() -> None:
    with Terminal(*STEERED, "keys") as terminal:
        assert not terminal.takes_single_keys()
        terminal.wait_for("<reading>")
        assert terminal.takes_single_keys()
        terminal.type("qq")
        terminal.wait_for("<stop>", "<left>")
        assert terminal.end() == 0
        assert terminal.mode() == terminal.mode_before


@pytest.mark.parametrize(
    ("option", "keys", "end"),
    [("raise", "r", "<RuntimeError>"), ("keys", "\x03", "<KeyboardInterrupt>"), ("abandon", "q", "<left>")],
)
def test_exceptions_and_abandoned_blocks_leave_the_terminal_sane(option: str, keys: str, end: str) -> None:
    with Terminal(*STEERED, "keys", option) as terminal:
        terminal.wait_for("<reading>")
        terminal.type(keys)
        terminal.wait_for(end)
        assert terminal.end() == 0
        assert terminal.mode() == terminal.mode_before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_deadly_signals_leave_the_terminal_sane(number: signal.Signals) -> None:
    with Terminal(*STEERED, "keys", "display") as terminal:
        terminal.wait_for("<reading>", "Easy back")
        terminal.program.send_signal(number)
        assert terminal.end() == -number
        assert terminal.mode() == terminal.mode_before
        assert terminal.seen.endswith(b"\x1b[?25h")


def test_a_signal_that_is_handled_is_left_to_its_handler() -> None:
    with Terminal(*STEERED, "keys", "display", "handler") as terminal:
        terminal.wait_for("<reading>")
        terminal.program.send_signal(signal.SIGTERM)
        terminal.wait_for("<KeyboardInterrupt>", "<left>")
        assert terminal.end() == 0
        assert terminal.mode() == terminal.mode_before


def in_shell(*options: str) -> str:
    return " ".join([*STEERED, *options])


def test_suspended_the_shell_is_sane_and_continued_keys_are_read_again() -> None:
    with Terminal("sh", "-i") as terminal:
        terminal.wait_for("ready> ")
        sane = terminal.mode()
        terminal.type(f"{in_shell('keys')}\n")
        terminal.wait_for("<reading>")
        for _ in range(2):
            terminal.type(" ")
            terminal.wait_for("<toggle>")
            assert terminal.takes_single_keys()
            terminal.type("\x1a")
            terminal.wait_for("ready> ")
            assert terminal.mode() == sane
            terminal.type("echo still $((1+1))\n")
            terminal.wait_for("still 2", "ready> ")
            terminal.type("fg\n")
            eventually(terminal.takes_single_keys)
        terminal.type("q")
        terminal.wait_for("<stop>", "<left>", "ready> ")
        assert terminal.mode() == sane


def test_stopped_without_a_word_it_comes_back_all_the_same() -> None:
    with Terminal("sh", "-i") as terminal:
        terminal.wait_for("ready> ")
        terminal.type(f"{in_shell('keys', 'halt')}\n")
        terminal.wait_for("<reading>")
        terminal.type("d")
        terminal.wait_for("<detail>", "ready> ")
        terminal.type("stty icanon echo\n")
        terminal.wait_for("ready> ")
        terminal.type("fg\n")
        eventually(terminal.takes_single_keys)
        terminal.type("q")
        terminal.wait_for("<stop>", "<left>")


def test_in_the_background_nothing_is_read_until_it_comes_to_the_front() -> None:
    with Terminal("sh", "-i") as terminal:
        terminal.wait_for("ready> ")
        sane = terminal.mode()
        terminal.type(f"{in_shell('keys')} &\n")
        terminal.wait_for("<reading>")
        terminal.type("jobs; echo qqq\n")
        terminal.wait_for("Running", "qqq")
        assert terminal.mode() == sane
        terminal.type("fg\n")
        eventually(terminal.takes_single_keys)
        terminal.type("q")
        terminal.wait_for("<stop>", "<left>", "ready> ")
        assert terminal.mode() == sane


def test_nothing_is_read_from_a_pipe() -> None:
    done = subprocess.run(
        [*STEERED, "keys", "rest"], input="q\n", capture_output=True, text=True, check=True, cwd=TOP
    )
    assert done.stdout == "<not reading>\n<left>\n<q>\n"
    assert done.stderr == ""


def test_a_terminal_that_goes_away_ends_the_reading() -> None:
    with Terminal(*STEERED, "keys", "handler") as terminal:
        terminal.wait_for("<reading>")
        terminal.hang_up()
        assert terminal.program.wait(30) != 0
