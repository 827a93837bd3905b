"""The formats of a track: what each ending stands for, and what ffmpeg is told to make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_EXACT = ("-fflags", "+bitexact", "-flags:a", "+bitexact")
"""No version and no date in the file: equal sound, equal file."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, by its ``name``, which is its ending too.

    ``muxer`` and ``codec`` are ffmpeg's words. ``usual`` is the bitrate in kbit/s for one channel and for two;
    ``bitrates`` are those that can be asked for, none where the sound is kept whole.
    """

    name: str
    muxer: str
    codec: str
    usual: tuple[int, int] | None = None
    bitrates: tuple[int, ...] = ()
    options: tuple[str, ...] = ()

    def arguments(self, channels: int = 1, kbit: int | None = None) -> list[str]:
        """Return what ffmpeg is told, between the sound it is given and the file it writes."""
        arguments = ["-codec:a", self.codec, *self.options]
        if self.usual:
            rate = kbit or self.usual[channels - 1]
            arguments += ["-b:a", f"{rate}k"]
            if self.codec == "libmp3lame" and (loss := _lame_takes(rate)) < 1:
                arguments += ["-af", f"volume=1/{loss}:precision=float"]
        return [*arguments, *_EXACT]

    def refusal(self, kbit: int) -> str:
        """Say why a bitrate cannot be had, or nothing."""
        if not self.bitrates:
            return f"{self.name} keeps the sound whole and takes no bitrate"
        if kbit in self.bitrates:
            return ""
        some = self.bitrates
        listed = ", ".join(map(str, some)) if len(some) < 20 else f"from {some[0]} to {some[-1]}"
        return f"{self.name} takes {listed} kbit/s"


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
    *("mp3", "mp3", "libmp3lame", (96, 160)),
    bitrates=(32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    options=("-compression_level", "7", "-id3v2_version", "0", "-write_xing", "1"),
)

# AAC by ffmpeg's own encoder, speech of a whole session: at 96k its "fast" search has 40 dB of signal to noise
# and takes a third of the time of "twoloop", which has 27 dB, and at 64k and less peaks 1 to 2 dB higher.
_AAC = ("aac", (96, 160), tuple(range(48, 257)), ("-aac_coder", "fast"))
M4A = Format("m4a", "ipod", *_AAC)
M4B = Format("m4b", "ipod", *_AAC)
OPUS = Format("opus", "opus", "libopus", (64, 96), tuple(range(16, 257)))
OGG = Format("ogg", "ogg", "libvorbis", (96, 128), tuple(range(32, 193)))
FLAC = Format("flac", "flac", "flac")
WAV = Format("wav", "wav", "pcm_s16le")

FORMATS = {each.name: each for each in (MP3, M4A, M4B, OPUS, OGG, FLAC, WAV)}


def format_of(path: Path) -> Format | None:
    """Return the format that a path's ending stands for, in whatever case."""
    return FORMATS.get(path.suffix.lower().removeprefix("."))
