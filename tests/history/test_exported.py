"""An exported history is read back as it was, in JSON and CSV; anything else is refused with a reason."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import HistoryError
from coach.history.dump import as_json, write_csv
from coach.history.exported import LARGEST, read_export
from coach.history.records import Feeling, Note, Pain, Records, SessionRecord, StepRecord

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime.fromisoformat("2026-03-29T07:30:00+02:00")
LATER = datetime.fromisoformat("2026-03-30T19:05:00+02:00")
RECORDS = Records(
    sessions=(
        SessionRecord(1, "post", "Easy back, after: your run", AT, AT, "done", "played"),
        SessionRecord(2, "=mine", "-2+3", LATER, None, "partly", "logged"),
    ),
    steps=(
        StepRecord(1, 1, "cat-cow", "completed", AT, 61.5, ("lower-back", "core")),
        StepRecord(1, 2, "plank", "skipped", AT, 0.0, ()),
    ),
    feelings=(Feeling("lower-back", 4, AT, 1), Feeling("neck", 0, LATER)),
    pains=(Pain(AT, "knee", 1), Pain(LATER)),
    notes=(Note(AT, 'said "fine",\nthen slept', 1),),
)
SOUND = json.dumps(as_json(RECORDS, "Anna B."))


def test_json_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "anna.json"
    path.write_text(SOUND, "utf-8")
    assert read_export(path) == ("Anna B.", RECORDS)


def test_csv_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        write_csv(RECORDS, stream)
    assert read_export(path) == ("", RECORDS)


def _changed(**changes: Any) -> str:
    return json.dumps({**json.loads(SOUND), **changes})


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "", "not an exported"),
        ("a.json", "[" * 100_000, "not an exported"),
        ("a.json", "[]", "not an exported"),
        ("a.json", '{"sessions": {}}', "not an exported"),
        ("a.json", _changed(format=2), "its format is '2'"),
        ("a.json", _changed(feelings=3), "not an exported"),
        ("a.json", _changed(feelings=[3]), "feelings 1"),
        (
            "a.json",
            _changed(feelings=[{"area": "neck", "tightness": 11, "at": AT.isoformat()}]),
            "'tightness'",
        ),
        ("a.json", _changed(pains=[{"at": "2026-03-29T07:30:00"}]), "'at'"),
        ("a.json", _changed(pains=[{"at": "0001-01-01T00:00:00+00:00"}]), "'at'"),
        ("a.json", _changed(pains=[{"at": AT.isoformat(), "area": "x" * 300}]), "'area'"),
        ("a.csv", "a,b\n1,2\n", "not an exported"),
        ("a.csv", SOUND, "not an exported"),
    ],
)
def test_anything_else_is_refused(name: str, text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(HistoryError) as caught:
        read_export(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.where == str(path)


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.json", tmp_path / "large.json"):
        if path.stem == "large":
            with path.open("wb") as file:
                file.truncate(LARGEST + 1)
        with pytest.raises(HistoryError, match="cannot be read"):
            read_export(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(SOUND) - 1), byte=st.binary(min_size=0, max_size=3))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, at: int, byte: bytes) -> None:
    path = tmp_path / "anna.json"
    path.write_bytes(SOUND.encode()[:at] + byte + SOUND.encode()[at + 1 :])
    with contextlib.suppress(HistoryError):
        assert read_export(path)[1].sessions


def test_a_csv_with_other_kinds_says_where(tmp_path: Path) -> None:
    text = io.StringIO()
    write_csv(RECORDS, text)
    path = tmp_path / "a.csv"
    path.write_text(text.getvalue().replace("feeling,", "fooling,"), "utf-8")
    with pytest.raises(HistoryError, match=r"line \d+: there is no kind 'fooling'"):
        read_export(path)
