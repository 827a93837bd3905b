"""Files: written whole or not at all, read if they are plain and of a bounded size, locked while they change."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from coach.errors import MediaError, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_SUFFIX = ".part"
_LONG_AGO = 24 * 60 * 60
"""Seconds without a change after which a part file counts as abandoned."""


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the bytes of a plain file; a pipe, which could block for ever, or a device is none.

    Raises OSError, with a ``strerror`` to show, when it cannot be read, is no plain file, or has more bytes than
    ``limit``.
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
    removed when the same target is next written.

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
        # Some of the name only: the whole of a long one plus a number would be too long for the file system.
        self._stem = f".{self.target.name[:40]}."
        name = f"{self._stem}{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}"
        self.part = self.target.with_name(name)

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

    def commit(self) -> None:
        """Put the part file in place of the target, its bytes safely on the disk first.

        Raises MediaError when that cannot be done.
        """
        try:
            with self.part.open("rb+") as file:
                os.fsync(file.fileno())
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
            number, dash, _ = path.name.removeprefix(self._stem).partition("-")
            if path.name.startswith(self._stem) and dash and number.isdecimal() and _left(path, int(number)):
                _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _left(part: Path, process: int) -> bool:
    """Whether the process that was writing the part file is gone."""
    try:
        if os.name == "nt":  # to ask after a process, there, is to end it; so ask the clock
            return time.time() - part.stat().st_mtime > _LONG_AGO
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # it is somebody else's, or no number of a process
        return False
    return False
