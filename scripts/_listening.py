"""How well voice control hears: hit and false-alarm rates on speech that is synthesised for the purpose.

    python scripts/_listening.py [commands] [sessions] [others]

Commands come from whatever engines there are among espeak-ng, flite and festival's text2wave, in 33 voices.
They are put into a simulated room and mixed with pink noise, or with a rendered session at three levels;
then whole sessions in several voices are listened to, and noises, and near misses in other voices. Everything
goes through ``Ear.hear`` as it would from a microphone; what overlaps a sentence of the coach is left out as
``Listening`` does.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
import wave

import numpy as np
import soxr

import coach
from coach.live.controls.ear import COMMANDS, RATE, Ear
from coach.live.controls.listen import ECHO

LEVEL = 2000.0
"""The commands' level, as the root mean square of what is loud in them."""

ESPEAK = (
    "en-us 140 50, en-us 170 35, en-us+f3 150 50, en-us+f1 130 60, en-us+m3 150 50, en-us+m7 140 45, en-gb 150 50,"
    "en-gb+f4 140 50, en-gb-x-rp 140 50, en-gb-x-rp+m5 160 40, en-gb-scotland 150 50, en-gb-x-gbcwmd 140 50,"
    "en-us+f5 170 70, en-us+m1 190 50, en-us-nyc 150 50, en-gb-x-gbclan+m4 150 60"
)
FLITE = [(voice, pace) for voice in ("kal16", "awb", "rms", "slt") for pace in ("0.9", "1.1", "1.3")]
FESTIVAL = [
    (voice, pace)
    for voice in ("cmu_us_slt_arctic_hts", "kal_diphone", "ked_diphone")
    for pace in ("1.0", "1.2")
]
COACHES = (
    "default",
    "en-gb",
    "en-us+f3",
    "en-gb-x-rp+m3",
    "en-gb-scotland",
    "en-us+f1",
    "en-gb+f4",
    "en-us+m7",
)
OTHERS = (
    "breathe in; and out; yes; okay let's go; can you close the door; what time is it; coach; pause; next; stop;"
    "longer; again; the next one; come on then; couch pillows; approach the exit; I love that song;"
    "could you stop that please; continue reading; coaches post; the coach is next door; a coach stops here;"
    "once again my friend; my left hip hurts; hey there; no way; go on; hold on a second; how much longer;"
    "not again; postpone it; let's continue; close the window; good boy; the dog wants out; quick coffee;"
    "culture and art; go to London; cold house; totally next level; couch potato; catch a cold; coke and pizza;"
    "coach class tickets; roach problem; poach an egg; coach Peter said so;"
    "the coach pauses for breath; next coach"
)


def speakers() -> dict[str, list[str]]:
    """Return every voice there is as the command that speaks, the text to be appended."""
    found = {}
    if shutil.which("espeak-ng"):
        for voice, pace, pitch in (each.split() for each in ESPEAK.split(",")):
            found[f"espeak {voice}"] = ["espeak-ng", "--stdout", "-v", voice, "-s", pace, "-p", pitch]
    if shutil.which("flite"):
        for voice, pace in FLITE:
            found[f"flite {voice} {pace}"] = [
                *("flite", "-voice", voice, "--setf", f"duration_stretch={pace}", "-o", "/dev/stdout", "-t")
            ]
    if shutil.which("text2wave"):
        for voice, pace in FESTIVAL:
            stretch = f"(voice_{voice}) (Parameter.set 'Duration_Stretch {pace})"
            speak = f'echo "$1" | text2wave -eval "(begin {stretch})"'
            found[f"festival {voice} {pace}"] = ["sh", "-c", speak, "speak"]
    return found


