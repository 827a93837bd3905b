"""Tries of an attacker, drawn by a seed: arguments, environments and files that nobody should have to expect."""

from __future__ import annotations

import os
import re
import sqlite3
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.attacks.good_files import EXERCISE, KINDS, PACK, ROUTINE, SETTINGS
from tests.attacks.surfaces import OWN, PATTERNS

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

SHORT = "name: short\ntitle: Short\nwhen: any\nsteps:\n  - exercise: childs-pose\n    hold: 10s\n"
MINE = {
    "good.mp3": b"a song of one's own",
    "mine.pdf": b"a letter of one's own",
    "short.yaml": SHORT.encode(),
    "own/good.yaml": ROUTINE.encode(),
}
"""What is somebody's own, and has to stay as it is."""

TEXTS = (
    "\x1b[2J", "\x1b]0;owned\x07", "\x9b31m", "\u202eevil", "a\u200bb", "\ufeff", "%s%n{0}{title}", "", " ",
    "-", "--", "..", "../../etc/passwd", "~", "~nobody-here/x", "/dev/zero", "/dev/null", "NaN", "-1", "0",
    "1e999", "9" * 400, "٣", "1_000", "0x10", "½", "post", "twist", "knee", "lower-back", "calves", "rm -rf",
    "'; DROP TABLE notes; --", "=1+1", "<script>alert(1)</script>", "x" * 300, "x" * 5000, "é" * 150,
    "\udcff\udcfe", "a\nb", "a\rb", "a\tb", "2026-02-30", "last week", "6 min", "3 x 10, hold 5 s",
    "10 x 5 s hold each side, rest 20 s", "cat-cow 3 x 30 s", "0001-01-01", "9999-12-31", "99:99", "7pm",
    "mon,wed", "weekdays", "http://[::1", "https://x.y/z", "file:///etc/passwd", "Europe/Berlin", "../Europe",
    "en-us", "pack:mine", "kokoro:mine", "de-DE", "mp3,vtt", "willow=0.7", "willow=inf", "null:fast",
    "wav:o.wav", "s3://b/k", "tcp://127.0.0.1:1", "{{{{", "[[h@]]", "&amp;", "!!python/object:os.system",
    "*a", "&a [*a]", "{a: b}", "- - - -", "? :", "null", "true", "|", ">", "'", '"', "\0",
)  # fmt: skip
"""Put into every place where a person writes something."""

NOTES = (
    "12 x 5 s hold", "figure-four 3 x 30 s each side", "cat-cow 2 x 10", "glute-bridge 12 x 5 s hold",
    "rest 30 s", "plank 3 sets of 10 reps, hold 2-3 s", "walk 5 min", "childs-pose hold 5 breaths",
    "bird dog 10 x 10 s hold", "calf-wall-stretch 99999999 x 1 s", "figure-four -3 x 30 s", "cat-cow 1e9",
    "cat-cow 3 x", "x 3 cat-cow", "plank 3x30 s, rest 99 h", "side-plank 2 x ½ min", "cat-cow 10 x 10 x 10",
    "say: hello", "breathe 4-4-4-4 2 min",
)  # fmt: skip
DATA = (
    b"", b"\0" * 64, b"\xff\xfe" * 99, b"[" * 90_000, b"{" * 90_000, b"a: &a [*a, *a]\n",
    b"PK\x03\x04" + b"\0" * 99, b"RIFF\xff\xff\xff\xffWAVEfmt ", b"fLaC" + bytes(200), b"ID3\x04" + bytes(99),
    b"\x1b[2J: \x1b[31m\n" * 9, b"- 3m 60%\n" * 2000, b" " * 90_000, ("\u202e\x07" * 500).encode(),
    b"SQLite format 3\0" + bytes(200), b"x = " + b"9" * 5000, b"person,routine\n\x1b[2J,post\n",
    b"1\n00:00:00,000 --> x\n", b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xd8\xff\xe0" + bytes(99),
    b"<svg " * 9000, b'{"format": 1, "sessions": ' + b"[" * 5000, b"\xef\xbb\xbf\r\n",
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><svg>&c;</svg>',
    b"x" * 3_000_000,
)  # fmt: skip
"""What files hold."""

