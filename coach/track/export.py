"""Writes a session as an MP3, passage by passage: mixing, speaking and encoding overlap."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coach.media.codec import Mp3Encoder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.session import Session
    from coach.timeline import Timeline


def export_track(
    session: Session, path: Path, progress: Callable[[int, int], None] | None = None
) -> Timeline:
    """Write ``session`` to ``path`` and return its timeline.

    The file appears whole or not at all, and replaces an older one only when it is finished. ``progress`` is
    told how many of how many sections are done. Raises MediaError, VoiceError or UnspeakableError.
    """
    total = len(session.script.sections)
    with Mp3Encoder(path, tags=tags(session)) as encoder:
        for done, (_, samples) in enumerate(session.sound(), start=1):
            encoder.write(samples)
            if progress:
                progress(done, total)
        encoder.commit()
    return session.timeline


def tags(session: Session) -> dict[str, str]:
    """Return what a player shows: ID3 names as ffmpeg knows them."""
    steps = [section.name for section in session.script.sections if section.name]
    return {
        "title": session.routine.title,
        "artist": "coach",
        "album": "Guided stretching for runners",
        "genre": "Health & Fitness",
        "date": str(datetime.now(UTC).year),
        "comment": ", ".join(steps)[:500],
    }
