"""What an independent recogniser hears of a session, cue by cue, in the finished sound.

Each cue is cut out of the mix, tones and music included, and heard on its own. A cue counts as heard exactly when
what is heard has the same words, or sounds the same; the word error is that of all words, those cues left out that
are heard exactly. Cues of which something else was heard are listed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from _ears import Ears, Heard

import coach
from coach.content.fields import Detail
from coach.sound.pcm import RATE, to_samples
from coach.voice.api import Recording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.session import Session
    from coach.timeline.model import Cue

AROUND_MS = 120
"""How much of the sound before and after a cue is heard with it: less than there is between two cues."""


def main() -> int:
    """Print what is heard of a routine; 1 where that is less than ``--exact`` asks for."""
    asked = argparse.ArgumentParser(prog="scripts/listen", description=__doc__)
    asked.add_argument("routine", nargs="?", default="post", help="a routine's name or path")
    asked.add_argument("--language", default="en", help="en, es, fr or de")
    asked.add_argument("--detail", choices=[*Detail], default="full")
    asked.add_argument("--voice", help="a voice; without one, the usual")
    asked.add_argument("--every", type=int, default=1, metavar="N", help="hear only each Nth cue")
    asked.add_argument("--words", type=int, default=1, metavar="N", help="hear only cues of N words and more")
    asked.add_argument("--exact", type=float, default=0, metavar="PERCENT", help="fail below that")
    asked.add_argument("--cache", type=Path, help="where spoken clips are kept")
    given = asked.parse_args()
    routine = coach.load(given.routine, language=given.language)
    with tempfile.TemporaryDirectory() as folder:
        options = {"detail": given.detail, "voice": given.voice, "language": given.language}
        with coach.compile(routine, cache=given.cache or folder, **options) as session:
            cues = [cue for cue in session.timeline.cues if len(cue.text.split()) >= given.words]
            found = list(hear(session, cues[:: given.every], Ears(given.language)))
    for cue, heard in found:
        if not heard.right:
            print(f"  {cue.start / 1000:6.1f} s  {cue.text!r} is heard as {heard.text!r}")
    exact = 100 * sum(heard.right for _, heard in found) / max(1, len(found))
    wrong, words = (
        sum(figures) for figures in zip(*((h.wrong_words, h.words) for _, h in found), strict=True)
    )
    print(
        f"{routine.name}, {given.language}, {given.detail}: {exact:.1f} % of {len(found)} cues heard exactly,"
        f" word error {100 * wrong / max(1, words):.1f} % of {words} words"
    )
    return int(exact < given.exact)


def hear(session: Session, cues: Iterable[Cue], ears: Ears) -> Iterator[tuple[Cue, Heard]]:
    """Yield each cue with what is heard of it in the session's sound."""
    whole = np.concatenate([samples for _, samples in session.sound()])
    for cue in cues:
        begin, end = (to_samples(max(0, ms)) for ms in (cue.start - AROUND_MS, cue.end + AROUND_MS))
        yield cue, ears.hear(Recording(whole[begin:end], RATE), cue.text)


if __name__ == "__main__":
    sys.exit(main())
