"""Packs as one file, to be given away; taken in, being a stranger's, whole and sound or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import shutil
import stat
import zipfile
import zlib
from typing import TYPE_CHECKING

from coach.errors import MediaError, VoiceError, printable, shown
from coach.files import PartFile, locked
from coach.voice.pack.pack import (
    FILE,
    LARGEST_FILE,
    LARGEST_MANIFEST,
    MANIFEST,
    MOST_SENTENCES,
    Manifest,
    Pack,
    Sentence,
    pack_folder,
    parse_manifest,
)
from coach.voice.recording import read_foreign

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_PACK = 1 << 30
"""Bytes of all recordings: three hours of them."""

_NEAR_MS = 20
"""How far a recording's length may be from what the manifest says: it is counted in whole milliseconds."""

_LEFT = re.compile(r"-[0-9a-f]{8}(-old)?")
_FLAC = b"fLaC"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HINT = "nothing of it was unpacked; ask whoever made it for a sound one"


def write_archive(pack: Pack, target: Path) -> int:
    """Write a pack as one ZIP file and return how many sentences are in it; those not sound are left out.

    Raises MediaError when the file cannot be written. Equal packs make equal files.
    """
    sound = [(each, data) for each in pack.manifest.sentences if (data := pack.sound(each))]
    kept: dict[str, object] = {"sentences": tuple(each for each, _ in sound)}
    if pack.manifest.runs_something:  # nobody else could take it in
        kept["fallback"] = None
    manifest = pack.manifest.model_copy(update=kept)
    with PartFile(target) as file:
        try:
            with zipfile.ZipFile(file.part, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(zipfile.ZipInfo(MANIFEST, _EPOCH), manifest.model_dump_json(indent=1))
                for each, data in sound:
                    archive.writestr(zipfile.ZipInfo(each.file, _EPOCH), data)
        except OSError as error:
            raise file.trouble(error) from error
        file.commit()
    return len(sound)


def unpack(source: Path, *, replace: bool = False) -> Manifest:
    """Take a pack in from a ZIP file, and return its manifest.

    Raises VoiceError when anything about the archive is not as a pack has to be, and when there is a pack of that
    name that is not to be replaced: nothing is left of it then.
    """
    where = printable(str(source))
    try:
        if source.exists() and not source.is_file():  # a pipe may never end
            raise VoiceError("is not a plain file", where=where, hint="give the path of a pack")
        with zipfile.ZipFile(source) as archive:
            entries = _entries(archive, where)
            manifest = parse_manifest(_read(archive, entries[MANIFEST], LARGEST_MANIFEST, where), where)
            if {each.file for each in manifest.sentences} != entries.keys() - {MANIFEST}:
                raise VoiceError("its files are not those of its manifest", where=where, hint=_HINT)
            if manifest.runs_something:
                what = f"would speak through {shown(manifest.fallback)}, which is not to be taken from a stranger"
                raise VoiceError(what, where=where, hint=_HINT)
            folder = pack_folder(manifest.name)
            if folder.exists() and not replace:
                hint = "add --replace to put this one in its place"
                raise VoiceError(f"there is a pack {shown(manifest.name)} already", where=where, hint=hint)
            with locked(folder.parent):
                _mend(folder)
                _install(archive, entries, manifest, folder, where)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise VoiceError(f"cannot be unpacked ({reason})", where=where, hint=_HINT) from error
    return manifest


def _mend(folder: Path) -> None:
    """Undo what a killed run left: the old pack goes back where there is none, all else beside it goes.

    Under the lock no other run is at work on this pack.
    """
    for path in sorted(folder.parent.glob(f".{folder.name}-*"), reverse=True):
        if not _LEFT.fullmatch(path.name.removeprefix(f".{folder.name}")):
            continue
        if path.name.endswith("-old") and not folder.exists():
            path.rename(folder)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _entries(archive: zipfile.ZipFile, where: str) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name, if a pack may have such entries."""
    infos = archive.infolist()
    if len(infos) > MOST_SENTENCES + 1:
        raise VoiceError(f"there are {len(infos)} files in it", where=where, hint=_HINT)
    if sum(info.file_size for info in infos) > LARGEST_PACK:
        raise VoiceError(f"there is more than {LARGEST_PACK >> 30} GB in it", where=where, hint=_HINT)
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        mode = info.external_attr >> 16
        # orig_filename: the other is cut at a zero byte, and has its separators changed.
        if info.orig_filename != MANIFEST and not FILE.fullmatch(info.orig_filename):
            raise VoiceError(f"has no business with {shown(info.orig_filename)}", where=where, hint=_HINT)
        if info.filename in entries:
            raise VoiceError(f"has {shown(info.filename)} twice", where=where, hint=_HINT)
        if info.flag_bits & 1 or (stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
            raise VoiceError(f"{shown(info.filename)} is not a plain file", where=where, hint=_HINT)
        entries[info.filename] = info
    if MANIFEST not in entries:
        raise VoiceError("is not a voice pack: it has no manifest", where=where, hint=_HINT)
    return entries


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, where: str) -> bytes:
    """Return a file of the archive, however small it claims to be, if it is no larger than the limit."""
    with archive.open(info) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise VoiceError(f"{shown(info.filename)} is too large", where=where, hint=_HINT)
    return data


def _listen(data: bytes, sentence: Sentence, where: str) -> None:
    """Raise VoiceError where a file is no sound, or not as long as the manifest says."""
    try:
        recording = read_foreign(data)
    except MediaError as error:
        what = f"{shown(sentence.file)} cannot be heard ({error.what})"
        raise VoiceError(what, where=where, hint=_HINT) from error
    heard = len(recording.samples) * 1000 / recording.rate
    if abs(heard - sentence.ms) > _NEAR_MS:
        what = f"{shown(sentence.file)} is {heard:.0f} ms long, not {sentence.ms}"
        raise VoiceError(what, where=where, hint=_HINT)


def _install(
    archive: zipfile.ZipFile,
    entries: dict[str, zipfile.ZipInfo],
    manifest: Manifest,
    folder: Path,
    where: str,
) -> None:
    """Write everything into a folder beside, check it on the way, and move that into place in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    old = folder.with_name(f"{beside.name}-old")
    beside.mkdir()
    try:
        for each in manifest.sentences:
            data = _read(archive, entries[each.file], LARGEST_FILE, where)
            if not data.startswith(_FLAC) or hashlib.sha256(data).hexdigest() != each.sha256:
                raise VoiceError(f"{shown(each.file)} is not what was recorded", where=where, hint=_HINT)
            _listen(data, each, where)
            (beside / each.file).write_bytes(data)
        (beside / MANIFEST).write_text(manifest.model_dump_json(indent=1), "utf-8")
        if folder.exists():
            folder.rename(old)
        try:
            beside.rename(folder)
        except OSError:
            with contextlib.suppress(OSError):
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
