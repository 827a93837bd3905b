"""Whose reminders these are: a random mark, so that two people's in one calendar stay apart."""

from __future__ import annotations

import re
import uuid

from coach.errors import CoachError, printable
from coach.files import PartFile, locked, read_bytes
from coach.folders import moved, user_folder

_MOST = 100
"""Bytes of the file that are read at most; a mark has 36 letters."""


def owner() -> str:
    """Return the mark of this user's reminders, made when it is first needed and kept with the history.

    Raises CoachError when it can neither be read nor written.
    """
    path = (moved("COACH_DATA") or user_folder("data")) / "reminders-owner.txt"
    try:
        with locked(path):
            try:
                mark = read_bytes(path, _MOST).decode("ascii", "replace").strip()
            except FileNotFoundError:
                mark = ""
            if not re.fullmatch(r"[0-9a-f-]{36}", mark):
                mark = str(uuid.uuid4())
                with PartFile(path) as file:
                    file.part.write_text(f"{mark}\n", "ascii")
                    file.commit()
    except OSError as fault:
        hint = "set COACH_DATA to a folder that can be written"
        what = f"cannot be used ({fault.strerror or fault})"
        raise CoachError(what, where=printable(str(path)), hint=hint) from fault
    return mark
