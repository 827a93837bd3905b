"""How an exercise of one's own looks: a figure, that of a shipped one, a picture file; and what is refused."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from coach.content.library import Library
from coach.plan.routine_file import routine_file
from coach.track.figures.drawing import FRAME
from coach.track.figures.shown import Figures
from coach.track.handout.leaflet import leaflet
from coach.track.handout.leaflet_page import as_page
from coach.track.handout.paper import as_pdf
from tests.content.reports import faults

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.routine import Routine

HEAD = """\
name: mine
title: Mine
when: any
exercises:
  clam:
    title: Clam
    posture: side-lying
    sides: [right, left]
    reps: 10-12
    setup: Lie on your {other} side.
"""
STEPS = "steps:\n  - exercise: clam\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'
FIGURE = """\
    figure:
      view: front
      poses:
        - back: 90
          right_leg: {floor: 0 12, toward: 0/20}
          arms: -80/30 -60
      strap: [right-heel left-palm]
      moves: [right-leg]
      stretches: [right-thigh-inner]
      arrows: [{of: right-knee, along: 90}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drawn.svg").write_text(SVG, "utf-8")
    Image.new("RGB", (90, 60), "teal").save(tmp_path / "photo.jpg")
    Image.new("RGBA", (60, 90), (0, 90, 0, 99)).save(tmp_path / "photo.png")
    return tmp_path


def _routine(folder: Path, look: str) -> Routine:
    (folder / "mine.yaml").write_text(HEAD + look + STEPS, "utf-8")
    return Library(own=folder).load(str(folder / "mine.yaml"))


def _figures(folder: Path, look: str) -> Figures:
    return Figures(Library(own=folder).with_own(_routine(folder, look).exercises))


def test_a_figure_by_the_same_data(folder: Path) -> None:
    figures = _figures(folder, FIGURE)
    assert figures.name("clam", "left") == "clam-left"
    assert "scale" in figures.svg("clam", "left") or "matrix(-1" in figures.svg("clam", "left")
    with Image.open(io.BytesIO(figures.jpeg("clam", "right", 64))) as painted:
        assert painted.size == (64, 64)


def test_the_figure_of_a_shipped_exercise(folder: Path) -> None:
    figures, shipped = _figures(folder, "    figure_of: clamshell\n"), Figures(Library())
    assert figures.svg("clam", "right") == shipped.svg("clamshell", "right")
    assert _figures(folder, "").svg("clam") == ""


@pytest.mark.parametrize(
    ("file", "media"), [("drawn.svg", "svg+xml"), ("photo.jpg", "jpeg"), ("photo.png", "jpeg")]
)
def test_a_picture_is_shown_on_pages_in_chapters_and_on_paper(folder: Path, file: str, media: str) -> None:
    routine = _routine(folder, f"    picture: {file}\n")
    library = Library(own=folder).with_own(routine.exercises)
    figures = Figures(library)
    assert figures.name("clam", "left") == figures.name("clam", "right") == "clam"
    drawn = figures.svg("clam", "left", "Clam <3")
    assert f'viewBox="0 0 {FRAME:g} {FRAME:g}"' in drawn
    assert f'href="data:image/{media};base64,' in drawn
    assert 'aria-label="Clam &lt;3"' in drawn
    assert bool(figures.jpeg("clam", "right", 64)) == (media == "jpeg")
    sheet = leaflet(routine, library)
    assert drawn.split('href="')[1].split('"')[0] in as_page(sheet, figures)
    bare = as_pdf(sheet, Figures(Library(own=folder).with_own(_routine(folder, "").exercises)))
    assert len(as_pdf(sheet, figures)) > len(bare)


def test_an_svg_that_no_printer_can_read_leaves_its_place_empty(folder: Path) -> None:
    (folder / "odd.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M q"/></svg>', "utf-8")
    routine = _routine(folder, "    picture: odd.svg\n")
    library = Library(own=folder).with_own(routine.exercises)
    assert as_pdf(leaflet(routine, library), Figures(library)).startswith(b"%PDF")


@pytest.mark.parametrize("look", [FIGURE, "    figure_of: clamshell\n", "    picture: photo.png\n"])
def test_a_routine_written_anew_looks_the_same(
    folder: Path, look: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    routine = _routine(folder, look)
    again = tmp_path_factory.mktemp("elsewhere") / "mine.yaml"
    again.write_text(routine_file(routine), "utf-8")
    assert Library(own=folder).load(str(again)) == routine


def test_a_changed_picture_makes_another_routine(folder: Path) -> None:
    before = _routine(folder, "    picture: photo.png\n").model_dump_json()
    Image.new("RGB", (60, 90), "red").save(folder / "photo.png")
    assert _routine(folder, "    picture: photo.png\n").model_dump_json() != before


WRONG = {
    "picture: none.png": "11:14: 'none.png' cannot be read (No such file or directory); ",
    "picture: .": "11:14: '.' is not a picture; name a file that ends in .svg, .png or .jpg",
    "picture: mine.yaml": "11:14: 'mine.yaml' is not a picture; ",
    "picture: folder.png": "11:14: 'folder.png' cannot be read (",
    "picture: text.png": "11:14: 'text.png' cannot be read as PNG; ",
    "picture: cut.jpg": "11:14: 'cut.jpg' cannot be read as JPEG; ",
    "picture: wide.png": "11:14: 'wide.png' cannot be read as PNG; ",
    "picture: bomb.svg": "11:14: 'bomb.svg' cannot be read as SVG; ",
    "picture: page.svg": "11:14: 'page.svg' cannot be read as SVG; ",
    "picture: big.svg": "11:14: 'big.svg' cannot be read (larger than 4096 KB); ",
    "picture: [a.png]": "11:14: 'picture' ",
    "picture: ''": "11:14: 'picture' is empty; ",
    "figure_of: clam-shell": "11:16: there is no shipped figure 'clam-shell'; did you mean clamshell?",
    "figure_of: clamshell\n    picture: photo.png": "12:5: 'figure_of:' and 'picture:' cannot both be given",
    "figure: clamshell": "11:13: 'figure' has to be a block of 'key: value' lines, not 'clamshell'; ",
    "figure: {poses: []}": "11:21: 'poses' is empty; ",
    "figure: {poses: [{back: up}]}": "11:29: 'up' is not a number; write one such as 30 or -12.5",
    "figure: {poses: [{hips: [nan]}]}": "11:29: ",
    "figure: {poses: [{twist: [nan, nan]}]}": "11:30: a list cannot stand here; ",
    "figure: {poses: [{}], moves: [tail]}": "11:35: 'tail' is not a limb; ",
    "figure: {poses: [{}], colour: red}": "11:27: unknown key 'colour'; ",
}  # fmt: skip


@pytest.mark.parametrize("look", WRONG)
def test_a_wrong_look_is_explained_at_its_place(library: Library, folder: Path, look: str) -> None:
    (folder / "folder.png").mkdir()
    (folder / "text.png").write_text("no picture", "utf-8")
    (folder / "cut.jpg").write_bytes((folder / "photo.jpg").read_bytes()[:200])
    Image.new("1", (9000, 9000)).save(folder / "wide.png")
    (folder / "bomb.svg").write_text(
        f'<!DOCTYPE a [<!ENTITY b "c">]>{SVG.replace("<circle", "&b;<circle")}', "utf-8"
    )
    (folder / "page.svg").write_text("<html><svg/></html>", "utf-8")
    (folder / "big.svg").write_text(SVG.replace("<circle", " " * (4 << 20) + "<circle"), "utf-8")
    path = folder / "mine.yaml"
    path.write_text(f"{HEAD}    {look}\n{STEPS}", "utf-8")
    found = [str(problem).removeprefix(f"{path}:") for problem in faults(library, path)]
    assert len(found) == 1
    assert found[0].startswith(WRONG[look])
