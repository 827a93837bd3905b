"""Reminders for any calendar: which days of the week, at what time, in an iCalendar file."""

from coach.reminders.calendar_file import Reminder, as_calendar
from coach.reminders.owner import owner
from coach.reminders.weekdays import read_days, spread
from coach.reminders.zones import find_zone, zone_here

__all__ = ["Reminder", "as_calendar", "find_zone", "owner", "read_days", "spread", "zone_here"]
