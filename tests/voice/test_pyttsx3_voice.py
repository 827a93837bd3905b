"""The real engine in real children, and what happens when they misbehave."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import coach.voice
from coach.content.manner import Manner
from coach.errors import NotFoundError, VoiceError
from coach.script.estimate import expect_spoken
from coach.timeline.compiler import compile_timeline
from coach.voice.clip import finish
from coach.voice.engines import find_voice
from coach.voice.pyttsx3.process import COMMAND
from coach.voice.pyttsx3.voice import Pyttsx3Voice
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.voice.api import Voice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured against espeak-ng; uses /proc")

SENTENCE = "Lie on your back and draw your right knee toward your chest."
COACHING = (
    SENTENCE,
    "Breathe out slowly, and let your hips sink a little closer to the mat.",
    "Cross your right ankle over your left knee and let the hip open.",
    "Stay here, shoulders heavy, and follow the breath all the way out to the end.",
    "Let it fall across you to the left, right arm long on the floor.",
    "Stand tall, hold a wall for balance, and bring your heel toward your seat.",
    "If anything feels sharp, numb or tingling, ease off and come out of the stretch.",
    "Hook the strap around your right foot and lift the leg toward the ceiling.",
)
LONG = " ".join(COACHING * 3)[:1900]


OTHERS: set[int] = set()
"""Children that were there before the test: voices that other tests keep."""


@pytest.fixture(autouse=True)
def _others() -> None:
    OTHERS.clear()
    OTHERS.update(children())


def children() -> set[int]:
    """Every child of this process that a test has begun, from whichever thread."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended
            found.update(map(int, (task / "children").read_text().split()))
    return found - OTHERS


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def soon(holds: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder for the voices; nothing and nobody may be left when a test ends."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = children()
    yield folder
    assert children() <= before
    assert [*folder.iterdir()] == []


@pytest.fixture
def voices(temp: Path) -> Iterator[Callable[..., Pyttsx3Voice]]:
    """Make voices, and close them all at the end."""
    with ExitStack() as stack:
        yield lambda *given, **named: stack.enter_context(closing(Pyttsx3Voice(*given, **named)))


@pytest.fixture
def voice(voices: Callable[..., Pyttsx3Voice]) -> Pyttsx3Voice:
    return voices()


def hostile(folder: Path, deed: str, *, once: bool = True) -> tuple[str, ...]:
    """Write a child that does ``deed`` when it is started, or only the first time and then works."""
    script = folder / "hostile.py"
    script.write_text(
        f"import os, runpy, sys, time\n"
        f"sys.path.insert(0, {str(Path(coach.voice.__file__).parents[2])!r})\n"
        f"import coach.voice.pyttsx3.child as child\n"
        f"try:\n"
        f"    os.close(os.open({str(folder / 'done')!r}, os.O_CREAT | os.O_EXCL))\n"
        f"    first = True\n"
        f"except FileExistsError:\n"
        f"    first = False\n"
        f"if first or not {once}:\n{textwrap.indent(textwrap.dedent(deed), '    ')}\n"
        f"runpy.run_path({COMMAND[-1]!r}, run_name='__main__')\n"
    )
    return (sys.executable, str(script))


def test_is_a_voice(voice: Pyttsx3Voice) -> None:
    as_protocol: Voice = voice
    recording = as_protocol.say(SENTENCE)
    assert recording.samples.dtype == np.int16
    assert recording.samples.ndim == 1
    assert recording.rate == 22_050
    assert 3 < len(recording.samples) / recording.rate < 7


def test_knows_itself_without_an_engine(voices: Callable[..., Pyttsx3Voice]) -> None:
    before = children()
    voice = find_voice()
    same, faster, other = voices(), voices(rate=180), voices(" EN-gb ")
    assert voice.name == "en-us"
    assert other.name == "en-gb"
    assert voice.identity == same.identity
    assert len({voice.identity, faster.identity, other.identity}) == 3
    assert "pyttsx3 2." in voice.identity
    assert 1 <= voice.parallel <= 2
    assert children() == before


@pytest.mark.parametrize("rate", [110, 140, 200])
def test_rate_is_true_words_a_minute(rate: int, voices: Callable[..., Pyttsx3Voice]) -> None:
    said = [cue.text for cue in compile_timeline(LIBRARY.load("post"), LIBRARY, expect_spoken).cues]
    longer = [text for text in said if len(text.split()) >= 8]
    voice = voices(rate=rate)
    minutes = sum(finish(voice.say(text), text).length for text in longer) / 60_000
    words = sum(len(text.split()) for text in longer)
    assert words / minutes == pytest.approx(rate, rel=0.07)


@pytest.mark.parametrize("rate", [-1, 0, 79, 261, 10_000])
def test_refuses_rates_nobody_speaks_at(rate: int) -> None:
    with pytest.raises(VoiceError, match="80 to 260"):
        Pyttsx3Voice(rate=rate)


def test_every_start_gives_the_same_sentence(voices: Callable[..., Pyttsx3Voice]) -> None:
    """A rate set in the wrong moment is lost, and the sentence comes out twice as fast."""
    lengths = []
    for _ in range(6):
        voice = voices()
        lengths.append(len(voice.say(SENTENCE).samples))
    assert max(lengths) - min(lengths) < 100


@pytest.mark.parametrize("name", ["gmw/en-gb-x-rp", "EN-GB-x-rp", "english (received  pronunciation)"])
def test_finds_a_voice_by_any_of_its_names(name: str, voices: Callable[..., Pyttsx3Voice]) -> None:
    voice = voices(name)
    voice.check()
    spoken, usual = voice.say(SENTENCE), voices()
    assert len(spoken.samples) != len(usual.say(SENTENCE).samples)


def test_finds_variants_and_languages(voices: Callable[..., Pyttsx3Voice]) -> None:
    for name in ("en-us+f3", "English (America)+Annie", "en-gb", "fr-fr"):
        voice = voices(name)
        voice.check()


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("en-gb-rp", "did you mean en-gb-x-rp"),
        ("Caribbean", "did you mean en-029"),
        ("en-us+nobody", r"\+f3"),
        ("", "coach voices"),
        ("$(reboot)\n", "coach voices"),
    ],
)
def test_unknown_voice(name: str, advice: str, voices: Callable[..., Pyttsx3Voice]) -> None:
    voice = voices(name)
    with pytest.raises(NotFoundError, match=advice):
        voice.say(SENTENCE)
    with pytest.raises(NotFoundError, match="there is no voice"):
        voice.check()


