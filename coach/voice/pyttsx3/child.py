"""The process that speaks: the one place that touches pyttsx3, a program that ``process`` runs.

pyttsx3 can hang, crash, print on stdout and drop a file without a word, so it lives in a process that
may be killed at any moment. That process reads requests on stdin and answers on stdout, one for one, in
frames of a kind (1 byte), a length (4 bytes) and a payload. It starts fast because it imports next to
nothing: no other part of the coach, no numpy.

``LIST``  the voice in use, then every voice as ``id, name, language`` between tabs, a line each
``USE``   a rate, perhaps a pitch after it, and on the next line a voice id (empty: leave it); answers with the
          voice now in use.
          before the first ``SAY``, and again before one at another rate
``SAY``   a sentence; answers with the audio file as the engine wrote it

At the end of stdin, which is also how the death of the parent shows, it removes its folder and ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import struct
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

LIST, USE, SAY = b"L", b"U", b"S"
DONE, FAILED = b"=", b"!"

_HEAD = struct.Struct(">cI")
_LONGEST = 64 << 20  # bytes in a frame; more is no answer but garbage
_LATE = 60.0  # seconds a sentence may end after runAndWait: the parent loses patience before


def send(stream: BinaryIO, kind: bytes, payload: bytes) -> None:
    """Write one frame; raises OSError when the other side has gone."""
    stream.write(_HEAD.pack(kind, len(payload)) + payload)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Read one frame as (kind, payload); raises EOFError at the end, ValueError for anything else."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError("the pipe has ended")
    kind, length = _HEAD.unpack(head)
    if kind not in (LIST, USE, SAY, DONE, FAILED) or length > _LONGEST:
        raise ValueError(f"not a frame: {head!r}")
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError("the pipe has ended in mid-frame")
    return kind, payload


class _Speaker:
    """pyttsx3, used in the one way that works on every system.

    Its commands wait in a queue while it is "busy", which it is at first and no more after a run. Commands
    that do not wait go wrong: macOS then stops the sentence as its run begins. So every run is made to look
    like the first. And espeak takes its orders in a thread of its own, whose queue each run empties if it
    finds it at work: a rate just set is lost, a sentence cut. So nothing starts before that thread rests.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "sentence.wav"  # macOS writes AIFF under this name too
        self._ended = threading.Event()
        self._whole = True
        _lend_bundled_engine(folder)
        import pyttsx3

        self._engine = pyttsx3.init()
        _take_phonemes()
        self._engine.connect("finished-utterance", self._end)
        self._engine.connect("error", self._end)

    def answer(self, kind: bytes, payload: bytes) -> bytes:
        """Do what a request asks for."""
        if kind == SAY:
            return self._say(payload.decode())
        if kind == USE:
            figures, _, voice = payload.decode().partition("\n")
            return self._use(*map(int, figures.split()), voice=voice).encode()
        return "\n".join(self._list()).encode()

    def _list(self) -> list[str]:
        rows = [str(self._engine.getProperty("voice") or "")]
        for voice in self._engine.getProperty("voices"):
            language = (voice.languages or [""])[0] or ""
            if isinstance(language, bytes):  # some drivers hand out the engine's own bytes
                language = language.lstrip(bytes(range(32))).decode("ascii", "replace")
            fields = (voice.id, voice.name or voice.id, language)
            rows.append("\t".join(" ".join(str(field).split()) for field in fields))
        return rows

    def _use(self, rate: int, pitch: int | None = None, *, voice: str) -> str:
        self._settle()
        if voice:
            self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        if pitch is not None:
            self._engine.setProperty("pitch", pitch)
        self._engine.proxy.setBusy(False)  # do it now: a run would end by clearing espeak's queue
        self._settle()
        espeak = _espeak()
        if espeak and espeak.dll.espeak_GetParameter(espeak.RATE, 1) != rate:  # pyttsx3 forgets the 1
            raise RuntimeError("the engine did not take the rate")  # another child will
        return str(self._engine.getProperty("voice") or "")

    def _say(self, text: str) -> bytes:
        self._file.unlink(missing_ok=True)
        self._settle()
        self._ended.clear()
        self._whole = True
        self._engine.proxy.setBusy(True)
        self._engine.save_to_file(text, str(self._file))
        self._engine.runAndWait()
        # Windows writes before runAndWait returns and announces nothing; elsewhere the file may come later.
        if sys.platform != "win32" and not self._ended.wait(_LATE):
            raise TimeoutError("the engine announced no end of the sentence")
        if not self._whole:
            raise InterruptedError("the engine broke the sentence off")
        return self._file.read_bytes()

    def _end(self, **event: object) -> None:
        self._whole = self._whole and event.get("completed") is True
        self._ended.set()

    def _settle(self) -> None:
        espeak = _espeak()
        while espeak and espeak.IsPlaying():
            time.sleep(0.001)


