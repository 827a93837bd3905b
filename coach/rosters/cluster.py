"""A crew on many machines: the workers of a Dask cluster, and the one door to ``distributed``."""

from __future__ import annotations

import asyncio
import logging
import platform
import socket
import warnings
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from coach.errors import CoachError, remedy
from coach.rosters.made import program_digest
from coach.rosters.work import do

if TYPE_CHECKING:
    from concurrent.futures import Future

    from coach.rosters.work import Done, Work

_SECONDS = 15
"""How long to wait for a scheduler, and for the first worker."""

_PORT = 8786
"""Where a scheduler listens, if its address does not say."""

_PATIENCE = 4.0
"""Seconds to wait for anybody to answer there at all."""

_AHEAD = 2
"""Pieces of work in flight for each thread of a worker: one that is done, one that is next."""

_SAME = ("distributed", "cloudpickle", "msgpack")
"""Libraries of which all machines must have one version, or they do not understand each other."""

_START = "start one with 'dask scheduler', and give its address, such as tcp://10.0.0.5:8786"


class Cluster:
    """The workers of a Dask cluster. Dask itself gives the work of a lost worker to another.

    Raises CoachError when the scheduler cannot be reached, there are no workers, or one is of another kind.
    """

    lost: tuple[type[BaseException], ...]

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
            from distributed.comm.core import CommClosedError
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise CoachError("clusters cannot be used yet", where=address, hint=remedy("cluster")) from None
        self.lost = (KilledWorker, CommClosedError, CancelledError)
        self._address = address
        for name in ("distributed", "distributed.client"):  # they say at length what is said here
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            _knock(address)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # versions that differ are told of below
                self._client = Client(address, timeout=_SECONDS, set_as_default=False)
        except Exception as fault:  # whatever is there may answer anything
            raise CoachError("there is no scheduler to be reached", where=address, hint=_START) from fault
        try:
            self._look()
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    @property
    def room(self) -> int:
        """A few pieces for each thread there is now; raises CoachError when the scheduler is gone."""
        if self._client.status != "running":
            hint = "start it again, and run this again: it goes on where it was"
            raise CoachError("the scheduler is gone", where=self._address, hint=hint)
        workers: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return _AHEAD * sum(int(worker["nthreads"]) for worker in workers.values())

    def submit(self, work: Work) -> Future[tuple[Done, ...]]:
        """Have a piece of work done."""
        future: Future[tuple[Done, ...]] = self._executor.submit(_do, work)
        return future

    def close(self, *, stopped: bool) -> None:
        """Leave the cluster; what its workers have begun they end, but for what is not begun if ``stopped``."""
        self._executor.shutdown(wait=not stopped)
        self._client.close()

    def _look(self) -> None:
        """Make sure that there are workers, and that all of them are as this machine is."""
        try:
            self._client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            hint = f"start some with 'dask worker {self._address}'"
            raise CoachError("the cluster has no workers", where=self._address, hint=hint) from None
        told: Any = self._client.get_versions()
        here = _versions(told["client"])
        for where, found in (("scheduler", told["scheduler"]), *told["workers"].items()):
            there = _versions(found)
            if differing := [name for name in here if here[name] != there.get(name)]:
                name = differing[0]
                what = f"there is {name} {there.get(name) or 'of no version'}, and here {here[name]}"
                raise CoachError(what, where=where, hint="install the same on every machine")
        for where, digest in self._client.run(program_digest, on_error="return").items():
            if isinstance(digest, BaseException):
                what = f"there is no coach on this worker ({type(digest).__name__})"
                raise CoachError(what, where=where, hint=remedy("cluster"))
            if digest != program_digest():
                what = "there is another version of the coach on this worker"
                raise CoachError(what, where=where, hint="install the same on every machine")


def _knock(address: str) -> None:
    """Make sure that a scheduler answers there; raises what it meets. Dask would wait long, and leave a trace."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme in ("tcp", "tls"):
        socket.create_connection((parts.hostname or "", parts.port or _PORT), timeout=_PATIENCE).close()
    asyncio.run(asyncio.wait_for(_greet(address), _PATIENCE))


async def _greet(address: str) -> None:
    """Ask who is there; raises ValueError where it is no scheduler."""
    from distributed.core import connect
    from distributed.security import Security

    line = await connect(address, timeout=_PATIENCE, **Security().get_connection_args("scheduler"))
    try:
        await line.write({"op": "identity", "reply": True})
        answer: Any = await line.read()
        if answer["type"] != "Scheduler":
            raise ValueError
    finally:
        line.abort()


def _versions(told: dict[str, Any]) -> dict[str, str]:
    """The versions that have to be the same, of what a machine tells of itself."""
    packages = told.get("packages", {})
    python = str(packages.get("python", platform.python_version()))
    return {
        "Python": ".".join(python.split(".")[:2]),
        **{name: str(packages.get(name)) for name in _SAME if packages.get(name)},
    }


def _do(work: Work) -> tuple[Done, ...]:
    """Do a piece of work on a machine of the cluster, which is named where something is wrong."""
    done, here = do(work), platform.node()
    return tuple(replace(each, wrong=f"on {here}: {each.wrong}") if each.wrong else each for each in done)
