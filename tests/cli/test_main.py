"""The door itself: exit codes, one clear line, help, completion, and ends that are nobody's fault."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import click
import pytest

import coach
from coach.cli.group import COMMANDS
from coach.errors import CoachError, NotFoundError, Problem, RoutineError, VoiceError
from tests.content.reports import SOUND, STEPS
from tests.processes import environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran, Run

Ending = "Callable[[BaseException | None], Ran]"


@pytest.fixture
def ending(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException | None], Ran]:
    """Run a command that ends in an exception of one's choice."""

    def end(how: BaseException | None) -> Ran:
        @click.command("end")
        def command() -> None:
            click.echo("a result")
            if how is not None:
                raise how

        module = ModuleType("coach.cli.end")
        module.__dict__["command"] = command
        monkeypatch.setitem(sys.modules, "coach.cli.end", module)
        monkeypatch.setitem(COMMANDS, "end", "End.")
        return run("end")

    return end


PROBLEMS = [
    Problem("a.yaml", 2, 1, "one is wrong", "mend it"),
    Problem("a.yaml", 3, 7, "so is two", "mend it too"),
]


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        (None, 0, ""),
        (CoachError("it cannot be done"), 1, "coach: it cannot be done\n"),
        (
            VoiceError("it is mute", where="the engine", hint="cough"),
            1,
            "coach: the engine: it is mute; cough\n",
        ),
        (NotFoundError("there is none", hint="make one"), 1, "coach: there is none; make one\n"),
        (
            RoutineError(PROBLEMS),
            1,
            "a.yaml:2:1: one is wrong; mend it\na.yaml:3:7: so is two; mend it too\n",
        ),
        (KeyboardInterrupt(), 1, "Stopped.\n"),
        (click.Abort(), 1, "Stopped.\n"),
        (click.ClickException("it is not to be"), 1, "Error: it is not to be\n"),
        (SystemExit(1), 1, ""),
        (SystemExit(0), 0, ""),
    ],
)
def test_how_a_command_ends(
    how: BaseException | None, code: int, said: str, ending: Callable[[BaseException | None], Ran]
) -> None:
    ended = ending(how)
    assert (ended.code, ended.out) == (code, "a result\n")
    assert ended.err.lstrip("\n") == said


def test_an_interrupt_while_the_command_line_is_imported_is_a_stop() -> None:
    program = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from coach.cli import main
