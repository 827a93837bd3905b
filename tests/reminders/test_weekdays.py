"""Days of the week as people write them in four languages, and spread over a week."""

from __future__ import annotations

import pytest

from coach.content.labels.reminders import WEEK, WEEKDAYS, ReminderWords
from coach.content.language_words import languages
from coach.reminders.weekdays import read_days, spread


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("mon,wed,sat", "en", (0, 2, 5)),
        ("Mon, Wed and Sat", "en", (0, 2, 5)),
        ("tues thurs sundays", "en", (1, 3, 6)),
        ("mon-fri", "en", (0, 1, 2, 3, 4)),
        ("sat – mon", "en", (0, 5, 6)),  # noqa: RUF001 (people paste it)
        ("weekdays", "en", (0, 1, 2, 3, 4)),
        ("every day", "en", tuple(range(WEEK))),
        ("Mo, Mi und So", "de", (0, 2, 6)),
        ("di, do", "de", (1, 3)),
        ("Sonnabend", "de", (5,)),
        ("täglich", "de", tuple(range(WEEK))),
        ("lunes, miércoles y sabado", "es", (0, 2, 5)),
        ("do.", "es", (6,)),
        ("fin de semana", "es", (5, 6)),
        ("lun, mer et dim", "fr", (0, 2, 6)),
        ("di", "fr", (6,)),
        ("tous les jours", "fr", tuple(range(WEEK))),
        ("Montag, jueves, dimanche", "en", (0, 3, 6)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, language: str, days: tuple[int, ...]) -> None:
    assert read_days(text, language) == days


@pytest.mark.parametrize("language", languages())
def test_every_name_of_every_language_means_its_day(language: str) -> None:
    for number, day in enumerate(WEEKDAYS):
        for name in ReminderWords.read(language).days[day]:
            for other in languages():
                assert read_days(name, language if len(name) < 3 else other) == (number,), name


@pytest.mark.parametrize("text", ["", ",", "m", "s", "xyz", "mon,xyz", "mon-", "-", "mon-xyz", "mon--fri"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_days(text, "en")


def test_sessions_are_spread_evenly() -> None:
    assert [spread(number) for number in (1, 2, 3, 4)] == [(0,), (0, 3), (0, 2, 4), (0, 1, 3, 5)]
    for number in range(1, 15):
        days = spread(number)
        gaps = {(after - day) % WEEK for day, after in zip(days, (*days[1:], days[0] + WEEK), strict=True)}
        assert len(set(days)) == min(number, WEEK)
        assert number > WEEK or max(gaps) - min(gaps) <= 1
