"""What things cost, as ratios taken in one run: absolute seconds say more about the machine than about coach.

Each pair of commands is run in turn, several times; the median of the ratios pair by pair is printed, with the
aim it is held against. Every figure is of a whole process, start to end.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from _crowd import crowd
from _crowd import write as write_crowd

import coach
import coach.session
from coach.rosters.cluster import Cluster
from coach.rosters.readers import read_roster
from coach.rosters.remote_storage import storage_at
from coach.rosters.roster import Order, make_roster
from coach.sound.ffmpeg import ffmpeg_path
from coach.track.formats.mp3 import MP3
from coach.voice.kokoro.net import ready_model
from coach.voice.kokoro.speech import Net
from coach.voice.kokoro.styles import PREFIX, SHIPPED, find_style
from coach.voice.shared_net import Turn

Timed = Callable[[], float]

ROUNDS = 7
SHIPPED_VOICE, OTHER_VOICE = "kokoro:en-us-willow", "kokoro:en-us-oak"
SENTENCES = 12
"""How many are said to measure what a natural voice costs."""
PHONES, PART = 200, 1 << 20
"""How many download at once, and how many bytes each."""
CROWD = 32
"""People in a roster."""

PYTHON = [sys.executable]
COACH = [str(Path(sys.executable).with_name("coach"))]


def main(wanted: list[str]) -> None:
    """Print the figures wanted, each as it becomes known."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or every start would compile coach anew
    figures = {
        "export": bench_export,
        "natural": bench_natural,
        "extras": bench_extras,
        "unchanged": bench_unchanged,
        "start": bench_start,
        "memory": bench_memory,
        "length": bench_length,
        "play": bench_play,
        "share": bench_share,
        "cluster": bench_cluster,
    }
    unknown = set(wanted) - set(figures)
    if unknown:
        sys.exit(f"bench: no figure {', '.join(sorted(unknown))}; there are {', '.join(figures)}")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name in wanted or figures:
            figures[name]()


def bench_export() -> None:
    """Export against ffmpeg alone encoding the same PCM with the same settings."""
    with coach.compile(coach.load("post"), cache="warm") as session:
        Path("post.pcm").write_bytes(coach.render(session).raw_data)
    pcm = ["-f", "s16le", "-ar", "44100", "-ac", "1", "-i", "post.pcm"]
    alone = [str(ffmpeg_path()), "-loglevel", "error", "-y", *pcm, *MP3.arguments(), "alone.mp3"]
    export = [*COACH, "export", "post", "--force", "-o", "post.mp3", "--cache"]

    def cold() -> float:
        shutil.rmtree("cold", ignore_errors=True)
        return run([*export, "cold"])

    ratios("cold export of post / ffmpeg alone", cold, lambda: run(alone), 1.5)
    ratios("warm export of post / ffmpeg alone", lambda: run([*export, "warm"]), lambda: run(alone), 1.15)
    spent()


def bench_extras() -> None:
    """Export with music and with every file beside it, against ffmpeg alone encoding what they have in them."""
    with coach.compile(coach.load("post"), cache="warm", bed="waves") as session:
        heard = np.frombuffer(coach.render(session).raw_data, "<i2")
    Path("two.pcm").write_bytes(np.column_stack([heard, heard]).tobytes())
    pcm = ["-f", "s16le", "-ar", "44100", "-ac", "2", "-i", "two.pcm"]
    alone = [str(ffmpeg_path()), "-loglevel", "error", "-y", *pcm, *MP3.arguments(2), "alone.mp3"]
    export = [*COACH, "export", "post", "--force", "--bed", "waves", "--with", "all", "-o", "post.mp3"]
    export += ["--cache", "warm"]
    run(export)
    name = "warm export of post with music and all files beside it / ffmpeg alone"
    ratios(name, lambda: run(export), lambda: run(alone), 2)