TARGETS = (
    "good.mp3", "mine.pdf", "new.mp3", "own", "new.pdf", "no/x.mp3", "x" * 300, "a\x1b[2Jb.mp3", "new.html",
    "new.csv", "new.json", "new.ics", "new.wav", "new.yaml", "new.fit", "own/good.yaml", "config.toml",
    "data/history.sqlite", "pipe.mp3", "loop.mp3", "locked/x.mp3", "short.yaml", ".", "new.MP3", "new.",
    "/dev/full",
)  # fmt: skip
VARIABLES = (
    "COACH_CONFIG", "COACH_RATE", "COACH_VOICE", "COACH_BED", "COACH_MUSIC", "COACH_AVOID", "COACH_DETAIL",
    "COACH_ROUTINES", "COACH_FFMPEG", "COACH_VOICES", "COACH_LANGUAGE", "COACH_DATA", "COACH_CACHE",
    "COACH_PITCH", "COACH_LIKE", "COACH_DISLIKE", "COACH_CLINIC", "COACH_LOGO", "COACH_GOAL", "COACH_VOLUME",
    "COACH_MUSIC_VOLUME", "COACH_TONES", "COACH_TREATMENT", "COACH_SPEAKER", "COACH_VOICE_SOURCE",
    "COACH_SYSTEM_VOICE", "HOME", "TZ", "PATH", "EDITOR", "VISUAL", "XDG_CACHE_HOME", "TMPDIR",
)  # fmt: skip
TERMINALS = (
    {"TERM": "dumb"}, {"TERM": ""}, {"TERM": "vt52"}, {"COLUMNS": "1"}, {"COLUMNS": "0"}, {"COLUMNS": "-5"},
    {"COLUMNS": "x"}, {"COLUMNS": "40", "LINES": "2"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONIOENCODING": "latin-1"}, {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp1252"}, {"NO_COLOR": "1"}, {"LANG": "zz_ZZ"}, {"LANGUAGE": "de", "LANG": "de_AT"},
    {"PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONOPTIMIZE": "2"},
)  # fmt: skip


@dataclass(frozen=True)
class Try:
    """One run: what it is given; ``anew`` in a process of its own from the start."""

    surface: str
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    standard_input: bytes = b""
    anew: bool = False


def prepare(folder: Path) -> None:
    """Fill a folder with what is somebody's own."""
    for name in ("own/exercises", "data", "out", "exports", "voices/mine", "locked"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "own/exercises/one-leg-stand.yaml").write_text(EXERCISE)
    (folder / "config.toml").write_text(SETTINGS)
    for name, content in MINE.items():
        (folder / name).write_bytes(content)
    os.mkfifo(folder / "pipe.mp3")
    (folder / "loop.mp3").symlink_to("loop.mp3")
    (folder / "locked").chmod(0o500)


def draw(chance: Random, folder: Path, surface: str = "") -> Try:
    """Draw a try, and write the files it needs."""
    surface = surface or chance.choice([*PATTERNS])
    for name in OWN.get(surface, ()):
        if chance.random() < 0.6:
            _put(folder / name, chance)
    pattern = chance.choice(PATTERNS[surface])
    arguments = tuple(_filled(part, chance, folder) for part in pattern)
    given: dict[str, str] = {}
    if chance.random() < 0.15:
        for name in chance.sample(VARIABLES, 3):
            given[name] = _filled(chance.choice("TTF"), chance, folder).replace("\0", "")
    anew = chance.random() < 0.1
    if anew:
        given |= chance.choice(TERMINALS)
    typed = chance.choice((*DATA, _mutated(chance.choice([*KINDS.values()]).encode(), chance)))
    arguments = tuple(each.replace("\0", "") for each in arguments)
    return Try(surface, arguments, given, typed if "-" in arguments else b"", anew)


def _filled(part: str, chance: Random, folder: Path) -> str:
    if part == "T":
        return chance.choice(TEXTS)
    if part == "N":
        note = chance.choice(NOTES)
        return (
            note
            if chance.random() < 0.4
            else _mutated(note.encode(), chance, 1).decode("utf-8", "surrogateescape")
        )
    if part == "F":
        return str(_file(chance, folder))
    if part == "O":
        return str(folder / chance.choice(TARGETS))
    if found := re.fullmatch("{(.+)}", part):
        return str(_spoilt(found[1], chance, folder))
    return part.replace("T", chance.choice(TEXTS)) if part.endswith("=T") else part


def _spoilt(kind: str, chance: Random, folder: Path) -> Path:
    """Write a file of a kind that is nearly sound."""
    if kind not in KINDS:
        return _file(chance, folder, kind)
    path = folder / f"f{chance.randrange(10**6)}.{'yaml' if kind == 'exercise' else kind}"
    path.write_bytes(_mutated(KINDS[kind].encode(), chance))
    return path


