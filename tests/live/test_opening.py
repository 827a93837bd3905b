"""The opening of a session is heard as it comes into being: first the tone, then line by line."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.content.fields import Detail
from coach.live.opening import line_by_line
from coach.script.model import Section, Talk
from coach.script.request import Request
from coach.script.writer import write
from coach.sound.pcm import silence, to_samples
from coach.timeline.layout import HELLO, LEAD_IN, lay_out
from coach.units import Ms
from tests.fakes import FakeVoice
from tests.live.by_hand import Begun
from tests.strategies import LIBRARY, expected

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.manner import Manner
    from coach.script.model import Script

SPOKEN = expected(LIBRARY)


class InTurns(FakeVoice):
    """A voice that says one sentence for each turn it is given."""

    def __init__(self) -> None:
        super().__init__(parallel=1)
        self.turns = threading.Semaphore(0)
        self.said = 0

    def _pause(self) -> None:
        while not self.closed.is_set():
            if self.turns.acquire(timeout=0.01):
                self.said += 1
                return


@pytest.mark.parametrize("pace", [1.0, 2.5])
@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("name", [routine.name for routine in LIBRARY.routines() if not routine.own])
def test_line_by_line_it_is_laid_as_it_is_section_by_section(name: str, detail: Detail, pace: float) -> None:
    script = write(Request(LIBRARY.load(name), LIBRARY, detail))
    hello = {text for talk in opening(script) for line in talk.lines for take in line.takes for text in take}

    def spoken(text: str, manner: Manner) -> Ms:
        return Ms(round((pace if text in hello else 1) * SPOKEN(text, manner)))

    cut, numbers = line_by_line(script)
    whole, lines = lay_out(script, spoken), lay_out(cut, spoken)
    assert (lines.cues, lines.tones, lines.steps) == (whole.cues, whole.tones, whole.steps)
    assert [*numbers] == sorted(numbers)
    for number, passage in enumerate(whole.passages):
        parts = [part for part, at in zip(lines.passages, numbers, strict=True) if at == number]
        assert (parts[0].start, parts[-1].end) == (passage.start, passage.end)
        assert number < 2 or parts == [passage]
    assert numbers.index(2) == 1 + sum(len(talk.lines) for talk in opening(script))
    for part, after in pairwise(lines.passages[: numbers.index(2)]):
        assert part.spoken_after == next(cue.start for cue in whole.cues if cue.start >= part.end)
        assert after.spoken_before == max(
            (cue.end for cue in whole.cues if cue.end <= part.end), default=None
        )


def test_with_no_words_at_all_it_stays_as_it_is() -> None:
    script = write(Request(LIBRARY.load("post"), LIBRARY))
    bare = replace(script, sections=(Section((Talk(()),)), *script.sections[1:2], *script.sections[-1:]))
    cut, numbers = line_by_line(bare)
    assert (cut.sections[0], cut.sections[-1]) == (bare.sections[0], bare.sections[-1])
    assert numbers == (0, *[1] * len(opening(script)[1].lines), 2)


def opening(script: Script) -> list[Talk]:
    return [part for section in script.sections[:2] for part in section.parts if isinstance(part, Talk)]


def test_a_slow_voice_is_heard_line_by_line_and_loses_no_sample(tmp_path: Path) -> None:
    quick = Begun(tmp_path / "quick")
    whole = np.concatenate([samples for _, samples in quick.session.sound()])
    timeline = quick.another().timeline
    quick.narrator.close()
    cues = [cue for cue in timeline.cues if cue.end <= timeline.steps[0].start]
    assert cues[0].start == HELLO
    voice = InTurns()
    with Begun(tmp_path / "slow", voice=voice) as session:
        heard = silence(0)
        for said, cue in enumerate(cues):
            heard = np.concatenate([heard, session.listen_to(cue.start)])
            assert len(heard) == to_samples(cue.start)
            assert voice.said == said  # the tone needs no voice, and a line none but its own
            assert not session.speaker.play(200).any()
            assert session.player.now().waiting
            voice.turns.release()
        heard = np.concatenate([heard, session.listen_to(cues[-1].end - 100)])
        assert session.player.now().sentence == cues[-1].text
        assert np.array_equal(heard, whole[: len(heard)])
        assert heard[to_samples(LEAD_IN) : to_samples(HELLO)].any()
        voice.turns.release(1000)
