"""An iCalendar file (RFC 5545): one event that comes again every week, with its alarm and its time zone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from coach.content.labels.reminders import WEEK

if TYPE_CHECKING:
    from datetime import time
    from zoneinfo import ZoneInfo

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_AHEAD = 15
"""Years for which the changes of summer time are written out; calendars know most zones by name anyway."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """When and of what to remind: ``days`` of the week, 0 being Monday, at ``begin`` in ``zone``.

    ``key`` stands for the reminder: what is made with the same one takes the earlier one's place in a calendar.
    ``link`` is an address of the web or of a file, "" for none. ``weeks`` None goes on; ``alarm``, minutes
    before, None makes no sound.
    """

    key: str
    title: str
    text: str
    days: tuple[int, ...]
    begin: time
    zone: ZoneInfo
    length: timedelta
    link: str = ""
    alarm: int | None = None
    weeks: int | None = None

    def first(self, now: datetime) -> datetime:
        """Return when it first comes, which is not before ``now``."""
        here = now.astimezone(self.zone)
        for later in range(WEEK + 1):
            day = here.date() + timedelta(days=later)
            begin = datetime.combine(day, self.begin, self.zone)
            if day.weekday() in self.days and begin >= now:
                return begin
        raise ValueError("no day of the week is given")


def as_calendar(reminder: Reminder, now: datetime) -> bytes:
    """Return the calendar file of a reminder that is made ``now``.

    The same key has the same UID; a later one has a higher SEQUENCE, by which calendars know which holds.
    """
    from icalendar import Alarm, Calendar, Event

    begin = reminder.first(now)
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"coach:{reminder.key}")))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("summary", reminder.title)
    event.add("description", reminder.text)
    event.add("dtstart", begin)
    event.add("duration", reminder.length)
    rule: dict[str, object] = {"freq": "weekly", "byday": [_CODES[day] for day in reminder.days]}
    if reminder.weeks is not None:
        rule["count"] = reminder.weeks * len(reminder.days)
    event.add("rrule", rule)
    if reminder.link:
        event.add("url", reminder.link)
        if reminder.link.startswith("file:"):
            event.add("attach", reminder.link)
    if reminder.alarm is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", reminder.title)
        alarm.add("trigger", timedelta(minutes=-reminder.alarm))
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//coach//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=date(begin.year, 1, 1), last_date=date(begin.year + _AHEAD, 1, 1)
    )
    found: bytes = calendar.to_ical()
    return found
