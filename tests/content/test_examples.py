"""The routines in ``examples`` and in ``docs/routines.md`` work as they are shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coach.content.fields import Detail
from coach.content.review import review
from coach.content.yaml_io import opened
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json
from tests.rules import broken_rules
from tests.strategies import LIBRARY, expected

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(ROOT.glob("examples/*.yaml"))
SHOWN = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "routines.md").read_text("utf-8"), re.DOTALL)
HEAD = "name: shown\ntitle: Shown\nwhen: after\nsteps:\n  - exercise: walk\n"


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_keeps_every_rule(path: Path, detail: Detail) -> None:
    timeline = compile_timeline(LIBRARY.read(path), LIBRARY, expected(LIBRARY), detail)
    assert broken_rules(as_json(timeline)) == []


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.split("\n")[0].strip())
def test_what_the_page_on_routines_shows_is_one(shown: str) -> None:
    whole = shown if shown.startswith("name:") else HEAD + shown
    found = review(LIBRARY, opened(whole.encode()))
    assert (found.errors, found.routine is None) == ((), False)
    assert found.routine is not None
    timeline = compile_timeline(found.routine, LIBRARY, expected(LIBRARY))
    assert broken_rules(as_json(timeline)) == []


def test_the_page_on_routines_shows_every_kind_of_step() -> None:
    from coach.content.routine import KINDS

    assert all(any(f"- {kind}:" in shown for shown in SHOWN) for kind in KINDS)
