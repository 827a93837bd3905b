"""Routine files that nobody writes by accident: each is refused in plain words, or coached in plain words.

The cases are made, not listed: every wrong value at every place of a routine, and bytes changed at random (with
fixed seeds). What people write wrong is in ``wrong.txt``.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coach.content.review import review
from coach.content.yaml_file import MAX_PROBLEMS
from coach.errors import NotFoundError, RoutineError
from coach.script.estimate import expect_spoken
from coach.timeline.compiler import compile_timeline
from tests.content.reports import HEAD, SOUND, STEPS, assert_plain, faults
from tests.processes import environment

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library

VALUES = (
    # nothing, and other types
    "", "~", "null", "''", "'  '", "[]", "{}", "[[]]", "[a]", "{a: b}", "{a: {b: c}}", "? a", "- a", "true", "no",
    "2001-01-01", "0x1f", "1_000", "0o17", "+1", "-1", "-30s", "0", "0s", "NaN", ".nan", ".inf", "-.inf", "1e999",
    "1e3s", "9" * 30, "9" * 400, "9999999999s", "0.0001s", "1-2-3", "s", "-", "--", "..",
    # YAML's own machinery
    "&a b", "*a", "&a", "!!str a", "!!int 3", "!!binary aGVsbG8=", "!!python/object/apply:os.system [ls]",
    "!!python/name:os.system", "!<tag:yaml.org,2002:python/tuple> [a]", "!include /etc/passwd", "! a", "<<: *a",
    "|\n    a\n    b", ">-\n    30s", "'a''b'", '"a\\', '"\\U0011ffff"', "'", '"', "[", "{", "]",
    "}", "[{", "%", "@", "`", ": : :", "a: b: c", "#", "a #b", "---", "...",
    # characters
    '"\\0"', '"\\a"', '"\\e[2J"', '"\\r"', '"30s\\n"', '"\\x7f"', '"\\x85"', '"\\u2028"', '"\\u202ecba"',
    '"\\u2066a\\u2069"', '"\\u200b"', '"a\\u200db"', '"\\ufeff"', '"\\ue000"', '"\\ufffd"', '"\\ud800"',
    '"\\t30s"', "\xa030s", "\u2003", "\u0663\u0660s", "\uff13\uff10s", "\u00b2", "\u216b", "\u4e09\u5341",
    "\U0001f9d8", "e\u0301" * 40, "\u0645\u0631\u062d", "\u202e30s", "\u200f", "\U000e0041", "a\u0300" * 200,
    # markup and templates
    "<speak>", "<break time='9s'/>", "[[slnc 5000]]", "'[[slnc 5000]]'", "'{title}'", "'{0.__class__}'", "{title}",
    "%s%n%d", "$(ls)", "`ls`", "../../etc/passwd", "/etc/passwd", "..\\..\\x", "cat-cow/../walk", "con", "~root",
    "&lt;speak&gt;", "\\pau=9\\", "'; rm -rf /'",
    # too much
    "a" * 5000, "a " * 5000, "-" * 5000, "1 " * 3000 + "x", "[" * 3000, "{a: " * 1000, "- " * 3000,
    "'" + "ab" * 3000 + "'",
)  # fmt: skip

PLACES = {
    "file": "{}\n",
    "name": "name: {}\ntitle: My hips\nwhen: after\nsteps:\n  - exercise: childs-pose\n",
    "title": "name: my-hips\ntitle: {}\nwhen: after\nsteps:\n  - exercise: childs-pose\n",
    "when": "name: my-hips\ntitle: My hips\nwhen: {}\nsteps:\n  - exercise: childs-pose\n",
    "steps": HEAD + "steps: {}\n",
    "step": STEPS + "  - {}\n  - exercise: childs-pose\n",
    "exercise": STEPS + "  - exercise: {}\n",
    "hold": STEPS + "  - exercise: childs-pose\n    hold: {}\n",
    "reps": STEPS + "  - exercise: cat-cow\n    reps: {}\n",
    "time": STEPS + "  - exercise: walk\n    time: {}\n",
    "rounds": STEPS + "  - exercise: cat-cow\n    rounds: {}\n",
    "side": STEPS + "  - exercise: figure-four\n    side: {}\n",
    "rest": STEPS + "  - exercise: cat-cow\n  - rest: {}\n",
    "key": SOUND + "    {}: 30s\n",
    "top key": SOUND + "{}: 30s\n",
}


def judge(library: Library, path: Path) -> None:
    """Hold a file against the promise: refused in plain words, or coached in plain words."""
    if faults(library, path):
        return
    found = review(library, path)
    assert found.routine is not None
    for doubt in found.warnings:
        assert_plain(doubt, path)
    for cue in compile_timeline(found.routine, library, expect_spoken).cues:
        assert cue.text.isprintable()
        assert not set(cue.text) & set("<>[]{}\\")


@pytest.mark.parametrize("place", PLACES)
def test_any_value_at_any_place(place: str, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    for value in VALUES:
        path.write_bytes(PLACES[place].replace("{}", value).encode("utf-8", "surrogatepass"))
        judge(library, path)


@pytest.mark.parametrize("seed", range(20))
def test_bytes_changed_at_random(seed: int, library: Library, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    shipped = [listed.path.read_bytes() for listed in library.routines()]
    path = tmp_path / "mine.yaml"
    for _ in range(20):
        data = bytearray(chance.choice(shipped))
        for _ in range(chance.randint(1, 4)):
            _spoil(data, chance)
        path.write_bytes(data)
        judge(library, path)


def _spoil(data: bytearray, chance: random.Random) -> None:
    """Change a byte, put in a meaningful character, or take out, repeat or move a piece."""
    at, length = chance.randrange(len(data)), chance.randint(1, 30)
    piece = data[at : at + length]
    match chance.randrange(5):
        case 0:
            data[at] = chance.randrange(256)
        case 1:
            data[at:at] = chance.choice(
                [b":", b"-", b" ", b"\n", b"\t", b"'", b'"', b"[", b"{", b"&", b"*", b"!", b"#"]
            )
        case 2:
            del data[at : at + length]
            data += b"\n"
        case 3:
            data[at:at] = piece
        case _:
            del data[at : at + length]
            data += piece + b"\n"


WHOLE_FILES = {
    "nothing": b"",
    "a line break": b"\n",
    "a NUL": b"\0",
    "NULs": b"\0" * 200_000,
    "a NUL in the title": SOUND.replace("My", "M\0y").encode(),
    "every byte": bytes(range(256)),
    "random bytes": random.Random(1).randbytes(50_000),  # noqa: S311
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(5000),
    "a zip": b"PK\x03\x04" + bytes(5000),
    "UTF-16 with its mark": SOUND.encode("utf-16"),
    "UTF-16, little end first": SOUND.encode("utf-16-le"),
    "UTF-16, big end first": SOUND.encode("utf-16-be"),
    "UTF-32": SOUND.encode("utf-32"),
    "latin-1": SOUND.replace("hips", "H\xfcfte").encode("latin-1"),
    "half a character": SOUND.encode() + b"# \xe2\x82",
    "surrogates": SOUND.encode() + b"# \xed\xa0\x80",
    "overlong": SOUND.encode() + b"# \xc0\xaf",
    "escape codes in a comment": SOUND.encode() + b"# \x1b]0;title\x07",
    "a mark in the middle": SOUND.replace("My", "\ufeffMy").encode(),
    "bidi in a key": SOUND.encode() + "\u202eemit: 3\n".encode(),
    "100,000 lists": b"[" * 100_000,
    "100,000 blocks": b"{" * 100_000,
    "100,000 dashes": b"- " * 100_000,
    "100,000 question marks": b"? " * 100_000,
    "blocks by indentation": "".join(f"{' ' * depth}a:\n" for depth in range(600)).encode(),
    "an alias bomb": b"a: &a [x]\n" + b"".join(b"%c: &%c [*%c,*%c]\n" % (c, c, c - 1, c - 1) for c in b"bcdefghi"),
    "an alias to itself": b"&a [*a]",
    "1 MB of text": b"name: " + b"a" * 1_000_000,
    "a 1 MB title in quotes": HEAD.replace("My hips", '"' + "a" * 1_000_000 + '"').encode(),
    "200 KB of title": SOUND.replace("My hips", "My " + "hips " * 40_000).encode(),
    "200 KB of name": SOUND.replace("my-hips", "a-" * 100_000 + "a").encode(),
    "200 KB of hold": SOUND.replace("30s", '"1' + " " * 200_000 + 's"').encode(),
    "200 KB of another hold": SOUND.replace("30s", '"' + "1-" * 100_000 + '"').encode(),
    "200 KB of exercise": SOUND.replace("childs-pose", "childs-pose-" * 16_000).encode(),
    "200 KB of key": SOUND.encode() + b"k" * 200_000 + b": 1\n",
    "200 KB of quotes and colons": b'a: "' * 50_000,
    "200 KB of colons": b": " * 100_000,
    "200 KB of commas": b"[" + b"a," * 100_000,
    "200 KB of quotes": b"'" * 200_001,
    "200 KB of comment": SOUND.encode() + b"# " + b"x" * 200_000,
    "200 KB of spaces": SOUND.encode() + b" " * 200_000,
    "200 KB of line breaks": SOUND.encode() + b"\n" * 200_000,
    "200 KB of line breaks and a fault": b"\n" * 200_000 + SOUND.replace("30s", "30").encode(),
    "200 KB of tabs": b"\t" * 200_000,
    "200 KB of documents": b"---\na\n" * 33_000,
    "300 KB": SOUND.encode() + b"# comment\n" * 30_000,
    "4,000 unknown keys": "".join(f"key{number}: 1\n" for number in range(4_000)).encode(),
    "4,000 unknown keys in a step": SOUND.encode() + "".join(f"    key{n}: 1\n" for n in range(4_000)).encode(),
    "10,000 times the same key": b"name: a\n" * 10_000,
    "10,000 empty steps": STEPS.encode() + b"  -\n" * 10_000,
    "5,000 unknown exercises": STEPS.encode() + b"  - exercise: xyzzy\n" * 5_000,
    "500 unknown exercises": STEPS.encode() + b"  - exercise: childs-pose-xyzzy\n" * 500,
    "501 steps": STEPS.encode() + b"  - exercise: childs-pose\n" * 501,
    "500 steps of hours": STEPS.encode() + b"  - exercise: walk\n    time: 60 min\n    rounds: 10\n" * 500,
    "500 steps of holds": STEPS.encode() + b"  - exercise: figure-four\n    hold: 5 min\n    rounds: 10\n" * 500,
    "500 rests": STEPS.encode() + b"  - rest: 10 min\n" * 500,
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_hostile_files_are_refused(name: str, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(WHOLE_FILES[name])
    if name in ("200 KB of comment", "200 KB of line breaks", "200 KB of spaces"):
        assert faults(library, path) == []
        return
    assert 1 <= len(faults(library, path)) <= MAX_PROBLEMS + 1


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (SOUND.replace("My hips", "My H\xfcfte").encode("latin-1"), 2, 12),
        (SOUND.encode() + b"# caf\xe9\n", 7, 6),
        (SOUND.replace("My", "M\0y").encode(), 2, 9),
        (SOUND.replace("\n", "\r\n").replace("30s", "30\x07s").encode(), 6, 13),
        (SOUND.replace("30s", "\ufeff30s").encode(), 6, 11),
        ("\ufeff".encode() + SOUND.replace("30s", "30").encode(), 6, 11),
        (SOUND.replace("My hips", "\U0001f9d8 \x1b").encode(), 2, 10),
        (SOUND.encode("utf-16"), 1, 1),
    ],
)
def test_unreadable_characters_are_found(
    data: bytes, line: int, column: int, library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(data)
    assert [(problem.line, problem.column) for problem in faults(library, path)] == [(line, column)]


@pytest.mark.parametrize(
    "data",
    [
        SOUND.encode(),
        "\ufeff".encode() + SOUND.encode(),
        SOUND.replace("\n", "\r\n").encode(),
        SOUND.replace("\n", "\r").encode(),
        SOUND.rstrip().encode(),
        b"---\n" + SOUND.encode() + b"...\n",
        b"%YAML 1.1\n---\n" + SOUND.encode(),
        SOUND.replace("My hips", "Meine H\xfcfte \U0001f9d8").encode(),
        SOUND.replace("My hips", ">\n  My\n  hips").encode(),
        SOUND.replace("30s", "!  30s").encode(),
        b"{name: my-hips, title: My hips, when: after, steps: [{exercise: childs-pose, hold: 30s}]}",
        b'{"name": "my-hips", "title": "My hips", "when": "after", "steps": [{"exercise": "childs-pose"}]}',
    ],
)
def test_unusual_files_that_are_sound(data: bytes, library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(data)
    assert faults(library, path) == []
    judge(library, path)


def test_the_longest_routine_compiles(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(STEPS + "  - exercise: figure-four\n    hold: 20s\n" * 500, "utf-8")
    judge(library, path)
    assert faults(library, path) == []


def test_names_in_the_folder_cannot_steer_the_terminal(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\nb\u202e.yaml"
    path.write_text("", "utf-8")
    with pytest.raises(RoutineError) as caught:
        library.load(str(path))
    assert str(caught.value).isprintable()
    with pytest.raises(NotFoundError) as missing:
        library.load(str(path) + "/x")
    assert str(missing.value).isprintable()


def test_faults_beyond_reading_are_counted(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(STEPS + "  - exercise: xyzzy\n" * 300, "utf-8")
    *listed, last = faults(library, path)
    assert len(listed) == MAX_PROBLEMS
    assert last.what == "100 more problems follow from here on"
    assert last.line == listed[-1].line + 1


SPECIAL = [
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/stdin",
    "/dev/tty",
    "/proc/self/mem",
    "/proc/kallsyms",
]


@pytest.mark.skipif(os.name == "nt", reason="devices, pipes and links as POSIX has them")
def test_no_file_makes_check_hang_or_swell(tmp_path: Path) -> None:
    """Everything at once, in a process with 700 MB to live in."""
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "missing")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / ("n" * 250 + ".yaml")).touch()
    (tmp_path / "locked.yaml").touch(mode=0)
    with (tmp_path / "huge.yaml").open("wb") as huge:
        huge.truncate(50 * 2**30)
    for number, data in enumerate(WHOLE_FILES.values()):
        (tmp_path / f"{number}.yaml").write_bytes(data)
    files = [
        *map(str, tmp_path.iterdir()),
        "n" * 5000 + ".yaml",
        str(tmp_path),
        "~nobody-of-that-name/x.yaml",
        "",
        *SPECIAL,
    ]
    shell = shutil.which("sh")
    assert shell
    ran = subprocess.run(
        [
            shell,
            "-c",
            'ulimit -v 700000 2>/dev/null; exec "$@"',
            "sh",
            sys.executable,
            "-m",
            "coach",
            "check",
            *files,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment(COACH_ROUTINES=str(tmp_path / "none")),
    )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "unforeseen" not in ran.stderr
    said = ran.stdout + ran.stderr
    assert [file for file in files if file[:150] not in said] == []
    assert all(line.isprintable() for line in ran.stderr.splitlines())
