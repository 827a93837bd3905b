"""Makes the roster of a crowd, kills it again and again, and checks what is there: with figures of what it costs.

    python scripts/_rosters.py FOLDER [--people 1000] [--kills 20] [--seconds 300]

One track is made at a time. All processes are killed at random moments; after each kill, what was made has to be
there, whole, and not made again. After so many seconds it kills and stops: the same command goes on where it was.
At the end everything is checked, and figures are printed.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from _crowd import crowd, write

from coach.rosters.made import read_made
from coach.rosters.storage import LocalStorage


@dataclass
class Tally:
    """What all runs came to: seconds by the clock and of the processors, bytes of memory, when each was made."""

    seconds: float = 0.0
    processors: float = 0.0
    memory: int = 0
    kills: int = 0
    made: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    """A crowd's roster in a folder."""

    folder: Path
    rows: list[dict[str, str]]

    def run(self, kills: int, seconds: float) -> Tally:
        """Make it, killing now and then; returns when it is made, or so many seconds are over."""
        tally, until = self._tally(), time.monotonic() + seconds
        dice = random.Random(tally.kills)  # noqa: S311
        while (left := until - time.monotonic()) > 0 and len(tally.made) < len(self.rows):
            ended = self._start(tally, min(left, dice.uniform(8, 40)) if tally.kills < kills else left)
            tally.kills += not ended
            found = self.made()
            lost = [name for name, when in tally.made.items() if found.get(name) != when]
            if lost:
                sys.exit(f"rosters: lost, half, or made twice: {lost[:5]}")
            tally.made = found
            (self.folder / "tally.json").write_text(json.dumps(asdict(tally)))
            print(f"{tally.kills} kills, {len(found)} made, {tally.seconds:.0f} s", flush=True)
        return tally

    def made(self) -> dict[str, int]:
        """When each track with a receipt was made; each has to be as the receipt says."""
        storage, found = LocalStorage(str(self._out)), {}
        for path in self._out.glob("P-*/*"):
            if path.name.startswith(".") or path.suffix == ".pdf":
                continue
            made = read_made(storage, path.parent.name, path.name)
            if made is None:
                sys.exit(f"rosters: {path} has no receipt")
            if made.files:
                if not made.intact(storage, path.parent.name):
                    sys.exit(f"rosters: {path} is not as its receipt says")
                found[f"{path.parent.name}/{path.name}"] = path.stat().st_mtime_ns
        return found

    def check(self) -> None:
        """Hold the results against the report: every row has a whole track of its length, and a sheet."""
        with (self._out / "report.csv").open(encoding="utf-8", newline="") as stream:
            report = list(csv.DictReader(stream))
        states = Counter(row["state"] for row in report)
        if len(report) != len(self.rows) or states["failed"]:
            sys.exit(f"rosters: {len(report)} rows, {dict(states)}")
        for row in report:
            track = self._out / row["file"]
            if not track.with_suffix(".pdf").read_bytes().rstrip().endswith(b"%%EOF"):
                sys.exit(f"rosters: the sheet of row {row['row']} is not whole")
            if track.suffix == ".html":
                whole = track.read_bytes().rstrip().endswith(b"</html>")
            else:
                whole = abs(_length(track) - float(row["seconds"])) < 0.2
            if not whole:
                sys.exit(f"rosters: {track} is not whole")
        hidden = {path.name for path in self._out.iterdir() if path.name.startswith(".")}
        if hidden != {".roster.lock"}:
            sys.exit(f"rosters: left behind: {hidden}")

    def betrayed(self) -> list[Path]:
        """The files outside of the results, and names of files, in which a name or a prescription is found."""
        words = {row[column] for row in self.rows for column in ("prescription", "greet") if row[column]}
        private = re.compile(b"|".join([rb"P-\d{4}", *(re.escape(word.encode()) for word in sorted(words))]))
        places = (
            path for name in ("home", "tmp", "clips", "logs") for path in (self.folder / name).rglob("*")
        )
        return [
            path
            for path in places
            if private.search(str(path.relative_to(self.folder)).encode())
            or (path.is_file() and private.search(path.read_bytes()))
        ]

    @property
    def _out(self) -> Path:
        return self.folder / "out"

    def _tally(self) -> Tally:
        path = self.folder / "tally.json"
        return Tally(**json.loads(path.read_text())) if path.exists() else Tally()

    def _start(self, tally: Tally, seconds: float) -> bool:
        """Run the roster for so long at most; whether it came to its end."""
        for name in ("home", "tmp", "logs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        table = self.folder / "people.csv"
        write(self.rows, table)
        own = {"HOME": "home", "TMPDIR": "tmp", "COACH_CACHE": "clips", "XDG_DATA_HOME": "home"}
        settings = {name: str(self.folder / place) for name, place in own.items()}
        command = [sys.executable, "-m", "coach", "roster", table, "--to", self._out, "--jobs", "1"]
        begin, spent = time.monotonic(), 0.0
        with (self.folder / "logs" / "said.txt").open("ab") as said:
            process = subprocess.Popen(
                [*map(str, command), "--system-voice"],
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
            while process.poll() is None and time.monotonic() - begin < seconds:
                time.sleep(0.5)
                memory, processors = _use(process.pid)
                tally.memory, spent = max(tally.memory, memory), max(spent, processors)
            ended = process.poll() is not None
            while _session(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                for each in _session(process.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(each, signal.SIGKILL)
                process.poll()
        if ended and process.returncode:
            sys.exit(f"rosters: the roster ended with {process.returncode}; see {self.folder / 'logs'}")
        tally.seconds += time.monotonic() - begin
        tally.processors += spent
        return ended


def _session(leader: int) -> dict[int, list[str]]:
    """The processes of the session that ``leader`` began, each with what /proc says after its state."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, *told = path.read_text().rpartition(")")[2].split()
            if int(told[2]) == leader and state != "Z":
                found[int(path.parent.name)] = told
    return found


def _use(leader: int) -> tuple[int, float]:
    """The bytes of memory that all processes of a session have together, and the seconds they have worked."""
    memory, ticks = 0, 0
    for process, told in _session(leader).items():
        ticks += sum(map(int, told[10:14]))
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            memory += sum(int(size) for size in re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)) << 10
    return memory, ticks / os.sysconf("SC_CLK_TCK")


def _length(track: Path) -> float:
    """The length of a track in seconds, as ffprobe reads it."""
    asked = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(track)]
    return float(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)


def _size(folder: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file()) / 1e6


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description="Make the roster of a crowd, with kills in between.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300)
    given = parser.parse_args()
    proof = Proof(given.folder.resolve(), crowd(given.people))
    tally = proof.run(given.kills, given.seconds)
    out, made = proof.folder / "out", max(1, len(tally.made))
    rate = 60 * made / tally.seconds
    print(
        f"{len(tally.made)} of {given.people} made, {tally.kills} kills: {tally.seconds:.0f} s by the clock, "
        f"{rate:.1f} a minute; {tally.processors:.0f} s of the processors, {tally.processors / made:.2f} s a track"
    )
    print(f"memory of all processes together, at most: {tally.memory / 1e6:.0f} MB")
    print(
        f"disk: {_size(out, '*'):.0f} MB in all, of which {_size(out, '*.pdf'):.1f} MB hand-outs; "
        f"clips {_size(proof.folder / 'clips', '*'):.0f} MB"
    )
    if len(tally.made) == given.people:
        proof.check()
        found = proof.betrayed()
        print(f"all checked; files that betray somebody: {[str(path) for path in found] or 'none'}")


if __name__ == "__main__":
    main()
