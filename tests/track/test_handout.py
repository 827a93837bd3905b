"""Hand-outs: what is on the sheet, in four languages, read back by programs that are not ours."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image

from coach.content.language_words import languages
from coach.content.library import Library
from coach.content.routine import Routine, Step
from coach.errors import MediaError
from coach.track.figures.shown import Figures
from coach.track.handout.code import code_rows
from coach.track.handout.leaflet import leaflet
from coach.track.handout.leaflet_page import as_page
from coach.track.handout.logo import read_logo
from coach.track.handout.paper import as_pdf
from coach.units import Span
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

    from coach.track.handout.leaflet import Leaflet

LINK = "http://192.168.1.20:8746/XPtNkcaFRUhOzXKMQ7gh6A/tracks/seven"
POPPLER = all(map(shutil.which, ("pdftotext", "pdftoppm")))
needs_poppler = pytest.mark.skipif(not POPPLER, reason="pdftotext and pdftoppm are not here")


def sheet(name: str = "seven", **more: str) -> Leaflet:
    return leaflet(LIBRARY.load(name), LIBRARY, **more)  # type: ignore[arg-type]


def of(*steps: Step) -> Leaflet:
    return leaflet(Routine(name="it", title="It", when="any", steps=steps), LIBRARY)  # type: ignore[arg-type]


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def text(pdf: bytes, folder: Path) -> str:
    file = folder / "it.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)  # noqa: S607
    return " ".join(done.stdout.decode().split())


def test_a_dose_says_each_side_rounds_and_rest() -> None:
    found = of(
        Step(exercise="figure-four", hold=Span(20000, 30000), rounds=Span(2, 2), between=Span(10000, 10000)),
        Step(exercise="figure-four", side="left", breaths=Span(5, 5)),
        Step(rest=Span(10000, 10000)),
        Step(exercise="hip-circles", reps=Span(8, 8)),
        Step(exercise="bird-dog", reps=Span(6, 8)),
        Step(exercise="walk", time=Span(120000, 120000)),
        Step(exercise="walk", time=Span(60000, 90000)),
    )
    assert [entry.dose for entry in found.entries] == [
        "20\u201330 s · each side · 2 rounds · 10 s rest between",
        "5 breaths · left side only · then 10 s rest",
        "8 times · each way",
        "6\u20138 times · each side",
        "2 min",
        "60\u201390 s",
    ]
    assert [entry.number for entry in found.entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.side for entry in found.entries] == [None, "left", None, None, None, None]


def test_every_exercise_has_its_word_of_safety() -> None:
    for name in LIBRARY.exercise_names:
        (entry,) = of(Step(exercise=name)).entries
        assert entry.words == LIBRARY.exercise(name).words.caution[0]
        assert "{" not in " ".join((entry.words, *entry.setup))


@pytest.mark.parametrize("language", languages())
def test_the_sheet_speaks_its_language(language: str, tmp_path: Path) -> None:
    library = Library(language, own=tmp_path)
    found = leaflet(library.load("seven"), library)
    assert found.words.each_side in found.entries[-1].dose
    page = as_page(found, Figures(library))
    assert f'<html lang="{language}">' in page
    for entry in found.entries:
        assert entry.name.replace("'", "&#x27;") in page
    if POPPLER:
        read = text(as_pdf(found, Figures(library)), tmp_path)
        assert found.words.often in read
        assert found.safety in read


@pytest.mark.parametrize(("count", "wanted"), [(1, 1), (4, 1), (5, 1), (8, 1), (9, 2), (17, 3)])
def test_up_to_eight_exercises_are_on_a_page(count: int, wanted: int) -> None:
    names = [*LIBRARY.exercise_names][:count]
    assert pages(as_pdf(of(*(Step(exercise=name) for name in names)), Figures(LIBRARY))) == wanted


@needs_poppler
def test_all_of_it_can_be_read(tmp_path: Path) -> None:
    found = sheet(often="twice a day", link=LINK, clinic="River Physiotherapy")
    read = text(as_pdf(found, Figures(LIBRARY)), tmp_path)
    assert "Seven moves for your back" in read
    assert "How often: twice a day" in read
    assert "River Physiotherapy" in read
    assert LINK in read
    for entry in found.entries:
        for word in (*entry.name.split(), *entry.dose.split(), *entry.words.split()):
            assert word in read


@needs_poppler
def test_the_code_leads_to_the_track(tmp_path: Path) -> None:
    file = tmp_path / "it.pdf"
    file.write_bytes(as_pdf(sheet(link=LINK), Figures(LIBRARY)))
    subprocess.run(["pdftoppm", "-r", "150", "-png", file, tmp_path / "page"], check=True)  # noqa: S607
    (image,) = tmp_path.glob("page*.png")
    codes = zxingcpp.read_barcodes(Image.open(image))
    assert [each.text for each in codes] == [LINK]


def test_the_code_is_read_from_its_squares() -> None:
    rows = code_rows(LINK)
    side = len(rows)
    image = Image.new("L", (side, side), 255)
    image.putdata([0 if black else 255 for row in rows for black in row])
    large = Image.new("L", (side * 6 + 60, side * 6 + 60), 255)
    large.paste(image.resize((side * 6, side * 6), Image.Resampling.NEAREST), (30, 30))
    assert [each.text for each in zxingcpp.read_barcodes(large)] == [LINK]


def test_what_is_long_stays_on_its_page() -> None:
    long = "A very long title that somebody has written for a routine of their own, and more of it " * 2
    found = sheet(often="every other day " * 7, clinic="W" * 120, link=f"{LINK}?{'x' * 200}")
    found = type(found)(
        long, *(getattr(found, name) for name in found.__dataclass_fields__ if name != "title")
    )
    assert pages(as_pdf(found, Figures(LIBRARY))) == 1


def test_the_page_needs_nothing_beside_itself_and_lets_nothing_break_out() -> None:
    found = sheet(often="<b>twice</b>", clinic='"Us" & <i>them</i>', link=LINK)
    page = as_page(found, Figures(LIBRARY))
    assert re.findall(r"(?:src|href)=[\"'](?!data:)|url\(|@import|<script|<[bi]>", page) == []
    assert page.count('<svg class="figure"') == len(found.entries)
    words = _Words()
    words.feed(page)
    assert {"<b>twice</b>", '"Us" & <i>them</i>'} <= set(words.found)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def test_described_it_also_says_how() -> None:
    found = sheet()
    plain, described = (as_page(found, Figures(LIBRARY), described=each) for each in (False, True))
    assert found.entries[0].setup[0] not in plain
    assert found.entries[0].setup[0] in described


def test_what_is_said_is_on_the_sheet_and_only_what_has_a_name_has_a_number() -> None:
    found = of(
        Step(say=("Both feet on the ground.",)),
        Step(breathe="4-4-4-4", rounds=Span(8, 8)),  # type: ignore[arg-type]
        Step(say=("Let it go.",), title="Rest"),
        Step(say=("Feel your feet.", "And your hands.")),
        Step(exercise="walk"),
        Step(say=("Well done.",)),
    )
    assert [(entry.heading, entry.words) for entry in found.entries if entry.exercise == "say"] == [
        ("", "Both feet on the ground."),
        ("2. Rest", "Let it go. Feel your feet. And your hands."),
        ("", "Well done."),
    ]
    assert [entry.number for entry in found.entries if entry.name] == [1, 2, 3]
    page = as_page(found, Figures(LIBRARY))
    assert "Both feet on the ground." in page
    assert "<h2></h2>" not in page
    assert "<p class='dose'></p>" not in page


def test_a_sheet_without_an_exercise_warns_of_what_can_happen_there() -> None:
    assert sheet("scan").safety == LIBRARY.step_words.still.safety[0]
    assert sheet("circuit").safety == sheet().safety != sheet("scan").safety


# The logo -------------------------------------------------------------------------------------------------------


def picture(path: Path, form: str, size: tuple[int, int] = (1200, 300)) -> Path:
    Image.new("RGB", size, "teal").save(path, form)
    return path


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_is_made_small(form: str, tmp_path: Path) -> None:
    data = read_logo(picture(tmp_path / "logo", form))
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", (800, 200))
    found = sheet(logo=data)  # type: ignore[arg-type]
    assert b"/Subtype /Image" in as_pdf(found, Figures(LIBRARY))
    assert '<img src="data:image/png;base64,' in as_page(found, Figures(LIBRARY))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"<svg/>", b"hello" * 100]
)
def test_what_is_no_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(data)
    with pytest.raises(MediaError) as caught:
        read_logo(path)
    assert caught.value.where == str(path)


def test_a_cut_picture_and_a_huge_one_are_refused(tmp_path: Path) -> None:
    cut = picture(tmp_path / "cut.png", "PNG", (600, 600))
    cut.write_bytes(cut.read_bytes()[:200])
    huge = picture(tmp_path / "huge.png", "PNG", (9000, 6000))
    for path in (cut, huge, tmp_path, tmp_path / "none.png"):
        with pytest.raises(MediaError):
            read_logo(path)
