"""Makes the clips that are shipped: each is said, packed, heard by another program and, if need be, made again.

What is made lies in ``build/clips`` until it is shipped, so an interrupted run goes on where it was. What is
shipped already is taken from the stores, so after a change of words only what is new is said, on any machine.
``--ship`` writes the stores from what is there, and reports what is not heard right.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from _ears import Ears, Heard

from coach.content.fields import Detail
from coach.content.library import Library
from coach.content.manner import Manner
from coach.sound.pcm import to_wave
from coach.sound.short_streams import decoded, opus
from coach.timeline.wordings import wordings
from coach.voice.api import Recording
from coach.voice.clip import measure
from coach.voice.kokoro.styles import USUAL_STYLES
from coach.voice.kokoro.voice import KokoroVoice
from coach.voice.shipped.shipped_clips import FOLDER, FORMAT, MANIFEST, STREAMS, Store

LANGUAGES = ("en", "es", "fr")
FIRST = ("post", "pre", "seven")
"""Whose sentences are shipped, the least detail included."""
WHOLE = ("en",)
"""Where those of all other shipped routines follow, but for the least detail."""

BITS_A_SECOND = 16_000
LEADS = {
    "en": ("", "Listen.", "Look here."),
    "es": ("", "Ahora no:", "Bueno."),
    "fr": ("", "Écoutez.", "Voilà.", "Et voilà.", "Très bien.", "Et maintenant,"),
}
"""Said before a sentence and cut off: the net adds sounds to the beginning of what it says, not to the middle."""
WAYS = (
    *((1.0, False, 0), (1.06, False, 0), (1.0, True, 0), (0.94, False, 0)),
    *((1.15, False, 0), (1.15, True, 0), (1.0, False, 1), (1.06, False, 1)),
    *((1.0, False, 2), (1.06, False, 2), (0.94, False, 1), (1.12, False, 1), (1.12, False, 2)),
    *((1.0, False, 3), (1.1, False, 3)),
    *((0.9, False, 0), (1.12, False, 0), (0.94, False, 3), (1.05, False, 3), (1.15, False, 3)),
    *((1.0, False, 4), (1.08, False, 4), (0.92, False, 4), (1.0, False, 5), (1.08, False, 5)),
)
"""How a sentence can be said: a pace, whether a very short one keeps its stop, which of the leads it has."""
TRIED = {
    "en": (0, 6, 1, 7, 2, 3, 8, 9),
    "es": (0, 7, 9, 6, 8, 11, 1, 2, 10, 3),
    "fr": (13, 14, 20, 23, 17, 18, 21, 24, 15, 16, 19, 22, 8, 9, 7, 12, 6, 11, 10, 1, 2),
}
"""Which ways are tried in turn until it is heard right; the manifest has their numbers."""

ENOUGH = {"en": 0.0, "es": 0.1, "fr": 0.2}
"""How far off what is heard may be: base itself mishears Spanish a little, French more. It has to begin right."""
BEGINS_WRONG = 1.0
"""Added to how far off it is for a sound before the first word, or a first sound cut off."""
MARGIN_MS, HOP_MS = 60, 10
LEAD_MS, LETTER_MS, GAP_MS = (150, 500), 100, 50
"""How far into the sound a lead may end, later for each of its letters, and the shortest silence after it."""
BUILD = Path(__file__).parents[1] / "build" / "clips"


@dataclass
class Made:
    """What is known of a clip in the build folder: how it was said, and what was heard."""

    text: str
    manner: str
    given: str
    way: int
    heard: str
    off: float
    shipped: dict[str, object] = field(default_factory=dict)
    """What the manifest says of its sound, if it was taken from there."""


def main() -> None:
    """Make what is missing, or ship what there is."""
    asked = argparse.ArgumentParser(prog="scripts/clips", description=__doc__)
    asked.add_argument("languages", nargs="*", help="en, es, fr; without any: all")
    asked.add_argument("--minutes", type=float, default=1e6, help="begin nothing new after so many")
    asked.add_argument("--most", type=int, help="only so many sentences of a language, the most needed")
    asked.add_argument("--hands", type=int, default=os.cpu_count(), help="how many sentences at once")
    asked.add_argument("--again", action="store_true", help="make those anew, too, that are not heard right")
    asked.add_argument("--ship", action="store_true", help="write the stores from what has been made")
    given = asked.parse_args()
    until = time.monotonic() + given.minutes * 60
    for language in given.languages or LANGUAGES:
        wanted = sentences(language)[: given.most]
        if given.ship:
            ship(language, wanted)
        else:
            make(language, wanted, until, given.hands, again=given.again)


def sentences(language: str) -> list[tuple[str, Manner]]:
    """Return what is to be shipped in a language, the most needed first: what is said, routine by routine."""
    library = Library(language)
    names = list(FIRST)
    if language in WHOLE:
        names += [each.name for each in library.routines() if each.name not in names]
    order: dict[tuple[str, Manner], tuple[bool, int, int]] = {}
    for number, name in enumerate(names):
        for least in (False, True) if name in FIRST else (False,):
            details = (Detail.MINIMAL,) if least else (Detail.FULL, Detail.SHORT)
            for sentence, rank in wordings(library.load(name), library, details).items():
                if rank < 2 or not least:
                    place = (rank > 1, number + least * len(FIRST), rank)
                    order[sentence] = min(order.get(sentence, place), place)
    return sorted(order, key=order.__getitem__)


def voice_for(language: str) -> KokoroVoice:
    """Return the voice that a language is shipped in."""
    return KokoroVoice(USUAL_STYLES[language], Library(language).phrases.rate)


def make(language: str, wanted: list[tuple[str, Manner]], until: float, hands: int, *, again: bool) -> None:
    """Say and hear what is missing of these sentences, as many at once as there are hands."""
    voice, ears = voice_for(language), Ears(language)
    folder = unpacked(voice, language)
    made = [(each, _made(_place(folder, voice, *each), ears)) for each in wanted]
    missing = [each for each, clip in made if not clip or (again and clip.off > ENOUGH[language])]
    print(f"{language}: {len(wanted)} sentences, {len(missing)} to be made", flush=True)

    def one(sentence: tuple[str, Manner]) -> None:
        if time.monotonic() < until:
            made, stream = proved(voice, ears, language, *sentence)
            path = _place(folder, voice, *sentence)
            before = _made(path, ears)
            if before and before.off <= made.off:
                return
            path.with_suffix(".ogg").write_bytes(stream)
            written = path.with_suffix(f".{os.getpid()}")
            written.write_text(json.dumps(asdict(made)), "utf-8")
            written.replace(path.with_suffix(".json"))  # last: what was interrupted is made again
            if made.off > ENOUGH[language]:
                print(f"  {made.off:.2f} {made.text!r} is heard as {made.heard!r}", flush=True)

    with ThreadPoolExecutor(hands) as pool:
        for _ in pool.map(one, missing):
            pass
    voice.close()


def proved(voice: KokoroVoice, ears: Ears, language: str, text: str, manner: Manner) -> tuple[Made, bytes]:
    """Return the first way of saying a sentence that is heard right, else the one that comes nearest."""
    given = voice.lexicon.respelt(text)
    best: tuple[Made, bytes] | None = None
    for number in TRIED[language]:
        pace, stop, lead = WAYS[number]
        words = f"{LEADS[language][lead]} {given or text}".strip()
        recording = voice.synthesise(words, manner.pace * pace, stop=stop)
        if lead:
            led, recording = recording, without_lead(recording, LEADS[language][lead])
            if recording is led:
                continue
        said = trimmed(recording)
        stream = opus(said.samples, said.rate, BITS_A_SECOND)
        heard = ears.hear(played(stream), text)
        if best is None or off(heard) < best[0].off:
            best = Made(text, manner.value, given, number, heard.text, off(heard)), stream
        if best[0].off <= ENOUGH[language]:
            break
    assert best is not None  # noqa: S101 (there is a way)
    return best


def played(stream: bytes) -> Recording:
    """Return what a stream that was made here holds."""
    found = decoded(stream)
    assert found is not None  # noqa: S101 (it is whole)
    return Recording(*found)


def sound(stream: bytes, text: str) -> tuple[int, int, float]:
    """Return what the manifest says of the sound of a stream."""
    found = measure(played(stream), text)
    return found.begin, found.end, round(found.lufs, 2)


def off(heard: Heard) -> float:
    """Return how far off it is, and far more where it begins wrong."""
    return round(heard.off + (0 if heard.begins else BEGINS_WRONG), 3)


def without_lead(recording: Recording, lead: str) -> Recording:
    """Return the recording from the longest silence on that may be the one after a lead; all of it without one."""
    heard = sounding(recording, 1e-4)
    earliest, latest = LEAD_MS[0], LEAD_MS[1] + LETTER_MS * len(lead)
    earliest, latest = (heard[0] + ms // HOP_MS for ms in (earliest, latest))
    gaps = [(after - last, after) for last, after in pairwise(heard) if earliest < last < latest]
    longest, begin = max(gaps, default=(0, 0))
    if longest * HOP_MS < GAP_MS:
        return recording
    begin = begin * HOP_MS - MARGIN_MS // 2
    return Recording(recording.samples[begin * recording.rate // 1000 :], recording.rate)


def trimmed(recording: Recording) -> Recording:
    """Return the recording without most of the silence at its ends: exactly is for ``finish`` to find."""
    heard = sounding(recording, 1e-6)
    begin, end = max(0, heard[0] * HOP_MS - MARGIN_MS), (heard[-1] + 1) * HOP_MS + MARGIN_MS
    return Recording(
        recording.samples[slice(*(ms * recording.rate // 1000 for ms in (begin, end)))], recording.rate
    )


def sounding(recording: Recording, share: float) -> list[int]:
    """Return which steps of ``HOP_MS`` have more than a share of the power of the loudest."""
    hop = HOP_MS * recording.rate // 1000
    wave = to_wave(recording.samples[: len(recording.samples) // hop * hop]).reshape(-1, hop)
    power = (wave**2).mean(axis=1)
    found: list[int] = np.flatnonzero(power > power.max() * share).tolist()
    return found


def ship(language: str, wanted: list[tuple[str, Manner]]) -> None:
    """Write the store of a language from what has been made."""
    voice, ears = voice_for(language), Ears(language)
    folder = unpacked(voice, language)
    clips: list[dict[str, object]] = []
    streams: list[bytes] = []
    at = 0
    for sentence in wanted:
        path = _place(folder, voice, *sentence)
        made = _made(path, ears)
        if made is None:
            continue
        stream = path.with_suffix(".ogg").read_bytes()
        place: dict[str, object] = {"at": at, "size": len(stream), "crc": zlib.crc32(stream)}
        place |= made.shipped or {"sound": sound(stream, made.text)}
        clips.append(
            {"text": made.text, "manner": made.manner, "given": made.given, **place, "way": made.way}
        )
        clips[-1] |= {"heard": made.heard} if made.off > ENOUGH[language] else {}
        streams.append(stream)
        at += len(stream)
    about = {"format": FORMAT, "identity": voice.identity, "bits_a_second": BITS_A_SECOND}
    lines = ",\n".join(json.dumps(clip, ensure_ascii=False) for clip in clips)
    head = json.dumps(about, ensure_ascii=False)[:-1]
    (FOLDER / f"{language}{STREAMS}").write_bytes(b"".join(streams))
    (FOLDER / f"{language}{MANIFEST}").write_text(f'{head}, "clips": [\n{lines}\n]}}\n', "utf-8")
    wrong = [clip for clip in clips if "heard" in clip]
    print(
        f"{language}: {len(clips)} of {len(wanted)} shipped, {at / 1e6:.1f} MB, {len(wrong)} not heard right"
    )
    for clip in wrong:
        print(f"  {clip['text']!r} is heard as {clip['heard']!r}")


def unpacked(voice: KokoroVoice, language: str) -> Path:
    """Return the build folder of a voice; what is shipped in it already is there as if it had been made here."""
    folder = BUILD / hashlib.sha256(voice.identity.encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(FOLDER / f"{language}{MANIFEST}")
    streams = (FOLDER / f"{language}{STREAMS}").read_bytes() if store.clips else b""
    for (text, manner), clip in store.clips.items():
        path = _place(folder, voice, text, Manner(manner))
        if store.holds(voice, text, Manner(manner)) and not path.with_suffix(".json").exists():
            path.with_suffix(".ogg").write_bytes(streams[clip["at"] : clip["at"] + clip["size"]])
            made = Made(text, manner, clip["given"], clip["way"], clip.get("heard", text), 0.0)
            made.shipped = {key: clip[key] for key in ("sound", "cut") if key in clip}
            path.with_suffix(".json").write_text(json.dumps(asdict(made)), "utf-8")
    return folder


def _made(path: Path, ears: Ears) -> Made | None:
    """Return what is known of a clip, what was heard of it judged as it is now."""
    try:
        made = Made(**json.loads(path.with_suffix(".json").read_text("utf-8")))
    except FileNotFoundError:
        return None
    return replace(made, off=off(ears.compared(made.text, made.heard)))


def _place(folder: Path, voice: KokoroVoice, text: str, manner: Manner) -> Path:
    key = json.dumps([text, manner.value, voice.lexicon.respelt(text)])
    return folder / hashlib.sha256(key.encode()).hexdigest()[:24]


if __name__ == "__main__":
    main()
