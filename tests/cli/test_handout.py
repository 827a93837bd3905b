"""``coach handout``: a sheet that is written whole or not at all, with what is set and what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, with settings of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path


def test_it_is_named_after_the_routine(run: Run, folder: Path) -> None:
    done = run("handout", "post")
    assert (done.code, done.out) == (0, "post.pdf\n")
    assert (folder / "post.pdf").read_bytes().startswith(b"%PDF-")


def test_what_is_there_stays_unless_forced(run: Run, folder: Path) -> None:
    (folder / "mine.html").write_text("older")
    refused = run("handout", "post", "-o", "mine.html")
    assert refused.code == 1
    assert "is there already" in refused.err
    assert (folder / "mine.html").read_text() == "older"
    assert run("handout", "post", "-o", "mine.html", "--force", "--often", "twice a day").code == 0
    assert "twice a day" in (folder / "mine.html").read_text("utf-8")


def test_it_takes_the_place_of_an_earlier_one(run: Run, folder: Path) -> None:
    assert run("handout", "post").code == 0
    assert run("handout", "post", "--often", "twice a day").code == 0
    refused = run("handout", "seven", "-o", "post.pdf")
    assert refused.code == 1
    assert "is there already" in refused.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-o", "it.doc"], "'it.doc' does not end in .pdf or .html"),
        (["--link", "track"], "write an address that begins with https:// or http://"),
        (["--link", "http://a b"], "without spaces"),
        (["--link", f"http://{'a' * 300}"], "up to 300 characters"),
        (["--often", "x" * 121], "keep it to 120 characters"),
        (["--clinic", "a\x1b[2Jb"], "a character that cannot be printed"),
    ],
)
def test_what_cannot_be_on_paper_is_refused(options: list[str], told: str, run: Run, folder: Path) -> None:
    done = run("handout", "post", *options)
    assert done.code == 2
    assert told in " ".join(done.err.split())
    assert [*folder.glob("*.pdf")] == []


def test_a_logo_that_is_none(run: Run, folder: Path) -> None:
    done = run("handout", "post", "--logo", str(folder / "none.png"))
    assert done.code == 1
    assert "none.png: the logo cannot be read" in done.err
    assert [*folder.glob("*.pdf")] == []


def test_the_clinic_can_be_set(run: Run, folder: Path) -> None:
    assert run("config", "set", "clinic", "River Physiotherapy").code == 0
    run("handout", "post", "-o", "it.html")
    assert "River Physiotherapy" in (folder / "it.html").read_text("utf-8")
    run("handout", "post", "-o", "other.html", "--clinic", "Another")
    assert "River" not in (folder / "other.html").read_text("utf-8")
