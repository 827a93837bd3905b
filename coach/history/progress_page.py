"""The progress as a page of HTML that needs nothing but itself: no network, no script."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from coach.history.advice import disclaimer
from coach.history.plots import plot_area, plot_sessions
from coach.history.records import in_words
from coach.history.summary import MEANING, areas_in_words, figure, sessions_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.history.progress import Progress


def page(progress: Progress, advice: Sequence[str]) -> str:
    """Return the page; ``advice`` is what should be looked at, in sentences."""
    template = Template((Path(__file__).parent / "page.html").read_text("utf-8"))
    return template.substitute(
        today=progress.today.isoformat(),
        care=_care(advice),
        sessions=_sessions(progress),
        changes=_list(areas_in_words(progress)),
        meaning=escape(MEANING),
        areas="\n".join(_areas(progress)),
        disclaimer=escape(disclaimer()),
    )


def _care(advice: Sequence[str]) -> str:
    if not advice:
        return ""
    return f'<section class="care">\n<h2>Take care</h2>\n{_list(advice)}\n</section>'


def _sessions(progress: Progress) -> str:
    said = _list(sessions_in_words(progress))
    if not progress.weeks:
        return said
    rows = [(week.monday.isoformat(), str(week.sessions)) for week in reversed(progress.weeks)]
    table = _table("Sessions of each week", ("Week from", "Sessions"), rows)
    return f"{said}\n{_pair(plot_sessions(progress), table, 'In weeks with a darker bar, the goal was reached.')}"


def _areas(progress: Progress) -> Iterable[str]:
    for trend in progress.trends:
        name = in_words(trend.area)
        rows = [(monday.isoformat(), figure(value)) for monday, value in reversed(trend.weeks)]
        table = _table(f"Tightness, {name}: median of the week", ("Week from", "0 to 10"), rows)
        yield (
            f"<section>\n<h2>{escape(name.capitalize())}</h2>\n"
            f"{_pair(plot_area(progress, trend), table)}\n</section>"
        )


def _pair(plot: str, table: str, caption: str = "") -> str:
    below = f'<figcaption class="quiet">{escape(caption)}</figcaption>' if caption else ""
    return f'<div class="pair">\n<figure>{plot}{below}</figure>\n{table}\n</div>'


def _list(sentences: Iterable[str]) -> str:
    return "<ul>\n" + "\n".join(f"<li>{escape(sentence)}</li>" for sentence in sentences) + "\n</ul>"


def _table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "\n".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="figures" tabindex="0" role="region" aria-label="{escape(caption)}">\n<table>\n'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n"
        "</table>\n</div>"
    )
