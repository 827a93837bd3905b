"""The quick way in: see that coach is set up, and become it.

This is paid at every start, so it imports nothing but ``os`` and ``sys``; ``_setup`` is imported when
there is something to set up. Both must load on an old Python 3, to tell its owner what is wrong: no syntax
newer than 3.6.
"""
# ruff: noqa: PTH118  (importing pathlib takes longer than all of this)

import os

from _venv import COACH, DEV, PYTHON, ROOT, WINDOWS, become, is_ready


def run_coach(arguments: "list[str]") -> None:
    """Become coach; does not return."""
    _ensure("")
    # The script that pip made starts quicker than "-m coach" and, like "-P", leaves the working
    # directory off the module path: a click.py lying there is not ours.
    how = ["-P", "-m", "coach"] if WINDOWS else [COACH]
    become([PYTHON, *how, *arguments])


def run_tests(arguments: "list[str]") -> None:
    """Become pytest, at the top of the checkout; does not return."""
    _ensure(DEV)
    os.chdir(ROOT)
    become([PYTHON, "-m", "pytest", *arguments])


def run_bench(arguments: "list[str]") -> None:
    """Become the measurements of ``_bench``; does not return."""
    _ensure("")
    become([PYTHON, os.path.join(ROOT, "scripts", "_bench.py"), *arguments])


def run_program(program: str, extra: str, arguments: "list[str]") -> None:
    """Become another of the programs beside this one, which needs an extra; does not return."""
    _ensure(extra)
    become([PYTHON, os.path.join(ROOT, "scripts", program), *arguments])


def add_extras(extras: "list[str]") -> None:
    """Have these extras in the environment, too."""
    import _setup

    _setup.add(extras)


def _ensure(extra: str) -> None:
    if not is_ready(extra):
        import _setup

        _setup.set_up(extra)
