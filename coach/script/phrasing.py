"""Chooses words: fills in the phrase book, turns the wordings over, and orders them for the detail asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from coach.content.fields import SHORT_WORDS, Detail
from coach.units import MINUTE, SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.content.exercise import ByDetail
    from coach.content.phrases import Gender, PhraseBook
    from coach.script.model import Take

Values = dict[str, str]

HALF = MINUTE // 2

_GENDERS: dict[str, Gender] = {"m": "masculine", "f": "feminine"}


class Phrasing:
    """Hands out wordings, each slot beginning one further than the last time it was used.

    Turning is by use, not by chance: the same routine is always worded the same.
    """

    def __init__(self, book: PhraseBook, detail: Detail) -> None:
        self.book = book
        self.detail = detail
        self._used: dict[str, int] = {}

    def takes(
        self,
        slot: str,
        wordings: Sequence[str],
        values: Mapping[str, str],
        *,
        brief: bool = False,
        first: int = 0,
    ) -> tuple[Take, ...]:
        """Return every wording of ``slot`` as a take of its own, the one to prefer first.

        Full detail prefers the long wordings, minimal (or ``brief``) the short ones; short keeps turning all.
        Those preferred take turns among themselves, so that none of them comes twice in a row; ``first`` is the
        long one to begin with, counted round and round.
        """
        long = [wording for wording in wordings if not _short(wording)]
        turn = self._used.get(slot, first % len(long) if long else 0)
        self._used[slot] = turn + 1
        short = [wording for wording in wordings if _short(wording)]
        if brief or self.detail is Detail.MINIMAL:
            ordered = [*_turned(short, turn), *_turned(long, turn)]
        elif self.detail is Detail.FULL:
            ordered = [*_turned(long, turn), *_turned(short, turn)]
        else:
            ordered = _turned(wordings, turn)
        return tuple((fill(wording, values),) for wording in ordered)

    def by_detail(
        self, words: ByDetail, values: Mapping[str, str], detail: Detail | None = None
    ) -> tuple[Take, ...]:
        """Return the message in the detail asked for (or another), with its shorter forms to fall back to."""
        lengths = (words.full, words.short, words.minimal)
        wanted = lengths[list(Detail).index(detail or self.detail) :]
        return tuple(tuple(fill(sentence, values) for sentence in take) for take in wanted)

    def side(self, side: str | None, sides: Sequence[str] = ()) -> Values:
        """What stands for a side in wordings: ``{side}``, ``{phrase}``, its opposite ``{other}``.

        ``{side_f}`` and ``{other_f}`` stand beside feminine nouns; ``{Side}`` begins a sentence.
        """
        if side is None:
            return {}
        other = next((name for name in (*sides, *_OPPOSITES.get(side, ())) if name != side), side)
        this, that = self.book.sides[side], self.book.sides[other]
        feminine = this.feminine or this.adjective
        return {
            "side": this.adjective,
            "Side": _large(this.adjective),
            "side_f": feminine,
            "Side_f": _large(feminine),
            "phrase": this.phrase,
            "other": that.adjective,
            "other_f": that.feminine or that.adjective,
        }

    def number(self, count: int) -> str:
        """Return a count in words as far as the book goes, in figures beyond."""
        return self.book.numbers[count] if count < len(self.book.numbers) else str(count)

    def counted(self, slot: str, count: int) -> Values:
        """What stands for a count in wordings: ``{slot}``, and ``{slot_m}`` or ``{slot_f}`` beside a noun."""
        number, values = self.number(count), {}
        for form, gender in _GENDERS.items():
            endings = self.book.agreeing.get(gender, {}).items()
            found = next((ending for ending in endings if number.endswith(ending[0])), ("", ""))
            values[f"{slot}_{form}"] = number.removesuffix(found[0]) + found[1]
        return {slot: number, **values}

    def listed(self, things: Sequence[str]) -> str:
        """Return a list in words. Each thing may be a choice of its own: "a wall, and a mat or a carpet"."""
        *most, last = things
        return self.book.together.format(things=", ".join(most), last=last) if most else last

    def seconds(self, length: int) -> str:
        """Return a length of up to a minute and a half or so in words, to the second."""
        return self.book.seconds.format_map(self.counted("count", round(length / SECOND)))

    def about(self, length: int) -> str:
        """Return a length in words, to the half minute, and as a rough one where that is not all of it."""
        words = self.minutes(length)
        return words if length % HALF == 0 else self.book.about.format(length=words)

    def roughly(self, length: int) -> str:
        """Return a length in words: to the second below a minute, roughly from there on."""
        return self.about(length) if length >= MINUTE else self.seconds(length)

    def minutes(self, length: int) -> str:
        """Return a length in words, to the half minute."""
        halves = max(1, _nearest(length, HALF))
        one, some, and_a_half, *one_and_a_half = self.book.minutes
        if halves == 1:
            return self.seconds(length)
        if halves == 2:
            return one
        if halves == 3 and one_and_a_half:
            return one_and_a_half[0]
        return (and_a_half if halves % 2 else some).format_map(self.counted("count", halves // 2))


def rough(length: int) -> Ms:
    """Return a length as one says it of a whole session: to the half minute, above ten minutes to the minute."""
    unit = HALF if length <= 10 * MINUTE else MINUTE
    return Ms(_nearest(length, unit) * unit)


def _nearest(length: int, unit: int) -> int:
    """How often ``unit`` goes into ``length``, to the nearest; a half goes up."""
    return (length + unit // 2) // unit


def _turned(wordings: Sequence[str], turn: int) -> list[str]:
    """Return wordings in their order, beginning ``turn`` further on."""
    first = turn % len(wordings) if wordings else 0
    return [*wordings[first:], *wordings[:first]]


_OPPOSITES = {"right": ("left",), "left": ("right",)}


def fill(wording: str, values: Mapping[str, str]) -> str:
    """Fill in the placeholders of a wording and begin each of its sentences with a capital."""
    return _capitalised(wording.format_map(values))


@lru_cache(maxsize=1 << 14)  # a session is written many times over to fit a length
def _capitalised(text: str) -> str:
    return ". ".join(map(_large, text.split(". ")))


@lru_cache(maxsize=1 << 14)
def _short(wording: str) -> bool:
    return len(wording.split()) <= SHORT_WORDS


def _large(text: str) -> str:
    """Begin a text with a capital, and leave the others: German has them inside."""
    return text[:1].upper() + text[1:]