def test_lists_voices(voice: Pyttsx3Voice) -> None:
    voices = voice.voices()
    assert len(voices) > 100
    assert len({voice.name for voice in voices}) == len(voices)
    by_name = {voice.name: voice for voice in voices}
    assert by_name["en-gb-x-rp"].language == "en-gb-x-rp"
    assert by_name["en"].language == "en-gb"
    assert {voice.engine for voice in voices} == {"espeak"}
    assert all(voice.language.isascii() and voice.language.isprintable() for voice in voices)


def test_markup_is_words(voice: Pyttsx3Voice) -> None:
    for marked_up, plain in (
        ("Breathe <in> & <break time=5/> hold.", "Breathe in and break time=5/ hold."),
        ("[[slow 9]] Breathe \\pau=900\\ in.", "slow 9 Breathe pau=900 in."),
        ("Breathe\x00 in,\r\n\tslowly\u2028now.\x1b", "Breathe in, slowly now."),
        ("Shoul\u00adders\u200b heavy\ufeff.", "Shoulders heavy."),
        ("\ud800 Breathe in.", "Breathe in."),
    ):
        one, other = voice.say(marked_up).samples, voice.say(plain).samples
        assert abs(len(one) - len(other)) < 100, marked_up


def test_any_text_is_spoken(voice: Pyttsx3Voice) -> None:
    for text in ("Привет", "你好世界", "مرحبا", "नमस्ते", "🧘‍♀️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 30 s", "x" * 2000):
        assert voice.say(text).samples.any(), text


@pytest.mark.parametrize("text", ["", " \n", "\x00", "<>", "[[]]", "...", "\u200b", "\ud800"])
def test_nothing_to_say(voice: Pyttsx3Voice, text: str) -> None:
    with pytest.raises(VoiceError, match="nothing to say"):
        voice.say(text)


def test_long_text(voice: Pyttsx3Voice) -> None:
    assert len(voice.say(LONG).samples) > 60 * 22_050
    with pytest.raises(VoiceError, match="2000 is the limit") as caught:
        voice.say("word " * 2001)
    assert len(str(caught.value)) < 200


