"""Sentences in, clips out: from the cache, or spoken in the background ahead of need."""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Protocol, Self

from coach.content.manner import Manner
from coach.errors import VoiceError, shown
from coach.voice.api import Limited
from coach.voice.clip import Clip, finish

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from coach.units import Ms
    from coach.voice.api import Voice

_PATIENCE = 0.2
"""Seconds to wait at a time: on Windows a Ctrl-C is noticed only between two waits."""

_FAREWELL = 1.0
"""Seconds that ``close`` gives its threads to notice that the voice is gone."""


_Sentence = tuple[str, Manner]

_IN_MEMORY = 64 * 1024 * 1024
"""Bytes of clips to hold: twelve minutes of speech, more than most routines have."""


class Clips(Protocol):
    """Where clips are kept: ``ClipCache`` is what is meant by each method."""

    @property
    def trouble(self) -> str | None:
        """Why clips are not being kept; None while all is well."""

    def get(self, identity: str, text: str) -> Clip | None:
        """Return a clip, or None when it is not there."""

    def put(self, identity: str, clip: Clip) -> Clip:
        """Keep a clip, and return the one that is kept."""

    def tidy(self) -> None:
        """Remove what there is no room for."""


class Narrator:
    """Says sentences with one voice and remembers what it said: a context manager that owns the voice.

    ``prepare`` names the sentences to come, in the order they are needed, and ``voice.parallel`` threads say
    them. ``clip`` hands one out; if it is not there yet, it comes before all others. A voice whose every
    sentence is in the cache never says a word, so its engine never starts. Safe to use from several threads.

    ``treated`` has clips treated, as ``coach.voice.treatment`` tells.
    """

    def __init__(self, voice: Voice, cache: Clips, *, treated: bool = True) -> None:
        self._voice = voice
        self._treated = treated
        self._cache = cache
        self._lock = threading.Lock()  # guards what follows
        self._clips: dict[_Sentence, Future[Clip]] = {}
        self._queue: deque[_Sentence] = deque()
        self._hands: set[threading.Thread] = set()
        self._held = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def prepare(self, texts: Iterable[str], manner: Manner = Manner.PLAIN) -> None:
        """Have these sentences said in the background, in this order, after those already asked for.

        Returns at once. A sentence that cannot be said raises when its clip is asked for.
        """
        with self._lock:
            for text in () if self._closed else texts:
                if (text, manner) not in self._clips:
                    self._clips[text, manner] = Future()
                    self._queue.append((text, manner))
            self._hire()

    def clip(self, text: str, manner: Manner = Manner.PLAIN) -> Clip:
        """Return the sentence, said in that manner, as a clip, waiting for the voice if need be.

        Raises VoiceError when the voice cannot say it or the narrator is closed; ask again to try again.
        """
        future = self._first((text, manner))
        while not future.done():
            if self._closed:
                raise _closed(text)
            wait([future], _PATIENCE)
        if future.cancelled():
            raise _closed(text)
        if future.exception():
            with self._lock:
                if self._clips.get((text, manner)) is future:
                    del self._clips[text, manner]
        return future.result()

    def says(self, text: str, manner: Manner = Manner.PLAIN) -> bool:
        """Whether the voice can say it; one that is not ``Limited`` says everything."""
        return not isinstance(self._voice, Limited) or self._voice.says(text, manner)

    def length(self, text: str, manner: Manner = Manner.PLAIN) -> Ms:
        """How long the sentence sounds; waits and raises as ``clip`` does."""
        return self.clip(text, manner).length

    def close(self) -> None:
        """Drop what is queued, release the voice and tidy the cache.

        A sentence that is being said is given up on: the voice is closed under it.
        """
        with self._lock:
            self._closed = True
            for sentence in self._queue:
                self._clips[sentence].cancel()
            self._queue.clear()
            hands = tuple(self._hands)
        self._voice.close()
        deadline = time.monotonic() + _FAREWELL
        for hand in hands:
            hand.join(max(0.0, deadline - time.monotonic()))
        self._cache.tidy()

    def _first(self, sentence: _Sentence) -> Future[Clip]:
        """Put the sentence before all others, unless it has been begun; what the cache has is there at once."""
        with self._lock:
            future = self._clips.setdefault(sentence, Future())
            if future.done() or future.running():
                return future
            if sentence in self._queue:
                self._queue.remove(sentence)
            self._queue.appendleft(sentence)
        found = self._cached(sentence)
        with self._lock:
            if future.done() or future.running():  # somebody was quicker, or the narrator is closed
                return future
            if not found and not self._closed:
                self._hire()
                return future
            self._queue.remove(sentence)
            if not found:
                future.cancel()
                return future
            future.set_running_or_notify_cancel()
        self._keep(future, found)
        return future

    def _hire(self) -> None:
        """Start as many threads as there is work for, the lock being held; they leave when there is none."""
        for _ in range(min(self._voice.parallel - len(self._hands), len(self._queue))):
            hand = threading.Thread(target=self._work, name="narrator", daemon=True)
            self._hands.add(hand)
            hand.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._hands.discard(threading.current_thread())
                    return
                sentence = self._queue.popleft()
                future = self._clips[sentence]
                future.set_running_or_notify_cancel()
            try:
                clip = self._cached(sentence) or self._say(sentence)
            except BaseException as error:  # whatever it is, it is raised where the clip is asked for
                future.set_exception(error)
            else:
                self._keep(future, clip)

    def _keep(self, future: Future[Clip], clip: Clip) -> None:
        """Hand over a clip, and let go of the oldest ones if memory holds too many: the cache has them."""
        future.set_result(clip)
        with self._lock:
            self._held += clip.samples.nbytes
            if self._held <= _IN_MEMORY or self._cache.trouble:
                return
            for sentence, other in tuple(self._clips.items()):
                if other is not future and other.done() and not other.cancelled() and not other.exception():
                    del self._clips[sentence]
                    self._held -= other.result().samples.nbytes
                    if self._held <= _IN_MEMORY:
                        return

    def _cached(self, sentence: _Sentence) -> Clip | None:
        return self._cache.get(self._identity(sentence), sentence[0])

    def _say(self, sentence: _Sentence) -> Clip:
        text, manner = sentence
        recording = self._voice.say(text, manner)
        try:
            clip = finish(recording, text, manner, treated=self._treated)
        except VoiceError:  # engines stumble, and one that does seldom does it twice
            clip = finish(self._voice.say(text, manner), text, manner, treated=self._treated)
        return self._cache.put(self._identity(sentence), clip)

    def _identity(self, sentence: _Sentence) -> str:
        """What the clip is cached under beside its text: a new lexicon changes only what it respells."""
        text, manner = sentence
        how = "" if manner is Manner.PLAIN else f", {manner} at {manner.pace}"
        how += "" if self._treated else ", untreated"
        respelt = self._voice.lexicon.respelt(text)
        return f"{self._voice.identity}{how}" + (f", given as {respelt}" if respelt else "")


def _closed(text: str) -> VoiceError:
    return VoiceError("cannot be said any more", where=shown(text), hint="the narrator is closed")
