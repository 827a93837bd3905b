"""A hand-out as a PDF: A4, up to eight exercises on a page."""

from __future__ import annotations

import contextlib
import io
import logging
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from coach.track.cover import font_file
from coach.track.figures.drawing import FRAME
from coach.track.handout.code import code_rows

if TYPE_CHECKING:
    from coach.track.figures.shown import Figures
    from coach.track.handout.leaflet import Entry, Leaflet

_WIDE, _HIGH, _MARGIN = 210.0, 297.0, 14.0
"""Millimetres, as are all lengths here but those of letters, which are in points."""
_ROWS = 4
_PER_PAGE = 8
_HEAD, _FOOT = 34.0, 26.0
_GAP = 3.5
_PAD = 3.0
_INK, _SOFT, _DOSE, _RULE = (29, 39, 51), (91, 104, 116), (31, 111, 118), (214, 221, 225)
_PIXELS = 900
"""Of a photograph, in both directions: sharp in print at 60 mm."""
_LINE = 0.45
"""The height of a line of letters, by their size in points."""

logging.getLogger("fpdf").setLevel(logging.CRITICAL)  # a letter that no font has is left out, without a word


def as_pdf(sheet: Leaflet, figures: Figures) -> bytes:
    """Write the hand-out as a PDF."""
    return _Paper(sheet, figures).written()


