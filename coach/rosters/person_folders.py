"""The folder of each person: a name that every disk takes, and that no two people share."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LONGEST = 60
"""Characters; in UTF-8 240 bytes at most, which every disk takes."""

_KEPT = " -_.,'+@"
_DEVICES = re.compile(r"(?:con|prn|aux|nul|clock\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)
"""What Windows takes for a device, with whatever ending."""


def safe_form(person: str) -> str:
    """Return a person's name as that of a folder: letters, digits and few signs, whichever the alphabet."""
    letters = (
        each if each in _KEPT or unicodedata.category(each)[0] in "LMN" else "-"
        for each in unicodedata.normalize("NFC", person)
    )
    name = re.sub(r"-{2,}", "-", "".join(letters))[:_LONGEST].strip(" .-_,'")
    if not name:
        return "person"
    return f"{name}_" if _DEVICES.fullmatch(name) else name


def person_folders(people: Iterable[str], owner: Callable[[str], str | None]) -> dict[str, str]:
    """Return the folder of each person.

    It is the safe form of the name. Where several have the same, or it is somebody else's already as ``owner``
    tells, a few letters of a digest follow it. Folders that differ in capitals alone are the same to some disks.
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for person in dict.fromkeys(people):
        alike[_key(safe_form(person))].append(person)
    found = {}
    for group in alike.values():
        owners = {person: owner(safe_form(person)) for person in group}
        at_home = [person for person, owned in owners.items() if owned == person]
        free = group[:1] if set(owners.values()) == {None} else []
        first = next(iter(at_home or free), None)
        for person in group:
            found[person] = safe_form(person) if person == first else f"{safe_form(person)}~{_digest(person)}"
    return found


def _key(name: str) -> str:
    """What names have in common that some disk takes for the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def _digest(person: str) -> str:
    return hashlib.sha256(person.encode("utf-8", "surrogatepass")).hexdigest()[:8]
