"""``coach remind``."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.language import language_option
from coach.cli.loading import load_routine
from coach.cli.numbers import Whole
from coach.cli.options import routine_argument
from coach.cli.output import force_option, output_option
from coach.cli.tables import print_text
from coach.content.labels.reminders import WEEK

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.reminders.calendar_file import Reminder

USUAL = 3
"""Sessions a week, where nothing is said: the upper end of what the article on the lower back recommends."""


class Clock(click.ParamType[tuple[int, int]]):
    """A time of the day."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read ``18:30``, ``6:30 pm``, ``18h30`` or ``18.30 Uhr``."""
        if isinstance(value, tuple):
            return value
        said = re.fullmatch(
            r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?\s*(?:(a|p)\.?m\.?|uhr|h)?", str(value).strip().casefold()
        )
        hour, minute = (int(said[1]), int(said[2] or 0)) if said else (24, 0)
        if said and said[3]:
            hour = hour % 12 + 12 * (said[3] == "p") if 1 <= hour <= 12 else 24
        if hour > 23 or minute > 59:
            self.fail(f"'{value}' is not a time of day; write it like 18:30", param, ctx)
        return hour, minute


class Zone(click.ParamType["ZoneInfo"]):
    """A time zone by its name."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ZoneInfo:
        """Read ``Europe/Berlin``, or ``berlin``."""
        from coach.errors import NotFoundError
        from coach.reminders.zones import find_zone

        try:
            return find_zone(str(value))
        except NotFoundError as fault:
            self.fail(str(fault), param, ctx)


@click.command("remind")
@routine_argument()
@click.option("--days", metavar="DAYS", help="On these days of the week: 'mon, wed and sat', 'weekdays'.")
@click.option(
    "--run-days",
    metavar="DAYS",
    help="After the run on these days; before it, if ROUTINE is for before a run.",
)
@click.option(
    "--times",
    "--goal",
    "goal",
    type=Whole(1, 14),
    metavar="N",
    envvar="COACH_GOAL",
    help=f"How many times a week, spread evenly.  [default: your goal, or {USUAL}]",
)
@click.option(
    "--at",
    "clock",
    type=Clock(),
    default="18:00",
    metavar="TIME",
    show_default=True,
    help="When to begin; with --run-days, when the run ends or, for a routine before it, begins.",
)
@click.option("--weeks", type=Whole(1, 520), metavar="N", help="For how many weeks.  [default: no end]")
@click.option(
    "--alarm",
    type=Whole(0, 10080),
    default=10,
    metavar="MINUTES",
    show_default=True,
    help="How long before to ring; 0 is right then.",
)
@click.option("--no-alarm", is_flag=True, help="Do not ring.")
@click.option("--link", metavar="URL|FILE", help="The track: a web address, or a file on this computer.")
@click.option("--zone", type=Zone(), metavar="NAME", help="The time zone.  [default: this computer's]")
@output_option("The file to write, .ics.  [default: ROUTINE's name, as .ics]")
@force_option
@language_option
def command(
    routine: str,
    days: str | None,
    run_days: str | None,
    goal: int | None,
    clock: tuple[int, int],
    weeks: int | None,
    alarm: int,
    link: str | None,
    zone: ZoneInfo | None,
    output: Path | None,
    language: str,
    *,
    no_alarm: bool,
    force: bool,
) -> None:
    """Write reminders of ROUTINE for your calendar: opened there, they come every week and ring.

    Made again, for other days or another time, the file takes the place of the earlier reminders when the
    calendar reads it.

    \b
    coach remind post --days mon,wed,sat --at 18:30
    coach remind post --times 3 --weeks 6
    coach remind post --run-days "tue, thu, sun" --at 7pm
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    from coach.cli.output import write_anew
    from coach.content.fields import When
    from coach.content.library import Library
    from coach.history.store import now
    from coach.reminders.calendar_file import Reminder, as_calendar
    from coach.reminders.owner import owner
    from coach.reminders.weekdays import spread
    from coach.reminders.zones import zone_here

    library = Library(language)
    loaded = load_routine(library, routine)
    target = output or Path(f"{loaded.name}.ics")
    if target.suffix.lower() != ".ics":
        raise click.UsageError(f"'{target}' does not end in .ics, which calendar files do")
    chosen = _chosen(days, run_days, language) or spread(goal or USUAL)
    minutes = _minutes(loaded, library)
    address = _address(link) if link else ""
    ahead = minutes if run_days and loaded.when is When.BEFORE else 0
    earlier, begin = divmod(clock[0] * 60 + clock[1] - ahead, 24 * 60)
    reminder = Reminder(
        key=f"{owner()}/{loaded.name}",
        title=loaded.title,
        text=_text(loaded, library, minutes, address, with_run=bool(run_days)),
        days=tuple(sorted((day + earlier) % WEEK for day in chosen)),
        begin=time(*divmod(begin, 60)),
        zone=zone or zone_here(),
        length=timedelta(minutes=minutes),
        link=address,
        alarm=None if no_alarm else alarm,
        weeks=weeks,
    )
    made = now()
    write_anew(target, as_calendar(reminder, made), f"remind {loaded.name}", force=force)
    print_text(_told(reminder, made), err=True)


