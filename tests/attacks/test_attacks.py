"""Some thousand tries of an attacker: no foreign exception, no hang, nothing raw on a terminal, nothing lost."""

from __future__ import annotations

import contextlib
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.attacks.hostile import Try, draw, prepare
from tests.processes import environment

if TYPE_CHECKING:
    from pathlib import Path

pty = pytest.importorskip("pty", reason="needs pseudo-terminals")

AT_MOST = 60.0
"""Seconds after which a try hangs, on a machine that does other things as well."""

TRIES = 25
OURS = re.compile(r"\x1b\[[0-9;]*[mK]")
RAW = re.compile("[\x00-\x06\x07\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
FOREIGN = re.compile(r"something unforeseen|Traceback \(most recent|Exception ignored|\w+Error: ")


def attack(each: Try, folder: Path) -> tuple[int, str]:
    """Run a try on a terminal; return how it ended, 124 for a hang, and what it wrote."""
    master, slave = pty.openpty()
    given = {
        "COACH_DATA": str(folder / "data"), "COACH_CONFIG": str(folder / "config.toml"), "HOME": str(folder),
        "COACH_ROUTINES": str(folder / "own"), "COACH_SYSTEM_VOICE": "1", "COLUMNS": "80", **each.environment,
    }  # fmt: skip
    feed = subprocess.PIPE if each.standard_input else slave
    process = subprocess.Popen(
        [sys.executable, "-m", "coach", *each.arguments],
        stdin=feed, stdout=slave, stderr=slave, cwd=folder, env=environment(**given), start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    if process.stdin:
        with contextlib.suppress(BrokenPipeError):  # it may have seen enough
            process.stdin.write(each.standard_input)
            process.stdin.close()
    written, begun, answered = b"", time.monotonic(), 0.0
    while True:
        if select.select([master], [], [], 0.1)[0]:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            written += data
        elif feed is slave and time.monotonic() - begun > answered + 2:
            answered = time.monotonic() - begun
            os.write(master, b"n\rq\r")  # whatever it asks
        if time.monotonic() - begun > AT_MOST:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return 124, written.decode("utf-8", "replace")
    os.close(master)
    return process.wait(), written.decode("utf-8", "replace")


def complaint(each: Try, folder: Path) -> str:
    """Return what is wrong with how the coach took a try, "" if nothing is."""
    code, written = attack(each, folder)
    seen = OURS.sub("", written)
    seen = seen.replace("^C", "").replace("\r\n", "\n")
    if code not in (0, 1, 2):
        return f"ended with {code}"
    if found := FOREIGN.search(seen):
        return f"{found[0]} {seen[-300:]!r}"
    if "play" not in each.arguments and (raw := RAW.search(seen)):
        return f"wrote {raw[0]!r} in {seen[max(0, raw.start() - 80) :][:160]!r}"
    if (folder / "good.mp3").read_bytes() != b"a song of one's own":
        return "replaced a song"
    if (folder / "mine.pdf").read_bytes() != b"a letter of one's own":
        return "replaced a letter"
    return ""


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 120))])
def test_no_try_gets_through(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    prepare(tmp_path)
    complaints = []
    for _ in range(TRIES):
        each = draw(chance, tmp_path)
        if said := complaint(each, tmp_path):
            complaints.append((each, said))
    assert complaints == []
