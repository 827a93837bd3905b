"""The file of ``coach remind``, as two libraries read it: icalendar with recurring-ical-events, and vobject.

In both it comes at the same time of the wall clock before and after a change of summer time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import vobject

from coach.content.labels.reminders import WEEK
from coach.reminders.calendar_file import Reminder, as_calendar

if TYPE_CHECKING:
    from collections.abc import Callable

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 20, 12, tzinfo=BERLIN)


def _reminder(**changes: object) -> Reminder:
    given = {
        "key": "me/post",
        "title": "Für dich; etwas, das gut tut\\",
        "text": "Zeile eins.\nZeile zwei: " + "ä" * 100,
        "days": (0, 2, 6),
        "begin": time(18, 30),
        "zone": BERLIN,
        "length": timedelta(minutes=7),
        "link": "https://example.org/post.mp3?a=1,2;b",
        "alarm": 10,
    } | changes
    return Reminder(**given)  # type: ignore[arg-type]


def _by_icalendar(data: bytes, start: datetime, end: datetime) -> list[datetime]:
    calendar = icalendar.Calendar.from_ical(data)
    events: Any = recurring_ical_events.of(calendar).between(start, end)
    return sorted(event["DTSTART"].dt for event in events)


def _by_vobject(data: bytes, start: datetime, end: datetime) -> list[datetime]:
    event = vobject.readOne(data.decode()).vevent
    return list(event.getrruleset(addRDate=True).between(start.astimezone(event.dtstart.value.tzinfo), end))


@pytest.mark.parametrize("read", [_by_icalendar, _by_vobject])
@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Europe/Berlin", (2026, 3, 20)),
        ("Europe/Berlin", (2026, 10, 15)),
        ("America/New_York", (2026, 3, 1)),
        ("America/New_York", (2026, 10, 25)),
        ("Australia/Lord_Howe", (2026, 9, 25)),
        ("Asia/Kathmandu", (2026, 3, 20)),
        ("Africa/Casablanca", (2026, 2, 1)),
        ("Etc/UTC", (2026, 3, 20)),
    ],
)
def test_it_comes_at_the_same_time_of_the_clock_all_year(
    read: Callable[[bytes, datetime, datetime], list[datetime]], zone: str, now: tuple[int, int, int]
) -> None:
    here = ZoneInfo(zone)
    start = datetime(*now, 12, tzinfo=here)
    found = read(as_calendar(_reminder(zone=here), start), start, start + timedelta(days=60))
    expected = [
        day
        for number in range(61)
        if (day := datetime.combine(start.date() + timedelta(days=number), time(18, 30), here)).weekday()
        in (0, 2, 6)
        if start <= day <= start + timedelta(days=60)
    ]
    assert [at.astimezone(UTC) for at in found] == [at.astimezone(UTC) for at in expected]
    assert len(found) >= 25


def test_both_read_all_of_it() -> None:
    data = as_calendar(_reminder(), NOW)
    one: Any = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    other = vobject.readOne(data.decode()).vevent
    reminder = _reminder()
    assert str(one["SUMMARY"]) == other.summary.value == reminder.title
    assert str(one["DESCRIPTION"]) == other.description.value == reminder.text
    assert str(one["URL"]) == other.url.value == reminder.link
    assert one["DURATION"].dt == other.duration.value == timedelta(minutes=7)
    (alarm,) = one.walk("VALARM")
    assert alarm["TRIGGER"].dt == other.valarm.trigger.value == timedelta(minutes=-10)
    assert "valarm" not in vobject.readOne(as_calendar(_reminder(alarm=None), NOW).decode()).vevent.contents


def test_every_line_is_as_short_as_the_standard_asks() -> None:
    data = as_calendar(_reminder(), NOW)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert not re.search(rb"(?<!\r)\n", data)
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_a_link_to_a_file_is_attached() -> None:
    event = vobject.readOne(as_calendar(_reminder(link="file:///tmp/post.mp3"), NOW).decode()).vevent
    assert event.attach.value == event.url.value == "file:///tmp/post.mp3"


def test_a_later_one_takes_the_place_of_the_earlier() -> None:
    first = vobject.readOne(as_calendar(_reminder(), NOW).decode()).vevent
    later = as_calendar(_reminder(days=(1,), begin=time(7)), NOW + timedelta(minutes=2))
    second = vobject.readOne(later.decode()).vevent
    assert first.uid.value == second.uid.value
    assert int(second.sequence.value) > int(first.sequence.value)
    assert second.dtstamp.value > first.dtstamp.value
    others = {_uid(key) for key in ("me/post", "me/pre", "you/post")}
    assert len(others) == 3


def _uid(key: str) -> str:
    found: str = vobject.readOne(as_calendar(_reminder(key=key), NOW).decode()).vevent.uid.value
    return found


def test_it_ends_after_so_many_weeks() -> None:
    data = as_calendar(_reminder(weeks=6), NOW)
    far = NOW + timedelta(days=365)
    assert len(_by_icalendar(data, NOW, far)) == len(_by_vobject(data, NOW, far)) == 18


@pytest.mark.parametrize("day", range(WEEK))
def test_the_first_is_the_next_there_is(day: int) -> None:
    first = _reminder(days=(day,)).first(NOW)
    assert NOW <= first < NOW + timedelta(days=WEEK, minutes=1)
    assert first.weekday() == day
    missed = _reminder(days=(NOW.weekday(),), begin=time(11, 59)).first(NOW)
    assert missed.date() == NOW.date() + timedelta(days=WEEK)
