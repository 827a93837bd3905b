"""Sessions as pictures: well-formed, complete, to scale, and in need of nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

import coach
from coach.script.estimate import expect_spoken
from coach.timeline.compiler import compile_timeline
from coach.track.figures.shown import Figures
from coach.track.picture.diagram import FACTS, LABELS, WIDTH, as_svg
from coach.track.picture.script_page import as_html
from coach.units import SECOND
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from coach.content.routine import Routine
    from coach.timeline.model import Timeline

SHOWN = Path(coach.__file__).parents[1] / "docs" / "post.svg"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return laid(LIBRARY.load("post"))


def laid(routine: Routine) -> Timeline:
    return compile_timeline(routine, LIBRARY, expect_spoken)


def parsed(timeline: Timeline) -> ElementTree.Element:
    return ElementTree.fromstring(as_svg(timeline))  # noqa: S314 (our own)


def test_every_sentence_and_interval_is_in_the_picture(timeline: Timeline) -> None:
    drawing = parsed(timeline)
    titles = [title.text or "" for title in drawing.iter(f"{SVG}title")]
    for cue in timeline.cues:
        assert any(title.endswith(f" {cue.kind}: {cue.text}") for title in titles), cue
    bars = [bar for bar in drawing.iter(f"{SVG}rect") if (bar.get("class") or "").startswith("interval")]
    intervals = [interval for step in timeline.steps for interval in step.intervals]
    lengths = [interval.end - interval.start for interval in intervals]
    scale = [float(bar.get("width") or 0) / length for bar, length in zip(bars, lengths, strict=True)]
    assert max(scale) == pytest.approx(min(scale), rel=0.01)
    assert [bar.get("class") for bar in bars].count("interval second") == 1


def test_nothing_reaches_out_of_the_picture(timeline: Timeline) -> None:
    for bar in parsed(timeline).iter(f"{SVG}rect"):
        if "cue" in (bar.get("class") or "") and float(bar.get("y") or 0) > 60:
            assert float(bar.get("x") or 0) >= LABELS
            assert float(bar.get("x") or 0) + float(bar.get("width") or 0) <= WIDTH - FACTS + 1


def test_the_breath_is_drawn_where_there_is_one() -> None:
    drawing = parsed(laid(LIBRARY.load("pre")))
    steps = laid(LIBRARY.load("pre")).steps
    led = [i for step in steps for i in step.intervals if {p.cue for p in i.phases} <= {"inhale", "exhale"}]
    assert len(list(drawing.iter(f"{SVG}path"))) == len(led) > 0


def test_titles_cannot_break_out() -> None:
    title = "Hips & back, 'easy' \"now\""
    routine = LIBRARY.load("post").model_copy(update={"title": title})
    assert parsed(laid(routine))[0].text.startswith(title)  # type: ignore[union-attr]
    assert "Hips &amp; back, &#x27;easy&#x27;" in as_html(laid(routine))


def test_the_page_needs_nothing_beside_itself(timeline: Timeline) -> None:
    page = as_html(timeline)
    links = re.findall(r"(?:src|href|url)\s*[=(]|@import|<script", page)
    assert links == []
    assert re.findall(r"https?://[^\"' <]+", page) == ["http://www.w3.org/2000/svg"]
    words = _Words()
    words.feed(page)
    for cue in timeline.cues:
        assert cue.text in words.found
    assert f"{timeline.cues[0].start / SECOND:04.1f}" in page


def test_the_page_shows_each_exercise_on_its_sides(timeline: Timeline) -> None:
    assert 'class="shown"' not in as_html(timeline)
    page = as_html(timeline, figures=Figures(LIBRARY))
    shown = re.findall(r'<svg class="figure"[^>]* aria-label="([^"]*)">', page)
    assert shown == [
        "Child&#x27;s pose",
        "Seated forward fold",
        "Supine spinal twist, right",
        "Supine spinal twist, left",
        "Lying knee hug",
    ]
    assert page.count("matrix(-1 0 0 1 200 0)") == 1
    assert re.findall(r"(?:src|href|url)\s*[=(]|@import|<script", page) == []


class _Words(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())


def test_the_picture_in_the_readme_is_of_this_routine(
    timeline: Timeline, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--golden"):
        SHOWN.parent.mkdir(exist_ok=True)
        SHOWN.write_text(as_svg(timeline), "utf-8")
    assert SHOWN.read_text("utf-8") == as_svg(timeline)
