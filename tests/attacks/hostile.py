"""Tries of an attacker, drawn by a seed: arguments, environments and files that nobody should have to expect."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

GOOD = "name: good\ntitle: Good\nwhen: after\nsteps:\n  - exercise: cat-cow\n    reps: 5\n"
SETTINGS = "rate = 130\n# mine\n"
TEXTS = (
    "\x1b[2J",
    "\x1b]0;owned\x07",
    "\x9b31m",
    "\u202eevil",
    "a\u200bb",
    "\ufeff",
    "%s%n{0}{title}",
    "",
    " ",
    "-",
    "--",
    "..",
    "../../etc/passwd",
    "~",
    "~nobody-here/x",
    "/dev/zero",
    "/dev/null",
    "NaN",
    "-1",
    "1e999",
    "9" * 400,
    "٣",
    "1_000",
    "0x10",
    "½",
    "post",
    "twist",
    "knee",
    "lower-back",
    "calves",
    "rm -rf",
    "'; DROP TABLE notes; --",
    "=1+1",
    "<script>alert(1)</script>",
    "x" * 300,
    "x" * 5000,
    "é" * 150,
    "\udcff\udcfe",
    "a\nb",
    "a\rb",
    "a\tb",
    "2026-02-30",
    "last week",
    "6 min",
    "3 x 10, hold 5 s",
    "10 x 5 s hold each side, rest 20 s",
    "cat-cow 3 x 30 s",
)
"""Put into every place where a person writes something."""

DATA = (
    b"",
    b"\0" * 64,
    b"\xff\xfe" * 99,
    b"[" * 90_000,
    b"{" * 90_000,
    b"a: &a [*a, *a]\n",
    b"PK\x03\x04" + b"\0" * 99,
    b"RIFF\xff\xff\xff\xffWAVEfmt ",
    b"fLaC" + bytes(200),
    b"ID3\x04" + bytes(99),
    b"\x1b[2J: \x1b[31m\n" * 9,
    b"- 3m 60%\n" * 2000,
    b" " * 90_000,
    ("\u202e\x07" * 500).encode(),
    b"SQLite format 3\0" + bytes(200),
    b"x = " + b"9" * 5000,
    b"person,routine\n\x1b[2J,post\n",
    b"1\n00:00:00,000 --> x\n",
)
"""What files hold."""

PATTERNS = tuple(
    tuple(line.split())
    for line in """
show T
show F
show post --avoid T
list --area T
list --max-minutes T
check F
check F F
check --language T
import F
import F -o O
config
config set T T
config set rate T
config unset T
config check
history
history --since T
history --format csv
history --format json -o O
log T --tight T
log post --on T
log --tight calves=T
log --note T
progress
progress --html O
forget --before T
plan --tight T
like T
plan --tight calves --minutes T
plan --tight calves --avoid T --without T
plan --tight calves -o O
swap F T
swap post T --for T
safety
handout post -o O
handout F --clinic T -o O
handout post --logo F
export T -o O
export F -o O
export rescue --detail minimal --minutes T
export rescue --detail minimal -o O
export rescue --detail minimal --music F
export post --voice T
export rescue --detail minimal --to O --format T
script T
script F
script --step T
script --step T --step T --detail T
play F --speaker T
play T
play post --from T --speaker null:fast --detail minimal
voices unpack F
voices T
voices check T
record T --list
record post --from F
say T -o O
say T --voice T
roster F --to O
remind T -o O
new T T
share T --for T
T
help T
T T
dislike T T
speakers T
""".strip().splitlines()
)
"""Commands: T stands for a text, F for a file to read, O for one to write."""

TARGETS = ("good.mp3", "mine.pdf", "new.mp3", "own", "new.pdf", "no/x.mp3", "x" * 300, "a\x1b[2Jb.mp3")

VARIABLES = (
    "COACH_CONFIG",
    "COACH_RATE",
    "COACH_VOICE",
    "COACH_BED",
    "COACH_MUSIC",
    "COACH_AVOID",
    "COACH_DETAIL",
    "COACH_ROUTINES",
    "COACH_FFMPEG",
    "COACH_VOICES",
    "COACH_LANGUAGE",
    "LC_ALL",
    "TERM",
    "COLUMNS",
)


@dataclass(frozen=True)
class Try:
    """One run: what it is given, and the files that it must not change."""

    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    standard_input: bytes = b""


def prepare(folder: Path) -> None:
    """Fill a folder with what is somebody's own."""
    for name in ("own", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "own" / "good.yaml").write_text(GOOD)
    (folder / "config.toml").write_text(SETTINGS)
    (folder / "good.mp3").write_bytes(b"a song of one's own")
    (folder / "mine.pdf").write_bytes(b"a letter of one's own")


def draw(chance: Random, folder: Path) -> Try:
    """Draw a try, and write the files it needs."""
    pattern = chance.choice(PATTERNS)
    arguments = tuple(_filled(part, chance, folder) for part in pattern)
    environment = {}
    for name in VARIABLES if chance.random() < 0.3 else ():
        if chance.random() < 0.3:
            value = _filled(chance.choice("TF"), chance, folder)
            environment[name] = value.replace("\0", "")
    if chance.random() < 0.2:
        _spoil_history(chance, folder / "data" / "history.sqlite")
    return Try(arguments, environment, chance.choice(DATA) if "-" in arguments else b"")


def _filled(part: str, chance: Random, folder: Path) -> str:
    if part == "T":
        return chance.choice(TEXTS)
    if part == "F":
        return str(_file(chance, folder))
    if part == "O":
        return str(folder / chance.choice(TARGETS))
    return part.replace("T", chance.choice(TEXTS)) if part.endswith("=T") else part


def _file(chance: Random, folder: Path) -> Path:
    kind = chance.choice(
        ("yaml", "yaml", "txt", "zip", "csv", "toml", "png", "wav", "fifo", "folder", "link", "good")
    )
    path = folder / f"f{chance.randrange(10**6)}-{chance.choice(('a', 'b c', chr(27) + '[31m', 'ü'))}.{kind}"
    if kind == "good":
        return folder / "own" / "good.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(path)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as zipped:
            for name in ("manifest.json", "../x", "a.flac"):
                zipped.writestr(name, chance.choice((*DATA, json.dumps({"format": 1, "name": "x"}).encode())))
    elif kind == "yaml":
        path.write_bytes(_mutated(GOOD.encode(), chance))
    else:
        path.write_bytes(chance.choice(DATA))
    return path


def _mutated(data: bytes, chance: Random) -> bytes:
    for _ in range(chance.randrange(1, 6)):
        place, length = chance.randrange(len(data) + 1), chance.randrange(12)
        text = chance.choice(TEXTS).encode("utf-8", "surrogateescape")
        data = (
            data[:place]
            + chance.choice((b"", text, data[place : place + length] * 3))
            + data[place + length :]
        )
    return data


def _spoil_history(chance: Random, path: Path) -> None:
    if chance.random() < 0.3 or not path.exists():
        path.write_bytes(chance.choice(DATA))
        return
    try:
        base = sqlite3.connect(path)
        base.execute("PRAGMA ignore_check_constraints = ON")
        area = chance.choice((*(text for text in TEXTS if text.isascii()), None, b"\xff\0", -5, 1e308))
        at = chance.choice(("2026-11-20T10:00:00", "x", b"\0", "0001-01-01T00:00:00"))
        base.execute("INSERT INTO feelings (area, tightness, at) VALUES (?, 5, ?)", (area, at))
        base.commit()
        base.close()
    except sqlite3.Error:
        path.unlink()
