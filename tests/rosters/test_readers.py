"""Tables as spreadsheets and people write them."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from coach.errors import CoachError, RoutineError
from coach.rosters.readers import read_roster

if TYPE_CHECKING:
    from pathlib import Path

    from coach.rosters.table import Row


def read(tmp_path: Path, data: bytes | str, name: str = "people.csv") -> list[Row]:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_roster(path)


def cells(row: Row) -> dict[str, str]:
    return {name: cell.text for name, cell in row.cells.items()}


PLAIN = [
    {"person": "Jörg", "prescription": "cat-cow 2 x 10"},
    {"person": "17", "prescription": 'hold 30"; rest 20 s'},
]
TEXT = 'person{0}prescription\r\nJörg{0}cat-cow 2 x 10\r\n17{0}"hold 30""; rest 20 s"\r\n'


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_every_kind(tmp_path: Path, between: str, encoding: str) -> None:
    rows = read(tmp_path, TEXT.format(between).encode(encoding))
    assert [cells(row) for row in rows] == PLAIN


def test_excel_says_what_stands_between_cells(tmp_path: Path) -> None:
    rows = read(tmp_path, "sep=;\r\n" + TEXT.format(";"))
    assert [cells(row) for row in rows] == PLAIN
    assert [row.number for row in rows] == [2, 3]


def test_line_breaks_in_a_cell_are_counted(tmp_path: Path) -> None:
    text = 'person,prescription\n\n1,"cat-cow 10\nrest 20 s"\n2,x\n'
    first, second = read(tmp_path, text)
    assert first.cells["prescription"].text == "cat-cow 10\nrest 20 s"
    assert (first.cells["prescription"].place, second.cells["prescription"].place) == (
        "line 3, column 2",
        "line 5, column 2",
    )
    assert (first.number, second.number) == (3, 4), "as a spreadsheet numbers them"


def test_empty_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    text = "person,routine,,\n1,post,,\n,,,\n \t,,,\n2,pre,,\n,,,\n"
    assert [cells(row)["person"] for row in read(tmp_path, text)] == ["1", "2"]


def test_blanks_of_all_kinds_go(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "\ufeff Person , ROUTINE\n\u00a0Jo\u0308rg\u200b \u00a0Eins,\tpost \n")
    assert cells(row) == {"person": "Jörg Eins", "routine": "post"}


def test_a_quote_that_is_never_closed_spoils_its_line_alone(tmp_path: Path) -> None:
    rows = read(tmp_path, 'person,routine\n1,post\n2,"pre\n3,post\n4,"po"st\n5,post\n')
    assert [(row.number, bool(row.faults)) for row in rows] == [
        (2, False),
        (3, True),
        (4, False),
        (5, True),
        (6, False),
    ]
    assert str(rows[1].faults[0]).startswith("line 3: the quotation marks are not in pairs")


def test_what_stands_under_no_heading_is_named(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "person,prescription\n1,cat-cow 10, rest 20 s\n")
    assert [str(fault) for fault in row.faults] == [
        "line 2, column 3: this stands under no heading; take it away, or quote commas"
    ]


def test_every_wrong_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(RoutineError) as caught:
        read(tmp_path, "Person,voise,routine,weight,routine\n1,,post,,\n")
    first, second, third = str(caught.value).splitlines()
    assert first.endswith("people.csv:1:2: there is no column 'voise'; did you mean voice or avoid?")
    assert ":1:4: there is no column 'weight'; there are person, routine" in second
    assert third.endswith(":1:5: the column 'routine' is there twice; keep one")


@pytest.mark.parametrize(
    ("text", "named"),
    [("routine\npost\n", "no column 'person'"), ("person\n1\n", "neither a column 'routine' nor")],
)
def test_needed_columns(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(RoutineError, match=named):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("people.csv", b""),
        ("people.csv", b"\n \n"),
        ("people.csv", b"person,routine\n"),
        ("people.csv", b"person,routine\n\0\0\x81\n"),
        ("people.csv", b"\xd0\xcf\x11\xe0old"),
        ("people.ods", b"person,routine\n1,post\n"),
        ("people.xlsx", b"PK\x03\x04no"),
        ("people.xlsx", b"person,routine\n1,post\n"),
        ("people.jsonl", b""),
        ("people.jsonl", b"\xff"),
    ],
)
def test_files_that_are_no_rosters(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(CoachError, match=f"{name}: "):
        read(tmp_path, data, name)


SPOILT = {
    "a sheet's name": ("xl/workbook.xml", b'sheetId="1"', b'sheetId="x"'),
    "a style": ("xl/styles.xml", b'numFmtId="0"', b'numFmtId="~"'),
    "the sheet": ("xl/worksheets/sheet1.xml", b"<c ", b'<c t="s" '),
    "nothing but the compression": ("xl/worksheets/sheet1.xml", b"", b""),
}


@pytest.mark.parametrize(("part", "old", "new"), SPOILT.values(), ids=SPOILT)
def test_spoilt_workbooks(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    book, spoilt = openpyxl.Workbook(), io.BytesIO()
    sheet: Any = book.active
    for row in (("person", "routine"), (5, "post")):
        sheet.append(row)
    book.save(tmp_path / "sound.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "sound.xlsx") as sound,
        zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sound.namelist():
            whole = sound.read(name)
            made.writestr(name, whole.replace(old, new) if name == part else whole)
        place = made.getinfo(part).header_offset + 30 + len(part) + 5
    data = bytearray(spoilt.getvalue())
    if not old:
        data[place : place + 9] = b"\xff" * 9
    with pytest.raises(CoachError, match=r"people\.xlsx: is not a workbook that can be read; save it"):
        read(tmp_path, bytes(data), "people.xlsx")


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["remarks"])
    sheet = book.create_sheet("Patients")
    sheet.append([None])
    sheet.append(["Person", "Prescription", "minutes", "greet"])
    sheet.append([1001, "cat-cow 2 x 10", 7.5, None])
    sheet.append([])
    sheet.append(["Jörg", "figure-four 30 s\nrest 10 s", datetime.date(2026, 8, 5), "Jörg"])
    for column in "ABCDEFGH":
        sheet[f"{column}900"].number_format = "0.00"  # what was deleted leaves empty cells behind
    book.save(tmp_path / "people.xlsx")
    first, second = read_roster(tmp_path / "people.xlsx")
    assert cells(first) == {"person": "1001", "prescription": "cat-cow 2 x 10", "minutes": "7.5"}
    assert second.cells["prescription"].text == "figure-four 30 s\nrest 10 s"
    assert second.cells["minutes"].place == "cell C5"
    assert "made a date or a time of it" in second.cells["minutes"].fault


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"person": 7, "routine": "post", "avoid": ["knee", "wrist"], "greet": None}),
        "",
        '{"person": "8", "routine": "post", "routine": "pre"}',
        '{"person": "9", "routine": {"name": "post"}}',
        '{"person": ',
        "[1]",
        '{"person": 10, "minutes": 7.0, "routine": "post"}',
        f'{{"person": {10**400}, "minutes": {10**12}, "routine": "post"}}',
    ]
    rows = read(tmp_path, "\n".join(lines), "people.jsonl")
    assert cells(rows[0]) == {"person": "7", "routine": "post", "avoid": "knee, wrist"}
    assert str(rows[1].faults[0]) == "line 3 (routine): the key is there twice; keep one"
    assert rows[2].cells["routine"].fault
    assert [str(row.faults[0]) for row in rows[3:5]] == [
        "line 5, column 12: this is not JSON",
        "line 6: this is not a JSON object",
    ]
    assert cells(rows[5])["minutes"] == "7"
    assert cells(rows[6]) == {"person": str(10**400), "minutes": str(10**12), "routine": "post"}


def test_a_wrong_key_in_any_line_is_named(tmp_path: Path) -> None:
    text = '{"person": 1, "routine": "post"}\n{"person": 2, "routine": "post", "greeting": "x"}\n'
    with pytest.raises(RoutineError) as caught:
        read(tmp_path, text, "people.jsonl")
    assert "people.jsonl:2:3: there is no column 'greeting'; did you mean greet" in str(caught.value)
