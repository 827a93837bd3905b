"""Sessions for watches and training calendars: FIT workouts, and the workout text of Intervals.icu."""
