"""Which areas today's routine is for: the tightest first, and not those that have eased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coach.history.records import Feeling, Records
from coach.history.tight_areas import still_tight

TODAY = datetime(2026, 3, 31, 18, tzinfo=UTC)


def rated(**areas: dict[int, int]) -> Records:
    """Return records with ratings by area and days ago."""
    found = [
        Feeling(area.replace("_", "-"), tightness, TODAY - timedelta(days=ago))
        for area, ratings in areas.items()
        for ago, tightness in ratings.items()
    ]
    return Records(feelings=tuple(sorted(found, key=lambda feeling: feeling.at)))


@pytest.mark.parametrize(
    ("areas", "chosen"),
    [
        ({}, []),
        ({"glutes": {1: 3}}, []),
        ({"glutes": {1: 4}}, ["glutes"]),
        ({"glutes": {1: 5}, "neck": {2: 7}, "quads": {3: 6}}, ["neck", "quads", "glutes"]),
        ({"glutes": {22: 9}}, []),
        ({"glutes": {1: 4, 5: 4, 9: 5, 25: 8, 29: 8, 33: 8}}, []),
        ({"glutes": {1: 7, 5: 7, 9: 7, 25: 9, 29: 9, 33: 9}}, ["glutes"]),
        ({"glutes": {1: 5, 5: 5, 9: 5, 25: 5, 29: 5, 33: 5}}, ["glutes"]),
        ({"lower_back": {1: 5, 5: 6, 9: 5, 25: 3, 29: 3, 33: 3}}, ["lower-back"]),
        ({"glutes": {-1: 9}}, []),
    ],
)
def test_the_tightest_first_and_not_what_has_eased(
    areas: dict[str, dict[int, int]], chosen: list[str]
) -> None:
    assert [trend.area for trend in still_tight(rated(**areas), TODAY.date())] == chosen
