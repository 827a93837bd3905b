"""What every shipped routine says, word by word, kept in tests/golden and read in review.

After a change of words or timing, look at the difference and keep it with ``scripts/test --golden``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.content.fields import Detail
from coach.content.language_words import languages
from coach.script.estimate import expecting
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_text
from tests.strategies import LIBRARIES, LIBRARY

GOLDEN = Path(__file__).parent / "golden"
SHIPPED = [routine.name for routine in LIBRARY.routines() if not routine.own]
EVERYWHERE = {"pre", "post", "seven", "breathe", "scan", "circuit"}
KEPT = {
    language: SHIPPED if language == "en" else [name for name in SHIPPED if name in EVERYWHERE]
    for language in languages()
}
"""Which routines are kept in which language. English has the folder itself, each other one its own."""


def _file(language: str, name: str, detail: Detail) -> Path:
    return GOLDEN / ("" if language == "en" else language) / f"{name}.{detail}.txt"


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language in KEPT for name in KEPT[language]]
)
def test_shipped_routines_say_what_was_reviewed(
    language: str, name: str, detail: Detail, request: pytest.FixtureRequest
) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(library.load(name), library, expecting(library.phrases), detail)
    said = "\n".join(as_text(timeline)) + "\n"
    path = _file(language, name, detail)
    if request.config.getoption("--golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, "utf-8")
    assert path.read_text("utf-8") == said


def test_no_golden_script_is_left_over() -> None:
    kept = {
        _file(language, name, detail) for language in KEPT for name in KEPT[language] for detail in Detail
    }
    assert {*GOLDEN.rglob("*.txt")} == kept
