"""A neural net that speaks sentences side by side, whichever engine it is of; the one door to onnxruntime."""

from __future__ import annotations

import os
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from coach.errors import CoachError, VoiceError, printable, shown
from coach.voice.api import closed_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

Net = TypeVar("Net")

_TRY = "try again, or another voice ('coach voices')"


class SharedNet(Generic[Net]):
    """Loads a net for the first sentence, in whichever thread that is, and shares it with all others."""

    def __init__(self, load: Callable[[], Net], engine: str, patience: tuple[float, float]) -> None:
        """Take what loads it, raising VoiceError, and what the ``engine`` is called in messages.

        ``patience`` is the seconds that a text may take, and those it may take more for each character.
        """
        self._load = load
        self._engine = engine
        self._patience = patience
        self._lock = threading.Lock()  # guards what follows
        self._net: Net | None = None
        self._trouble: VoiceError | None = None
        self._running: set[Turn] = set()
        self._closed = False

    @contextmanager
    def saying(self, words: str, voice: str) -> Iterator[tuple[Net, Turn]]:
        """Give the net, and a turn at it that ends when it takes too long or the voice is closed.

        Whatever the libraries raise meanwhile becomes a VoiceError about the ``voice``.
        """
        try:
            with self._lock:
                net = self._loaded()
                turn = Turn()
                self._running.add(turn)
            timer = threading.Timer(self._patience[0] + len(words) * self._patience[1], turn.end)
            timer.daemon = True
            timer.start()
            try:
                yield net, turn
            finally:
                timer.cancel()
                with self._lock:
                    self._running.discard(turn)
        except CoachError:
            raise
        except Exception as fault:  # the libraries raise what they like, without a common root
            if self._closed:
                raise closed_error() from fault
            what = f"{self._engine} could not say {shown(words)} ({reason(fault)})"
            raise VoiceError(what, where=voice, hint=_TRY) from fault

    def close(self) -> None:
        """End what is running, and let go of the net."""
        with self._lock:
            self._closed = True
            self._net = None
            for turn in self._running:
                turn.end()

    def _loaded(self) -> Net:
        """Return the net, the lock being held; what is wrong with it is found out only once."""
        if self._closed:
            raise closed_error()
        if self._trouble:
            raise self._trouble
        if self._net is None:
            os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # heeded only as onnxruntime is imported
            try:
                self._net = self._load()
            except VoiceError as error:
                self._trouble = error
                raise
        return self._net


class Turn:
    """One sentence's turn at a net: stands in for the net's session, and can be ended from another thread."""

    def __init__(self) -> None:
        from onnxruntime import RunOptions

        self._options = RunOptions()
        self._session: Any = None

    def on(self, session: Any) -> Turn:
        """Return itself in the place of a session."""
        self._session = session
        return self

    def run(self, outputs: Any, inputs: Any) -> Any:
        """Run the net, as a session does."""
        return self._session.run(outputs, inputs, self._options)

    def end(self) -> None:
        """Give up: the net stops at its next step, and ``run`` raises."""
        self._options.terminate = True


def open_session(path: Path) -> Any:
    """Load a net for sentences side by side, each on one thread; raises whatever the library raises."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_mem_pattern = False  # every sentence is of another length
    options.log_severity_level = 4  # what it logs, it raises as well
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def as_loud_as_can_be(wave: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """Return the sound as loud as 16 bits can be; raises VoiceError for what is no sound."""
    import numpy as np

    peak = float(np.abs(wave).max(initial=0))
    if not np.isfinite(peak) or peak == 0:
        what = "the engine returned silence" if peak == 0 else "the engine returned broken sound"
        raise VoiceError(what, hint=_TRY)
    samples: npt.NDArray[np.int16] = np.rint(wave * (32767 / peak)).astype(np.int16)
    return samples


def reason(fault: BaseException) -> str:
    """Return the first line of what a library complains of, in words that help where there are better ones."""
    if "terminate flag" in str(fault):
        return "it takes too long"
    if re.search(r"bad_?alloc|[Ff]ailed to allocate", str(fault)):
        return "there is not enough memory"
    if isinstance(fault, KeyError):
        return f"it lacks {shown(fault.args[0])}" if fault.args else "something is missing"
    lines = str(fault).strip().splitlines() or [type(fault).__name__]
    return printable(lines[0])[:200]