def test_fifty_sentences_from_four_threads(voice: Pyttsx3Voice) -> None:
    texts = [f"{'Hold. ' * (1 + number % 7)} Number {number}." for number in range(50)]
    with ThreadPoolExecutor(4) as pool:
        together = [len(recording.samples) for recording in pool.map(voice.say, texts)]
    assert len(children()) <= 2
    alone = [len(voice.say(text).samples) for text in texts]
    assert together == pytest.approx(alone, rel=0.02)


def test_children_are_killed_in_mid_sentence(voice: Pyttsx3Voice) -> None:
    text = LONG[:900]
    whole = len(voice.say(text).samples)
    for wait in (0.0, 0.02, 0.05):
        with ThreadPoolExecutor(1) as pool:
            later = pool.submit(voice.say, text)
            time.sleep(wait)
            for pid in children():
                os.kill(pid, signal.SIGKILL)
            assert len(later.result(20).samples) == pytest.approx(whole, abs=1000)


def test_a_child_freezes(voices: Callable[..., Pyttsx3Voice]) -> None:
    voice = voices(patience=0.4)
    voice.say(SENTENCE)
    frozen = children()
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    assert voice.say("Breathe in.").samples.any()
    assert children() != frozen


@pytest.mark.parametrize(
    "deed",
    [
        "sys.exit(3)",
        "os.abort()",
        "os.close(1); time.sleep(60)",
        "os.write(1, b'Audio saved to /tmp/sentence.wav\\n'); time.sleep(60)",
        "os.write(1, b'=' + bytes([255] * 4)); time.sleep(60)",
    ],
)
def test_a_child_misbehaves_at_first(tmp_path: Path, deed: str, voices: Callable[..., Pyttsx3Voice]) -> None:
    voice = voices(child=hostile(tmp_path, deed))
    assert voice.say(SENTENCE).samples.any()


def wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, 22_050, 0, "NONE", ""))
        writer.writeframes(samples)
    return file.getvalue()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"=", "check that it is an audio file|could not say"),
        (b"=RIFF", "could not say"),
        (b"=FORM" + bytes(400), "could not say"),
        (b"=" + wav(b""), "the recording is empty"),
        (b"=" + wav(bytes(4000)), "the recording is empty"),
        (b"=" + wav(bytes(range(200)) * 20)[:-1000], "the recording is cut short"),
        (b"!OSError: no ears", "OSError: no ears"),
        (b"UOSError: no sense", "OSError: no sense"),
    ],
)
def test_children_that_never_give_sound(
    tmp_path: Path, voices: Callable[..., Pyttsx3Voice], answer: bytes, reason: str
) -> None:
    deed = f"""
        requests, answers = sys.stdin.buffer, sys.stdout.buffer
        child.receive(requests)
        child.send(answers, child.DONE, b"gmw/en-us")
        child.receive(requests)
        child.send(answers, {answer[:1]!r}, {answer[1:]!r})
        requests.read()
        sys.exit()
        """
    with pytest.raises(VoiceError, match=reason) as caught:
        voices(child=hostile(tmp_path, deed, once=False)).say(SENTENCE)
    assert "could not say 'Lie on your back" in str(caught.value)
    assert "coach voices" in str(caught.value)


@pytest.mark.parametrize(
    ("deed", "patience", "reason"),
    [
        ("time.sleep(60)", 0.1, r"no answer within 0\.3 seconds"),
        ("sys.exit('no loudspeaker in here')", 10, "no loudspeaker in here"),
        ("os._exit(7)", 10, "exit code 7"),
    ],
)
def test_children_that_never_work(
    tmp_path: Path, deed: str, patience: float, reason: str, voices: Callable[..., Pyttsx3Voice]
) -> None:
    voice = voices(patience=patience, child=hostile(tmp_path, deed, once=False))
    with pytest.raises(VoiceError, match=reason):
        voice.say(SENTENCE)


def test_no_child_can_be_started(tmp_path: Path, voices: Callable[..., Pyttsx3Voice]) -> None:
    voice = voices(child=[str(tmp_path / "nothing")])
    with pytest.raises(VoiceError, match="No such file"):
        voice.say(SENTENCE)


