"""The history as it is kept: what goes in comes out, older ones are brought up to date, trouble is told."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from coach.errors import HistoryError
from coach.history import schema
from coach.history.records import Entry, Feeling, Outcome, Pain, Records, SessionRecord, StepRecord
from coach.history.store import History, default_path
from tests.processes import environment

AT = datetime(2025, 3, 4, 18, 30, tzinfo=timezone(timedelta(hours=2)))
LATER = AT + timedelta(minutes=6)


def sql(file: Path, *statements: str) -> list[tuple[object, ...]]:
    """Ask SQLite itself; what the last statement finds."""
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def fill(file: Path) -> None:
    with History.open(file) as history:
        session = history.begin_session("post", "Easy back", AT)
        history.add_step(
            StepRecord(session, 1, "cat-cow", Outcome.COMPLETED, AT, 61.5, ("lower-back", "upper-back"))
        )
        history.end_session(session, LATER, Outcome.DONE)
        history.add_feeling(Feeling("lower-back", 4, LATER, session))
        history.add_pain(Pain(LATER, None, session))
        history.log(
            Entry(LATER, "seven", "Seven", {"calves": 0, "neck": 10}, ("calves", None), "long run, hills")
        )


def test_what_goes_in_comes_out(file: Path) -> None:
    fill(file)
    records = History.read(file)
    assert records.sessions == (
        SessionRecord(1, "post", "Easy back", AT, LATER, "done", "played"),
        SessionRecord(2, "seven", "Seven", LATER, LATER, "done", "logged"),
    )
    assert records.sessions[0].started.isoformat() == "2025-03-04T18:30:00+02:00"
    assert records.steps == (
        StepRecord(1, 1, "cat-cow", "completed", AT, 61.5, ("lower-back", "upper-back")),
    )
    assert [(feeling.area, feeling.tightness, feeling.session) for feeling in records.feelings] == [
        ("lower-back", 4, 1),
        ("calves", 0, 2),
        ("neck", 10, 2),
    ]
    assert [(pain.area, pain.session) for pain in records.pains] == [(None, 1), ("calves", 2), (None, 2)]
    assert [(note.text, note.session) for note in records.notes] == [("long run, hills", 2)]


def test_any_tool_reads_it(file: Path) -> None:
    fill(file)
    assert sql(file, "SELECT routine, started, outcome FROM sessions WHERE source = 'played'") == [
        ("post", "2025-03-04T18:30:00+02:00", "done")
    ]
    assert sql(file, "PRAGMA integrity_check") == [("ok",)]
    assert sql(file, "PRAGMA foreign_key_check") == []
    assert [path.name for path in file.parent.iterdir()] == ["history.sqlite"]


def test_reading_begins_nothing(file: Path) -> None:
    assert History.read(file) == Records()
    assert not file.parent.exists()


def test_the_order_is_that_of_time_across_time_zones(file: Path) -> None:
    east, west = (datetime(2025, 3, 4, 12, tzinfo=timezone(timedelta(hours=hours))) for hours in (9, -8))
    with History.open(file) as history:
        history.log(Entry(west, tight={"neck": 1}))
        history.log(Entry(east, tight={"neck": 2}))
    assert [feeling.tightness for feeling in History.read(file).feelings] == [2, 1]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO feelings (area, tightness, at) VALUES ('calves', 11, '2025-03-04T10:00:00+00:00')",
        "INSERT INTO feelings (area, tightness, at) VALUES ('calves', 'much', '2025-03-04T10:00:00+00:00')",
        "INSERT INTO feelings (area, tightness, at) VALUES ('calves', 5, 'yesterday')",
        "UPDATE sessions SET outcome = 'great'",
        "UPDATE sessions SET ended = NULL",
        "UPDATE steps SET seconds = -1",
    ],
)
def test_the_tables_refuse_nonsense(statement: str, file: Path) -> None:
    fill(file)
    with pytest.raises(sqlite3.IntegrityError):
        sql(file, statement)


def test_what_was_before_a_day_is_forgotten_without_a_trace(file: Path) -> None:
    fill(file)
    with History.open(file) as history:
        history.log(Entry(AT + timedelta(days=1), tight={"neck": 3}))
        assert history.count() == 10
        assert history.count(date(2025, 3, 5)) == 9
        history.forget(date(2025, 3, 5))
    records = History.read(file)
    assert [feeling.tightness for feeling in records.feelings] == [3]
    assert (records.sessions, records.steps, records.pains, records.notes) == ((), (), (), ())
    assert b"long run" not in file.read_bytes()


def test_all_is_forgotten(file: Path) -> None:
    fill(file)
    with History.open(file) as history:
        history.forget()
    assert History.read(file) == Records()


def test_a_history_of_version_1_is_brought_up_to_date(file: Path) -> None:
    file.parent.mkdir()
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        for statement in schema.MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO sessions VALUES (7, 'pre', 'Loose', '2024-01-02T07:00:00+01:00', NULL, NULL, 'played')"
        )
        connection.execute(
            "INSERT INTO steps VALUES (1, 7, 1, 'walk', 'skipped', '2024-01-02T07:01:00+01:00', 3, '')"
        )
        connection.execute("PRAGMA user_version = 1")
    records = History.read(file)
    assert [(session.id, session.outcome, session.ended) for session in records.sessions] == [
        (7, "partly", None)
    ]
    assert [(step.exercise, step.areas) for step in records.steps] == [("walk", ())]
    assert sql(file, "PRAGMA user_version") == [(schema.VERSION,)]
    fill(file)
    assert len(History.read(file).notes) == 1


def test_an_upgrade_happens_all_the_way_or_not_at_all(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(file)
    monkeypatch.setattr(
        schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE more (x)", "CREATE TABLE sessions (x)"))
    )
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr("coach.history.store.VERSION", schema.VERSION)
    with pytest.raises(HistoryError):
        History.open(file)
    assert sql(file, "SELECT count(*) FROM sqlite_master WHERE name = 'more'") == [(0,)]
    assert sql(file, "PRAGMA user_version") == [(schema.VERSION - 1,)]


def test_ten_at_once_begin_the_same_history(file: Path) -> None:
    faults: list[BaseException] = []
    start = threading.Barrier(10)

    def begin(number: int) -> None:
        try:
            start.wait(20)
            with History.open(file) as history:
                history.add_feeling(Feeling("calves", number, AT))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert {feeling.tightness for feeling in History.read(file).feelings} == set(range(10))


def trouble(file: Path) -> str:
    """Return what is said when the history is written to, which does not work."""
    with pytest.raises(HistoryError) as told, History.open(file) as history:
        history.add_feeling(Feeling("calves", 5, AT))
    assert told.value.what
    assert told.value.hint
    assert str(file.parent) in told.value.where
    return str(told.value)


def test_a_history_of_a_newer_coach_is_left_alone(file: Path) -> None:
    fill(file)
    sql(file, f"PRAGMA user_version = {schema.VERSION + 1}")
    before = file.read_bytes()
    assert "newer coach" in trouble(file)
    with pytest.raises(HistoryError):
        History.read(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"these are my notes\n" * 100, bytes(range(256)) * 20], ids=["text", "bytes"]
)
def test_a_file_that_is_no_history_is_left_alone(content: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    assert "not a history" in trouble(file)
    assert file.read_bytes() == content


def test_the_database_of_another_program_is_left_alone(file: Path) -> None:
    file.parent.mkdir()
    sql(file, "CREATE TABLE bookmarks (url)")
    assert "not a history of the coach" in trouble(file)
    assert sql(file, "SELECT name FROM sqlite_master") == [("bookmarks",)]


def test_a_damaged_history_is_told_of_and_kept(file: Path) -> None:
    fill(file)
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    damaged = file.read_bytes()
    with pytest.raises(HistoryError, match=r"damaged.*move the file elsewhere"):
        History.read(file)
    assert file.read_bytes() == damaged


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE feelings SET at = '2025-99-99T99:99:99' WHERE id = 1",
        "UPDATE feelings SET at = '0001-01-01T00:00:00+00:00' WHERE id = 1",
        "UPDATE feelings SET area = x'ff00' WHERE id = 1",
        "UPDATE feelings SET tightness = 'much' WHERE id = 1",
        "UPDATE sessions SET title = x'1b5b' WHERE id = 1",
        "UPDATE sessions SET outcome = 'perhaps' WHERE id = 1",
        "UPDATE steps SET seconds = 9e999 WHERE id = 1",
        "UPDATE notes SET text = x'00' WHERE id = 1",
    ],
)
def test_one_spoilt_row_costs_one_row(file: Path, spoil: str) -> None:
    fill(file)
    whole = History.read(file)
    sql(file, "PRAGMA ignore_check_constraints = ON", spoil)
    rest = History.read(file)
    kinds = ("sessions", "steps", "feelings", "pains", "notes")
    missing = {kind: len(getattr(whole, kind)) - len(getattr(rest, kind)) for kind in kinds}
    assert sum(missing.values()) == missing[spoil.split()[1]] == rest.spoilt == 1


def test_a_text_that_is_no_utf_8_is_still_one(file: Path) -> None:
    fill(file)
    sql(file, "UPDATE notes SET text = CAST(x'61ff62' AS TEXT) WHERE id = 1")
    assert "a\ufffdb" in [note.text for note in History.read(file).notes]


def test_a_folder_in_the_way_is_told_of(file: Path) -> None:
    file.mkdir(parents=True)
    assert "a folder is in the way" in trouble(file)


def test_a_file_where_the_folder_should_be_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "no place for the history" in trouble(tmp_path / "data" / "deep" / "history.sqlite")


def test_a_lock_that_never_opens_is_told_of(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(file)
    monkeypatch.setattr("coach.history.store.PATIENCE", 0.05)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in trouble(file)
    assert len(History.read(file).feelings) == 3


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is read-only to the superuser")
def test_a_read_only_history_can_be_read(file: Path) -> None:
    fill(file)
    file.chmod(stat.S_IRUSR)
    file.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert len(History.read(file).sessions) == 2
        assert "not written" in trouble(file)
    finally:
        file.parent.chmod(stat.S_IRWXU)


@contextlib.contextmanager
def mounted(folder: Path, options: str):  # type: ignore[no-untyped-def]
    """Have a file system of its own at a folder, if this process may do that."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],  # noqa: S607
        capture_output=True,
        check=False,
    ) if sys.platform == "linux" and os.geteuid() == 0 else None  # fmt: skip
    if done is None or done.returncode:
        pytest.skip("needs leave to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607


def test_a_read_only_disk_can_be_read_from(file: Path) -> None:
    with mounted(file.parent, "size=1m"):
        fill(file)
        subprocess.run(["mount", "-o", "remount,ro", file.parent], check=True)  # noqa: S607
        assert len(History.read(file).sessions) == 2
        assert "not written" in trouble(file)


def test_a_full_disk_loses_nothing_that_was_there(file: Path) -> None:
    with mounted(file.parent, "size=200k"):
        fill(file)
        told = ""
        with History.open(file) as history:
            try:
                for _ in range(10_000):
                    history.log(Entry(AT, note="x" * 500))
            except HistoryError as fault:
                told = str(fault)
        assert "the disk is full" in told
        assert len(History.read(file).sessions) == 2
        assert sql(file, "PRAGMA integrity_check") == [("ok",)]


FILLING = """
import resource, signal, sys
from datetime import datetime, timezone
from coach.errors import CoachError
from coach.history.records import Entry
from coach.history.store import History
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
with History.open() as history:
    try:
        while True:
            history.log(Entry(datetime.now(timezone.utc), note="x" * 500))
            print("logged", flush=True)
    except CoachError as fault:
        print(fault)
"""


@pytest.mark.skipif(os.name == "nt", reason="has no such limit")
def test_a_file_that_may_not_grow_loses_nothing_that_was_acknowledged(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLING], capture_output=True, text=True, check=True, env=environment()
    )
    *logged, told = done.stdout.splitlines()
    assert "disk" in told
    assert len(logged) > 50
    assert len(History.read(file).notes) == len(logged)
    assert sql(file, "PRAGMA integrity_check") == [("ok",)]


def test_the_users_data_folder_is_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_DATA")
    assert default_path().name == "history.sqlite"
    assert default_path().parent.name == "coach"
    monkeypatch.setenv("COACH_DATA", "~/elsewhere")
    assert default_path() == Path.home() / "elsewhere" / "history.sqlite"
