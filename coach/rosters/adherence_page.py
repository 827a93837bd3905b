"""The table and the chart of how far many people keep at it, as a page of HTML that needs nothing but itself."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from coach.history.plots import plot_people
from coach.rosters.adherence import HEADER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coach.rosters.adherence import Adherence


def adherence_page(
    people: Sequence[Adherence], faults: Sequence[str], today: date, goal: tuple[int, int]
) -> str:
    """Return the page; ``faults`` are sentences about what could not be read."""
    low, high = goal
    template = Template((Path(__file__).parent / "adherence.html").read_text("utf-8"))
    return template.substitute(
        today=today.isoformat(),
        files=f"{len(people)} {'history' if len(people) == 1 else 'histories'}",
        goal=f"{low} to {high}" if high > low else f"{low}",
        chart=plot_people([(each.person, each.a_week) for each in people], low) if people else "",
        head="".join(f'<th scope="col">{escape(cell)}</th>' for cell in HEADER),
        rows="\n".join(_row(each.row) for each in people),
        faults="\n".join(f'<p class="quiet">Not read: {escape(fault)}</p>' for fault in faults),
    )


def _row(cells: Sequence[str]) -> str:
    first, *rest = map(escape, cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