def _put(path: Path, chance: Random) -> None:
    """Spoil what of the user's is at a path."""
    if path.name == "history.sqlite":
        _spoil_history(chance, path)
        return
    kind = {"manifest.json": "pack", "share.json": "share", "odd.yaml": "exercise"}.get(
        path.name, path.suffix[1:]
    )
    if path.name in ("clips", "made"):
        path.mkdir(exist_ok=True)
        for each in [*path.rglob("*.*")][:3]:
            if each.is_file():
                each.write_bytes(_mutated(each.read_bytes()[:9000], chance))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if kind in KINDS and chance.random() < 0.8:
        path.write_bytes(_mutated(KINDS[kind].encode(), chance))
    else:
        path.symlink_to(_file(chance, path.parents[0]))


def _file(chance: Random, folder: Path, kind: str = "") -> Path:
    kinds = (
        "yaml",
        "txt",
        "zip",
        "csv",
        "toml",
        "png",
        "wav",
        "fifo",
        "folder",
        "link",
        "good",
        "shut",
        "big",
        "socket",
    )
    kind = kind or chance.choice(kinds)
    path = folder / f"f{chance.randrange(10**6)}-{chance.choice(('a', 'b c', chr(27) + '[31m', 'ü'))}.{kind}"
    if kind == "good":
        return folder / "own/good.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
        (path / "a.yaml").write_bytes(_mutated(ROUTINE.encode(), chance))
        (path / "b.wav").write_bytes(chance.choice(DATA))
    elif kind == "link":
        path.symlink_to(path)
    elif kind == "shut":
        path.write_text(ROUTINE)
        path.chmod(0)
    elif kind == "big":
        with path.open("wb") as file:
            file.truncate(3 << 30)
    elif kind == "socket":
        os.mknod(path, 0o140600)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as zipped:
            for name in (
                "manifest.json",
                chance.choice(("../x", "a.flac", "b/c", "\x1b[2J", "manifest.json")),
            ):
                zipped.writestr(name, chance.choice((*DATA, PACK.encode(), _mutated(PACK.encode(), chance))))
    elif kind in KINDS and chance.random() < 0.5:
        path.write_bytes(_mutated(KINDS[kind].encode(), chance))
    else:
        path.write_bytes(chance.choice(DATA))
    return path


def _mutated(data: bytes, chance: Random, most: int = 4) -> bytes:
    """Spoil a file in some places: values, lines, or bytes."""
    for _ in range(chance.randrange(1, most + 1)):
        text = chance.choice(TEXTS).encode("utf-8", "surrogateescape")
        match chance.randrange(5):
            case 0:
                place, length = chance.randrange(len(data) + 1), chance.randrange(12)
                put = chance.choice((b"", text, data[place : place + length] * 3))
                data = data[:place] + put + data[place + length :]
            case 1:
                lines = data.split(b"\n")
                other = chance.choice(lines)
                at = chance.randrange(len(lines))
                lines[at : at + chance.randrange(2)] = [other] * chance.choice((0, 1, 1, 2, 300))
                data = b"\n".join(lines)
            case 2 | 3:
                values = [*re.finditer(rb"(?<=[:,=\[\"' ])[^:,=\[\]\"'\n]+", data)]
                if values:
                    found = chance.choice(values)
                    data = data[: found.start()] + text + data[found.end() :]
            case 4:
                data = data[: chance.randrange(len(data) + 1)] if chance.random() < 0.3 else data + text
    return data


def _spoil_history(chance: Random, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if chance.random() < 0.15 or not path.exists():
        path.unlink(missing_ok=True)
        path.write_bytes(chance.choice((*DATA, b"")))
        return
    try:
        base = sqlite3.connect(path)
        base.execute("PRAGMA ignore_check_constraints = ON")
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = chance.choice(tables)
        columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        texts = [text for text in TEXTS if "\udcff" not in text]
        values = [
            chance.choice((*texts, None, b"\xff\0", -5, 1e308, 2**62, "2026-11-20T10:00:00")) for _ in columns
        ]
        base.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", values)  # noqa: S608
        if chance.random() < 0.3:
            base.execute(f"UPDATE {table} SET {chance.choice(columns)} = ?", values[:1])  # noqa: S608
        base.commit()
        base.close()
    except (sqlite3.Error, IndexError, OverflowError):
        path.unlink()
