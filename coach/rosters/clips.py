"""The clips that a roster's tracks are made of: in a folder, or in a place that many machines share."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.rosters.remote_storage import RemoteStorage, local_path
from coach.voice.cache import ClipCache, clip_file, clip_name, default_folder, read_clip

if TYPE_CHECKING:
    from coach.voice.clip import Clip
    from coach.voice.narrator import Clips


def clip_cache(place: str | None, limit: int) -> Clips:
    """Return the cache in that place (None: the usual one); a folder keeps no more than ``limit`` bytes."""
    if place is None:
        return ClipCache(default_folder(), limit)
    path = local_path(place)
    return ClipCache(path, limit) if path else SharedClips(RemoteStorage(place))


class SharedClips:
    """Clips at an address; see ``ClipCache`` for what each method does.

    Whichever machine is first with a sentence has its clip kept, and all others take that: their tracks are equal.
    What is there is never removed; that is for the place to do.
    """

    def __init__(self, storage: RemoteStorage) -> None:
        self._storage = storage
        self._trouble: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why clips are not being kept, in one line; None while all is well."""
        return self._trouble

    def get(self, identity: str, text: str) -> Clip | None:
        """What the voice of that identity says for ``text``, or None when that is not here whole."""
        try:
            return read_clip(identity, text, self._storage.read(clip_name(identity, text)) or b"")
        except CoachError as fault:
            self._give_up(fault)
            return None

    def put(self, identity: str, clip: Clip) -> Clip:
        """Keep a clip, and return the one that is kept."""
        if self._trouble:
            return clip
        name, content = clip_name(identity, clip.text), clip_file(identity, clip)
        try:
            if self._storage.claim(name, content):
                return clip
            if found := self.get(identity, clip.text):
                return found
            self._storage.write(name, content)  # what was there is no whole clip
        except CoachError as fault:
            self._give_up(fault)
        return clip

    def tidy(self) -> None:
        """Leave everything as it is."""

    def _give_up(self, fault: CoachError) -> None:
        if self._trouble is None:
            self._trouble = f"spoken clips are not kept: {fault}"
            logging.getLogger(__name__).warning("coach: %s", self._trouble)
