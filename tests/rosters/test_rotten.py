"""Fifty rotten rows among sound ones: each is named with its cell, and none keeps back the others."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest

from coach.rosters.entries import EntryReader
from coach.rosters.readers import read_roster
from coach.session_options import Options
from coach.track.formats.mp3 import MP3

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    "person",
    "prescription",
    "routine",
    "language",
    "voice",
    "detail",
    "minutes",
    "bed",
    "avoid",
    "greet",
    "format",
)
ROTTEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("person", ("", "x" * 201)),
    (
        "prescription",
        (
            "figure-fuor 30 s",
            "cat-cow 30 parsecs",
            "cat-cow 2 x",
            "figure-four 3 x 30 s left side right side",
            "childs-pose 10 reps",
            "cat-cow 10 daily",
            "rest 20 s",
            ";;",
            "cat-cow 10; rest 99 h",
            "childs-pose 0 s",
            "cat-cow 1000",
            "cat-cow each side 10",
            "x" * 6000,
            "99 x 99",
        ),
    ),
    ("routine", ("pots", "no/such/file.yaml", "/etc", "-", "post.yml", " ".join(["post"] * 9))),
    ("language", ("xx", "klingon", "1", "e")),
    ("voice", ("nobody", "kokoro:nobody", "command:nobody", "piper:nobody")),
    ("detail", ("loud", "1")),
    ("minutes", ("0", "-3", "1e9", "nan", "soon", "5-8", "12:75", "241")),
    ("bed", ("fire", "bed")),
    ("avoid", ("nose", "knee; elbow", "knie")),
    ("greet", ("<b>", "[[x]]", "...", "x" * 41, "{name}")),
    ("format", ("mp4", "exe", "fit")),
)


def _rows() -> list[tuple[str, dict[str, str]]]:
    """Each rotten cell in a row that is sound but for it."""
    rows: list[tuple[str, dict[str, str]]] = []
    for column, texts in ROTTEN:
        for text in texts:
            sound = {"person": f"P{len(rows)}", "prescription": "cat-cow 10"}
            if column == "routine":
                del sound["prescription"]
            rows.append((column, {**sound, column: text}))
    return rows


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rotten_cells_are_named(ending: str, tmp_path: Path) -> None:
    rotten, path = _rows(), tmp_path / f"people.{ending}"
    lines = [list(COLUMNS)]
    for _, row in rotten:
        lines += [[row.get(column, "") for column in COLUMNS], ["sound", "cat-cow 10"]]
    if ending == "csv":
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(lines)
    else:
        book = openpyxl.Workbook()
        for line in lines:
            book.worksheets[0].append(line)
        book.save(path)
    assert len(rotten) >= 50
    reader = EntryReader(Options(), MP3)
    read = [reader.read(row) for row in read_roster(path)]
    for number, (column, row) in enumerate(rotten):
        told, sound = read[2 * number], read[2 * number + 1]
        assert not isinstance(sound, tuple)
        assert isinstance(told, tuple), row
        at = COLUMNS.index(column)
        cell = f"cell {'ABCDEFGHIJK'[at]}{2 * number + 2}"
        place = cell if ending == "xlsx" else f"line {2 * number + 2}, column {at + 1}"
        assert [str(fault).split(": ")[0] for fault in told] == [f"{place} ({column})"], row
