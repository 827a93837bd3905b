"""``coach history export`` into one small file, and ``coach roster --progress``, which reads many of them."""

from __future__ import annotations

import csv
import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from coach.history.records import Entry
from coach.history.store import History

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

NOW = datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
MONDAY = NOW - timedelta(days=NOW.weekday())


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "cache"))


def _export(run: Run, monkeypatch: pytest.MonkeyPatch, home: Path, weeks: list[int], *options: str) -> None:
    """Have somebody log so many sessions in each of the last whole weeks, and export them."""
    monkeypatch.setenv("COACH_DATA", str(home))
    with History.open() as history:
        for back, number in enumerate(reversed(weeks), start=1):
            for session in range(number):
                at = MONDAY - timedelta(weeks=back) + timedelta(days=session)
                history.log(Entry(at, "post", "Post", {"neck": min(10, 2 * back)}, (None,), "a secret"))
    ran = run("history", "export", *options)
    assert ran.code == 0, ran.err


def test_many_histories_become_a_table_and_a_chart(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    anna, bert = given / "1.json", given / "bert.csv"
    _export(
        run,
        monkeypatch,
        tmp_path / "a",
        [3, 2, 3, 1, 3, 3],
        "-o",
        str(anna),
        "--person",
        "Änna <b>",
        "--no-notes",
    )
    _export(run, monkeypatch, tmp_path / "b", [1, 0], "-o", str(bert))
    assert "secret" not in anna.read_text()
    assert "secret" in bert.read_text()
    table = run("roster", "--progress", str(given))
    assert table.code == 0, table.err
    first, second = table.out.splitlines()
    assert first.split()[:2] == ["bert", "1"]
    assert "1 0" in first
    assert "Änna <b>  15" in second
    assert "3 1 3 3" in second
    assert "3 of 4" in second
    assert "neck" in second

    assert run("roster", "--progress", "given/1.json", "given/bert.csv", "-o", "all.csv").code == 0
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["person"], row["sessions"], row["a week"]) for row in rows] == [
        ("bert", "1", "0.5"),
        ("Änna <b>", "15", "2.5"),
    ]
    (given / "broken.json").write_text("{}")
    partly = run("roster", "--progress", str(given), "-o", "all.html")
    assert partly.code == 1
    assert "broken.json" in partly.err
    page = (tmp_path / "all.html").read_text("utf-8")
    assert "Änna &lt;b&gt;" in page
    assert "<b>" not in page
    assert "broken.json" in page
    assert page.count("<svg") == 1
    assert sum(page.count(f'class="{kind}') for kind in ("met", "short")) == 2
    if os.name != "nt":
        assert (tmp_path / "all.html").stat().st_mode & 0o077 == 0


def test_what_is_there_stays_and_the_table_itself_is_no_history(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _export(run, monkeypatch, tmp_path / "a", [2], "-o", "anna.json")
    (tmp_path / "mine.csv").write_text("mine")
    assert run("roster", "--progress", "anna.json", "-o", "mine.csv").code == 1
    assert (tmp_path / "mine.csv").read_text() == "mine"
    (tmp_path / "mine.csv").unlink()
    (tmp_path / "report.csv").write_text(
        "row,person,state,file,seconds,problem\n"
    )  # what 'coach roster' writes
    for _ in range(2):
        assert run("roster", "--progress", ".", "-o", "table.csv").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("roster", "a.json"), "--to"),
        (("roster", "a.json", "a.json", "--to", "x"), "--progress"),
        (("roster", ".", "--to", "x"), "--progress"),
        (("roster", "a.json", "--to", "x", "-o", "y.csv"), "--progress"),
        (("roster", "--progress", "a.json", "-o", "y.txt"), ".html or .csv"),
        (("history", "export", "--csv", "--person", "A"), "--person"),
    ],
)
def test_what_does_not_go_together_is_said(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.json").write_text("{}")
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err


def test_an_empty_folder_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("roster", "--progress", "empty")
    assert ran.code == 1
    assert "no exported history" in ran.err
