"""What holds for every timeline, whatever the routine and the voice: checked from the outside, by its JSON.

Nothing of the compiler is used here, so that a mistake in it cannot hide itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

import coach

JSON = dict[str, Any]
ECHO_MS = 180_000
WORDS = Path(coach.__file__).parent / "content" / "words"


@cache
def side_words(language: str) -> dict[str, set[str]]:
    """Return what names each side in a language: the words its phrase book has for it, in small letters."""
    book = yaml.safe_load((WORDS / language / "phrases.yaml").read_text("utf-8"))
    return {side: {word.lower() for word in words.values()} for side, words in book["sides"].items()}


@cache
def counted(language: str) -> frozenset[str]:
    """Return what counts into a stretch of work by the clock."""
    words = yaml.safe_load((WORDS / language / "steps.yaml").read_text("utf-8"))
    return frozenset(words["intervals"]["count"])


def broken_rules(timeline: JSON, language: str = "en") -> list[str]:
    """Return every rule that ``timeline`` (the JSON of ``coach script``) breaks, in words."""
    return [
        *_order(timeline),
        *_frame(timeline),
        *_structure(timeline),
        *_sides(timeline),
        *_breaths(timeline),
        *_talk(timeline),
        *_echoes(timeline),
        *_guidance(timeline, side_words(language), counted(language)),
    ]


def _order(timeline: JSON) -> list[str]:
    return [
        f"{before['text']!r} runs into {after['text']!r}"
        for before, after in pairwise(timeline["cues"])
        if after["start_ms"] < before["end_ms"]
    ] + [f"{cue['text']!r} has no length" for cue in timeline["cues"] if cue["end_ms"] <= cue["start_ms"]]


def _frame(timeline: JSON) -> list[str]:
    broken = []
    if timeline["cues"][0]["start_ms"] < 1000:
        broken.append("less than a second of lead-in")
    if timeline["duration_ms"] - timeline["cues"][-1]["end_ms"] < 1000:
        broken.append("less than a second of tail")
    if timeline["cues"][0]["kind"] != "welcome" or timeline["cues"][-1]["kind"] != "farewell":
        broken.append("no welcome at the start or no farewell at the end")
    if not any(cue["kind"] == "safety" for cue in timeline["cues"]):
        broken.append("no word on safety")
    return broken


def _structure(timeline: JSON) -> list[str]:
    broken = []
    edge = 0
    for number, step in enumerate(timeline["steps"], start=1):
        if step["index"] != number or step["start_ms"] < edge or step["end_ms"] < step["start_ms"]:
            broken.append(f"step {number} is out of place")
        inner = step["start_ms"]
        for interval in step["intervals"]:
            if not inner <= interval["start_ms"] < interval["end_ms"] <= step["end_ms"]:
                broken.append(f"step {number} has an interval out of place")
            inner = interval["end_ms"]
        if bool(step["intervals"]) == (step["exercise"] == "say"):
            broken.append(f"step {number} has no interval, or is a text and has one")
        edge = step["end_ms"]
    for cue in timeline["cues"]:
        if cue["step"] is not None:
            step = timeline["steps"][cue["step"] - 1]
            if not step["start_ms"] <= cue["start_ms"] < cue["end_ms"] <= step["end_ms"]:
                broken.append(f"{cue['text']!r} lies outside its step")
    return broken


def _sides(timeline: JSON) -> list[str]:
    broken = []
    for step in timeline["steps"]:
        lengths = {interval["end_ms"] - interval["start_ms"] for interval in step["intervals"]}
        if len(lengths) > 1:
            broken.append(f"step {step['index']} has intervals of {sorted(lengths)} ms")
    return broken


def _breaths(timeline: JSON) -> list[str]:
    broken = []
    for step in timeline["steps"]:
        for interval in step["intervals"]:
            if interval["breaths"]:
                length = interval["end_ms"] - interval["start_ms"]
                if step["exercise"] == "breathe" and length % interval["breaths"] == 0:
                    continue  # as long as its pattern
                if length % interval["breaths"] or not 5000 <= length // interval["breaths"] <= 12_000:
                    broken.append(f"step {step['index']}: {length} ms are no {interval['breaths']} breaths")
    return broken


def _talk(timeline: JSON) -> list[str]:
    broken = []
    for step in timeline["steps"]:
        for interval in step["intervals"]:
            start, end = interval["start_ms"], interval["end_ms"]
            inside = [cue for cue in timeline["cues"] if cue["start_ms"] < end and cue["end_ms"] > start]
            if any(cue["start_ms"] < start or cue["end_ms"] > end for cue in inside):
                broken.append(f"step {step['index']}: a cue straddles the edge of an interval")
            talk = sum(cue["end_ms"] - cue["start_ms"] for cue in inside)
            naming_sides = sum(cue["end_ms"] - cue["start_ms"] for cue in inside if cue["kind"] == "rep")
            if talk > (end - start) / 2 and naming_sides < talk:
                broken.append(f"step {step['index']}: talk fills {talk / (end - start):.0%} of an interval")
            if interval["breaths"] and end - start >= 20_000:
                edges = [start, *(t for cue in inside for t in (cue["start_ms"], cue["end_ms"])), end]
                if max(b - a for a, b in zip(edges[::2], edges[1::2], strict=True)) < 4000:
                    broken.append(f"step {step['index']}: never four seconds of quiet in a hold")
    return broken


def _echoes(timeline: JSON) -> list[str]:
    broken = []
    heard: dict[str, int] = {}
    for cue in timeline["cues"]:
        for sentence in {*re.split(r"(?<=[.!?])\s+", cue["text"]), cue["text"]}:
            if len(sentence.split()) >= 6:
                if sentence in heard and cue["start_ms"] - heard[sentence] < ECHO_MS:
                    broken.append(f"{sentence!r} comes again after {cue['start_ms'] - heard[sentence]} ms")
                heard[sentence] = cue["end_ms"]
    return broken


def _guidance(timeline: JSON, sides: dict[str, set[str]], counts: frozenset[str]) -> list[str]:
    """Whatever else is dropped: each exercise is announced, set up, begun and released, each side named.

    Of work by the clock, the rest before it names the side, and only the first time tells how it is done.
    """
    broken = []
    kinds = defaultdict(list)
    for cue in timeline["cues"]:
        kinds[cue["step"]].append(cue)
    met: set[str] = set()
    by_the_clock = False
    for step in timeline["steps"]:
        said = [cue["kind"] for cue in kinds[step["index"]]]
        intervals = step["intervals"]
        if step["exercise"] == "say":
            if set(said) != {"say"}:
                broken.append(f"step {step['index']} is a text, and has {said}")
            continue
        texts = [cue["text"] for cue in kinds[step["index"]] if cue["kind"] == "begin"]
        if texts and counts <= set(texts):
            told = met | ({step["exercise"]} if by_the_clock else set())  # at length before the first of them
            broken += _by_the_clock(step, kinds[step["index"]], sides, known=step["exercise"] in told)
            by_the_clock = by_the_clock or said.count("next") > 2
            met.add(step["exercise"])
            continue
        by_the_clock = False
        met.add(step["exercise"])
        for kind, least in (
            ("next", 1),
            ("setup", 1),
            ("begin", len(intervals)),
            ("release", len(intervals)),
        ):
            if said.count(kind) < least:
                broken.append(
                    f"step {step['index']}: {said.count(kind)} x {kind} for {len(intervals)} intervals"
                )
        changes = sum(a["side"] != b["side"] for a, b in pairwise(intervals))
        if changes and said.count("switch") < changes:
            broken.append(f"step {step['index']}: a change of side without a word")
        for cue in kinds[step["index"]]:
            if cue["kind"] in ("begin", "switch") and intervals[0]["side"] and cue["side"] is None:
                broken.append(f"{cue['text']!r} does not belong to a side")
        for interval in intervals:
            begins = [cue for cue in kinds[step["index"]] if cue["kind"] == "begin"]
            before = [cue for cue in begins if cue["end_ms"] <= interval["start_ms"]]
            if not before or interval["start_ms"] - before[-1]["end_ms"] > 3000:
                broken.append(f"step {step['index']}: an interval begins without notice")
            elif interval["side"] and not any(
                word in before[-1]["text"].lower() for word in sides[interval["side"]]
            ):
                broken.append(f"{before[-1]['text']!r} does not name the {interval['side']} side")
    return broken


def _by_the_clock(step: JSON, cues: list[JSON], sides: dict[str, set[str]], *, known: bool) -> list[str]:
    broken = []
    for kind in ("next", "setup", "begin", "release"):
        if not any(cue["kind"] == kind for cue in cues) and not (known and kind == "setup"):
            broken.append(f"step {step['index']}: nothing said of kind {kind}")
    for interval in step["intervals"]:
        before = [cue for cue in cues if cue["end_ms"] <= interval["start_ms"]]
        if not before or interval["start_ms"] - before[-1]["end_ms"] > 3000:
            broken.append(f"step {step['index']}: work begins without notice")
        naming = [cue for cue in before if cue["kind"] in ("next", "setup", "switch")]
        words = sides[interval["side"]] if interval["side"] else set()
        if words and not any(word in cue["text"].lower() for cue in naming for word in words):
            broken.append(f"step {step['index']}: the {interval['side']} side is not named")
    return broken
