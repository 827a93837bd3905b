"""The environment in ``.venv``: where its parts are, whether it is ready, and how to become a program of it.

Loaded at every start, so it imports nothing but ``os`` and ``sys``, and on any Python 3: no syntax newer than 3.6.
"""
# ruff: noqa: PTH113, PTH118, PTH120, PTH123  (importing pathlib takes longer than all of this)

import os
import sys

WINDOWS = os.name == "nt"
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if WINDOWS else "bin")
PYTHON = os.path.join(BIN, "python.exe" if WINDOWS else "python")
COACH = os.path.join(BIN, "coach.exe" if WINDOWS else "coach")
STAMP = os.path.join(VENV, "coach-setup.stamp")
DEV = "dev"
"""The extra that the tests need. A set-up with it also serves without."""


def is_ready(extra: str) -> bool:
    """Tell whether the environment is whole, and made from this pyproject.toml with (at least) this extra."""
    try:
        with open(STAMP, "rb") as file:
            extras, _, rest = file.read().partition(b"\0")
        return (
            extra in ("", *os.fsdecode(extras).split(","))
            and rest == stamp("").partition(b"\0")[2]
            and os.access(base_python(), os.X_OK)
            and os.access(PYTHON, os.X_OK)
            and os.path.isfile(COACH)
        )
    except OSError:
        return False


def stamp(extras: str) -> bytes:
    """Return all that a set-up depends on, extras with commas between them. It is written when one is complete.

    The place of the checkout belongs to it, for the environment names it: a moved one is set up again.
    """
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        project = file.read()
    return b"\0".join([os.fsencode(extras), os.fsencode(base_python()), os.fsencode(ROOT), project])


def base_python() -> str:
    """Return the interpreter behind the environment, its version in its name where that is the custom."""
    if not WINDOWS:
        return os.path.realpath(PYTHON)
    with open(os.path.join(VENV, "pyvenv.cfg"), encoding="utf-8", errors="replace") as file:
        for line in file:
            key, _, value = line.partition("=")
            if key.strip() == "home":
                return os.path.join(value.strip(), "python.exe")
    raise OSError("pyvenv.cfg names no home")


def become(command: "list[str]") -> None:
    """Replace this process by the command, or on Windows (where that is not possible) wait for it."""
    if WINDOWS:
        sys.exit(wait_for(command))
    os.execv(command[0], command)  # noqa: S606 (no shell is wanted)


def wait_for(command: "list[str]") -> int:
    """Run the command and return its exit code. Ctrl-C is the command's to answer: it gets its own."""
    import subprocess

    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                pass