def test_pyttsx3_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, voices: Callable[..., Pyttsx3Voice]
) -> None:
    (tmp_path / "pyttsx3.py").write_text("raise ImportError('not today')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(VoiceError, match=r"does not start \(ImportError: not today\).*reinstall"):
        voices().voices()


def test_data_in_a_very_long_path(
    tmp_path: Path, temp: Path, monkeypatch: pytest.MonkeyPatch, voices: Callable[..., Pyttsx3Voice]
) -> None:
    import espeakng_loader

    far = tmp_path / ("far" * 40) / ("away" * 40)
    far.mkdir(parents=True)
    (far / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent)
    monkeypatch.setenv("PYTHONPATH", str(far))
    deep = temp / ("deep" * 40)  # and a temporary folder no shorter
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    voice = voices()
    assert voice.say(SENTENCE).samples.any()
    assert {link.readlink().parents[1] for link in deep.glob("*/data")} == {far}
    voice.close()
    assert [*deep.iterdir()] == []
    deep.rmdir()


def test_close(voice: Pyttsx3Voice, temp: Path) -> None:
    voice.start()
    assert len(children()) == voice.parallel
    voice.say(SENTENCE)
    assert len([*temp.iterdir()]) == voice.parallel
    begin = time.monotonic()
    voice.close()
    assert time.monotonic() - begin < 0.4  # nobody had to be killed
    assert not children()
    assert not [*temp.iterdir()]
    for use in (voice.start, voice.check, lambda: voice.say(SENTENCE), voice.voices):
        with pytest.raises(VoiceError, match="closed"):
            use()
    voice.close()


@pytest.mark.parametrize("hands", [1, 2])
def test_soft_is_slower_and_leaves_no_trace(voice: Pyttsx3Voice, hands: int) -> None:
    """Lengths of one sentence differ by 1 ms between runs, seldom by 10; those of the manners by 600."""

    def length(manner: Manner) -> int:
        return finish(voice.say(SENTENCE, manner), SENTENCE).length

    usual = {manner: length(manner) for manner in Manner}
    before = children()
    with ThreadPoolExecutor(hands) as pool:
        turns = [*Manner] * 20
        lengths = [*pool.map(length, turns)]
    for manner, ms in zip(turns, lengths, strict=True):
        assert abs(ms - usual[manner]) <= 15, manner
    assert 1.10 <= usual[Manner.SOFT] / usual[Manner.PLAIN] <= 1.18
    assert children() == before  # nobody had to be replaced


def test_close_interrupts_a_sentence(voice: Pyttsx3Voice) -> None:
    voice.say(SENTENCE)
    with ThreadPoolExecutor(4) as pool:
        later = [pool.submit(voice.say, LONG) for _ in range(8)]
        time.sleep(0.02)
        voice.close()
        for each in later:
            with pytest.raises(VoiceError, match="closed"):
                each.result(5)


def test_a_forgotten_voice_ends_its_children() -> None:
    Pyttsx3Voice().say(SENTENCE)
    assert soon(lambda: not children())


def test_children_ignore_ctrl_c(voice: Pyttsx3Voice) -> None:
    voice.say(SENTENCE)
    before = children()
    for pid in before:
        assert os.getpgid(pid) != os.getpgid(0)
        os.kill(pid, signal.SIGINT)
    assert voice.say(SENTENCE).samples.any()
    assert children() == before


@pytest.mark.parametrize("last_words", ["time.sleep(60)", f"voice.say({LONG!r}); voice.say({LONG!r})"])
def test_children_die_with_their_parent(tmp_path: Path, last_words: str) -> None:
    temp = tmp_path / "its"
    temp.mkdir()
    program = textwrap.dedent(f"""
        import time
        from coach.voice.pyttsx3.voice import Pyttsx3Voice
        voice = Pyttsx3Voice()
        voice.say("Ready.")
        for _ in range(1000):  # a folder made for a child that is not there yet has nobody to remove it
            if len(voice._running) == voice.parallel:
                break
            time.sleep(0.01)
        print(*(process.pid for process in voice._running), flush=True)
        {last_words}
        """)
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "TMPDIR": str(temp), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert pids
        time.sleep(0.03)
        parent.kill()
    assert soon(lambda: not any(map(alive, pids)))
    assert soon(lambda: not [*temp.iterdir()])
    shutil.rmtree(temp)


def test_threads_wait_for_a_free_child(voices: Callable[..., Pyttsx3Voice]) -> None:
    voice, done = voices(), threading.Barrier(7, timeout=20)

    def work() -> None:
        voice.say(SENTENCE)
        done.wait()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    done.wait()
    assert len(children()) <= 2
    for thread in threads:
        thread.join()
