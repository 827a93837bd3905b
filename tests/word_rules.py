"""What holds for the words of a session, read from the finished JSON and the files of words and facts alone.

Nothing of the compiler is used here, so that a mistake in it cannot hide itself. Rules that read English are kept
apart from those that hold in every language.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

import coach

JSON = dict[str, Any]
CONTENT = Path(coach.__file__).parent / "content"
QUIET_MS, NOTICE_MS, HALFWAY_MS, OPENING_MS = 20_000, 4_000, 40_000, 20_000
TO_THE_WALL_MS = 12_000

UNCONTRACTED = re.compile(
    r"\b(you will|you are|do not|does not|it is(?!\.)|that is|(?<!and )there is|we will|I will|let us|cannot)\b"
    r"|\b(is|are) not\b",
    re.IGNORECASE,
)
BARE_BREATH = re.compile(r"^((and )?(in|out)[.!]|(in|out),)", re.IGNORECASE)
CAPTION = re.compile(r"^\w+ (heavy|soft|loose|long|calm|wide)\.$", re.IGNORECASE)
UNSPOKEN = re.compile(r"[0-9;()\[\]\u2013\u2014]")
FACE = re.compile(r"\b(jaw|teeth|tongue|brow|your face)\b", re.IGNORECASE)
NUMBERED = re.compile(
    r"\bnumber \w+|\b\w+ of (two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE
)
CLOSED = re.compile(r"\b(eyes close|close your eyes)\b", re.IGNORECASE)
OPENED = re.compile(r"\b(open your eyes|eyes open)\b", re.IGNORECASE)


OWN: dict[str, JSON] = {}
"""Exercises that a test brings along, with the keys of the files of shipped ones, by name."""


@cache
def _yaml(path: str) -> Any:
    return yaml.safe_load((CONTENT / path).read_text("utf-8"))


NO_EXERCISE: JSON = {"say": {"kind": "say"}, "breathe": {"kind": "breathe"}}
"""The steps that are none, and what there is to know of them."""


def facts(exercise: str) -> JSON:
    """Return the facts about an exercise, as they are in its file."""
    known = OWN.get(exercise) or NO_EXERCISE.get(exercise)
    found: JSON = known or _yaml(f"exercises/{exercise}.yaml")
    return found


def words(exercise: str, language: str) -> JSON:
    """Return the words for an exercise, as they are in their file."""
    if exercise in NO_EXERCISE:
        return {}
    file = f"words/{language}/exercises/{exercise}.yaml"
    found: JSON = OWN[exercise]["words"] if exercise in OWN else _yaml(file)
    return found


def broken_word_rules(timeline: JSON, language: str = "en") -> list[str]:
    """Return every rule for words that ``timeline`` (the JSON of ``coach script``) breaks, in words."""
    broken = [
        *_heard(timeline, language),
        *_breaths(timeline),
        *_silence(timeline, language),
        *_notices(timeline),
        *_props(timeline, language),
    ]
    if language == "en":
        broken += [
            *_english(timeline),
            *_count(timeline),
            *_eyes(timeline),
            *_places(timeline),
            *_once(timeline),
        ]
    return broken


def _of(timeline: JSON, step: JSON, *kinds: str) -> list[JSON]:
    return [cue for cue in timeline["cues"] if cue["step"] == step["index"] and cue["kind"] in kinds]


def _inside(timeline: JSON, interval: JSON) -> list[JSON]:
    return [c for c in timeline["cues"] if interval["start_ms"] <= c["start_ms"] < interval["end_ms"]]


def _heard(timeline: JSON, language: str) -> list[str]:
    """Where it is felt, and the word of safety: in the first turn of each exercise, or just before it."""
    broken = []
    met: set[str] = set()
    for step in timeline["steps"] if timeline["detail"] != "minimal" else ():
        there = words(step["exercise"], language)
        if not there:
            continue
        for slot, kind in (("feel", "feel"), ("caution", "safety")):
            end = step["intervals"][0]["end_ms"]
            heard = [cue for cue in _of(timeline, step, kind) if cue["end_ms"] <= end]
            heard += [c for c in timeline["cues"] if c["text"] in there.get(slot, ()) and c["end_ms"] <= end]
            if step["exercise"] not in met and there.get(slot) and not heard:
                broken.append(f"step {step['index']}: no {slot} is heard in {step['exercise']}")
        met.add(step["exercise"])
    return broken


def _breaths(timeline: JSON) -> list[str]:
    """Whoever is led in is led out; no half in a short hold; no breaths are counted under load."""
    broken = []
    for step in timeline["steps"]:
        known = facts(step["exercise"])
        for interval in step["intervals"]:
            inside = _inside(timeline, interval)
            length = interval["end_ms"] - interval["start_ms"]
            if interval["breaths"]:
                breath = length / interval["breaths"]
                spoken = {
                    kind: {
                        int((c["start_ms"] - interval["start_ms"]) // breath)
                        for c in inside
                        if c["kind"] == kind
                    }
                    for kind in ("inhale", "exhale")
                }
                if not spoken["inhale"] <= spoken["exhale"]:
                    broken.append(f"step {step['index']}: a breath is led in and not out")
                if length < HALFWAY_MS and any(cue["kind"] == "halfway" for cue in inside):
                    broken.append(f"step {step['index']}: halfway in {length} ms")
            if known["kind"] == "hold" and known["role"] == "strength" and interval["breaths"]:
                broken.append(f"step {step['index']}: breaths are counted under load")
    return broken


def _silence(timeline: JSON, language: str) -> list[str]:
    """One hold has a real silence, if there is one that is long enough."""
    longest, possible = 0, False
    for step in timeline["steps"]:
        for interval in step["intervals"]:
            if not interval["breaths"]:
                continue
            length = interval["end_ms"] - interval["start_ms"]
            possible |= length - length // interval["breaths"] >= QUIET_MS
            edges = [
                interval["start_ms"],
                *(c["start_ms"] for c in _inside(timeline, interval)),
                interval["end_ms"],
            ]
            longest = max(longest, *(b - a for a, b in pairwise(edges)))
    told = _yaml(f"words/{language}/phrases.yaml").get("begin_quiet")
    return ["no hold is left in silence"] if possible and told and longest < QUIET_MS else []


def _notices(timeline: JSON) -> list[str]:
    """A question has a silence of its own, and comes once."""
    broken = []
    asked = Counter(cue["text"] for cue in timeline["cues"] if cue["kind"] == "notice")
    broken += [f"{text!r} is asked {times} times" for text, times in asked.items() if times > 1]
    for cue, after in pairwise(timeline["cues"]):
        if cue["kind"] == "notice" and after["start_ms"] - cue["end_ms"] < NOTICE_MS:
            broken.append(f"{cue['text']!r} has no silence of its own")
    return broken


def _props(timeline: JSON, language: str) -> list[str]:
    """All that is needed is told in the welcome."""
    told = " ".join(cue["text"] for cue in timeline["cues"] if cue["kind"] == "welcome").lower()
    book = _yaml(f"words/{language}/phrases.yaml")["needs"]
    needed = {need for step in timeline["steps"] for need in facts(step["exercise"]).get("needs", ())}
    return [f"nobody is told to have {need}" for need in sorted(needed) if book[need].lower() not in told]


def _english(timeline: JSON) -> list[str]:
    """English as it is spoken: contracted, in sentences with a verb, without marks that nobody can say."""
    broken = []
    begun = next(cue for cue in timeline["cues"] if cue["kind"] in ("next", "say"))
    if begun["start_ms"] > OPENING_MS:
        broken.append("the opening takes more than 20 s")
    for cue in timeline["cues"]:
        for rule in (UNCONTRACTED, BARE_BREATH, CAPTION, UNSPOKEN):
            if rule.search(cue["text"]) and cue["text"] != timeline["title"]:
                broken.append(f"{cue['text']!r} is not how one speaks")
        if cue["kind"] == "setup" and re.match(r"Breathing (in|out),", cue["text"]):
            broken.append(f"{cue['text']!r} starts people early")
    return broken


def _count(timeline: JSON) -> list[str]:
    """Repetitions are counted one way: fewer and fewer are left."""
    broken = []
    numbers = {word: number for number, word in enumerate(_yaml("words/en/phrases.yaml")["numbers"])}
    for step in timeline["steps"]:
        for interval in [each for each in step["intervals"] if each["reps"]]:
            said = [c["text"].lower().rstrip(".").split() for c in _inside(timeline, interval)]
            left = [numbers[t[0]] for t in said if len(t) > 1 and t[0] in numbers and t[1] in ("more", "to")]
            left += [1 for t in said if t[-2:] == ["last", "one"]]
            if left != sorted(left, reverse=True) or (interval["reps"] > 1 and left[-1:] != [1]):
                broken.append(f"step {step['index']}: counted {left} of {interval['reps']}")
    return broken


def _eyes(timeline: JSON) -> list[str]:
    """Nobody stands on one leg with eyes that were closed and not opened again."""
    broken = []
    postures = _yaml("postures.yaml")
    closed, cues = False, iter(timeline["cues"])
    cue = next(cues, None)
    for step in timeline["steps"]:
        if step["exercise"] in NO_EXERCISE:
            continue
        start = step["intervals"][0]["start_ms"]
        while cue is not None and cue["start_ms"] < start:
            closed = (closed or bool(CLOSED.search(cue["text"]))) and not OPENED.search(cue["text"])
            cue = next(cues, None)
        known = facts(step["exercise"])
        if closed and known.get("eyes", postures[known["posture"]]["eyes"]) == "open":
            broken.append(f"step {step['index']}: {step['exercise']} with closed eyes")
    return broken


def _places(timeline: JSON) -> list[str]:
    """Who has to be at the wall is led there, and has the time."""
    broken = []
    place = None
    for step in timeline["steps"]:
        if step["exercise"] in NO_EXERCISE:
            continue
        needs = facts(step["exercise"]).get("needs", ())
        there = next((each for each in ("wall", "chair") if each in needs), None)
        said = [c for c in timeline["cues"] if c["step"] == step["index"]]
        begin = next(cue for cue in said if cue["kind"] == "begin")
        before = [cue for cue in said if cue["start_ms"] < begin["start_ms"]]
        if there and there != place:
            if not any(there in cue["text"].lower() for cue in before):
                broken.append(f"step {step['index']}: nobody is led to the {there}")
            if begin["start_ms"] - before[0]["end_ms"] < TO_THE_WALL_MS:
                broken.append(f"step {step['index']}: no time to find the {there}")
        place = there
    return broken


def _once(timeline: JSON) -> list[str]:
    """The face is spoken of once at most, and twice at most a number is."""
    face = [cue["text"] for cue in timeline["cues"] if FACE.search(cue["text"])]
    numbered = [
        cue["text"] for cue in timeline["cues"] if cue["kind"] == "next" and NUMBERED.search(cue["text"])
    ]
    return [
        *(f"the face again: {text!r}" for text in face[1:]),
        *(f"numbered: {text!r}" for text in numbered[2:]),
    ]