def _lend_bundled_engine(folder: Path) -> None:
    """On Linux, load the espeak-ng that came with espeakng-loader, so that pyttsx3 finds it by its name."""
    if not sys.platform.startswith("linux"):
        return
    try:
        import espeakng_loader

        ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path()
    except (ImportError, OSError, RuntimeError):
        return  # then it is the system's own espeak-ng, if there is one
    os.environ["ESPEAK_DATA_PATH"] = data
    # espeak-ng cuts a data path at 159 characters. A link in the working folder is short wherever both are.
    with contextlib.suppress(OSError):
        (folder / "data").symlink_to(data)
        os.chdir(folder)
        os.environ["ESPEAK_DATA_PATH"] = "data"


def _espeak() -> Any:
    """Return pyttsx3's own door to espeak, where that is the engine in use."""
    return sys.modules.get("pyttsx3.drivers._espeak")


def _take_phonemes() -> None:
    """Have espeak read what stands in [[ ]] as phonemes, which pyttsx3 does not ask for; no other text has any."""
    espeak = _espeak()
    if espeak:
        synth = espeak.Synth
        espeak.Synth = lambda text, flags, **more: synth(text, flags=flags | espeak.PHONEMES, **more)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep stdin and stdout for the frames, and give the engine, which prints, other ones.

    The engine gets no stdin either: on Windows a library that looks at it would wait for our reading to end.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, answers


def _listen(requests: BinaryIO, inbox: SimpleQueue[tuple[bytes, bytes]], folder: Path) -> None:
    # A thread of its own, so that the end of the parent is noticed even while the engine hangs.
    with contextlib.suppress(EOFError, ValueError, OSError):
        while True:
            inbox.put(receive(requests))
    _leave(folder)


def _leave(folder: Path) -> None:
    os.dup2(1, 2)  # lets go of the log: it is in the folder, and Windows removes no open file
    for _ in range(3):  # the engine may be writing at this moment
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)  # at once: espeak asserts when Python takes it down in good order


def main(folder: Path) -> None:
    """Answer requests until stdin ends; ``folder`` is this process's own and goes with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    requests, answers = _take_pipes()
    inbox: SimpleQueue[tuple[bytes, bytes]] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests, inbox, folder), daemon=True).start()
    with contextlib.suppress(OSError):  # nobody reads the answers any more
        _serve(folder, inbox, answers)
    _leave(folder)


def _serve(folder: Path, inbox: SimpleQueue[tuple[bytes, bytes]], answers: BinaryIO) -> None:
    try:
        answer = _Speaker(folder).answer
    except Exception as error:
        inbox.get()
        send(answers, FAILED, _reason(error))
        return
    while True:
        request = inbox.get()
        try:
            kind, payload = DONE, answer(*request)
        except Exception as error:
            kind, payload = FAILED, _reason(error)
        send(answers, kind, payload)


def _reason(error: Exception) -> bytes:
    return f"{type(error).__name__}: {error}".encode(errors="replace")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
