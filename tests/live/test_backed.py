"""Live sessions with a bed under the voice: the track's sound, and no click where it stops or jumps."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from coach.live.api import Action
from coach.live.deck import Deck
from coach.session_options import Options
from coach.sound.pcm import RATE, Samples, to_samples
from tests.live.by_hand import Live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOUD = 8000
SECTION = RATE
SMOOTH = LOUD * np.pi / 2 / (RATE * 12 // 1000) + 3
"""From one sample to the next, the most that a fade of 12 ms changes a steady sound."""


@pytest.fixture(params=["rain", "waves", "drone"])
def backed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    with Live(tmp_path, options=Options(bed=request.param)) as session:
        yield session


def test_what_is_pulled_is_the_session_to_the_sample(backed: Live) -> None:
    whole = np.concatenate([samples for _, samples in backed.session.sound()])
    played = backed.speaker.play(backed.timeline.duration + 1000)
    assert np.array_equal(played, whole)
    first = to_samples(backed.timeline.cues[0].start)
    assert played[: first - RATE // 2].any()
    assert np.abs(played[-3:]).max() <= 1


@pytest.mark.parametrize("backed", ["drone"], indirect=True)
def test_a_hold_can_be_made_longer_over_a_bed(backed: Live) -> None:
    first, second = backed.timeline.steps[2].intervals[:2]
    breath = (first.end - first.start) // (first.breaths or 1)
    backed.play_to(first.start + breath + 500)
    backed.ask(Action.LONGER)
    while backed.player.now().remaining is None:
        threading.Event().wait(0.01)
    now = backed.player.now()
    assert now.position + (now.remaining or 0) == backed.timeline.duration + 2 * breath
    backed.play_to(second.start + 2 * breath + 1000)
    assert backed.player.now().side == second.side
    assert backed.player.now().breaths == (2, (second.breaths or 0) + 1)


@dataclass
class HandTape:
    """A tape of steady sound, of as many sections as the test has let there be."""

    sections: int = 1
    total: int = 4
    fault: None = None
    asked: list[int] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.sections * SECTION

    @property
    def complete(self) -> bool:
        return self.sections == self.total

    def read(self, start: int, count: int) -> Samples:
        return np.full(max(0, min(count, self.end - start)), LOUD, np.int16)

    def ready(self, start: int, count: int) -> int:
        return count if self.complete else len(self.read(start, count))

    def turn_to(self, sample: int) -> None:
        self.turned_to = sample

    def broken_off(self, _sample: int) -> bool:
        return False

    def wait_for(self, number: int, _seconds: float) -> Any:
        return Piece(number * SECTION) if number < self.sections else None


@dataclass
class Piece:
    first: int


def _deck(tape: HandTape, **more: Any) -> Deck:
    return Deck(tape, **more)  # type: ignore[arg-type]


def _pull(deck: Deck, seconds: float) -> Samples:
    parts = [deck.pull(441) for _ in range(round(seconds * 100))]
    return np.concatenate(parts)


def test_endless_sound_fades_where_it_runs_out_and_comes_back_where_it_was() -> None:
    tape = HandTape()
    deck = _deck(tape, endless=True)
    short = _pull(deck, 1.5)
    tape.sections = 2
    more = _pull(deck, 0.5)
    heard = np.concatenate([short, more]).astype(int)
    assert heard[: SECTION - RATE // 50].min() == LOUD
    assert not heard[SECTION : len(short)].any()
    assert heard[-1] == LOUD
    assert np.abs(np.diff(heard)).max() < SMOOTH
    assert abs(deck.position - SECTION - len(more)) <= 441
    assert deck.position <= SECTION + len(more)


def test_at_the_end_of_the_session_nothing_is_faded_or_lost() -> None:
    tape = HandTape(sections=2, total=2)
    heard = _pull(_deck(tape, endless=True), 2.0)
    assert len(heard) == 2 * SECTION
    assert heard.min() == LOUD


def test_a_file_waits_instead() -> None:
    heard = _pull(_deck(HandTape(), endless=True, patient=True), 1.0)
    assert heard.min() == LOUD


@pytest.mark.parametrize("lead", [None, np.zeros(RATE // 2, np.int16)])
def test_endless_sound_that_begins_amid_the_session_fades_in(lead: Samples | None) -> None:
    deck = _deck(HandTape(sections=4), endless=True, lead=lead)
    deck.start_at(1.0, 2)
    heard = np.concatenate([[0], _pull(deck, 1.0).astype(int)])
    assert np.abs(np.diff(heard)).max() < SMOOTH
    assert heard[-1] == LOUD


def test_pauses_and_jumps_do_not_click() -> None:
    deck = _deck(HandTape(sections=4), endless=True)
    parts = [_pull(deck, 0.3)]
    deck.pause()
    parts.append(_pull(deck, 0.2))
    deck.play()
    parts.append(_pull(deck, 0.2))
    deck.go_to(2)
    parts.append(_pull(deck, 0.3))
    heard = np.concatenate(parts).astype(int)
    assert np.abs(np.diff(heard)).max() < SMOOTH
    assert heard[-1] == LOUD
    assert deck.position > 2 * SECTION


class LateTape(HandTape):
    """A tape whose last sections come just after it was found to have no more."""

    def read(self, start: int, count: int) -> Samples:
        found = super().read(start, count)
        if not len(found):
            self.sections = self.total
        return found

    def wait_beyond(self, sample: int, _seconds: float) -> None:
        assert self.end > sample


@pytest.mark.parametrize("patient", [True, False])
def test_the_last_section_is_played_though_it_comes_at_the_last_moment(patient: bool) -> None:
    heard = _pull(_deck(LateTape(), patient=patient), 5.0)
    assert np.count_nonzero(heard) == 4 * SECTION
