"""Where a track may go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("output", "code", "fault"),
    [
        ("-", 2, "-o names a file; a track cannot go to standard output"),
        ("", 2, "-o names no file; write it like -o post.mp3"),
        ("album", 1, "'album' is a folder; write into it with --to album"),
        (".", 1, "'.' is a folder; write into it with --to ."),
    ],
)
def test_what_is_no_file(
    output: str, code: int, fault: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "album").mkdir()
    before = sorted(tmp_path.iterdir())
    refused = run("export", "post", "-o", output)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.endswith(f"{fault}\n")
    assert sorted(tmp_path.iterdir()) == before


def test_less_is_said_where_the_length_needs_it(run: Run, shared_cache: Path) -> None:
    asked = ("script", "post", "--minutes", "6", "--format", "json", "--cache", str(shared_cache))
    fitted = run(*asked)
    assert json.loads(fitted.out)["detail"] == "short"
    assert fitted.err == "Said in short detail, to fit into 6 minutes.\n"
    refused = run(*asked, "--detail", "full")
    assert (refused.code, refused.out) == (1, "")
    assert "'post' cannot last 6:00; it can last 6:" in refused.err
