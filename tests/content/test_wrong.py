"""What people write wrong, case by case as in ``wrong.txt``: where it is said to be, what, and what to do.

To add a case, write it there without its ``>>>`` lines, run the tests, and copy what is said if it is right.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from coach.content.fields import LIMITS
from coach.content.nearest import as_name, meant
from coach.units import parse_count_range, parse_time_range
from tests.content.reports import HEAD, STEPS, faults

if TYPE_CHECKING:
    from coach.content.library import Library


class Case(NamedTuple):
    name: str
    text: str
    said: list[str]


def _cases() -> list[Case]:
    _, *parts = (Path(__file__).parent / "wrong.txt").read_text("utf-8").split("\n=== ")
    found = []
    for part in parts:
        name, _, rest = part.partition("\n")
        body = rest.split(">>> ")[0].replace("@head\n", HEAD).replace("@steps\n", STEPS)
        said = [line.removeprefix(">>> ") for line in rest.split("\n") if line.startswith(">>> ")]
        found.append(Case(name, body.replace("⇥", "\t").replace("␣", "\xa0"), said))
    return found


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_slip_is_explained_at_its_place(case: Case, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(case.text, "utf-8")
    said = [str(problem).removeprefix(f"{path}:") for problem in faults(library, path)]
    assert said
    assert said == case.said


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_slower_parser_says_the_same(
    case: Case, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyYAML comes without libyaml on some machines, and complains in other words."""
    monkeypatch.delattr(yaml, "CSafeLoader")
    test_each_slip_is_explained_at_its_place(case, library, tmp_path)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("hold", "30"), ("hold", "1'30\""), ("hold", "30″"), ("hold", "90 sec."), ("hold", "2 Minuten"),
        ("hold", "a minute"), ("hold", "30 s/side"), ("hold", "30 s pro Seite"), ("hold", "ca. 30 s"),
        ("hold", "20—30s"), ("hold", "20/30s"), ("hold", "20 bis 30 s"), ("hold", "60-30s"), ("hold", "about 45"),
        ("time", "1h"), ("time", "1 hour"), ("time", "5-10"),
        ("time", "1,5"), ("rest", "5"), ("rest", "1:00"), ("reps", "twelve"), ("reps", "8 to 10 each"),
        ("reps", "10 repetitions"), ("reps", "10 Wdh."), ("reps", "x10"), ("reps", "10+"), ("reps", "12-10"),
        ("rounds", "three"), ("rounds", "3 times"), ("rounds", "2 sets"),
    ],
)  # fmt: skip
def test_what_is_proposed_can_be_written(key: str, text: str) -> None:
    parse = parse_count_range if key in ("reps", "rounds") else parse_time_range
    proposed = meant(key, text).removeprefix("write ").split(",")[0].split(" or ")
    for amount in proposed:
        span = parse(amount)
        assert span.low in LIMITS[key]
        assert span.high in LIMITS[key]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("hold", ""), ("hold", "max"), ("hold", "1e3s"), ("hold", "3x"), ("hold", "99x30s"), ("hold", "10x10x10s"),
        ("hold", "nan"), ("hold", "-30s"), ("hold", "0"), ("reps", "10.5"), ("reps", "0x10"), ("reps", "many"),
        ("rest", "none"), ("rounds", "99 sets"), ("side", "both"), ("hold", "3" * 61),
        ("hold", "1" + " " * 9999 + "x"), ("title", "30s"), ("title", "30\u2028s"),
    ],
)  # fmt: skip
def test_nothing_is_proposed_where_nothing_comes_to_mind(key: str, text: str) -> None:
    assert meant(key, text) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Child's Pose", "childs-pose"),
        ("Child\u2019s pose", "childs-pose"),
        ("  My__Hips! ", "my-hips"),
        ("Übung für Läufer", "ubung-fur-laufer"),
        ("a/b\\c", "a-b-c"),
        ("5k", ""),
        ("???", ""),
        ("", ""),
        ("x" * 61, ""),
    ],
)
def test_names(text: str, name: str) -> None:
    assert as_name(text) == name
