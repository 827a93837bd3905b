"""The LAME tag: the first frame of an MP3, which tells decoders how much of the sound is padding.

ffmpeg writes at most 1681 samples of it; for three lengths in a hundred it is up to 31 more, which a decoder
would play: a gap of 0.7 ms in an album.
"""

from __future__ import annotations

_FRAME = 1152
_DELAYS = 141
"""Where the delay (12 bits) and the padding (12 bits) stand, from the name of the tag on."""
_CRC = 154
_CHECKED = 190
"""Bytes that the checksum is over, itself not set; with one channel they go a little beyond it."""


def with_exact_padding(frame: bytes, samples: int) -> bytes:
    """Return a first frame, given how many samples a channel went in; as it was if it has no such tag."""
    place = max(frame.find(b"Info"), frame.find(b"Xing"))
    if place < 0 or len(frame) < _CHECKED or frame[place + 7] & 1 == 0:
        return frame
    frames = int.from_bytes(frame[place + 8 : place + 12], "big")
    delay = int.from_bytes(frame[place + _DELAYS : place + _DELAYS + 3], "big") >> 12
    padding = frames * _FRAME - delay - samples
    if not 0 <= padding < 1 << 12:
        return frame
    changed = bytearray(frame)
    changed[place + _DELAYS : place + _DELAYS + 3] = (delay << 12 | padding).to_bytes(3, "big")
    changed[place + _CRC : place + _CRC + 2] = b"\0\0"
    changed[place + _CRC : place + _CRC + 2] = _crc16(changed[:_CHECKED]).to_bytes(2, "big")
    return bytes(changed)


def _crc16(data: bytes | bytearray) -> int:
    """Return the checksum that LAME uses (CRC-16/ARC)."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value
