"""Files: written whole or not at all, read if they are plain and of a bounded size, locked while they change."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from coach.errors import MediaError, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

_SUFFIX = ".part"
_LONG_AGO = 24 * 60 * 60
"""Seconds without a change after which a part file counts as abandoned, where no process can be asked after."""

_QUIET = 60 * 60
"""Seconds without a change after which one of another target does: its process may be on another computer."""

_PART = re.compile(r"\..{1,40}\.(\d{1,10})-[0-9a-f]{8}\.part", re.DOTALL)
"""The name of a part file, with the number of the process that writes it."""


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the bytes of a plain file; a pipe, which could block for ever, or a device is none.

    Raises OSError, with a ``strerror`` to show, when it cannot be read, is not a plain file, or has more bytes
    than ``limit``.
    """
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:
        raise OSError(errno.EINVAL, "no file can have this name", str(path)) from None
    with os.fdopen(file, "rb") as stream:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(path))
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"larger than {limit >> 10} KB", str(path))
    return data


def begins(path: Path, head: bytes) -> bool:
    """Whether a plain file begins with these bytes; not where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(head)) == head
    except OSError:
        return False


def expanded(path: Path) -> Path:
    """Return ``path`` with a leading ``~`` as the home folder; as it is where that user has none."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold what belongs to ``path`` against other processes, with a lock file beside it.

    The lock ends with the process, however that ends. Raises OSError when the lock file cannot be made.
    """
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):
        yield


class PartFile:
    """A context manager: write to ``part``, then ``commit()`` puts it where ``target`` says.

    Leaving without a commit, for whatever reason, removes the part file and leaves an older target as it was.
    A part file carries the number of the process that writes it: those of processes that were killed are
    removed when the same target is next written, or another in that folder an hour later.

    Raises MediaError when the target cannot be written, before any work is done for it.
    """

    def __init__(self, target: Path) -> None:
        self._shown = printable(str(target))
        try:
            self.target = Path(os.path.realpath(target))  # through a link, or the link would be replaced
            os.fsencode(self.target)
        except ValueError:
            raise MediaError(
                "no file can have this name", where=self._shown, hint="choose another name"
            ) from None
        self._stem = f".{self.target.name[:40]}."
        self.part = _part_of(self.target)

    def __enter__(self) -> Self:
        try:
            there, plain = self.target.exists(), self.target.is_file()
        except OSError as error:  # too long a name, for one
            raise self.trouble(error) from error
        if there and not plain:
            raise MediaError(
                "is not a file that can be written", where=self._shown, hint="give a file's path"
            )
        if not self.target.parent.is_dir():
            raise MediaError("its folder does not exist", where=self._shown, hint="create the folder first")
        self._sweep()
        try:
            self.part.touch(exist_ok=False)
        except OSError as error:
            raise self.trouble(error) from error
        return self

    def settle(self) -> None:
        """Have all of the part file safely on the disk; raises MediaError when that cannot be done."""
        try:
            with self.part.open("rb+") as file:
                os.fsync(file.fileno())
        except OSError as error:
            raise self.trouble(error) from error

    def commit(self) -> None:
        """Put the part file in place of the target, its bytes safely on the disk first.

        Raises MediaError when that cannot be done.
        """
        self.settle()
        try:
            self.part.replace(self.target)
        except OSError as error:
            raise self.trouble(error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        # Windows refuses to remove a file that a dying process still holds: the next run sweeps it.
        _remove(self.part)

    def trouble(self, error: OSError) -> MediaError:
        """Say what the operating system said about the target."""
        reason = error.strerror or str(error)
        hint = "check the folder's permissions and the free space, or write elsewhere"
        return MediaError(f"cannot be written ({reason})", where=self._shown, hint=hint)

    def _sweep(self) -> None:
        for path in self.target.parent.glob("*" + _SUFFIX):
            found = _PART.fullmatch(path.name)
            if (
                found
                and abandoned(path, int(found[1]))
                and (path.name.startswith(self._stem) or _quiet(path))
            ):
                _remove(path)


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; raises MediaError when that cannot be done.

    What of a text no file can hold (half a character, of a name that was typed) is written as "?".
    """
    with PartFile(target) as file:
        try:
            file.part.write_bytes(content.encode(errors="replace") if isinstance(content, str) else content)
        except OSError as fault:
            raise file.trouble(fault) from fault
        file.commit()


def keep(path: Path, data: bytes, most: int) -> None:
    """Keep a file for the next time, and of its folder the newest ``most``; failing that is not worth an error."""
    with suppress(OSError, MediaError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with PartFile(path) as file:
            file.part.write_bytes(data)
            file.commit()
        for old in sorted(path.parent.iterdir(), key=_changed)[:-most]:
            _remove(old)


@contextmanager
def set_aside(paths: Iterable[Path]) -> Iterator[None]:
    """Move files out of the way: they are gone once the block is done, and back where they were if it fails.

    Raises OSError when one cannot be moved; the others are then where they were.
    """
    moved: list[tuple[Path, Path]] = []
    try:
        for path in paths:
            if path.exists():
                aside = _part_of(path)
                path.rename(aside)
                moved.append((path, aside))
        yield
    except BaseException:
        for path, aside in moved:
            aside.replace(path)
        raise
    for _, aside in moved:
        _remove(aside)


def _part_of(target: Path) -> Path:
    """Return a name of its own beside a target, with only some of the target's, which may be a long one."""
    return target.with_name(f".{target.name[:40]}.{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}")


def _quiet(path: Path) -> bool:
    """Whether a file has not changed for a while."""
    return time.time() - _changed(path) > _QUIET


def _changed(path: Path) -> float:
    """Return when a file last changed; now, where that is not to be known."""
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def temporary_folder(prefix: str) -> Path:
    """Make a folder of this process in the temporary one; those of processes that were killed go first.

    It is its owner's alone. Raises OSError when there is no place for it.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        number = left.name.removeprefix(prefix).partition("-")[0]
        if number.isdecimal() and abandoned(left, int(number)):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-"))


def abandoned(part: Path, process: int) -> bool:
    """Whether the process that was writing a part file, or into a folder, is gone."""
    try:
        if os.name == "nt":  # to ask after a process, there, is to end it; so ask the clock
            return time.time() - part.stat().st_mtime > _LONG_AGO
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # it is somebody else's, or no number of a process
        return False
    return False