def bench_natural() -> None:
    """The natural voice: a first export of what is shipped, what is not, and the memory it takes."""
    export = [*COACH, "export", "post", "--force", "-o", "post.mp3", "--voice", SHIPPED_VOICE, "--cache"]
    run([*export, "warm"])

    def cold() -> float:
        shutil.rmtree("cold", ignore_errors=True)
        return run([*export, "cold"])

    ratios("cold export of post in the natural voice / warm", cold, lambda: run([*export, "warm"]), 1.5)
    options = coach.session.Options(voice=OTHER_VOICE)
    with coach.compile(coach.load("post"), voice="system", cache="warm") as session:
        texts = list(dict.fromkeys(cue.text for cue in session.timeline.cues))[:SENTENCES]

    def said() -> float:
        shutil.rmtree("cold", ignore_errors=True)
        begin = time.perf_counter()
        with coach.session.open_narrator(options, Path("cold")) as narrator:
            narrator.prepare(texts)
            for text in texts:
                narrator.clip(text)
        return time.perf_counter() - begin

    def bare() -> float:
        style = find_style(OTHER_VOICE.removeprefix(PREFIX))
        begin = time.perf_counter()
        net = Net(ready_model(), SHIPPED)

        def one(text: str) -> None:
            net.speak(net.sounds(text, style.accent), style, 140 / style.words_a_minute, Turn())

        with ThreadPoolExecutor(os.cpu_count()) as hands:
            list(hands.map(one, texts))
        return time.perf_counter() - begin

    ratios(f"{SENTENCES} sentences that are not shipped, said / by the bare net", said, bare, 1.1)
    shutil.rmtree("cold", ignore_errors=True)
    memory = peak(
        [*COACH, "export", "post", "--force", "-o", "post.mp3", "--voice", OTHER_VOICE, "--cache", "cold"]
    )
    print(f"peak memory of an export in a natural voice that is not shipped: {memory:.0f} MB (aim 700)")


def spent() -> None:
    """Print where a cold export's time goes, part by part, each measured on its own."""
    parts = {
        "start and imports": "import coach.cli.export, coach.session, coach.sound.mixer, coach.sound.codec",
        "script and timeline, spoken lengths known": (
            "from coach.content.library import Library\n"
            "from coach.timeline.compiler import compile_timeline as c\n"
            "from coach.script.estimate import expect_spoken as e\nl = Library(); c(l.load('post'), l, e)"
        ),
        "speaking every clip, nothing else": (
            "import coach, shutil; shutil.rmtree('voice', ignore_errors=True)\n"
            "with coach.compile(coach.load('post'), cache='voice') as s: s.timeline"
        ),
        "reading every clip and mixing, nothing else": (
            "import coach\nwith coach.compile(coach.load('post'), cache='warm') as s: list(s.sound())"
        ),
    }
    for name, code in parts.items():
        seconds = statistics.median(run([*PYTHON, "-c", code]) for _ in range(3))
        print(f"    {name}: {seconds:.2f} s as a process of its own")


def bench_unchanged() -> None:
    """Export again when nothing changed."""
    command = [*COACH, "export", "post", "-o", "again.mp3", "--cache", "warm"]
    run(command)
    seconds = statistics.median(run(command) for _ in range(ROUNDS))
    print(f"export when nothing changed: {seconds:.2f} s (aim 0.3)")
    ratios(
        "export when nothing changed / bare python",
        lambda: run(command),
        lambda: run([*PYTHON, "-c", ""]),
        None,
    )


def bench_start() -> None:
    """Help against a bare Python, and what scripts/coach adds to the coach of the environment."""
    bare = [*PYTHON, "-c", ""]
    ratios("coach --help / bare python", lambda: run([*COACH, "--help"]), lambda: run(bare), 3)
    script = str(Path(__file__).with_name("coach"))
    through = statistics.median(run([script, "--help"]) for _ in range(ROUNDS))
    direct = statistics.median(run([*COACH, "--help"]) for _ in range(ROUNDS))
    print(f"scripts/coach adds {(through - direct) * 1000:.0f} ms to a start of {direct * 1000:.0f} ms")


