"""How long things are expected to take, against how long the default voice takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.language_words import languages
from coach.content.library import Library
from coach.script.estimate import expecting
from coach.session import Session, open_narrator
from coach.session_options import Options
from coach.timeline.compiler import compile_timeline

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = [routine.name for routine in Library().routines() if not routine.own]


def assert_expected(language: str, name: str, cache: Path) -> None:
    """Hold the length that is expected of a routine against the true one: within 2 %."""
    library, options = Library(language), Options(language=language)
    routine = library.load(name)
    expected = compile_timeline(routine, library, expecting(library.phrases)).duration
    with open_narrator(options, cache) as narrator:
        true = Session(routine, library, narrator, options).timeline.duration
    assert abs(expected - true) <= 0.02 * true, f"{expected / true - 1:+.1%}"


@pytest.mark.parametrize("language", languages())
def test_the_length_of_a_short_routine_is_foreseen(language: str, shared_cache: Path) -> None:
    assert_expected(language, "rescue", shared_cache)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", languages())
def test_the_length_of_every_shipped_routine_is_foreseen(
    language: str, name: str, shared_cache: Path
) -> None:
    assert_expected(language, name, shared_cache)