class _Paper:
    def __init__(self, sheet: Leaflet, figures: Figures) -> None:
        self.sheet, self.figures = sheet, figures
        self.pdf = pdf = FPDF(format="A4")
        pdf.set_auto_page_break(auto=False)
        pdf.set_title(sheet.title)
        pdf.set_lang(sheet.language)
        pdf.set_creator("coach")
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        pdf.set_creation_date(today)  # to the day: equal sheets are equal files
        for style, weight in (("", "Regular"), ("B", "Semibold"), ("I", "Light")):
            pdf.add_font("Sans", style, font_file(weight))

    def written(self) -> bytes:
        pages = max(1, ceil(len(self.sheet.entries) / _PER_PAGE))
        for page in range(pages):
            self.pdf.add_page()
            self._head()
            self._entries(self.sheet.entries[page * _PER_PAGE : (page + 1) * _PER_PAGE])
            self._foot(page + 1, pages)
        return bytes(self.pdf.output())

    def _head(self) -> None:
        sheet, pdf = self.sheet, self.pdf
        room = _WIDE - 2 * _MARGIN
        if sheet.clinic or sheet.logo:
            room -= 64
            self._clinic(_WIDE - _MARGIN - 60, 60)
        size = next(
            (size for size in (25, 21, 18, 15) if self._height(sheet.title, room, size, "I") < 22), 12
        )
        below = self._text(sheet.title, _MARGIN, _MARGIN - 1, room, size, "I", most=22)
        below = self._text(sheet.below, _MARGIN, below + 0.5, room, 11, colour=_SOFT, most=5)
        often = f"{sheet.words.often} {sheet.often}"
        self._text(often, _MARGIN, below + 0.5, room, 11, most=10)
        if not sheet.often:
            pdf.set_font("Sans", "", 11)
            begin = _MARGIN + pdf.get_string_width(often) + 2
            pdf.set_draw_color(*_SOFT)
            pdf.set_line_width(0.2)
            pdf.line(begin, below + 5, max(begin + 10, min(begin + 70, _MARGIN + room)), below + 5)

    def _clinic(self, left: float, room: float) -> None:
        sheet, top = self.sheet, _MARGIN
        if sheet.logo:
            info = self.pdf.image(
                io.BytesIO(sheet.logo),
                left + room - 45,
                top,
                45,
                17,
                keep_aspect_ratio=True,
                alt_text=sheet.clinic or None,
            )
            top += max(4.0, float(info.rendered_height or 17)) + 1
        if sheet.clinic:
            self._text(sheet.clinic, left, top, room, 10, colour=_SOFT, align="R", most=12)

    def _entries(self, entries: tuple[Entry, ...]) -> None:
        columns = 1 if len(self.sheet.entries) <= _ROWS else 2
        wide = (_WIDE - 2 * _MARGIN - (columns - 1) * _GAP) / columns
        high = (_HIGH - 2 * _MARGIN - _HEAD - _FOOT - (_ROWS - 1) * _GAP) / _ROWS
        for place, entry in enumerate(entries):
            row, column = divmod(place, columns)
            left, top = _MARGIN + column * (wide + _GAP), _MARGIN + _HEAD + row * (high + _GAP)
            self._entry(entry, left, top, wide, high)

    def _entry(self, entry: Entry, left: float, top: float, wide: float, high: float) -> None:
        pdf = self.pdf
        pdf.set_draw_color(*_RULE)
        pdf.set_line_width(0.25)
        pdf.rect(left, top, wide, high, round_corners=True, corner_radius=2.5)
        side = min(high - 2 * _PAD, wide * 0.46)
        across = left + _PAD
        if self.figures.name(entry.exercise):
            self._figure(entry, across, top + (high - side) / 2, side / FRAME)
            across += side + _PAD
        room = left + wide - _PAD - across
        parts = (
            (entry.heading, "B", 0, _INK),
            (entry.dose, "B", -1, _DOSE),
            (entry.words, "", -2.5, _SOFT),
        )
        size = 16.0 if wide > _WIDE / 2 else 12.0
        while (
            size > 8
            and sum(self._height(text, room, size + by, style) for text, style, by, _ in parts) > high - 9
        ):
            size -= 0.5
        tall = sum(self._height(text, room, size + by, style) + 1 for text, style, by, _ in parts if text) - 1
        down = top + max(_PAD, (high - tall) / 2)
        for text, style, by, colour in parts:
            if text and (left_over := top + high - _PAD - down) > 3:
                down = 1 + self._text(
                    text, across, down, room, size + by, style, colour=colour, most=left_over
                )

    def _figure(self, entry: Entry, left: float, top: float, scale: float) -> None:
        if picture := self.figures.picture(entry.exercise):
            data = self.figures.jpeg(entry.exercise, None, _PIXELS) or picture.data
            with contextlib.suppress(Exception):  # of many kinds, for drawings that fpdf cannot read
                self.pdf.image(
                    io.BytesIO(data), left, top, FRAME * scale, FRAME * scale, keep_aspect_ratio=True
                )
        for colour, points in self.figures.patches(entry.exercise, entry.side):
            self.pdf.set_fill_color(colour)
            self.pdf.polygon([(left + x * scale, top + y * scale) for x, y in points], style="F")

    def _foot(self, page: int, pages: int) -> None:
        sheet, pdf = self.sheet, self.pdf
        top, room = _HIGH - _MARGIN - _FOOT + 4, _WIDE - 2 * _MARGIN
        if sheet.link:
            side = _FOOT - 4
            self._code(_WIDE - _MARGIN - side, top, side)
            room -= side + 4
        below = self._text(sheet.safety, _MARGIN, top, room, 11, "B", most=10)
        if sheet.link:
            below = self._text(sheet.words.listen, _MARGIN, below + 1, room, 10, colour=_SOFT, most=5)
            self._text(sheet.link, _MARGIN, below, room, 9, colour=_SOFT, most=8)
            pdf.link(_WIDE - _MARGIN - side, top, side, side, sheet.link)
        if pages > 1:
            number = sheet.words.page.format(number=page, pages=pages)
            self._text(number, _MARGIN, _HIGH - _MARGIN - 3, room, 8, colour=_SOFT, most=4)

    def _code(self, left: float, top: float, side: float) -> None:
        rows = code_rows(self.sheet.link)
        square = side / len(rows)
        self.pdf.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            for across, black in enumerate(row):
                if black:
                    x, y = left + across * square, top + down * square
                    self.pdf.rect(x, y, square + 0.02, square + 0.02, style="F")

    # Letters --------------------------------------------------------------------------------------------------

    def _height(self, text: str, room: float, size: float, style: str = "") -> float:
        """Measure how high a text is in a column."""
        self.pdf.set_font("Sans", style, size)
        return len(self._lines(text, room)) * size * _LINE

    def _lines(self, text: str, room: float) -> list[str]:
        """Break a text into lines, in the font that is set."""
        lines = self.pdf.multi_cell(room, text=text, dry_run=True, output=MethodReturnValue.LINES)
        return cast("list[str]", lines) if text else []

    def _text(
        self,
        text: str,
        left: float,
        top: float,
        room: float,
        size: float,
        style: str = "",
        *,
        most: float,
        colour: tuple[int, int, int] = _INK,
        align: str = "L",
    ) -> float:
        """Write a text in a column, no more than fits into ``most``, and return where it ends."""
        pdf, line = self.pdf, size * _LINE
        pdf.set_font("Sans", style, size)
        pdf.set_text_color(*colour)
        lines = self._lines(text, room)
        kept = lines[: max(1, int(most / line))]
        for number, each in enumerate(kept):
            cut = number == len(kept) - 1 and len(lines) > len(kept)
            pdf.set_xy(left, top + number * line)
            pdf.cell(
                room,
                line,
                f"{each[:-1].rstrip()}…" if cut else each,
                align=align,
                new_x=XPos.LEFT,
                new_y=YPos.NEXT,
            )
        return top + len(kept) * line
