"""Plays a session with what belongs to it: keys and a panel on a terminal, media keys, time to get to the mat."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from coach.live.controls.keys import Keys
from coach.live.controls.mpris import MediaKeys
from coach.live.lead import lead_in
from coach.live.player import Player
from coach.live.screen.display import open_display
from coach.live.terminal import Loan, is_terminal
from coach.timeline.layout import HELLO
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from coach.live.api import Speaker
    from coach.live.tally import StepMark
    from coach.session import Session
    from coach.sound.pcm import Samples


def play_session(
    session: Session,
    speaker: Speaker,
    *,
    start_in: int = 0,
    from_step: int = 1,
    volume: float = 1.0,
    listen: bool = False,
    on_step: Callable[[StepMark], None] | None = None,
) -> bool:
    """Play a session to its end, or until it is asked to stop; return whether the end was reached.

    Args:
        session: What to play.
        speaker: Where to play it; it is closed whatever happens.
        start_in: Milliseconds before it begins.
        from_step: The exercise to begin with, from 1.
        volume: From 0 to 1.
        listen: Whether to obey spoken commands.
        on_step: What to do when an exercise was begun, completed or skipped.

    Raises:
        NotFoundError: The session has no such step.
        SpeakerError: There is nothing to play through.
        VoiceError: A sentence could not be spoken.
        UnspeakableError: The routine cannot be said as asked.
    """
    session.check_step(from_step)
    lead = _lead(session, start_in, from_step)
    waits = speaker.live and is_terminal(sys.stdin)
    player = Player(
        *(session, speaker), from_step=from_step, volume=volume, lead=lead, on_step=on_step, waits=waits
    )
    keys = Keys(player)
    display = open_display(player, keys=keys.active)
    listening = _listening(player) if listen else nullcontext()
    with listening, display, keys, MediaKeys(player), Loan(player.wake, player.suspend):
        return player.run(display.show_help)


def _lead(session: Session, start_in: int, from_step: int) -> Samples | None:
    """What is heard before the session: the time to get to the mat, or a hello where it begins further on."""
    tones = session.options.tones
    if start_in:
        wording = session.library.phrases.start_in.format(count=round(start_in / SECOND))
        said = session.speech(wording) if session.says(wording) else None
        return lead_in(start_in, said, tones=tones)
    return lead_in(HELLO, tones=tones) if from_step > 1 else None


def _listening(player: Player) -> AbstractContextManager[object]:
    from coach.live.controls.listen import Listening

    return Listening(player)
