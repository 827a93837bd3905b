"""The slow way in, taken once: make ``.venv`` in the checkout and install coach in it, editable.

Rules: the stamp is written last, so what was interrupted starts afresh; a lock is held all the while, so
of several set-ups at once one works and the others wait; everything is said on stderr; whatever goes
wrong ends in one line and exit code 1. No syntax newer than 3.6 here (see ``_launch``).
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import typing
from pathlib import Path

import _venv
from _venv import PYTHON, ROOT

VENV = Path(_venv.VENV)
STAMP = Path(_venv.STAMP)
COACH = Path(_venv.COACH)
PIP = COACH.with_name(COACH.name.replace("coach", "pip"))
LOCK = VENV / "coach-setup.lock"
LOG = VENV / "coach-setup.log"
NATURAL = "natural"
"""The extra that is installed without being asked for, where it can be had."""

OLDEST = (3, 11)
NEWEST = (3, 19)
"""The oldest Python that will do, and the newest name looked for on the PATH where this one is older."""


class SetupError(Exception):
    """The set-up cannot be completed; the message says why and what to do."""


def set_up(extra: str) -> None:
    """Make the environment ready, or exit with code 1 and one line that says why not."""
    with _told():
        _want_newer_python()
        with _locked():
            if not _venv.is_ready(extra):  # while this one waited, another may have done it
                _prepare([extra] if extra else [])
                if not extra:
                    _add_natural_voice()


def add(extras: "list[str]") -> None:
    """Install these extras, or exit as ``set_up`` does; they stay when the environment is made anew."""
    with _told():
        _want_newer_python()
        known = _extras_there_are()
        unknown = [extra for extra in extras if extra not in known]
        if unknown or not extras:
            what = f"there is no extra '{unknown[0]}'" if unknown else "name an extra"
            raise SetupError(f"{what}; there are {', '.join(known)}")
        with _locked():
            if not all(map(_venv.is_ready, extras)):
                _prepare(extras)


@contextlib.contextmanager
def _told() -> "typing.Iterator[None]":
    """Exit with code 1 and one line when something goes wrong."""
    try:
        yield
    except SetupError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{error.filename or VENV}: {error.strerror or error}; coach must be able to write there"
    except KeyboardInterrupt:
        problem = "interrupted; simply run it again"
    else:
        return
    sys.exit(f"coach set-up: {problem}")


def _prepare(wanted: "list[str]") -> None:
    extras = ",".join(sorted({*wanted, *_extras_before()}))  # what was there stays in
    old = _standing_stamp()
    if old is None:
        _say("Setting up coach (once, about half a minute)…")
    else:
        _say("Bringing coach's set-up up to date…")
        STAMP.unlink()
    started = time.monotonic()
    try:
        due = _install(extras, fresh=old is None)
    except SetupError:
        if old is not None and COACH.exists():
            _write_stamp(old)  # the installer gave up before it changed anything
        raise
    _name_checkout_in_ascii()
    _compile()
    _write_stamp(due)
    _say(f"Ready, after {time.monotonic() - started:.0f} s.")


def _add_natural_voice() -> None:
    """Install the natural voice if it can be had: a step of its own, so that coach is there all the same."""
    extras = _extras_before()
    if NATURAL not in _extras_there_are() or {NATURAL, _venv.DEV} & set(extras) or _keeps_system_voice():
        return
    _say("Adding the natural voice (once, about 100 MB; --system-voice does without it)…")
    wanted = ",".join(sorted([*extras, NATURAL]))
    due = _venv.stamp(wanted)
    try:
        _install_beside(wanted)
    except SetupError as error:
        what = (
            "This computer's own voice speaks, but for what is shipped: the natural one is not to be had here"
        )
        _say(f"{what}: {error}")
    else:
        _write_stamp(due)


def _keeps_system_voice() -> bool:
    return "--system-voice" in sys.argv or os.environ.get("COACH_SYSTEM_VOICE", "0") not in ("", "0")


def _install_beside(extras: str) -> None:
    """Install what extras need into the environment as it is, by uv or by the pip that is in it."""
    uv = shutil.which("uv")
    if uv:
        try:
            _run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--editable", _target(extras))
        except SetupError:
            if not PIP.exists():
                raise
        else:
            return
    _run(*_pip(), "install", "--quiet", "--no-input", "--no-user", "--editable", _target(extras))


def _compile() -> None:
    """Compile coach where Python is told not to do so as it goes: each start would take a third longer."""
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        with contextlib.suppress(SetupError):  # it runs without
            _run(PYTHON, "-I", "-m", "compileall", "-q", str(Path(ROOT, "coach")))


def _install(extras: str, fresh: bool) -> bytes:
    """Install with uv where there is one, else (or where it fails) with pip; return the stamp to write."""
    uv = shutil.which("uv")
    if uv:
        try:
            if fresh:
                _clear()
                _run(uv, "venv", "--quiet", "--allow-existing", "--python", _this_python(), str(VENV))
            due = _venv.stamp(extras)
            _run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--editable", _target(extras))
        except SetupError:
            _say("uv could not do it; trying pip…")  # the reason is in the log
        else:
            return due
    if fresh or not PIP.exists():
        _clear()
        _make_environment()
    due = _venv.stamp(extras)
    _run(*_pip(), "install", "--quiet", "--no-input", "--no-user", "--editable", _target(extras))
    return due


def _target(extras: str) -> str:
    return f".[{extras}]" if extras else "."


def _make_environment() -> None:
    version = "{}.{}".format(*sys.version_info)
    if _has("venv") and _has("ensurepip"):
        _run(_this_python(), "-I", "-m", "venv", str(VENV))
    elif _has("venv") and _has("pip"):
        _run(_this_python(), "-I", "-m", "venv", "--without-pip", str(VENV))
    elif shutil.which("apt"):
        raise SetupError(
            f"this Python {version} lacks a part that comes in a package of its own: "
            f'"sudo apt install python3-venv" (or python{version}-venv), or install uv; then run this again'
        )
    else:
        raise SetupError(
            f"Python {version} at {sys.executable} lacks its modules venv and ensurepip: "
            "install the package that has them, or uv; then run this again"
        )


def _pip() -> "list[str]":
    if PIP.exists() or not _has("pip"):
        return [PYTHON, "-I", "-m", "pip"]
    return [sys.executable, "-I", "-m", "pip", "--python", PYTHON]


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _this_python() -> str:
    # Not sys.executable: that may be in the very environment which is about to be cleared.
    return getattr(sys, "_base_executable", "") or sys.executable


def _run(*command: str) -> None:
    """Run one step of the set-up, its output kept in the log; raise SetupError with its last complaint."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,  # the step holds the lock as well, should this process be killed
    )
    with LOG.open("ab") as file:
        file.write(os.fsencode(" ".join(command)) + b"\n" + done.stdout + b"\n")
    if done.returncode:
        raise SetupError(f"{_complaint(done.stdout.decode('utf-8', 'replace'))} (more in {LOG})")


