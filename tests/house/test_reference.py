"""The page of reference is what the docstrings say, and their examples run."""

from __future__ import annotations

import doctest

import pytest

import coach
import coach.api
from scripts._reference import PAGE, reference

EXAMPLES = [each for each in doctest.DocTestFinder().find(coach.api) if each.examples]


def test_the_page_is_made_from_the_docstrings() -> None:
    assert PAGE.read_text("utf-8") == reference(), "python scripts/_reference.py writes it anew"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_examples_run(
    example: doctest.DocTest, shared_cache: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CACHE", str(shared_cache))
    example.globs["coach"] = coach
    assert doctest.DocTestRunner().run(example).failed == 0


def test_everything_public_is_there_and_explained() -> None:
    for name in coach.__all__:
        assert getattr(coach, name).__doc__, name
        assert f"`coach.{name}`" in PAGE.read_text("utf-8") or f"- `{name}`" in PAGE.read_text("utf-8")
