"""The plots of the progress page: SVG to be put into HTML, in the page's own colours. The one door to pygal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from coach.history.records import in_words
from coach.history.summary import area_in_words, figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from xml.etree.ElementTree import Element

    from coach.history.progress import Progress, Trend

SIZE = (560, 300)
"""In the plot's own units: it is scaled to its place, and its words have to be legible on a phone."""

BAR, NAME = 26, 24
"""Height of the bar of a person, and letters of a name beside it, at most."""

SEASON = 26
"""Weeks up to which the dates are days: months would come twice."""

LABELS = 4
"""Dates along the lower edge, at most."""


def plot_sessions(progress: Progress) -> str:
    """Return a bar for each week with its number of sessions, of the class ``met`` or ``short`` of the goal."""
    low, high = progress.goal
    goal = f"{low} to {high}" if high > low else f"{low}"
    most = max([high, *(week.sessions for week in progress.weeks)])
    chart = _chart("Bar", [week.monday for week in progress.weeks], most, 1)
    chart.add(
        "",
        [
            {"value": week.sessions, "node": {"class": "met" if week.sessions >= low else "short"}}
            for week in progress.weeks
        ],
    )
    met = sum(week.sessions >= low for week in progress.weeks)
    told = f"A bar for each of {len(progress.weeks)} weeks; the goal of {goal} was reached in {met} of them."
    return _svg(chart, "plot-sessions", "Sessions a week", told)


def plot_area(progress: Progress, trend: Trend) -> str:
    """Return a line through the weekly medians of an area, 0 to 10, broken where a week has none."""
    medians = dict(trend.weeks)
    mondays = [week.monday for week in progress.weeks]
    chart = _chart("Line", every_week(trend, mondays), 10, 2)
    chart.add("", [medians.get(monday) for monday in every_week(trend, mondays)], allow_interruptions=True)
    name = in_words(trend.area)
    last, value = trend.weeks[-1]
    told = f"{area_in_words(trend)} The last week with a rating, from {last}, has {figure(value)}."
    return _svg(chart, f"plot-{trend.area}", f"Tightness of the {name}, by week", told)


def plot_people(values: Sequence[tuple[str, float]], goal: int) -> str:
    """Return a bar for each person with the sessions a week, of the class ``met`` or ``short`` of the goal."""
    most = max([float(goal), *(value for _, value in values)])
    people = [*reversed(values)]  # the lowest bar comes first
    chart = _pygal().HorizontalBar(
        **_LOOK | {"height": BAR * len(people) + 60, "range": (0, most), "style": _style(), "margin_left": 0}
    )
    chart.x_labels = [name[:NAME] for name, _ in people]
    bars = [{"value": value, "node": {"class": "met" if value >= goal else "short"}} for _, value in people]
    chart.add("", bars)
    met = sum(value >= goal for _, value in values)
    told = f"A bar for each of {len(values)} people; {met} of them reached {goal} a week."
    return _svg(chart, "plot-people", "Sessions a week, by person", told)


def every_week(trend: Trend, mondays: Sequence[date]) -> list[date]:
    """Return the weeks of all sessions and of this area's ratings, without a gap."""
    from datetime import timedelta

    first = min([trend.weeks[0][0], *mondays[:1]])
    last = max([trend.weeks[-1][0], *mondays[-1:]])
    return [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]


_LOOK: dict[str, Any] = {
    "js": (),
    "width": SIZE[0],
    "height": SIZE[1],
    "margin": 4,
    "margin_left": 30,
    "show_legend": False,
    "truncate_label": -1,
    "stroke_style": {"width": 2.5},
    "print_values": False,
    "formatter": figure,
    "no_data_text": "",
}
"""What all plots have in common."""


def _style() -> Any:
    """Return colours that are those of the page, and letters that are legible on a phone."""
    _pygal()
    from pygal.style import Style

    return Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--quiet)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--rule)",
        colors=("var(--line)",),
        font_family="inherit",
        label_font_size=22,
        major_label_font_size=22,
        guide_stroke_dasharray="0",
        major_guide_stroke_dasharray="0",
        opacity="1",
        opacity_hover="1",
    )


def _chart(kind: str, mondays: Sequence[date], most: int, step: int) -> Any:
    """Return an empty chart from 0 to ``most`` with a few dates along its lower edge."""
    form = "%b %Y" if len(mondays) > SEASON else "%d %b"
    labels = [f"{monday:{form}}" for monday in mondays]
    every = max(1, -(-len(labels) // LABELS))
    chart = getattr(_pygal(), kind)(
        style=_style(),
        range=(0, most),
        y_labels=[*range(0, most + 1, step)],
        dots_size=2.5 if len(labels) > 40 else 4,
        **_LOOK,
    )
    chart.x_labels = [label if number % every == 0 else "" for number, label in enumerate(labels)]
    return chart


def _pygal() -> Any:
    """Return pygal without the finder it puts before all imports to come: an outdated one, for maps we never draw.

    (Python 3.11 warns of it, in the middle of whatever is imported next.)
    """
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    return pygal


def _svg(chart: Any, name: str, title: str, told: str) -> str:
    """Render a chart with a title and a description for those who do not see it; without script or link."""

    def finish(root: Element) -> Element:
        for parent in list(root.iter()):
            for child in [*parent]:
                tag = str(child.tag).rpartition("}")[2]
                if not isinstance(child.tag, str) or tag in ("script", "title", "desc"):
                    parent.remove(child)
        root.set("role", "img")
        root.set("aria-labelledby", f"{name} {name}-told")
        for tag, label, text in (("desc", f"{name}-told", told), ("title", name, title)):
            node = root.makeelement(tag, {"id": label})
            node.text = text
            root.insert(0, node)
        return root

    chart.uuid = name  # else it is another each time
    chart.add_xml_filter(finish)
    return str(chart.render(disable_xml_declaration=True, is_unicode=True))
