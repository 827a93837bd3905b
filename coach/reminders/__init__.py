"""Reminders for any calendar: which days of the week, at what time, in an iCalendar file."""
