"""Files from the network, whole and as they should be; what was interrupted goes on where it stopped."""

from __future__ import annotations

import hashlib
import http.client
import re
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from coach.errors import MediaError, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PATIENCE = 30.0
"""Seconds without a byte after which the connection counts as lost."""

_SLOWEST = 1000
"""Bytes a second below which, over ``_PATIENCE``, it counts as lost, too: what drips in would never end."""

_BLOCK = 1 << 16
_OFFLINE = "is this machine online? Then run this again: what was fetched is kept"
_REFUSED = "is that the right address? If it is, run this again later"


def read_url(url: str, limit: int) -> bytes:
    """Return a small file; raises MediaError when it cannot be had, or is larger than the limit in bytes."""
    data = b""
    with _open(url) as response:
        for block in _blocks(response, url):
            data += block
            if len(data) > limit:
                raise MediaError("is larger than it may be", where=printable(url), hint=_REFUSED)
    return data


def download(url: str, part: Path, size: int, md5: str, progress: Callable[[int], None]) -> None:
    """Have a file of this size and digest at ``part``, going on with what is there of it.

    ``progress`` is told how many bytes there are. Raises MediaError when it cannot be had, or cannot be written,
    or is not what it should be: then nothing of it is left; else what was fetched stays for the next time.
    """
    begun = part.exists()
    if _fetch(url, part, size, progress) == md5:
        return
    part.unlink()
    # What was there may have been of another file; and if that was it, a whole one is as it should be.
    if begun and _fetch(url, part, size, progress) == md5:
        return
    part.unlink(missing_ok=True)
    raise MediaError("is not the file it should be", where=printable(url), hint="run this again later")


def _fetch(url: str, part: Path, size: int, progress: Callable[[int], None]) -> str:
    """Fetch what is missing, and return the digest of the whole."""
    try:
        there = part.stat().st_size if part.exists() else 0
        if there > size:
            part.unlink()
            there = 0
        progress(there)
        if there < size or not part.exists():
            with _open(url, there) as response, part.open("ab") as file:
                if there and _beginning(response) != there:
                    there = 0
                    file.truncate(0)
                for block in _blocks(response, url):
                    there += len(block)
                    if there > size:
                        break  # the digest will tell
                    file.write(block)
                    progress(there)
        if there < size:
            raise MediaError("broke off", where=printable(url), hint=_OFFLINE)
        with part.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except OSError as error:
        hint = (
            "make room, or check the folder's permissions; then run this again: it goes on where it stopped"
        )
        raise MediaError(f"cannot be written ({error.strerror})", where=str(part), hint=hint) from error


def _open(url: str, begin: int = 0) -> Any:
    """Ask for a file, or for what follows its first bytes; raises MediaError."""
    headers = {"User-Agent": "coach", **({"Range": f"bytes={begin}-"} if begin else {})}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (who calls sees to http or https)
    try:
        return urllib.request.urlopen(request, timeout=_PATIENCE)  # noqa: S310
    except urllib.error.HTTPError as error:
        with error:
            if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and begin:
                return _open(url)
        what = f"the server refuses it ({error.code} {printable(str(error.reason))})"
        raise MediaError(what, where=printable(url), hint=_REFUSED) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _broken(url, error) from error


def _blocks(response: Any, url: str) -> Iterator[bytes]:
    """Yield what comes as it comes; raises MediaError when the connection is lost, or too slow to end."""
    since, got = time.monotonic(), 0
    while block := _read(response, url):
        yield block
        got += len(block)
        if (took := time.monotonic() - since) > _PATIENCE:
            if got < _SLOWEST * took:
                raise MediaError("comes too slowly", where=printable(url), hint=_OFFLINE)
            since, got = time.monotonic(), 0


def _read(response: Any, url: str) -> bytes:
    try:
        data: bytes = response.read1(_BLOCK)
    except (OSError, http.client.HTTPException) as error:
        raise _broken(url, error) from error
    return data


def _beginning(response: Any) -> int:
    """Return the place in the file where an answer begins: 0 where the server knows no parts of files."""
    told = re.match(r"bytes (\d{1,18})-", response.headers.get("Content-Range") or "")
    return int(told[1]) if told and response.status == http.HTTPStatus.PARTIAL_CONTENT else 0


def _broken(url: str, error: Exception) -> MediaError:
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
    what = getattr(reason, "strerror", None) or str(reason) or type(error).__name__
    return MediaError(f"cannot be fetched ({printable(str(what))})", where=printable(url), hint=_OFFLINE)
