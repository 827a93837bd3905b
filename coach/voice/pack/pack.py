"""Packs of recorded sentences: a folder with a manifest and FLAC files, whoever made it.

    my-voice/
      manifest.json     {"format": 1, "name": "my-voice", "language": "en", "fallback": null, "sentences": [
                          {"text": "Breathe in.", "file": "3b6c….flac", "sha256": "…", "ms": 812, "peak": -2.0}]}
      3b6c….flac

Nothing in a pack is trusted: names of files hold no path, files are read up to a limit and only if their digest
is the manifest's.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from coach.errors import NotFoundError, VoiceError, shown
from coach.files import read_bytes
from coach.folders import moved, user_folder
from coach.settings.command import NAME
from coach.voice.speakable import LONGEST_TEXT

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"
LARGEST_FILE = 16 << 20
"""Bytes of a recording: a minute of FLAC is 5 million at most."""
LARGEST_MANIFEST = 8 << 20
MOST_SENTENCES = 20_000
FILE = re.compile(r"[0-9a-z-]{1,80}\.flac")


def _shown_as_it_is(text: str) -> str:
    """Refuse a text with characters that a terminal would obey or not show."""
    if not text.isprintable():
        raise ValueError("there is a character in it that cannot be shown")
    return text


class Sentence(BaseModel):
    """A sentence that is recorded: its file, that file's digest, how long it sounds, its true peak in dBTP."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_shown_as_it_is)]
    file: Annotated[str, Field(pattern=rf"^{FILE.pattern}$")]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    ms: Annotated[int, Field(gt=0, le=60_000)]
    peak: Annotated[float, Field(ge=-200, le=6)]


class Manifest(BaseModel):
    """What a pack says about itself; ``fallback`` is the voice for what it lacks, None the machine's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    name: Annotated[str, Field(pattern=rf"^{NAME.pattern}$")]
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Za-z0-9-]{1,20})?$")] = "en"
    fallback: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    sentences: Annotated[tuple[Sentence, ...], Field(max_length=MOST_SENTENCES)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Manifest:
        for values in ([key(each.text) for each in self.sentences], [each.file for each in self.sentences]):
            if len(set(values)) < len(values):
                raise ValueError("a sentence or a file is there twice")
        fallback = (self.fallback or "").strip().casefold()
        if fallback.startswith("pack:"):
            raise ValueError("a pack cannot fall back to a pack")
        if not fallback.isprintable():
            raise ValueError("its fallback has a character that cannot be shown")
        return self

    @property
    def runs_something(self) -> bool:
        """Whether its fallback is a program or a file of whoever made it: nothing to be taken from a stranger."""
        fallback = (self.fallback or "").strip().casefold()
        return fallback.startswith("command:") or any(sign in fallback for sign in ("/", "\\", ".onnx"))


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack on this machine."""

    folder: Path
    manifest: Manifest

    def recorded(self, text: str) -> Sentence | None:
        """What there is of a sentence."""
        wanted = key(text)
        return next((each for each in self.manifest.sentences if key(each.text) == wanted), None)

    def sound(self, sentence: Sentence) -> bytes | None:
        """Return the file of a sentence, or None if it is not there as it was recorded."""
        path = self.folder / sentence.file
        try:
            if path.is_symlink():
                return None
            data = read_bytes(path, LARGEST_FILE)
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sentence.sha256 else None


def key(text: str) -> str:
    """Return a sentence as it is compared."""
    return " ".join(text.split())


def packs_folder() -> Path:
    """Where packs are: ``COACH_VOICES``, or a folder of the user's data."""
    return moved("COACH_VOICES") or user_folder("data") / "voices"


def pack_folder(name: str) -> Path:
    """Where the pack of that name is, or would be; raises VoiceError for what cannot be a name."""
    if not NAME.fullmatch(name):
        hint = "use small letters, digits and '-'"
        raise VoiceError(f"a pack cannot be called {shown(name)}", hint=hint)
    return packs_folder() / name


def read_pack(name: str) -> Pack:
    """Return the pack of that name; raises NotFoundError when there is none, VoiceError when it is not sound."""
    folder = pack_folder(name)
    path = folder / MANIFEST
    try:
        data = read_bytes(path, LARGEST_MANIFEST)
    except FileNotFoundError:
        from coach.content.problems import nearest

        known = pack_names()
        hint = nearest(name, known, "'coach record' makes one, 'coach voices unpack' takes one in")
        raise NotFoundError(f"there is no pack {shown(name)}", hint=hint) from None
    except OSError as error:
        raise VoiceError(f"cannot be read ({error.strerror})", where=str(path)) from error
    manifest = parse_manifest(data, str(path))
    if manifest.name != name:
        raise VoiceError(
            f"is the manifest of {shown(manifest.name)}", where=str(path), hint="name the folder so"
        )
    return Pack(folder, manifest)


def parse_manifest(data: bytes, where: str) -> Manifest:
    """Read a manifest; raises VoiceError with the first thing that is wrong with it."""
    hint = "ask whoever made it for a sound one"
    if len(data) > LARGEST_MANIFEST:
        raise VoiceError("the manifest is too large", where=where, hint=hint)
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        reason = fault["msg"].removeprefix("Value error, ")
        what = f"the manifest is wrong: {f'{place}: ' if place else ''}{reason[:1].lower()}{reason[1:]}"
        raise VoiceError(what, where=where, hint=hint) from None


def pack_names() -> list[str]:
    """Return the names of all packs."""
    try:
        found = sorted(path.parent.name for path in packs_folder().glob(f"*/{MANIFEST}"))
    except OSError:
        return []
    return [name for name in found if NAME.fullmatch(name)]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in its place, whole or not at all; raises MediaError when that cannot be done."""
    from coach.files import PartFile

    with PartFile(folder / MANIFEST) as file:
        file.part.write_text(manifest.model_dump_json(indent=1), "utf-8")
        file.commit()
