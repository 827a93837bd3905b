"""Covers: the same for the same routine, kept, and never in the way of a track."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from coach.content.fields import When
from coach.content.language_words import languages
from coach.content.library import Library
from coach.track.cover import SIDE, Card, card, cover
from coach.units import MINUTE, Ms

CARD = Card("post", "Easy back after your run", "6 minutes · after the run", When.AFTER)


def pixels(jpeg: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.size == (SIDE, SIDE)
        return np.asarray(picture.convert("RGB"), np.int16)


@pytest.mark.parametrize("language", languages())
def test_every_language_has_a_card(language: str) -> None:
    library = Library(language)
    found = card(library.load("post"), Ms(6 * MINUTE), library.phrases)
    assert found.below.startswith("6 ")


def test_the_same_card_gives_the_same_picture() -> None:
    assert cover(CARD).jpeg == cover(CARD).jpeg
    assert cover(replace(CARD, name="seven")).jpeg != cover(CARD).jpeg
    assert len(cover(CARD).jpeg) < 250_000


@pytest.mark.parametrize("when", list(When))
def test_the_words_stand_out(when: When) -> None:
    blank = pixels(cover(replace(CARD, when=when, title="", below="")).jpeg)
    written = pixels(cover(replace(CARD, when=when, title="Legs", below="")).jpeg)
    changed = np.abs(written - blank).max(axis=2) > 60
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert rows[0] > 200
    assert rows[-1] < 700
    assert columns[0] > 90
    contrast = np.abs(written.astype(int) - blank)[changed].max()
    assert contrast > 120


@pytest.mark.parametrize("title", ["x" * 300, "word " * 60, "Ελληνικά"], ids=range(3))
def test_any_title_will_do(title: str) -> None:
    untitled = pixels(cover(replace(CARD, title="")).jpeg)
    assert (pixels(cover(replace(CARD, title=title)).jpeg) != untitled).any()


@pytest.mark.parametrize("title", ["日本語", "\n", "\ud800"], ids=range(3))
def test_a_title_that_cannot_be_drawn_is_left_out(title: str) -> None:
    assert cover(replace(CARD, title=title)).jpeg == cover(replace(CARD, title="")).jpeg
