"""Runs of the coach as processes of their own, without the time that Python takes to start and to import it.

They are forked off a process that has imported all of the coach and done nothing else. Each has the environment,
the folder and the streams that it is given, and runs the module as ``python -m coach`` does. Tests of how the
coach starts, or of what becomes of it when it is killed, start Python itself.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coach

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE = 600
"""Seconds that a run may take unless a test says otherwise; a hang fails instead of blocking."""

MOST = 1 << 20
"""Bytes of an order: arguments and environment."""

FORKS = sys.platform == "linux"
CHECKOUT = Path(coach.__file__).parents[1]


def run(
    *arguments: str,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: bytes = b"",
    patience: float = PATIENCE,
) -> subprocess.CompletedProcess[bytes]:
    """Run ``coach`` to its end, and return what it printed."""
    command = [sys.executable, "-m", "coach", *arguments]
    if not forks(env):
        return subprocess.run(command, env=env, cwd=cwd, input=stdin, capture_output=True, timeout=patience)
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    order = {"arguments": arguments, "env": dict(env), "cwd": str(cwd or Path.cwd()), "nice": nice}
    with tempfile.TemporaryFile() as given, ThreadPoolExecutor(3) as pool, ExitStack() as stack:
        given.write(stdin)
        given.seek(0)
        pipes = [os.pipe() for _ in range(3)]
        theirs = [given.fileno(), *(end for _, end in pipes)]
        socket.send_fds(_server(_of_python(env)), [json.dumps(order).encode()], theirs)
        for end in theirs[1:]:
            os.close(end)
        told, *said = [stack.enter_context(open(end, "rb")) for end, _ in reversed(pipes)]  # noqa: PTH123
        session = int(told.readline())
        parts = [pool.submit(stream.read) for stream in (told, *said)]
        if wait(parts, patience).not_done:
            os.killpg(session, signal.SIGKILL)
            raise subprocess.TimeoutExpired(command, patience)
    code, err, out = (part.result() for part in parts)
    return subprocess.CompletedProcess(command, int(code), out, err)


def forks(env: Mapping[str, str]) -> bool:
    """Tell whether a run in this environment is forked: what Python reads as it starts has to be as usual."""
    return FORKS and _of_python(env) == _of_python(environment())


def environment() -> dict[str, str]:
    """Return the environment in which a process finds this very coach, wherever it is started."""
    found = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(found), "PYTHONIOENCODING": "utf-8"}


def _of_python(env: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(each for each in env.items() if each[0].startswith(("PYTHON", "LC_", "LANG")))


@cache
def _server(of_python: frozenset[tuple[str, str]]) -> socket.socket:
    """Start what forks; it is kept for each kind of environment."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST)
    with theirs:
        command = [sys.executable, "-m", __name__, str(theirs.fileno())]
        env = {**os.environ, **dict(of_python)}
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=CHECKOUT, env=env)
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _serve(orders: socket.socket) -> dict[str, Any] | None:
    """Fork a process for each order; return the order in that process, and None where all is done."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the keepers below end by themselves
    while True:
        order, fds, _, _ = socket.recv_fds(orders, MOST, 4)
        if not order:
            return None
        if os.fork():
            for fd in fds:
                os.close(fd)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        orders.close()
        if running := os.fork():
            for fd in fds[:3]:
                os.close(fd)
            os.write(fds[3], f"{running}\n".encode())
            _, status = os.waitpid(running, 0)
            os.write(fds[3], str(os.waitstatus_to_exitcode(status)).encode())
            os._exit(0)
        for stream, fd in enumerate(fds[:3]):
            os.dup2(fd, stream)
        for fd in fds:
            os.close(fd)
        told: dict[str, Any] = json.loads(order)
        return told


def _import_all() -> None:
    for module in pkgutil.walk_packages(coach.__path__, "coach."):
        if not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError):  # what a machine or an environment lacks
                importlib.import_module(module.name)


def _become(order: dict[str, Any]) -> None:
    """Run the coach; Python ends this process as it ends any other."""
    os.setsid()
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, order["nice"])
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    tempfile.tempdir = None
    sys.argv[1:] = order["arguments"]
    runpy.run_module("coach", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        _import_all()
        gc.freeze()  # what is imported stays shared: it need not be looked through when a run ends
        order = _serve(orders)
    if order is not None:
        _become(order)
