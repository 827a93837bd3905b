"""Files as text, lists and mappings, with the place of everything; what a text file may hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from coach.content.yaml_file import MAX_PROBLEMS, Trail, YamlFile
from coach.content.yaml_io import MAX_BYTES, read_yaml
from coach.errors import RoutineError


def read(folder: Path, text: str | bytes) -> YamlFile:
    path = folder / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path)


def refusal(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(RoutineError) as caught:
        read(folder, text)
    return [str(problem).removeprefix(f"{folder / 'file.yaml'}:") for problem in caught.value.problems]


def test_every_value_stays_text(tmp_path: Path) -> None:
    file = read(tmp_path, "a: 10\nb: no\nc: 2001-01-01\nd: 1.50\ne: ~\nf:\ng: [0x10, {h: null}]\n1: '2'\n")
    assert file.root == {
        "a": "10",
        "b": "no",
        "c": "2001-01-01",
        "d": "1.50",
        "e": "~",
        "f": "",
        "g": ["0x10", {"h": "null"}],
        "1": "2",
    }
    assert file.problems == []


def test_everything_has_its_place(tmp_path: Path) -> None:
    file = read(tmp_path, "# comment\nname: a\nsteps:\n  - exercise: cat-cow\n    reps:   10\n  - rest: 5s\n")
    assert file.values == {
        (): (2, 1),
        ("name",): (2, 7),
        ("steps",): (4, 3),
        ("steps", 0): (4, 5),
        ("steps", 0, "exercise"): (4, 15),
        ("steps", 0, "reps"): (5, 13),
        ("steps", 1): (6, 5),
        ("steps", 1, "rest"): (6, 11),
    }
    assert file.keys[("steps", 0, "reps")] == (5, 5)
    assert file.keys[("steps",)] == (3, 1)


def test_columns_count_characters(tmp_path: Path) -> None:
    file = read(tmp_path, "\ufefftitle: \U0001f9d8 Übung  # e\u0301\nwhen: {a: \U0001f9d8, b: c}\n")
    assert file.root == {"title": "\U0001f9d8 Übung", "when": {"a": "\U0001f9d8", "b": "c"}}
    assert file.keys[("title",)] == (1, 1)
    assert file.keys[("when", "b")] == (2, 14)


def test_nodes_by_their_trail(tmp_path: Path) -> None:
    file = read(tmp_path, "steps:\n  - exercise: cat-cow\n")
    assert file.at(()) == {"steps": [{"exercise": "cat-cow"}]}
    assert file.at(("steps", 0, "exercise")) == "cat-cow"
    missing: list[Trail] = [("steps", 1), ("steps", "0"), ("rest",), ("steps", 0, "exercise", "more"), (0,)]
    for nowhere in missing:
        assert file.at(nowhere) is None


def test_problems_stand_at_the_value_the_key_or_the_nearest_place_above(tmp_path: Path) -> None:
    file = read(tmp_path, "steps:\n  - exercise: cat-cow\n")
    assert str(file.problem(("steps", 0, "exercise"), "what", "hint")) == f"{file.name}:2:15: what; hint"
    key = file.problem(("steps", 0, "exercise"), "what", "hint", key=True)
    assert (key.line, key.column) == (2, 5)
    above = file.problem(("steps", 0, "reps"), "what", "hint", key=True)
    assert (above.line, above.column) == (2, 5)
    doubt = file.problem(("nowhere", 3), "what", "hint", warning=True)
    assert str(doubt) == f"{file.name}:1:1: warning: what; hint"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "\ufeff"])
def test_an_empty_file_is_an_empty_text(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text).root == ""


def test_what_was_found_before_the_fault_that_ends_the_reading_is_said_too(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a: &one 1\na: 2\nb: *one\nc: 'open\n") == [
        "1:4: the anchor '&one'; write the value out where it is needed",
        "2:1: the key 'a' is given twice; keep one",
        "3:4: the alias '*one'; write the value out again",
        "4:4: the quotation mark here is never closed; close it at the end of the line",
    ]


def test_problems_are_told_in_order_and_not_without_end(tmp_path: Path) -> None:
    *listed, last = refusal(tmp_path, "a: 1\n" * 1000 + "b: 'open\n")
    assert len(listed) == MAX_PROBLEMS
    assert last == f"{MAX_PROBLEMS + 2}:1: 800 more problems follow from here on; mend those above first"


def test_the_first_document_is_read_and_the_second_refused(tmp_path: Path) -> None:
    file = read(tmp_path, "a: 1\n---\nb: 2\n--- c\n")
    assert file.root == {"a": "1"}
    assert [(problem.line, problem.what) for problem in file.problems] == [
        (2, "a second document begins here")
    ]


def test_entries_that_run_together_spoil_what_they_make(tmp_path: Path) -> None:
    file = read(
        tmp_path, "list:\n  - a: 1\n    b: 2\n    a: 3\n  - a: 4\n    b: 5\n    b: 6\nlist: x\nc: *a\n"
    )
    assert file.spoilt == {("list", 0), ("c",)}
    assert file.spoilt_at(("list", 0, "b"))
    assert not file.spoilt_at(("list", 1, "b"))
    assert not file.spoilt_at(())


def test_a_surrogate_that_only_one_parser_lets_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'title: "\\ud800"\n'
    assert refusal(tmp_path, text) == ["1:9: this '\\' code does not exist; use single quotes, or no '\\'"]
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert read(tmp_path, text).root == {"title": "\ud800"}


def test_the_largest_file(tmp_path: Path) -> None:
    text = "a: 1\n# "
    assert read(tmp_path, text.ljust(MAX_BYTES, "x")).root == {"a": "1"}
    assert refusal(tmp_path, text.ljust(MAX_BYTES + 1, "x")) == [
        "1:1: the file is over 256 KB; a routine is a short text file"
    ]


def test_depth(tmp_path: Path) -> None:
    assert read(tmp_path, "[" * 8 + "]" * 8).root == [[[[[[[[]]]]]]]]
    assert refusal(tmp_path, "[" * 9 + "]" * 9) == [
        "1:9: blocks nested too deep; a routine needs three levels at most"
    ]


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(RoutineError, match="this is a folder; give the path of a routine file"):
        read_yaml(tmp_path)
    with pytest.raises(RoutineError, match="this is not there; give the path of a routine file"):
        read_yaml(tmp_path / "missing.yaml")


@pytest.mark.skipif(os.name == "nt", reason="devices and pipes as POSIX has them")
def test_what_never_ends_is_not_begun(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", Path("/dev/zero")):
        with pytest.raises(RoutineError, match="this is not an ordinary file"):
            read_yaml(path)


def test_a_file_that_the_system_refuses(tmp_path: Path) -> None:
    with pytest.raises(RoutineError, match=r"the file cannot be read \(.+\); check its name and its rights"):
        read_yaml(tmp_path / ("n" * 5000))
