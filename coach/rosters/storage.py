"""Where a roster's results go: a folder of this machine, or one that all machines of a cluster have."""

from __future__ import annotations

import os
import shutil
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from coach.errors import MediaError
from coach.files import read_bytes
from coach.track.batch import StoppedError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
_LARGEST = 1 << 20
"""Bytes of a receipt that are read at most."""

_WORK = ".work-"
_HINT = "check the folder's permissions and the free space, or write elsewhere"


class Storage(Protocol):
    """A place for results. Names in it are relative, with "/" between folders, and appear whole or not at all.

    Every method raises MediaError when the place cannot be used. A storage can be sent to another process.
    """

    def opened(self, stop: threading.Event, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """Make the place ready and hold it against other rosters, for which ``waiting`` is called once.

        Raises StoppedError when ``stop`` is set before they are done.
        """

    def workspace(self) -> AbstractContextManager[Path]:
        """A folder on this machine for files under way, which is gone afterwards."""

    def names(self, folder: str) -> list[str]:
        """What is in a folder; nothing if it is not there."""

    def read(self, name: str) -> bytes | None:
        """Return a small file; None if it is not there."""

    def write(self, name: str, data: bytes) -> None:
        """Write a small file."""

    def put(self, file: Path, name: str) -> None:
        """Put a finished file of the workspace in its place, a copy of it."""

    def stamp(self, name: str) -> list[object] | None:
        """What tells whether a file is still the same; None if it is not there."""


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """A folder of this machine. Folders are made for their owner alone, and so is every file."""

    root: str
    token: str = ""
    """Names the folder for work under way: a machine that does not find it has another folder of that name."""

    @staticmethod
    def at(path: Path) -> LocalStorage:
        """The storage of a folder, which need not exist."""
        return LocalStorage(os.path.realpath(path), token_hex(8))

    @contextmanager
    def opened(self, stop: threading.Event, waiting: Callable[[], None]) -> Iterator[None]:
        """Make the folder, wait for another roster that writes to it, and remove what a killed one left."""
        from filelock import FileLock, Timeout

        try:
            Path(self.root).mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
            lock = FileLock(self._path(".roster.lock"), mode=OWNER_ONLY)
            told = False
            while not lock.is_locked and not stop.is_set():
                with suppress(Timeout):
                    lock.acquire(timeout=0.2)
                if not lock.is_locked and not told:
                    waiting()
                    told = True
            if not lock.is_locked:
                raise StoppedError("interrupted")
            for left in Path(self.root).glob(f"{_WORK}*"):
                shutil.rmtree(left, ignore_errors=True)
            self._work.mkdir(mode=OWNER_ONLY_FOLDER)
        except OSError as fault:
            raise self._trouble(fault) from fault
        try:
            yield
        finally:
            shutil.rmtree(self._work, ignore_errors=True)
            lock.release()

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder beside the results, so that a finished file only has to be renamed."""
        folder = self._work / token_hex(8)
        try:
            folder.mkdir(mode=OWNER_ONLY_FOLDER)
        except FileNotFoundError:
            hint = "mount the same folder on every machine, or give an address that all of them reach"
            raise MediaError("is another folder on this machine", where=self.root, hint=hint) from None
        except OSError as fault:
            raise self._trouble(fault) from fault
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def names(self, folder: str) -> list[str]:
        """What is in a folder; nothing if it is not there."""
        try:
            return sorted(os.listdir(self._path(folder)))  # noqa: PTH208 (names are all that is needed)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as fault:
            raise self._trouble(fault) from fault

    def read(self, name: str) -> bytes | None:
        """Return a small file; None if it is not there."""
        try:
            return read_bytes(self._path(name), _LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as fault:
            raise self._trouble(fault) from fault

    def write(self, name: str, data: bytes) -> None:
        """Write a small file."""
        part = self._work / f"{token_hex(8)}.part"
        try:
            part.write_bytes(data)
            self._place(part, name)
        except OSError as fault:
            raise self._trouble(fault) from fault

    def put(self, file: Path, name: str) -> None:
        """Put a finished file of the workspace in its place, a copy of it."""
        part = file.with_name(f"{token_hex(8)}.part")
        try:
            shutil.copyfile(file, part)
            self._place(part, name)
        except OSError as fault:
            raise self._trouble(fault) from fault

    def stamp(self, name: str) -> list[object] | None:
        """The size and the time of the last change."""
        try:
            status = self._path(name).stat()
        except OSError:
            return None
        return [status.st_size, status.st_mtime_ns]

    @property
    def _work(self) -> Path:
        return self._path(f"{_WORK}{self.token}")

    def _path(self, name: str) -> Path:
        return Path(self.root, *filter(None, name.split("/")))

    def _place(self, part: Path, name: str) -> None:
        target = self._path(name)
        target.parent.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
        part.chmod(OWNER_ONLY)
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(target)

    def _trouble(self, fault: OSError) -> MediaError:
        return MediaError(f"cannot be written ({fault.strerror or fault})", where=self.root, hint=_HINT)