def _complaint(output: str) -> str:
    """Return the last error in what an installer said, and a question where it points at the network."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line[len("ERROR:") :].strip() for line in lines if line.startswith("ERROR:")]
    last = (errors or lines or ["it failed without a word"])[-1]
    offline = any(
        sign in output for sign in ("NewConnectionError", "timed out", "ProxyError", "Network is un")
    )
    return f"{last}; is this machine online? Then run this again" if offline else last


def _environment() -> "dict[str, str]":
    """Return this process's environment, less what would lead an installer elsewhere."""
    astray = ("PYTHONHOME", "PYTHONPATH", "UV_SYSTEM_PYTHON", "PIP_TARGET", "PIP_PREFIX")
    env = {name: value for name, value in os.environ.items() if name not in astray}
    env.setdefault("PIP_RETRIES", "2")  # its usual five make a minute of being offline
    if not env.get("HOME"):  # left empty, caches would go into "/"
        os.environ.pop("HOME", None)
        home = os.path.expanduser("~")  # noqa: PTH111 (pathlib raises where there is none)
        env["HOME"] = str(VENV) if home == "~" else home
    return env


def _extras_there_are() -> "list[str]":
    import tomllib  # only newer Pythons have it, and this one has been found to be new enough

    try:
        with Path(ROOT, "pyproject.toml").open("rb") as file:
            return sorted(tomllib.load(file)["project"].get("optional-dependencies", {}))
    except (ValueError, KeyError) as error:
        raise SetupError(f"pyproject.toml cannot be read ({error})") from None


def _extras_before() -> "list[str]":
    """Return the extras of the environment that is there, whether or not it still works."""
    try:
        found = os.fsdecode(STAMP.read_bytes().partition(b"\0")[0])
    except OSError:
        return []
    return [extra for extra in found.split(",") if extra in _extras_there_are()]


def _standing_stamp() -> "bytes | None":
    """Return the stamp of an environment that is whole but not up to date."""
    try:
        found = STAMP.read_bytes()
        same_place = found.split(b"\0")[1:3] == _venv.stamp("").split(b"\0")[1:3]
        return found if same_place and os.access(PYTHON, os.X_OK) and COACH.exists() else None
    except OSError:
        return None


def _name_checkout_in_ascii() -> None:
    """Let the environment find a checkout whose path is not ASCII, such as one in the home of Jörg.

    Installers name it in UTF-8, and before 3.13 Python reads that in the locale's encoding: on Windows it
    would look elsewhere, or not start. A relative path has none of those letters.
    """
    for pth in VENV.rglob("*coach.pth"):
        if any(byte > 127 for byte in pth.read_bytes()):
            pth.write_text(os.path.relpath(ROOT, str(pth.parent)) + "\n", encoding="ascii")


def _write_stamp(content: bytes) -> None:
    part = STAMP.with_suffix(".part")
    part.write_bytes(content)
    part.replace(STAMP)


def _clear() -> None:
    """Empty the environment; the lock stays, since others wait on it."""
    for path in VENV.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path))
        elif path != LOCK:
            path.unlink()


@contextlib.contextmanager
def _locked() -> "typing.Iterator[None]":
    """Hold the lock on the environment; it ends with the process, however that ends."""
    VENV.mkdir(exist_ok=True)
    if any(VENV.iterdir()) and not LOCK.exists() and not (VENV / "pyvenv.cfg").exists():
        raise SetupError(f"{VENV} is in the way and no Python environment; move it elsewhere")
    with LOCK.open("ab") as file:
        os.set_inheritable(file.fileno(), True)
        if not _try_lock(file.fileno()):
            _say("Waiting for another set-up of coach to end…")
            while not _try_lock(file.fileno()):
                time.sleep(0.1)
        yield


def _try_lock(file: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass  # a file system without locks: set-ups at once are on their own there
    return True


def _want_newer_python() -> None:
    """On a Python that is too old, start again under a newer one from the PATH, or raise SetupError."""
    if sys.version_info[:2] >= OLDEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer and _works(newer):
            _venv.become([newer, str(Path(sys.argv[0]).absolute()), *sys.argv[1:]])
    raise SetupError(
        "coach needs Python {}.{} or newer; ".format(*OLDEST)
        + f"this is {sys.version.split()[0]} ({sys.executable}) and no newer one is on the PATH: "
        + "install one (python.org, or your system's packages) and run this again with it"
    )


def _works(python: str) -> bool:
    """Tell whether it starts at all: version managers leave names on the PATH that do not."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.call([python, "-c", check], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
