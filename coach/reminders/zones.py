"""Time zones by name, such as Europe/Berlin: the one that is asked for, or this computer's."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from coach.errors import CoachError, NotFoundError, shown
from coach.similar import did_you_mean, similar

_HOW = "write it like Europe/Berlin"


def find_zone(name: str) -> ZoneInfo:
    """Return the time zone of that name; raises NotFoundError with the nearest."""
    names = {known.casefold(): known for known in available_timezones()}
    asked = name.strip().replace(" ", "_").casefold()
    if asked not in names:
        cities = {known.rpartition("/")[2]: names[known] for known in sorted(names)}
        if asked in cities:
            return ZoneInfo(cities[asked])
        near = did_you_mean(cities[city] for city in similar(asked, cities)) or _HOW
        raise NotFoundError(f"there is no time zone {shown(name)}", hint=near)
    return ZoneInfo(names[asked])


def zone_here() -> ZoneInfo:
    """Return the time zone of this computer; raises CoachError where it has none with a name."""
    import tzlocal

    try:
        return find_zone(tzlocal.get_localzone_name() or "")
    except (CoachError, LookupError, ValueError, OSError):
        hint = f"say it with --zone; {_HOW}"
        raise CoachError("this computer does not say its time zone by name", hint=hint) from None
