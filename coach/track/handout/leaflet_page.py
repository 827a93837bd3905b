"""A hand-out as a page of its own, to be looked at or printed."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

from coach.track.figures.svg import style
from coach.track.handout.code import code_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.track.figures.shown import Figures
    from coach.track.handout.leaflet import Entry, Leaflet

_STYLE = """
:root { color-scheme: light; --figure-paper: #fff; }
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 56rem; padding: 1.5rem; background: #fff; color: #1d2733;
  font: 1rem/1.4 "Source Sans Pro", system-ui, sans-serif; overflow-wrap: break-word; }
header, footer { display: flex; justify-content: space-between; align-items: center; gap: 1.5rem; }
h1 { margin: 0; font-size: 1.9rem; font-weight: 300; line-height: 1.15; }
h2 { margin: 0; font-size: 1.05rem; line-height: 1.25; }
p { margin: .2rem 0 0; }
.clinic { text-align: right; } .clinic img { max-width: 11rem; max-height: 4rem; }
.soft { color: #5b6874; }
.often { border-bottom: 1px solid #b4bec5; min-width: 9rem; display: inline-block; }
ol { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .8rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
li { display: flex; gap: .9rem; align-items: center; padding: .7rem; border: 1px solid #dfe5e8;
  border-radius: .6rem; break-inside: avoid; }
li .figure { flex: none; width: 9.5rem; max-width: 40%; height: 8.5rem; }
.dose { font-weight: 600; color: #1f6f76; }
.code { flex: none; width: 5.5rem; height: 5.5rem; }
"""


def as_page(sheet: Leaflet, figures: Figures, *, described: bool = False) -> str:
    """Write a page that needs nothing beside itself; ``described``, it also says how to do each exercise."""
    head = f"<h1>{escape(sheet.title)}</h1><p class='soft'>{escape(sheet.below)}</p>"
    often = f"<p>{escape(sheet.words.often)} <span class='often'>{escape(sheet.often) or '&nbsp;'}</span></p>"
    entries = "\n".join(_entry(entry, figures, described=described) for entry in sheet.entries)
    return f"""\
<!doctype html>
<html lang="{escape(sheet.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(sheet.title)}</title>
<style>{_STYLE}{style(dark=False)}</style>
<header><div>{head}{"" if described else often}</div>{"".join(_clinic(sheet))}</header>
<ol>
{entries}
</ol>
<footer><p>{escape(sheet.safety)}</p>{"".join(_listen(sheet))}</footer>
</html>
"""


def _entry(entry: Entry, figures: Figures, *, described: bool) -> str:
    lines = [f"<h2>{escape(entry.heading)}</h2>"] if entry.heading else []
    if entry.dose:
        lines.append(f"<p class='dose'>{escape(entry.dose)}</p>")
    if described:
        lines += [f"<p>{escape(sentence)}</p>" for sentence in entry.setup]
    if entry.words:
        lines.append(f"<p class='soft'>{escape(entry.words)}</p>")
    return f"<li>{figures.svg(entry.exercise, entry.side, entry.name)}<div>{''.join(lines)}</div></li>"


def _clinic(sheet: Leaflet) -> Iterator[str]:
    if sheet.clinic or sheet.logo:
        yield "<div class='clinic'>"
        if sheet.logo:
            data = base64.b64encode(sheet.logo).decode()
            yield f'<img src="data:image/png;base64,{data}" alt="">'
        if sheet.clinic:
            yield f"<p>{escape(sheet.clinic)}</p>"
        yield "</div>"


def _listen(sheet: Leaflet) -> Iterator[str]:
    if sheet.link:
        drawn = code_svg(sheet.link).replace("<svg", "<svg class='code'", 1)
        yield f"<p>{escape(sheet.words.listen)}<br><span class='soft'>{escape(sheet.link)}</span></p>{drawn}"