def _chosen(days: str | None, run_days: str | None, language: str) -> tuple[int, ...]:
    """Read the days, given in one of two ways; none where they are not given."""
    from coach.reminders.weekdays import read_days

    times = click.get_current_context().get_parameter_source("goal") is click.core.ParameterSource.COMMANDLINE
    if sum((days is not None, run_days is not None, times)) > 1:
        raise click.UsageError("give one of --days, --run-days and --times")
    said = days if days is not None else run_days
    if said is None:
        return ()
    try:
        return read_days(said, language)
    except ValueError as fault:
        what = f"'{fault}' is not a day of the week" if str(fault).strip() else "no day is given"
        option = "--days" if days is not None else "--run-days"
        raise click.BadParameter(f"{what}; write them like mon,wed,sat", param_hint=f"'{option}'") from None


def _minutes(routine: Routine, library: Library) -> int:
    """Return about how long a routine takes, in whole minutes."""
    from coach.content.fields import Detail
    from coach.script.estimate import expecting
    from coach.timeline.compiler import compile_timeline
    from coach.units import MINUTE

    timeline = compile_timeline(routine, library, expecting(library.phrases), Detail.FULL, None)
    return max(1, round(timeline.duration / MINUTE))


def _address(link: str) -> str:
    """Return the address of the web, or of a file that is there."""
    from coach.files import expanded

    if re.match(r"https?://[^\s]+$", link):
        return link
    path = expanded(Path(link))
    if not path.is_file():
        raise click.BadParameter(
            f"'{link}' is neither a file nor an address such as https://…", param_hint="'--link'"
        )
    return path.absolute().as_uri()


def _text(routine: Routine, library: Library, minutes: int, link: str, *, with_run: bool) -> str:
    """Write what the reminder says beside its title."""
    from coach.content.fields import When
    from coach.content.labels.reminders import ReminderWords

    words = ReminderWords.read(library.language)
    lines = [words.length.of(minutes)]
    if with_run:
        lines.insert(0, words.before if routine.when is When.BEFORE else words.after)
    if link:
        lines.append(words.listen.format(link=link))
    if library.has(routine.name):
        lines.append(words.play.format(command=f"coach play {routine.name}"))
    return "\n".join(lines)


def _told(reminder: Reminder, made: datetime) -> str:
    """Say in English when it comes, and what to do with the file."""
    from coach.content.labels.reminders import WEEKDAYS
    from coach.plan.wishes import listed

    days = [WEEKDAYS[day].capitalize() for day in reminder.days]
    when = "every day" if len(days) == len(WEEKDAYS) else f"on {listed(days)}"
    end = f", for {reminder.weeks} week{'s' * (reminder.weeks > 1)}" if reminder.weeks else ""
    return (
        f"It comes {when} at {reminder.begin:%H:%M} ({reminder.zone.key}), "
        f"from {reminder.first(made):%Y-%m-%d} on{end}. Open the file to have it in your calendar."
    )