def bench_memory() -> None:
    """Peak memory of the export of an hour."""
    write_routine("hour.yaml", 60)
    memory = peak([*COACH, "export", "hour.yaml", "--force", "-o", "hour.mp3", "--cache", "warm"])
    print(f"peak memory of a 60-minute export: {memory:.0f} MB (aim 300)")


def bench_length() -> None:
    """Time against length: the seconds a minute of track costs, relative to those of the shortest."""
    costs = []
    for minutes in (5, 15, 30, 60, 120):
        write_routine("long.yaml", minutes)
        command = [*COACH, "export", "long.yaml", "--force", "-o", "long.mp3", "--cache", "warm"]
        run(command)
        costs.append((minutes, statistics.median(run(command) for _ in range(3)) / minutes))
    relative = ", ".join(f"{minutes} min {cost / costs[0][1]:.2f}" for minutes, cost in costs)
    print(f"time a minute of track, against that of 5 minutes: {relative} (aim: not rising)")


STOPWATCH = """
import sys, time
marks = {"interpreter": time.time()}
import coach.cli.play, coach.live.player, coach.sound.mixer
import coach.live.controls.keys, coach.live.screen.display
from coach.errors import SpeakerError
from coach.content.library import Library
from coach.live.speakers import find_speaker
from coach.session_options import Options
from coach.session import Session, open_narrator
from pathlib import Path
marks["imports"] = time.time()

class Stopwatch:
    live = True
    def __init__(self, speaker):
        self.speaker, self.name = speaker, speaker.name
    latency = property(lambda self: self.speaker.latency)
    def open(self, pull, lost):
        marks["voice"] = time.time()
        def timed(count):
            samples = pull(count)
            if "first" not in marks and player._deck.position:
                marks["first"] = time.time()
                player.do(coach.live.api.Action.STOP)
            return samples
        self.speaker.open(timed, lost)
        marks["device"] = time.time()
    def close(self):
        self.speaker.close()

library, options = Library(), Options(voice=sys.argv[2] or None)
with open_narrator(options, Path(sys.argv[1])) as narrator:
    session = Session(library.load("post"), library, narrator, options)
    for name in ("miniaudio", "null"):
        player = coach.live.player.Player(session, Stopwatch(find_speaker(name)))
        try:
            player.run()
            break
        except SpeakerError:
            session = Session(library.load("post"), library, narrator, options)
print(name, *(f"{part}={mark}" for part, mark in marks.items()))
"""


def bench_play() -> None:
    """From pressing Enter to the first sample at the speaker, with where the time goes."""
    for state, voice, aim in (("cold", "", 0.6), ("warm", "", 0.5), ("cold", OTHER_VOICE, 2)):
        found: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            if state == "cold":
                shutil.rmtree("cold", ignore_errors=True)
            begin = time.time()
            command = [*PYTHON, "-c", STOPWATCH, state, voice]
            told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
            marks = {part: float(mark) for part, mark in (pair.split("=") for pair in told[1:])}
            found.setdefault("in all", []).append(marks["first"] - begin)
            last = begin
            for part in ("interpreter", "imports", "voice", "device"):
                found.setdefault(part, []).append(marks[part] - last)
                last = marks[part]
        medians = {part: statistics.median(times) for part, times in found.items()}
        shares = ", ".join(f"{part} {took:.2f}" for part, took in medians.items() if part != "in all")
        name = f"{state} play{', not shipped' if voice else ''}, Enter to first sample ({told[0]})"
        print(f"{name}: {medians['in all']:.2f} s (aim {aim}); {shares}")


