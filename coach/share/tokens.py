"""The addresses that stay: a port, and a token for each library, kept in one file of the user's from run to run.

The file holds no more of a person than the name of the folder that has the tracks.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from coach.errors import CoachError, NotFoundError, shown
from coach.files import PartFile, locked, read_bytes
from coach.folders import moved, user_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAIN = "main"
"""The name of the library of the routines that were named, which belongs to no single person."""

_LARGEST = 32 << 20
"""Bytes of the file that are read at most: a hundred thousand people have 20 MB."""

_OWNER_ONLY = 0o600
_DAMAGED = "move it away, and every library gets a new address: phones have to subscribe anew"


def _no_way_up(name: str) -> str:
    if name in (".", ".."):
        raise ValueError("this is not the name of a folder")
    return name


class Entry(BaseModel):
    """A library: its ``name``, and the folder of people it is one of ("" for ``MAIN``).

    ``token`` opens it; None when it was revoked.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[^/\\\x00]+$"), AfterValidator(_no_way_up)]
    folder: str = ""
    token: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22,}$")] | None


class Addresses(BaseModel):
    """All that is kept: where it was last served, and the libraries."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    address: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    libraries: list[Entry] = []

    def named(self, name: str) -> Entry:
        """Find a library by its name, or by its folder's path; raises NotFoundError."""
        path = Path(name)
        folder = str(path.parent.resolve()) if path.parent != Path() else None
        found = [each for each in self.libraries if each.name == path.name and folder in (None, each.folder)]
        if len(found) > 1:
            some = str(Path(found[0].folder, found[0].name))
            raise NotFoundError(f"there are several called {shown(name)}", hint=f"give the folder, as {some}")
        if not found:
            raise NotFoundError(
                f"nothing called {shown(name)} is shared", hint="'coach share --tokens' names all"
            )
        return found[0]

    def take(self, names: Iterable[str], folder: str = "") -> None:
        """Give every library of these names a token, unless it has one or was revoked."""
        known = {(each.folder, each.name) for each in self.libraries}
        for name in names:
            if (folder, name) not in known:
                self.libraries.append(Entry(name=name, folder=folder, token=new_token()))

    def url(self, entry: Entry) -> str:
        """The address of a library's page, "" if it was revoked."""
        return f"http://{self.address}:{self.port or 8746}/{entry.token}/" if entry.token else ""


def new_token() -> str:
    """A random token of 128 bits."""
    return secrets.token_urlsafe(16)


def default_addresses() -> Path:
    """The file: in ``COACH_DATA`` if that is set, else in the user's data folder."""
    return (moved("COACH_DATA") or user_folder("data")) / "share.json"


def read_addresses(path: Path) -> Addresses:
    """Read the file, which need not exist; raises CoachError when it cannot be read or is damaged."""
    try:
        return Addresses.model_validate_json(read_bytes(path, _LARGEST))
    except FileNotFoundError:
        return Addresses()
    except ValidationError:
        raise CoachError("the addresses that are kept are damaged", where=str(path), hint=_DAMAGED) from None
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise CoachError(
            f"the addresses that are kept cannot be read ({reason})", where=str(path), hint=_DAMAGED
        ) from fault


@contextmanager
def changing(path: Path) -> Iterator[Addresses]:
    """Change what is kept: others wait meanwhile, and the file is replaced whole, readable to its owner alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(path):
            found = read_addresses(path)
            before = found.model_dump_json()
            yield found
            after = found.model_dump_json(indent=1)
            if found.model_dump_json() != before:
                with PartFile(path) as file:
                    file.part.chmod(_OWNER_ONLY)
                    file.part.write_text(after, "utf-8")
                    file.commit()
    except OSError as fault:
        reason = fault.strerror or str(fault)
        hint = "set COACH_DATA to a folder that can be written"
        raise CoachError(f"the addresses cannot be kept ({reason})", where=str(path), hint=hint) from fault
