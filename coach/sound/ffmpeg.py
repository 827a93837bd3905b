"""Where ffmpeg is, and how it is run.

The machine's own ffmpeg comes first, as its owner keeps it up to date; ``imageio-ffmpeg`` brings one for
machines without. ``COACH_FFMPEG`` overrules both.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import IO

from coach.children import start
from coach.errors import MediaError, printable

_LAME = "libmp3lame"
_HINT = "install ffmpeg, or set COACH_FFMPEG to the path of one with {encoder}"
_LONGEST_LINE = 1000
_PROBE_SECONDS = 20


def ffmpeg_path(encoder: str = _LAME) -> Path:
    """Return the ffmpeg to use: ``COACH_FFMPEG``, or the one on PATH, or the one imageio-ffmpeg brought.

    One on PATH is asked once a process whether it runs and has the encoder that is needed (10 ms for a static
    build; some distributions ship without). Raises MediaError when there is none that can be used.
    """
    return _find(os.environ.get("COACH_FFMPEG", ""), os.environ.get("PATH", ""), encoder)


@functools.lru_cache(maxsize=8)
def _find(chosen: str, path: str, encoder: str) -> Path:
    if chosen:
        if not (found := shutil.which(chosen, path=path)):
            raise MediaError(
                f"{chosen} is not a program", where="COACH_FFMPEG", hint="give the path of ffmpeg"
            )
        return Path(found)
    if (found := shutil.which("ffmpeg", path=path)) and _has(found, encoder):
        return Path(found)
    if not (brought := _brought() or _asked()):
        raise MediaError(f"there is no ffmpeg with {encoder}", hint=_HINT.format(encoder=encoder))
    return Path(brought)


def _brought() -> str | None:
    """Return the program in imageio-ffmpeg's wheel: looked up, as asking for it takes 40 to 90 ms."""
    package = importlib.util.find_spec("imageio_ffmpeg")
    if package is None or package.origin is None:
        return None
    for path in sorted(Path(package.origin).parent.glob("binaries/ffmpeg-*")):
        if found := shutil.which(path):
            return found
    return None


def _asked() -> str | None:
    """What imageio-ffmpeg finds where its wheel brings no program: conda's, for one."""
    try:
        import imageio_ffmpeg

        found: str = imageio_ffmpeg.get_ffmpeg_exe()
        return shutil.which(found)
    except (ImportError, RuntimeError):
        return None


def _has(program: str, encoder: str) -> bool:
    question = [program, "-hide_banner", "-h", f"encoder={encoder}"]
    try:
        answer = subprocess.run(
            question, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PROBE_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0 and f"Encoder {encoder}".encode() in answer.stdout


def start_ffmpeg(*arguments: str, stdin: int, encoder: str = _LAME) -> subprocess.Popen[bytes]:
    """Start ffmpeg with ``stdin`` as asked and a pipe for stderr; raises MediaError when that fails.

    It gets a process group of its own: a Ctrl-C in the terminal is for the coach, which then decides what
    becomes of ffmpeg. Left to itself ffmpeg would take it as "finish the file here".
    """
    command = [str(ffmpeg_path(encoder)), "-hide_banner", "-nostats", "-nostdin", *arguments]
    try:
        return start(command, stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    except (OSError, ValueError) as error:  # no such program; a NUL in an argument
        reason = getattr(error, "strerror", None) or str(error)
        raise MediaError(
            f"ffmpeg does not start ({reason})", where=command[0], hint=_HINT.format(encoder=encoder)
        ) from error


def run_ffmpeg(*arguments: str, where: str, encoder: str = _LAME) -> str:
    """Run ffmpeg to its end and return what it wrote on stderr.

    Raises MediaError about ``where`` with ffmpeg's last line when it fails.
    """
    with start_ffmpeg(*arguments, stdin=subprocess.DEVNULL, encoder=encoder) as process:
        try:
            _, said = process.communicate()
        except BaseException:
            process.kill()
            raise
    text = said.decode(errors="replace")
    if process.returncode:
        reason = last_line(text).replace(f"file:{where}: ", "") or ended(process)
        raise MediaError(reason, where=where, hint="check that it is an audio file")
    return text


def last_line(said: str) -> str:
    """Return the last line in which ffmpeg says what is wrong, or nothing."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = [line for line in lines if line != "Conversion failed!"]
    return printable(told[-1][:_LONGEST_LINE]) if told else ""


def ended(process: subprocess.Popen[bytes]) -> str:
    """Say how a process ended that did not say why."""
    return f"ffmpeg ended with code {process.returncode}"


def drain(stream: IO[bytes], kept: list[str], limit: int = 50) -> None:
    """Read a stream to its end, so that its writer never waits, and keep the last ``limit`` lines."""
    with stream:
        while line := stream.readline(_LONGEST_LINE):
            kept.append(line.decode(errors="replace").rstrip())
            del kept[:-limit]
