"""How loud sound is to the ear, and how to keep its peaks down.

Loudness follows ITU-R BS.1770-4: K-weighting, then the mean power of 400 ms blocks that pass two gates.
Whole short sounds are at hand here, so the weighting is applied to their spectrum instead of running two
filters over the samples.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from coach.sound.pcm import RATE, Wave, resample

# K-weighting as two analogue filters, from which its coefficients follow for any rate: BS.1770-4 prints those
# for 48 kHz only. The figures are those of libebur128 and of ffmpeg's ebur128 (f_ebur128.c); at 48 kHz they
# give the printed coefficients to the last digit.
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773

TRACK_LUFS = -19.0
"""Loudness of a track: that of a mono podcast."""

_OFFSET_DB = -0.691  # BS.1770-4: makes a 997 Hz sine of full scale read -3.01 LUFS
_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0

_OVERSAMPLING = 4
_BETWEEN = 0.6
"""A peak between samples has a sample of this share of it beside it: 0.7 in a sine of a quarter of the rate."""

_STRETCH, _AROUND = 1024, 256
"""Samples that are oversampled together, and those to either side that bear upon them."""

_GRAIN = 16
"""Samples that the limiter treats alike (0.4 ms): its gain moves far slower than that."""

_REACH = RATE * 5 // 1000 // _GRAIN
"""Grains by which the limiter looks ahead, and takes to let go: 5 ms, half a pitch period of a low voice."""

_MARGIN = 0.99
"""A changing gain moves the peaks between samples by a hair: the limiter aims 0.1 dB lower."""


def loudness(wave: Wave, rate: int = RATE) -> float:
    """Return the loudness in LUFS of a mono sound at ``rate``; minus infinity for silence.

    A sound shorter than one block of 400 ms counts whole, without gates.
    """
    if not len(wave):
        return -np.inf
    power = _weighted(wave, rate) ** 2
    if len(power) < rate * 4 // 10:
        return _lufs(float(power.mean(dtype=np.float64)))
    blocks = _blocks(power, rate)
    heard = blocks[blocks > _power(_GATE_LUFS)]
    if not len(heard):
        return -np.inf
    gate = _power(_lufs(float(heard.mean())) + _RELATIVE_GATE_LU)
    return _lufs(float(heard[heard > gate].mean()))


def momentary(wave: Wave) -> npt.NDArray[np.float64]:
    """Return the loudness in LUFS of each 400 ms of a sound, one beginning every 100 ms; -120 for silence."""
    if len(wave) < RATE * 4 // 10:
        return np.zeros(0)
    heard = np.maximum(_blocks(_weighted(wave, RATE) ** 2, RATE), _power(-120.0))
    return np.asarray(_OFFSET_DB + 10 * np.log10(heard), np.float64)


def true_peak(wave: Wave) -> float:
    """Return the highest peak in dBTP, between the samples too (4x oversampled, as BS.1770-4 annex 2)."""
    highest = float(_peaks(wave).max(initial=0.0))
    return 20 * float(np.log10(highest)) if highest else -np.inf


def limit(wave: Wave, ceiling_dbtp: float) -> Wave:
    """Return the sound with its true peak at or below the ceiling; below it already, the sound itself.

    The gain begins to fall 5 ms ahead of a peak and is back 5 ms after it, on a smooth curve, so that
    nothing is clipped and nothing clicks.
    """
    ceiling = 10 ** (ceiling_dbtp / 20)
    peaks = _peaks(wave, _MARGIN * ceiling)
    if peaks.max(initial=0.0) <= ceiling:
        return wave
    grains = np.pad(peaks, (0, -len(peaks) % _GRAIN)).reshape(-1, _GRAIN).max(axis=1)
    wanted = np.minimum(1.0, _MARGIN * ceiling / np.maximum(grains, 1e-9))
    gain = smoothed(_lowest(wanted, _REACH + 1), _REACH)
    limited: Wave = wave * drawn(gain.astype(np.float32), _GRAIN, len(wave))
    return limited


def _blocks(power: Wave, rate: int) -> npt.NDArray[np.float64]:
    """Return the mean power of each 400 ms, one block beginning every 100 ms."""
    block, hop = rate * 4 // 10, rate // 10
    sums = np.concatenate(([0.0], np.cumsum(power, dtype=np.float64)))
    starts = np.arange(0, len(power) - block + 1, hop)
    blocks: npt.NDArray[np.float64] = (sums[starts + block] - sums[starts]) / block
    return blocks


def _weighted(wave: Wave, rate: int) -> Wave:
    """Return the sound as K-weighting lets it through, without the filters' delay."""
    size = fast_size(
        len(wave) + rate // 20
    )  # room for the filters to ring, or the end would ring in the start
    spectrum = np.fft.rfft(wave, size) * _k_weighting(size, rate)
    heard: Wave = np.fft.irfft(spectrum, size).astype(np.float32, copy=False)
    return heard[: len(wave)]


