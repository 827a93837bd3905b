"""The clips that a roster's tracks are made of: in a folder, or in a place that many machines share."""

from __future__ import annotations

from pathlib import Path

from coach.files import expanded
from coach.voice import ClipCache, default_folder


def clip_cache(place: str | None, limit: int) -> ClipCache:
    """Return the cache in that place (None: the usual one), which keeps no more than ``limit`` bytes."""
    return ClipCache(expanded(Path(place)) if place else default_folder(), limit)
