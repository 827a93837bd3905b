"""Those who do the work: processes of this machine or workers of a cluster, a few pieces in flight at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from coach.rosters.work import Done, do
from coach.track.batch import StoppedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.synchronize import Event

    from coach.rosters.work import Work

    Result = Future[tuple[Done, ...]]

_PATIENCE = 0.1
"""Seconds to wait at a time; between two waits it is seen whether to stop."""

_TRIES = 4
"""How often a piece of work is begun whose worker is lost: once more than Dask tries by itself."""


class Crew(Protocol):
    """Workers of one kind."""

    lost: tuple[type[BaseException], ...]
    """What a result raises when its worker is gone."""

    @property
    def room(self) -> int:
        """How many pieces of work may be in flight now."""

    def submit(self, work: Work) -> Result:
        """Have a piece of work done."""

    def close(self, *, stopped: bool) -> None:
        """Let everybody go; ``stopped`` gives up what is under way."""


def work_off(works: Iterable[Work], crew: Crew, stop: threading.Event) -> Iterator[tuple[Done, ...]]:
    """Have all pieces of work done, yielding what became of each as soon as it is known.

    A piece whose worker is lost is given to another. Raises StoppedError soon after ``stop`` is set.
    """
    waiting = deque((work, 1) for work in works)
    running: dict[Result, tuple[Work, int]] = {}
    while waiting or running:
        while waiting and len(running) < crew.room:
            work, tries = waiting.popleft()
            running[crew.submit(work)] = work, tries
        for future in wait(running, _PATIENCE, FIRST_COMPLETED).done:
            work, tries = running.pop(future)
            try:
                yield future.result()
            except crew.lost:
                if tries == _TRIES:
                    wrong = f"whoever made it was lost {tries} times; is there memory enough?"
                    yield tuple(Done(target.row, wrong=wrong, cause="lost") for target in work.targets)
                else:
                    waiting.appendleft((work, tries + 1))
        if stop.is_set():
            crew.close(stopped=True)
            yield from (future.result() for future in running if _well(future))
            raise StoppedError("interrupted")


def _well(future: Result) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


class Processes:
    """Processes of this machine, as many as it has processors."""

    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, count: int) -> None:
        self._count = count
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.Event()
        self._pool = self._made()

    @property
    def room(self) -> int:
        """One piece more than there are processes, so that none waits for the next."""
        return self._count + 1

    def submit(self, work: Work) -> Result:
        """Have a piece of work done; a pool that lost a process is replaced."""
        with _deaf():
            try:
                return self._pool.submit(_do, work)
            except BrokenExecutor:
                self._pool.shutdown(wait=False)
                self._pool = self._made()
                return self._pool.submit(_do, work)

    def close(self, *, stopped: bool) -> None:
        """End the processes; each gives up its track at the next section if ``stopped``."""
        if stopped:
            self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _made(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._count, self._context, initializer=_begin, initargs=(self._stop,))


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _deaf() -> Iterator[None]:
    """Let processes that are started here hear no Ctrl-C, from their very beginning: it is for their parent."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_stopped: Event | None = None


def _begin(stop: Event) -> None:
    """Prepare a process: a Ctrl-C is for its parent to act on, and it never outlives that."""
    global _stopped
    _stopped = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _do(work: Work) -> tuple[Done, ...]:
    def check() -> None:
        if _stopped is not None and _stopped.is_set():
            raise StoppedError("interrupted")

    return do(work, check)