def say(command: list[str], text: str) -> np.ndarray:
    """Return what a command speaks, silence at the ends taken off, at ``LEVEL``."""
    spoken = subprocess.run([*command, text], check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        rate, data = file.getframerate(), spoken[44:]  # some write no length: so all there is
    sound = soxr.resample(np.frombuffer(data[: len(data) // 2 * 2], np.int16).astype(float), rate, RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return level(sound[loud[0] : loud[-1] + 1]) * LEVEL


def level(sound: np.ndarray) -> np.ndarray:
    """Return the sound with what is loud in it at a root mean square of 1."""
    power = sound.astype(float) ** 2
    return sound / np.sqrt(power[power > 0.05 * power.mean()].mean())


def in_room(sound: np.ndarray, seed: int) -> np.ndarray:
    """Return the sound as heard in a room: 0.35 s of reverberation, 6 dB below the sound itself."""
    size = int(0.35 * RATE)
    echo = np.random.default_rng(seed).standard_normal(size) * 10 ** (-3 * np.arange(size) / size)
    echo[:30] = 0
    echo *= 0.5 / np.sqrt((echo**2).sum())
    echo[0] = 1
    length = len(sound) + size
    return np.fft.irfft(np.fft.rfft(sound, 2 * length) * np.fft.rfft(echo, 2 * length), 2 * length)[:length]


def pink(size: int, seed: int) -> np.ndarray:
    """Return pink noise at a root mean square of 1."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(size))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), size)
    return noise / noise.std()


def hear(sound: np.ndarray, talk: list[tuple[float, float]] = []) -> list[tuple[float, float, str, bool]]:  # noqa: B006
    """Return each command heard: when it began and ended in seconds, which, and whether the coach was talking."""
    pcm, ear = np.clip(sound, -32768, 32767).astype(np.int16), Ear()
    found = []
    for start in range(0, len(pcm), 1600):
        for heard in ear.hear(pcm[start : start + 1600]):
            now = min(start + 1600, len(pcm)) / RATE
            began, ended = now - heard.began / 1000, now - heard.ended / 1000
            hidden = any(start - 0.05 < ended and began < stop + ECHO for start, stop in talk)
            found.append((began, ended, str(heard.action), hidden))
    return found


def session(name: str, voice: str, folder: str) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Return a rendered session, and when the coach talks in it, in seconds."""
    with coach.compile(coach.load(name), cache=folder, voice=None if voice == "default" else voice) as made:
        sound = np.concatenate([samples for _, samples in made.sound()])
        talk = [
            (cue.start / 1000, cue.end / 1000) for passage in made.timeline.passages for cue in passage.cues
        ]
    return soxr.resample(sound.astype(float), 44_100, RATE), talk


def obeyed(
    title: str, said: list[tuple[str, np.ndarray]], noise: float, backdrop=None, below: float = 0
) -> None:
    """Print how many of the commands are found, amid noise and perhaps a session so many decibels below them."""
    random = np.random.default_rng(round(noise + below))
    order = random.permutation(len(said))
    begins = 3 + np.cumsum(5 * (0.7 + 0.6 * random.random(len(said))))
    sound = np.zeros(int((begins[-1] + 5) * RATE))
    for begin, number in zip(begins, order, strict=True):
        one = in_room(said[number][1], number)
        sound[int(begin * RATE) : int(begin * RATE) + len(one)] += one
    sound += pink(len(sound), 1) * LEVEL * 10 ** (-noise / 20)
    talk: list[tuple[float, float]] = []
    if backdrop:
        music, cues = backdrop
        times = len(sound) // len(music) + 1
        sound += (
            in_room(np.tile(level(music), times)[: len(sound)], 7)[: len(sound)] * LEVEL * 10 ** (-below / 20)
        )
        talk = [(a + n * len(music) / RATE, b + n * len(music) / RATE) for n in range(times) for a, b in cues]
    found = hear(sound, talk)
    tally: dict[bool, list[str]] = {False: [], True: []}
    false = sum(not hidden for *_, hidden in found)
    for begin, number in zip(begins, order, strict=True):
        wanted, end = said[number][0], begin + len(said[number][1]) / RATE
        here = [each for each in found if each[0] < end and begin < each[1] and not each[3]]
        false -= len(here)
        amid = any(start < end and begin < stop + ECHO for start, stop in talk)
        tally[amid].append("hit" if any(each[2] == wanted for each in here) else "wrong" if here else "miss")
    for amid, results in tally.items():
        if results:
            shares = ", ".join(
                f"{results.count(kind) / len(results):.0%} {kind}" for kind in ("hit", "wrong")
            )
            print(f"{title}{', coach talking' if amid else ''}: {shares} of {len(results)}")
    print(f"    and {false} out of nothing")


def commands() -> None:
    """Print the share of commands that are found, in several circumstances."""
    said = [
        (str(action), say(command, f"coach {word}"))
        for command in speakers().values()
        for word, action in COMMANDS.items()
    ]
    print(f"{len(said)} commands in {len(speakers())} voices")
    obeyed("quiet room", said, 40)
    obeyed("noise 20 dB below", said, 20)
    obeyed("noise 10 dB below", said, 10)
    with tempfile.TemporaryDirectory() as folder:
        backdrop = session("post", "default", folder)
    for below in (12, 6, 0):
        obeyed(f"session {below} dB below", said, 40, backdrop, below)


def sessions() -> None:
    """Print how many commands are heard in whole sessions, where there are none, and what listening costs."""
    seconds = spent = 0.0
    found = []
    for voice in COACHES:
        for name in ("post", "pre", "seven"):
            with tempfile.TemporaryDirectory() as folder:
                sound, talk = session(name, voice, folder)
            sound = in_room(level(sound), 5) * LEVEL
            began = time.process_time()
            found += hear(sound + pink(len(sound), 9) * 20, talk)
            spent += time.process_time() - began
            seconds += len(sound) / RATE
    kept = sum(not hidden for *_, hidden in found)
    print(
        f"{seconds / 3600:.1f} h of sessions: {len(found)} found, {kept} obeyed; {spent / seconds:.1%} of a core"
    )


def others() -> None:
    """Print how many commands are heard in silence, noise, and what else people say."""
    hiss = [
        hear(pink(RATE * 600, seed) * loudness) for seed, loudness in enumerate((0.0, 30.0, 300.0, 3000.0))
    ]
    print(f"{len(hiss) / 6:.1f} h of silence and pink noise: {sum(map(len, hiss))} found")
    taken, count = [], 0
    for number, command in enumerate(speakers().values()):
        for phrase in OTHERS.split(";"):
            sound = np.pad(in_room(say(command, phrase), number), (3 * RATE, RATE))
            taken += [(phrase.strip(), heard[2]) for heard in hear(sound + pink(len(sound), number) * 20)]
            count += 1
    print(f"{count} other phrases on their own: {len(taken)} taken for commands: {sorted(taken)}")


if __name__ == "__main__":
    for part in sys.argv[1:] or ("commands", "sessions", "others"):
        {"commands": commands, "sessions": sessions, "others": others}[part]()
