"""However a session ends, its terminal is as it was, and nothing is left running.

(The sessions of ``test_live_places`` are those that come to their own end.)
"""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from coach.live.screen.painter import HIDE
from tests.live.soundserver import needs_server
from tests.track.running import needs_proc

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.soundserver import SoundServer
    from tests.live.stage import Stage

pytestmark = [needs_server, needs_proc, pytest.mark.usefixtures("rehearsals")]

INTERRUPT, RIGHT = "\x03", "\x1b[C"
ENDS: tuple[tuple[str | signal.Signals, int], ...] = (
    ("q", 0),
    (INTERRUPT, 1),
    (signal.SIGTERM, 1),
    (3 * RIGHT + "q", 0),
    (signal.SIGHUP, -signal.SIGHUP),
    (" q", 0),
    (INTERRUPT + INTERRUPT, 1),
)
"""Keys and signals that end a session, with its exit code."""


@pytest.mark.parametrize(
    "times", [pytest.param(len(ENDS), id="few"), pytest.param(100, id="many", marks=pytest.mark.slow)]
)
def test_starts_and_stops_in_a_row(times: int, stage: Stage, server: SoundServer, tmp_path: Path) -> None:
    """Each is ended in another way, at another moment, while the voice has yet much to say."""
    with server.record():
        for number in range(times):
            end, code = ENDS[number % len(ENDS)]
            cold = tmp_path / f"cold{number}"
            with stage.terminal("play", "post", "--cache", cold, server=server) as show:
                show.see(HIDE)
                time.sleep(number % 5 * 0.15)
                if isinstance(end, str):
                    show.press(end)
                else:
                    show.signal(end)
                show.end(code)


@pytest.mark.parametrize("speaker", ["miniaudio", "null"])
def test_a_crash_in_the_callback_of_the_speaker(speaker: str, stage: Stage, server: SoundServer) -> None:
    with stage.terminal(
        "play", "post", "--speaker", speaker, server=server, program="tests.live.brittle"
    ) as show:
        last = show.end(1)
    assert "something unforeseen went wrong (RuntimeError: raised on purpose)" in last
