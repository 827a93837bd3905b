"""MP3, by LAME: an ID3 tag in front of the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.track.formats.format import Format
from coach.track.formats.id3 import id3_tag
from coach.track.formats.lame import with_exact_padding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.track.tags import Tags

_HEAD = 400
"""Bytes in which the LAME tag is."""


def _embed(bare: Path, tagged: Path, tags: Tags, samples: int) -> None:
    with tagged.open("wb") as file:
        file.write(id3_tag(tags))
        file.writelines(sound(bare, samples))


def sound(bare: Path, samples: int) -> Iterator[bytes]:
    """Yield the sound that was encoded, in pieces, given how many samples a channel went in."""
    with bare.open("rb") as file:
        yield with_exact_padding(file.read(_HEAD), samples)
        while piece := file.read(1 << 20):
            yield piece


def _lame_takes(kbit: int) -> float:
    """Return the factor by which LAME lowers what it is given at a bitrate, to spare decoders that clip.

    Given back in floating point, before LAME, a track is as loud as its rehearsal. Measured with a sine:
    -0.45 dB up to 160k, -0.26 at 192k, -0.18 at 224k, nothing above. Costs no time.
    """
    return 0.95 if kbit < 192 else {192: 0.97, 224: 0.98}.get(kbit, 1.0)


# Chosen by measuring: 85 s of eSpeak speech and pauses, and the same with a chord and hiss up to 16 kHz added
# ("wide"), mono 44.1 kHz, LAME 3.100. "Noise" is the codec's error under the sound in each of 24 critical
# bands: the level that 95 % of all bands and moments stay under, in dB; "time" is seconds for 10 minutes.
#
#                    speech            wide                       speech            wide
#                  time  noise     time  noise                  time  noise     time  noise
#     64k level 2   2.0   -5.1      4.3   -3.9     96k level 2   2.6  -10.2      5.6   -5.9
#     64k level 7   1.2   -3.8      1.3   -3.2     96k level 5   1.8  -10.7      3.9   -6.2
#     80k level 7   1.3   -7.5      1.4   -6.0     96k level 7   1.3  -10.9      1.3   -8.5
#    128k level 2   3.1  -12.1      6.1   -5.9    128k level 7   1.4  -16.9      1.5  -13.1
#
# At 64k the lower levels' noise shaping is worth its time; from 96k there are bits enough to do without, and
# level 7 is both the quickest and the cleanest (8 and 9 are the same). 96k is 0.7 MB a minute, and a mono
# channel has in it what stereo has at 192k.
MP3 = Format(
    *("mp3", "mp3", "libmp3lame", _embed),
    heads=(b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"ID3"),
    usual=(96, 160),
    bitrates=(32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    options=("-compression_level", "7", "-id3v2_version", "0", "-write_xing", "1"),
    lowers=_lame_takes,
)
