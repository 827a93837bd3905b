"""A session played from Enter to the prompt, and where each of its cues was heard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.sound.pcm import RATE
from tests.live.ear import ALIKE
from tests.live.soundserver import SoundServer
from tests.live.stage import UNASKED

if TYPE_CHECKING:
    from pathlib import Path

    from coach.sound.pcm import Samples
    from tests.live.ear import Ear
    from tests.live.stage import Stage

NEARBY = 0.4 * RATE
"""Samples before and after its place in which a cue is listened for."""


def rehearse(
    speaker: str, stage: Stage, ear: Ear, folder: Path, text: str, *options: str, step: int = 1
) -> list[float]:
    """Play a routine from a step to its end; return how many milliseconds each cue is heard from its place."""
    routine = stage.routine(text)
    timeline = stage.timeline(routine, *options)
    cues = [
        cue
        for cue in timeline["cues"]
        if step == 1 or cue["start_ms"] >= timeline["steps"][step - 1]["start_ms"]
    ]
    begin = ("--from", f"{step}", "--speaker", speaker, UNASKED)
    with (
        SoundServer(folder) as server,
        server.record() as recording,
        stage.terminal("play", routine, *options, *begin, server=server) as show,
    ):
        show.end(0, 2 * timeline["duration_ms"] / 1000 + 60)
    return offsets(ear, cues, recording.samples)


def offsets(ear: Ear, cues: list[dict[str, Any]], sound: Samples) -> list[float]:
    """Return how many milliseconds each cue is heard from its place relative to the first; nan: one is not."""
    first = ear.find(cues[0]["text"], sound, 0, 30 * RATE, kind=cues[0]["kind"])
    if first.likeness <= ALIKE:
        return [float("nan")] * len(cues)
    found = []
    for cue in cues:
        place = first.at + (cue["start_ms"] - cues[0]["start_ms"]) * RATE / 1000
        end = place + len(ear.clip(cue["text"], cue["kind"]))
        around = round(place - NEARBY), round(end + NEARBY)
        heard = ear.find(cue["text"], sound, *around, kind=cue["kind"])
        found.append((heard.at - place) * 1000 / RATE if heard.likeness > ALIKE else float("nan"))
    return found