main()
"""
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, env=environment())
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "Stopped.\n")


def test_what_was_not_foreseen_is_one_line_as_well(
    ending: Callable[[BaseException | None], Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = ending(ZeroDivisionError("no"))
    assert ended.code == 1
    assert ended.err.startswith(
        "coach: something unforeseen went wrong (ZeroDivisionError: no); run again with COACH_DEBUG"
    )
    assert ended.err.count("\n") == 1
    monkeypatch.setenv("COACH_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        ending(ZeroDivisionError("no"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lst"], "there is no command 'lst'; did you mean list?"),
        (["xyzzy"], "there is no command 'xyzzy'; 'coach --help' lists the commands"),
        (["--loud"], "No such option"),
        (["list", "--loud"], "No such option"),
        (["show"], "Missing argument"),
        (["show", "post", "pre"], "unexpected extra argument"),
        (["list", "post"], "unexpected extra argument"),
        (["script", "post", "--minutes", "many"], "Invalid value for '--minutes'"),
        (["script", "post", "--detail", "chatty"], "Invalid value for '--detail'"),
        (["export", "post", "--rate", "9999"], "Invalid value for '--rate'"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str, run: Run) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "Usage: coach" in ended.err


def test_no_command_shows_the_help(process: Run) -> None:
    ended = process()
    assert "Usage: coach" in ended.out + ended.err
    assert "export" in ended.out + ended.err


def test_version(run: Run) -> None:
    ended = run("--version")
    assert (ended.code, ended.out, ended.err) == (0, f"coach {coach.__version__}\n", "")


def test_help_names_every_command(process: Run) -> None:
    ended = process("--help")
    assert (ended.code, ended.err) == (0, "")
    for name, summary in COMMANDS.items():
        assert f"  {name} " in ended.out
        assert summary in ended.out
    assert process("-h") == ended


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_every_command(name: str, run: Run) -> None:
    ended = run(name, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Usage: coach {name} ")
    assert max(map(len, ended.out.splitlines())) <= 80
    assert run(name, "-h") == ended


def completed(process: Run, monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    """Return what bash would be offered at the end of ``line``."""
    monkeypatch.setenv("_COACH_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split(" ")) - 1))
    return process().out.splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("coach exp", ["plain,export"]),
        ("coach show p", ["plain,post", "plain,pre", "plain,powder"]),
        ("coach show pow", ["plain,powder"]),
        ("coach show ./mine", ["file,./mine"]),
        ("coach check mine", ["file,mine"]),
        ("coach list --ex", ["plain,--exercises"]),
    ],
)
def test_commands_names_and_files_complete(
    line: str, offered: list[str], process: Run, routines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (routines / "powder.yaml").write_text(SOUND, "utf-8")
    assert completed(process, monkeypatch, line) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_their_completion(shell: str, process: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_COACH_COMPLETE", f"{shell}_source")
    done = process()
    assert done.code == 0
    assert f"_COACH_COMPLETE={shell}_complete" in done.out


# Real processes


def test_a_process_of_its_own(process: Run) -> None:
    assert process("--version").out == f"coach {coach.__version__}\n"
    listed = process("list")
    assert listed.code == 0
    assert "post" in listed.out
    assert process("show", "pots").code == 1
    assert process("nonsense").code == 2


def test_the_installed_command_is_the_module(process: Run, routines: Path) -> None:
    installed = shutil.which("coach", path=os.path.dirname(sys.executable))  # noqa: PTH120 (a string is wanted)
    if installed is None:
        pytest.skip("coach is not installed beside this Python")
    done = subprocess.run([installed, "list"], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == process("list").out


@pytest.mark.skipif(os.name == "nt", reason="pipes as POSIX has them")
@pytest.mark.parametrize("arguments", [("list",), ("script", "post", "--format", "json"), ("--help",)])
def test_a_reader_that_goes_away_is_no_complaint(arguments: tuple[str, ...], routines: Path) -> None:
    """As in ``coach list | head -1``, with a head that is gone before the first line."""
    coach_list = subprocess.Popen(
        [sys.executable, "-m", "coach", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert coach_list.stdout is not None
    assert coach_list.stderr is not None
    coach_list.stdout.close()
    said = coach_list.stderr.read().decode()
    coach_list.stderr.close()
    assert (coach_list.wait(timeout=60), said.partition("Your own")[0]) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")  # noqa: PTH110
@pytest.mark.parametrize("command", ["list", "--help", "show post"])
def test_output_that_cannot_be_written(command: str, routines: Path) -> None:
    coach = f'"{sys.executable}" -m coach {command}'
    done = subprocess.run(
        ["/bin/sh", "-c", f"{coach} >/dev/full"], env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("coach: the output cannot be written (No space left on device); ")
    done = subprocess.run(
        ["/bin/sh", "-c", f"{coach} >&-"], env=environment(), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.partition("Your own")[0]) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_being_stopped_is_said_in_one_word(sent: signal.Signals, routines: Path) -> None:
    (routines / "long.yaml").write_text(STEPS + "  - exercise: figure-four\n" * 300, "utf-8")
    checking = subprocess.Popen(
        [sys.executable, "-m", "coach", "check", "post", *["long"] * 500],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert checking.stdout is not None
    assert checking.stdout.readline().startswith("post: fine")
    checking.send_signal(sent)
    _, said = checking.communicate(timeout=60)
    assert (checking.returncode, said.strip()) == (1, "Stopped.")


def test_alone_it_shows_its_help_once(run: Run) -> None:
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == run("--help").out
