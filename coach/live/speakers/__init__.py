"""Where sound can go, by name: devices, a file, or nowhere at the right pace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import NotFoundError, SpeakerError, shown
from coach.live.api import Outlet
from coach.similar import did_you_mean, similar

if TYPE_CHECKING:
    from coach.live.api import Speaker

DEFAULT = "miniaudio"
"""What a plain install plays with."""

_NAMES = ("miniaudio", "simpleaudio", "null", "null:fast", "wav:FILE")


def find_speaker(name: str | None = None) -> Speaker:
    """Return the speaker of a name, not open yet; None gives the default.

    Names are ``miniaudio``, ``miniaudio:DEVICE``, ``simpleaudio``, ``null``, ``null:fast`` and ``wav:FILE``.
    Whether there is a device shows when it is opened.

    Raises NotFoundError, with the nearest names, for any other.
    """
    wanted = DEFAULT if name is None else name
    kind, _, detail = wanted.partition(":")
    match kind.lower(), detail:
        case "miniaudio", device:
            from coach.live.speakers.miniaudio_speaker import MiniaudioSpeaker

            return MiniaudioSpeaker(device or None)
        case "simpleaudio", "":
            from coach.live.speakers.simpleaudio_speaker import SimpleaudioSpeaker

            return SimpleaudioSpeaker()
        case "null", "" | "fast":
            from coach.live.speakers.null_speaker import NullSpeaker

            return NullSpeaker(fast=bool(detail))
        case "wav", file if file:
            from coach.live.speakers.wav_speaker import WavSpeaker

            return WavSpeaker(Path(file))
    hint = f"{did_you_mean(similar(wanted.lower(), _NAMES))} 'coach speakers' lists them all".strip()
    raise NotFoundError(f"there is no speaker {shown(wanted)}", hint=hint)


def list_outlets() -> list[Outlet]:
    """Return every output there is on this machine, the default first; those that cannot play say why."""
    return [
        *_miniaudio_outlets(),
        _simpleaudio_outlet(),
        Outlet("null", "no sound, in real time"),
        Outlet("null:fast", "no sound, as fast as it goes"),
        Outlet("wav:FILE", "a WAV file: exactly what would have been heard"),
    ]


def _miniaudio_outlets() -> list[Outlet]:
    from coach.live.speakers.miniaudio_device import list_devices

    try:
        devices = list_devices()
    except SpeakerError as error:
        return [Outlet(DEFAULT, str(error), ready=False)]
    first = Outlet(DEFAULT, "the system's own choice of output (default)")
    return [first, *(Outlet(f"{DEFAULT}:{device}", "a device") for device in devices)]


def _simpleaudio_outlet() -> Outlet:
    from coach.live.speakers.simpleaudio_tape import why_not

    reason = why_not()
    return Outlet("simpleaudio", reason or "the system's own choice of output", ready=not reason)