def bench_share() -> None:
    """200 phones that download a part of the same track at once, against one after the other."""
    command = [*COACH, "share", "post", "--cache", "warm"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        printed = process.stdout.readline() if process.stdout else ""
        address = urlsplit(printed.strip())
        try:

            def part(number: int) -> float:
                begin = time.perf_counter()
                connection = http.client.HTTPConnection(address.netloc, timeout=60)
                asked = {"Range": f"bytes={number * 1000}-{number * 1000 + PART - 1}"}
                connection.request("GET", f"{address.path}tracks/post.mp3", headers=asked)
                answer = connection.getresponse()
                if answer.status != 206 or len(answer.read()) != PART:
                    sys.exit("bench: a part was not served as it should be")
                connection.close()
                return time.perf_counter() - begin

            def at_once() -> float:
                begin = time.perf_counter()
                with ThreadPoolExecutor(PHONES) as pool:
                    waits.extend(pool.map(part, range(PHONES)))
                return time.perf_counter() - begin

            def in_turn() -> float:
                return sum(part(number) for number in range(PHONES))

            waits: list[float] = []
            ratios(f"{PHONES} downloads of {PART >> 10} KiB at once / in turn", at_once, in_turn, None)
            print(
                f"the longest of them took {max(waits):.2f} s, half of them {statistics.median(waits):.2f} s"
            )
        finally:
            process.terminate()


def bench_cluster() -> None:
    """A roster made by one worker of a Dask cluster against two, each with a processor of its own."""
    if not (shutil.which("taskset") and importlib.util.find_spec("distributed")):
        print("a roster by one worker / by two: needs 'scripts/extra cluster', and Linux")
        return
    write_crowd(crowd(CROWD), Path("people.csv"))
    order = Order(coach.session.Options(voice="system"), MP3, cache="clips", force=True)

    def made(address: str) -> float:
        crew, begin = Cluster(address), time.perf_counter()
        told = make_roster(read_roster(Path("people.csv")), order, storage_at("out"), lambda _: crew)
        if any(each.result.state == "failed" for each in told):
            sys.exit("bench: a row could not be made")
        return time.perf_counter() - begin

    with ExitStack() as running:

        def started(*command: str, on: int | None = None) -> None:
            held = ["taskset", "-c", str(on)] if on is not None else []
            process = subprocess.Popen([*held, *PYTHON, "-m", *command], stderr=subprocess.DEVNULL)
            running.callback(process.wait)
            running.callback(process.terminate)

        addresses = []
        processors = sorted(os.sched_getaffinity(0))[:2]
        for workers in (1, 2):
            file = Path(f"scheduler-{workers}.json")
            started(
                *("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard"),
                *("--scheduler-file", str(file)),
            )
            while not (file.exists() and file.read_text().endswith("}")):
                time.sleep(0.1)
            addresses.append(json.loads(file.read_text())["address"])
            for processor in processors[:workers]:
                options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", "dask")
                started("distributed.cli.dask_worker", addresses[-1], *options, on=processor)
        one, two = addresses
        made(one)
        made(two)  # every worker has its libraries by now, and every clip is there
        ratios("a roster by one worker / by two", lambda: made(one), lambda: made(two), 1.8, rounds=3)


def write_routine(path: str, minutes: int) -> None:
    """Write a routine of about that many minutes: six moves, over and over."""
    moves = ("roll-down", "downward-dog", "childs-pose", "cat-cow", "modified-childs-pose", "figure-four")
    steps = [f"  - exercise: {moves[number % len(moves)]}" for number in range(round(minutes * 0.51))]
    Path(path).write_text("\n".join(["name: long", "title: Long", "when: after", "steps:", *steps]) + "\n")


def peak(command: list[str]) -> float:
    """Run a command and return the most memory it had, in MB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"bench: {' '.join(command)} failed")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def run(command: list[str]) -> float:
    """Run a command and return the seconds it took; it has to succeed."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def ratios(name: str, first: Timed, second: Timed, aim: float | None, *, rounds: int = ROUNDS) -> None:
    """Run two things in turn and print the median ratio of their times, pair by pair."""
    pairs = [(first(), second()) for _ in range(rounds)]
    found = sorted(a / b for a, b in pairs)
    told = f" (aim {aim})" if aim else ""
    medians = " / ".join(f"{statistics.median(column):.2f} s" for column in zip(*pairs, strict=True))
    print(
        f"{name}: {statistics.median(found):.2f}{told}, {found[0]:.2f} to {found[-1]:.2f}; {medians}",
        flush=True,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
