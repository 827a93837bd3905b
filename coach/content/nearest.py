"""Guesses what a person meant who wrote what the coach cannot read, so that a message can say how to write it.

Nothing here is accepted: a dose that had to be guessed would be exercised by somebody.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from coach.content.fields import COUNTED, LIMITS, dose_text
from coach.units import parse_count_range, parse_time_range

if TYPE_CHECKING:
    from coach.units import Span

_LONGEST = 60
"""Characters; a longer dose is none, and no name may be longer."""

DOSES = ("hold", "reps", "time")

OTHER_WORDS = {
    "break": "rest", "counts": "reps", "duration": "time", "exercises": "steps", "length": "time",
    "move": "exercise", "moves": "steps", "pause": "rest", "pose": "exercise", "repeat": "rounds",
    "repetitions": "reps", "repeats": "rounds", "series": "rounds", "sets": "rounds", "stretch": "exercise",
    "times": "reps",
}  # fmt: skip
"""Keys that people write, and what they are called here."""

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_SETS_FIRST = re.compile(r"([0-9]{1,2})\s*(?:x|×|\*|mal|(?:sets?|rounds?|times)(?: of)?)\s*([0-9a-z].*)")  # noqa: RUF001
_SETS_LAST = re.compile(r"(.*?[0-9a-z])\s*[x×*]\s*([0-9]{1,2})")  # noqa: RUF001
_BREATHS = re.compile(r"([0-9]{1,2})(?:\s*[a-z]+)?\s+breaths?")
_SIDES = r"[,(\[]?\s*(?:/|\b(?:per|each|every|both|on|pro|je)\b)[a-z /]*[)\]]?$"
"""As in "each side", "(per leg)", "/side"."""

_TIDY = (
    (_SIDES, ""),
    (r"\+$", ""),
    (r"^(?:~|≈|\b(?:about|approx\.?|around|ca\.?|circa|for|etwa)(?=[\s0-9]))\s*", ""),
    (r"(?<=[0-9]),(?=[0-9])", "."),
    (r"\b([0-9]{1,2}):([0-9]{2})\b", r"\1 min \2 s"),
    (r"(?<=[0-9])\s*(?:''|[\"″”])", " s"),
    (r"(?<=[0-9])\s*['′’]", " min "),  # noqa: RUF001
    (r"\bhalf an? min(?:ute)?\b", "30 s"),
    (r"(?<![a-z])sek(?:unden?)?\b", "s"),
    (r"(?<![a-z])minuten?\b", "min"),
    (r"(?<=[a-z])\.(?=\s|$)", ""),
    (r"\s*(?:\.{2,3}|[…—―/]|\bbis\b|\buntil\b)\s*", "-"),
    (r"\b([0-9]{1,2})\s*(?:h|hrs?|hours?)\b", lambda match: f"{int(match[1]) * 60} min"),
)
_COUNT_WORDS = re.compile(r"^x\s*|\s*(?:x|×|times|sets?|reps?|repetitions?|rounds?|mal|wdh\.?)$")  # noqa: RUF001
_BACKWARDS = re.compile(r"([0-9.]+)\s*([a-z]*)\s*[-–]\s*([0-9.]+)\s*([a-z]*)")  # noqa: RUF001


def meant(key: str, text: str) -> str:
    """How to write what ``text`` seems to mean as the dose ``key``, or "" when nothing comes to mind."""
    if key not in LIMITS or len(text) > _LONGEST:
        return ""
    written = text.strip().lower()
    if _read(key, written):
        return ""  # it reads as it is
    sides = ", which an exercise with sides does on each" if re.search(_SIDES, written) else ""
    if key in DOSES:
        sets = _SETS_FIRST.fullmatch(written)
        turned = None if sets else _SETS_LAST.fullmatch(written)
        rounds, amount = (sets[1], sets[2]) if sets else (turned[2], turned[1]) if turned else ("", "")
        if amount and (guesses := _guesses(key, amount)) and int(rounds) in LIMITS["rounds"]:
            return f"write '{key}: {guesses[0]}' and below it 'rounds: {int(rounds)}'{sides}"
    if key == "hold" and (breaths := _BREATHS.fullmatch(written)):
        return f"write 'breaths: {int(breaths[1])}'"
    if guesses := _guesses(key, written):
        return f"write {' or '.join(guesses)}{sides}"
    return ""


def as_name(text: str) -> str:
    """Return ``text`` as lower-case words joined by "-": ``childs-pose`` for ``Child's Pose``, "" for "?"."""
    letters = unicodedata.normalize("NFKD", text[:100].lower()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-")
    return name if name[:1].isalpha() and len(name) <= _LONGEST else ""


def is_name(text: str) -> bool:
    """Whether ``text`` is a name as files have it: lower-case words joined by "-"."""
    return bool(text) and as_name(text) == text


def _guesses(key: str, written: str) -> list[str]:
    """List the doses that ``written`` may stand for, the likelier first, each as a routine file takes it."""
    text = written
    for pattern, meaning in _TIDY:
        text = re.sub(pattern, meaning, text)
    text = re.sub(r"[a-z]+(?:-[a-z]+)?", lambda word: str(_NUMBERS.get(word[0], word[0])), text).strip()
    if turned := _BACKWARDS.fullmatch(text):
        low, high = turned[1], turned[3]
        unit = turned[4] or turned[2]
        if _figure(low) > _figure(high) and turned[2] in ("", unit):
            text = f"{high}-{low} {unit}"
    candidates = [_COUNT_WORDS.sub("", text)] if key in COUNTED else [text, f"{text} s", f"{text} min"]
    spans = [span for candidate in candidates if (span := _read(key, candidate))]
    return [dose_text(key, span) for span in spans]


def _figure(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _read(key: str, text: str) -> Span | None:
    """Read a dose within its limits."""
    try:
        span = (parse_count_range if key in COUNTED else parse_time_range)(text)
    except ValueError:
        return None
    return span if span.low in LIMITS[key] and span.high in LIMITS[key] else None