@functools.lru_cache(maxsize=16)  # sentences come in a dozen sizes
def _k_weighting(size: int, rate: int) -> npt.NDArray[np.float32]:
    """Return K-weighting's gain at each frequency of a spectrum over ``size`` samples."""
    k = np.tan(np.pi * _SHELF_HZ / rate)
    high = 10 ** (_SHELF_DB / 20)
    band = high**0.4996667741545416
    shelf = (high + band * k / _SHELF_Q + k * k, 2 * (k * k - high), high - band * k / _SHELF_Q + k * k)
    shelf_below = (1 + k / _SHELF_Q + k * k, 2 * (k * k - 1), 1 - k / _SHELF_Q + k * k)
    k = np.tan(np.pi * _HIGH_PASS_HZ / rate)
    scale = 1 + k / _HIGH_PASS_Q + k * k
    pass_below = (1.0, 2 * (k * k - 1) / scale, (1 - k / _HIGH_PASS_Q + k * k) / scale)
    angle = 2 * np.pi * np.arange(size // 2 + 1) / size
    one, two = 2 * np.cos(angle), 2 * np.cos(2 * angle)

    def squared(b0: float, b1: float, b2: float) -> npt.NDArray[np.float64]:
        """Return |b0 + b1/z + b2/z²|² on the unit circle."""
        return b0 * b0 + b1 * b1 + b2 * b2 + (b0 * b1 + b1 * b2) * one + b0 * b2 * two

    gain = squared(*shelf) / squared(*shelf_below) * (one - 2) ** 2 / squared(*pass_below)
    amplitude: npt.NDArray[np.float32] = np.sqrt(gain.clip(0)).astype(np.float32)
    return amplitude


def _peaks(wave: Wave, above: float = 0.0) -> npt.NDArray[np.float32]:
    """Return, for each sample, the highest magnitude there or on the way to the next.

    Where no peak can be higher than ``above``, the ways between samples are left out.
    """
    highest: npt.NDArray[np.float32] = np.abs(wave)
    stretches = np.pad(highest, (0, -len(wave) % _STRETCH)).reshape(-1, _STRETCH).max(axis=1)
    edges = np.flatnonzero(np.diff(stretches > above * _BETWEEN, prepend=False, append=False)) * _STRETCH
    for begin, end in edges.reshape(-1, 2):
        since = max(0, begin - _AROUND)
        finer: Wave = np.abs(resample(wave[since : end + _AROUND], RATE, RATE * _OVERSAMPLING))
        finer = finer[(begin - since) * _OVERSAMPLING :]
        here = highest[begin:end]
        for phase in range(
            _OVERSAMPLING
        ):  # slices: numpy takes ten times as long for the maximum of short rows
            part = finer[phase::_OVERSAMPLING][: len(here)]
            np.maximum(here[: len(part)], part, out=here[: len(part)])
    return highest


def _lowest(values: npt.NDArray[np.float32], reach: int) -> npt.NDArray[np.float32]:
    """Return the lowest value within ``reach`` of each place, by doubling windows."""
    padded = np.pad(values, reach, mode="edge")
    width = 1
    while width < 2 * reach + 1:
        step = min(width, 2 * reach + 1 - width)
        padded = np.minimum(padded[:-step], padded[step:])
        width += step
    return padded


def smoothed(values: npt.NDArray[np.float32], reach: int) -> npt.NDArray[np.float64]:
    """Return the mean within ``reach`` of each place, weighted to a triangle: two running means."""
    smooth = np.pad(values, reach, mode="edge").astype(np.float64)
    width = reach + 1
    for _ in range(2):
        sums = np.concatenate(([0.0], np.cumsum(smooth)))
        smooth = (sums[width:] - sums[:-width]) / width
    return smooth


def drawn(values: npt.NDArray[np.float32], grain: int, length: int) -> npt.NDArray[np.float32]:
    """Return so many samples on straight lines between values, each of which stands in the middle of a grain."""
    ends = np.pad(values, 1, mode="edge")
    along = ((np.arange(grain) + grain % 2 / 2) / grain).astype(np.float32)
    lines: npt.NDArray[np.float32] = ends[:-1, None] + np.diff(ends)[:, None] * along
    return lines.reshape(-1)[grain // 2 : grain // 2 + length]


def fast_size(least: int) -> int:
    """Return a size, not below ``least``, whose Fourier transform is quick: 2^a, 3·2^a or 5·2^a."""
    return min(base << max(0, -(-least // base) - 1).bit_length() for base in (1, 3, 5))


def _lufs(power: float) -> float:
    return _OFFSET_DB + 10 * float(np.log10(power)) if power > 0 else -np.inf


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_DB) / 10))
