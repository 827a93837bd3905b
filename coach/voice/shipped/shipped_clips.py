"""What is shipped of a voice's sentences: a manifest, and one file with a short Ogg Opus stream for each.

    en.json     {"format": 2, "identity": "kokoro 2, …", "clips": [{"text": "Breathe in.", "manner": "soft",
                  "given": "", "at": 0, "size": 3120, "crc": 912…, "sound": [1510, 21870, -24.13], "way": 0}, …]}
    en.opus     the streams, one behind another

A stream is what the engine said, trimmed of most silence: it becomes a clip as all recordings do, but for what was
measured of its ``sound`` before: where it begins and ends, and its loudness. Some are ``cut`` before a hiss. It
stands for a sentence only if the voice is of the same identity and would give its engine the same words; what is
damaged counts as missing. This module reads; ``scripts/clips`` writes.
"""

from __future__ import annotations

import functools
import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.sound.short_streams import decoded
from coach.voice.api import Measures, Recording
from coach.voice.kokoro.edges import cut

if TYPE_CHECKING:
    from coach.content.manner import Manner
    from coach.voice.api import Voice

FORMAT = 2
FOLDER = Path(__file__).parent
MANIFEST, STREAMS = ".json", ".opus"

Sentence = tuple[str, str]
"""A text and the name of its manner."""


class Store:
    """The sentences of one language in one voice."""

    def __init__(self, path: Path) -> None:
        """Read the manifest at ``path``; one that cannot be read lists nothing."""
        self._streams = path.with_suffix(STREAMS)
        self.identity = ""
        self.clips: dict[Sentence, dict[str, Any]] = {}
        try:
            found = json.loads(path.read_text("utf-8"))
            if found["format"] == FORMAT:
                self.clips = {(clip["text"], clip["manner"]): clip for clip in found["clips"]}
                self.identity = str(found["identity"])
        except (OSError, ValueError, KeyError, TypeError):
            self.clips = {}

    def holds(self, voice: Voice, text: str, manner: Manner) -> bool:
        """Whether it says what that voice would."""
        clip = self.clips.get((text, manner.value))
        respelt = voice.lexicon.respelt(text)
        return bool(clip and self.identity == voice.identity and clip.get("given") == respelt)

    def recording(self, voice: Voice, text: str, manner: Manner) -> Recording | None:
        """What that voice says, None where it is not here whole."""
        if not self.holds(voice, text, manner):
            return None
        clip = self.clips[text, manner.value]
        try:
            with self._streams.open("rb") as file:
                file.seek(clip["at"])
                stream = file.read(clip["size"])
            if zlib.crc32(stream) != clip["crc"] or not (found := decoded(stream)):
                return None
            samples, rate = found
            samples = cut(samples, rate, int(clip["cut"])) if "cut" in clip else samples
            begin, end, lufs = clip["sound"]
            if not (0 <= begin < end <= len(samples) and -70 < lufs < 0):
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Recording(samples, rate, measures=Measures(begin, end, lufs))


@functools.cache
def shipped(language: str) -> Store:
    """What is shipped in a language, given as two letters; it may be nothing."""
    return Store(FOLDER / f"{language}{MANIFEST}")
