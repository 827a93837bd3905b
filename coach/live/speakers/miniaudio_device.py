"""The door to miniaudio: its devices, found by name, started and let go of; and the microphone.

What the binding (1.71) leaves to its users, as read in its source and measured:

- Without a list of back-ends, a machine without a sound card plays into miniaudio's NULL device: so NULL is not
  on the list.
- A device that is not closed hangs the interpreter at its exit; and closing one does not let go of its context,
  which is a connection to the sound server, of which there are 64.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import MediaError, NotFoundError, SpeakerError, shown
from coach.live.speakers.alsa import hush_alsa
from coach.similar import did_you_mean, similar
from coach.sound.pcm import RATE

if TYPE_CHECKING:
    from collections.abc import Generator

    import miniaudio

PERIOD = 30
"""Milliseconds that a device takes at a time. With PulseAudio this is its whole buffer as well."""
PERIODS = 2


def list_devices() -> list[str]:
    """Return the names of the devices there are; raises SpeakerError when there are none."""
    import miniaudio

    hush_alsa()
    try:
        found = miniaudio.Devices(_backends()).get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise _no_device() from error
    if not found:
        raise _no_device()
    return [device["name"] for device in found]


def start(name: str | None, feed: Generator[bytes, int, None]) -> miniaudio.PlaybackDevice:
    """Let a device play what ``feed`` yields when it is sent a number of samples: 16-bit mono at ``RATE``.

    Raises SpeakerError when there is no device, NotFoundError when there is none of that name.
    """
    import miniaudio

    hush_alsa()
    next(feed)  # to where it waits for the first count
    try:
        device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=RATE,
            buffersize_msec=PERIOD,
            callback_periods=PERIODS,
            device_id=_device_id(name) if name else None,
            backends=_backends(),
            app_name="coach",
        )
    except miniaudio.MiniaudioError as error:
        raise _no_device() from error
    try:
        device.start(feed)
    except miniaudio.MiniaudioError as error:
        release(device)
        raise _no_device() from error
    return device


def start_microphone(
    rate: int, period: int, feed: Generator[None, bytearray, None]
) -> miniaudio.CaptureDevice:
    """Send ``feed`` what the microphone hears, ``period`` milliseconds at a time: 16-bit mono at ``rate``.

    Raises MediaError when there is none.
    """
    import miniaudio

    hush_alsa()
    next(feed)  # to where it waits for the first block
    device = None
    try:
        device = miniaudio.CaptureDevice(
            input_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=rate,
            buffersize_msec=period,
            backends=_backends(),
            app_name="coach",
        )
        device.start(feed)
    except miniaudio.MiniaudioError as error:
        if device:
            release(device)
        raise MediaError("there is no microphone") from error
    return device


def _device_id(name: str) -> object:
    """Return miniaudio's own id of the device that is called, or alone begins, like this."""
    import miniaudio

    found = {device["name"]: device["id"] for device in miniaudio.Devices(_backends()).get_playbacks()}
    if not found:
        raise _no_device()
    matches = [each for each in found if each == name] or [
        each for each in found if each.lower().startswith(name.lower())
    ]
    if len(matches) == 1:
        return found[matches[0]]
    near = map(shown, matches or similar(name, found))
    hint = f"{did_you_mean(near)} 'coach speakers' lists them all".strip()
    raise NotFoundError(f"there is no sound device {shown(name)}", hint=hint)


def _backends() -> list[miniaudio.Backend]:
    """What may be played or recorded through, the best first: all but those that make no sound."""
    import miniaudio

    silent = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    enabled = miniaudio.get_enabled_backends()
    return [backend for backend in miniaudio.Backend if backend in enabled and backend not in silent]


def release(device: miniaudio.PlaybackDevice | miniaudio.CaptureDevice) -> None:
    """Stop a device and let go of it."""
    import miniaudio

    device.close()
    miniaudio.lib.ma_context_uninit(device._context)


def _no_device() -> SpeakerError:
    return SpeakerError(
        "there is no sound device to play through",
        hint="connect or switch on a speaker, or write a file with 'coach export' or --speaker wav:FILE",
    )
