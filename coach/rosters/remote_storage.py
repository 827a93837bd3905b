"""Results and clips in a place that has an address, such as ``s3://bucket/folder``: the one door to fsspec."""

from __future__ import annotations

import posixpath
import re
import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from coach.errors import CoachError, MediaError, remedy
from coach.files import expanded, temporary_folder
from coach.rosters.remote_lock import holding
from coach.rosters.storage import LocalStorage

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from coach.rosters.storage import Storage

_LOCAL = ("file", "local")
_PREFIX = "coach-roster-"
_CHANGES = ("ETag", "etag", "mtime", "LastModified", "last_modified", "updated", "modified", "created")
"""What file systems call that which is another after a change, the best first."""


def storage_at(place: str) -> Storage:
    """Return the storage in a folder or at an address; raises CoachError where there can be none."""
    path = local_path(place)
    return LocalStorage.at(path) if path else RemoteStorage(place).checked()


def local_path(place: str) -> Path | None:
    """The folder of this machine that ``place`` means, or None if it is an address elsewhere."""
    if "://" not in place:
        return expanded(Path(place))
    return Path(url2pathname(urlsplit(place).path)) if place.split("://")[0] in _LOCAL else None


def located(place: str | None) -> str | None:
    """Return a place as processes with other working folders find it."""
    path = local_path(place) if place else None
    return str(path.absolute()) if path else place


@dataclass(frozen=True, slots=True)
class RemoteStorage:
    """A place that fsspec knows. Who may read it is a matter of that place."""

    address: str

    def checked(self) -> RemoteStorage:
        """Return itself; raises CoachError if the address cannot be understood here."""
        with self._trouble():
            self.system()
        return self

    @contextmanager
    def opened(self, stop: threading.Event, waiting: Callable[[], None]) -> Iterator[None]:
        """Make the folder, and hold it against other rosters."""
        with self._trouble():
            system, root = self.system()
            system.makedirs(root, exist_ok=True)
        with holding(self, stop, waiting):
            yield

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A temporary folder; what processes that were killed have left goes first."""
        try:
            folder = temporary_folder(_PREFIX)
        except OSError as fault:
            what = f"cannot be written ({fault.strerror or fault})"
            raise MediaError(what, where=tempfile.gettempdir(), hint="free some space") from fault
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def names(self, folder: str) -> list[str]:
        """What is in a folder; nothing if it is not there."""
        with self._trouble():
            system, root = self.system()
            try:
                return sorted(
                    posixpath.basename(each) for each in system.ls(f"{root}/{folder}", detail=False)
                )
            except (FileNotFoundError, NotADirectoryError):
                return []

    def read(self, name: str) -> bytes | None:
        """Return a file; None if it is not there."""
        with self._trouble():
            system, root = self.system()
            try:
                return bytes(system.cat_file(f"{root}/{name}"))
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """Write a file, over another or where none is."""
        with self._writing(name) as stream:
            stream.write(data)

    def put(self, file: Path, name: str) -> None:
        """Put a finished file of the workspace in its place, a copy of it."""
        with self._trouble(), file.open("rb") as source, self._writing(name) as stream:
            shutil.copyfileobj(source, stream, 1 << 20)

    def claim(self, name: str, data: bytes) -> bool:
        """Write a file where none is; False if there is one."""
        with self._trouble():
            system, root = self.system()
            path = f"{root}/{name}"
            try:
                system.makedirs(posixpath.dirname(path), exist_ok=True)
                system.pipe_file(path, data, mode="create")
            except FileExistsError:
                return False
            return True

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with self._trouble():
            system, root = self.system()
            with suppress(FileNotFoundError):
                system.rm_file(f"{root}/{name}")

    def stamp(self, name: str) -> list[object] | None:
        """The size, and what is another after a change."""
        with self._trouble():
            system, root = self.system()
            try:
                told = system.info(f"{root}/{name}")
            except FileNotFoundError:
                return None
            return [told.get("size"), str(next((told[key] for key in _CHANGES if told.get(key)), ""))]

    def system(self) -> tuple[Any, str]:
        """The file system of the address, and the path in it."""
        try:
            import fsspec
        except ImportError:
            raise CoachError(
                "addresses cannot be used yet", where=self.shown, hint=remedy("cluster")
            ) from None
        try:
            system, root = fsspec.url_to_fs(self.address, use_listings_cache=False)
        except (ImportError, ValueError) as fault:
            hint = "give a folder, or an address such as s3://bucket/folder"
            raise CoachError(f"cannot be used ({fault})", where=self.shown, hint=hint) from None
        return system, str(root).rstrip("/")

    @contextmanager
    def _writing(self, name: str) -> Iterator[BinaryIO]:
        """Open a file that appears when all of it is written."""
        with self._trouble():
            system, root = self.system()
            path = f"{root}/{name}"
            system.makedirs(posixpath.dirname(path), exist_ok=True)
            stream = system.open(path, "wb", autocommit=False)
            try:
                with stream:
                    yield stream
            except BaseException:
                stream.discard()
                raise
            stream.commit()

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Say of whatever a file system raises which place it is about, and nothing of a person."""
        try:
            yield
        except CoachError:
            raise
        except Exception as fault:  # each library has errors of its own
            what = (isinstance(fault, OSError) and fault.strerror) or type(fault).__name__
            hint = "check the address, the rights and the free space there"
            raise MediaError(f"cannot be used ({what})", where=self.shown, hint=hint) from fault

    @property
    def shown(self) -> str:
        """The address without a password."""
        return re.sub(r"//[^/@]*@", "//", self.address)
