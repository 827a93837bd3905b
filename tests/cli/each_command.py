"""Runs every command, and asks each for help, one after the other in this process, as on the terminal it is in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coach.cli import main
from coach.cli.group import COMMANDS, coach

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD = "coach> "
"""What begins the line above what a command prints."""

RUNS = {
    "play": ["no-such", "post --from 9 --speaker null:fast"],
    "list": ["", "--exercises", "--area calves", "--when before --max-minutes 1"],
    "show": ["post", "circuit", "figure-four"],
    "safety": [""],
    "export": ["knees --format fit --to .", "--tight nowhere", "-o a b"],
    "share": ["--tokens", "--revoke nobody"],
    "handout": ["knees -o knees.html"],
    "roster": ["--progress none.json", "none.csv"],
    "plan": ["--tight calves --why", "--tight calves --minutes 1"],
    "swap": ["post childs-pose"],
    "like": ["cat-cow"],
    "dislike": ["", "plank"],
    "new": ["exercise", "routine my-evening-after-a-long-run"],
    "check": [".", "--language de"],
    "import": ["workout.txt"],
    "script": ["rescue --system-voice --from 2", "rescue --system-voice --from 99"],
    "voices": ["", "--language en", "try espeak", "check pack:none"],
    "say": ["--voice no-such hello"],
    "record": ["knees --list", "knees"],
    "speakers": [""],
    "history": ["", "export -o all.json", "export --person A.B."],
    "log": ["post --on 2026-01-05 --tight calves=4 --tight lower-back=7 --pain quads", "--pain knee"],
    "progress": ["", "--goal 99"],
    "remind": ["post --days mon,wed --at 18:30"],
    "forget": ["--before 2020-01-01"],
    "config": ["", "set rate fast", "set bed waves", "get bed", "get bet", "check"],
}
"""Arguments for each command, right and wrong."""

_WRONG = """\
name: a-routine-with-mistakes
title: A routine in which much is wrong
when: sometimes
steps:
  - exercise: no-such-exercise-far-and-wide
  - exercise: cat-cow
    hold: 30 s
"""


def commands(of: click.Command = coach, *path: str) -> Iterator[list[str]]:
    """Yield every command there is, in other commands, too."""
    yield [*path]
    if isinstance(of, click.Group):
        context = click.Context(of)
        for name in of.list_commands(context):
            inside = of.get_command(context, name)
            assert inside is not None
            yield from commands(inside, *path, name)


def run(arguments: list[str]) -> None:
    """Run the coach, whichever way it ends."""
    print(TOLD, *arguments, sep=" ", flush=True)
    sys.argv[1:] = arguments
    try:
        main()
    except SystemExit:
        sys.stdout.flush()


if __name__ == "__main__":
    from pathlib import Path

    Path("wrong.yaml").write_text(_WRONG, "utf-8")
    Path("workout.txt").write_text("- Cat-cow 1m\n- Something else that nobody knows here 30s\n", "utf-8")
    for path in commands():
        run([*path, "--help"])
        run([*path, "--no-such-option"])
    for name in sorted(COMMANDS, key=lambda name: name != "log"):  # so that there is a history
        for arguments in RUNS[name]:
            run([name, *arguments.split()])
