"""What the net adds at the edges of a sentence that is no sound of it: a hum before it, a hiss after it.

The hum comes before "p", "t" and "k", mostly in Spanish, as if "Camina" began with an "m". The hiss comes after a
last vowel, mostly in French, lasts 100 to 250 ms, and makes "genoux" sound like "genousse": of 285 French
sentences, 73 had it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from coach.sound.pcm import Samples

_VOICED = frozenset("aeiouyøœɛɔəɑɒæɪʊʌɜɐɚɝlmnŋɲɾjw\u0303")  # noqa: RUF001 (IPA)
"""Last sounds that nothing hisses after, the tilde being that of nasal vowels. French "r" may be all breath."""

_VOICELESS = frozenset("ptk")
"""First sounds before which nothing hums."""

_STEP_MS, _FADE_MS = 10, 20
_HISS_HZ = 4_000
"""A step is hiss if most of its power lies above: of vowels, a hundredth does."""

_SOUND_DB, _SOFT_DB = -45.0, -28.0
"""What is softer beside the loudest step is silence, or what a hiss dies away in."""

_SHORTEST_MS, _LONGEST_MS = 30, 400

_HUM_DB, _HUM_HZ, _HUM_MS, _GAP_DB, _GAP_MS = -9.0, 600, 90, -30.0, 30
"""A hum is softer than this beside the loudest step, mostly below so many Hz, and not longer; a gap follows it."""


def without_extras(samples: Samples, rate: int, sounds: str) -> Samples:
    """Return what was said without a hum before it and a hiss after it; ``sounds`` are those it was said from."""
    end = hiss_begins(samples, rate, sounds)
    return (samples if end is None else cut(samples, rate, end))[hum_ends(samples, rate, sounds) :]


def hum_ends(samples: Samples, rate: int, sounds: str) -> int:
    """Return the sample in the gap after a hum that begins a sentence of these ``sounds`` (IPA); 0 without one."""
    if sounds.lstrip(" ˈˌ¿¡")[:1] not in _VOICELESS:
        return 0
    rows = _rows(samples, rate)
    level = _db((rows**2).mean(axis=1))
    loud = level > _GAP_DB
    first = int(np.argmax(loud))
    after = first + int(np.argmin(loud[first:]))
    gap = int(np.argmax(loud[after:]))
    if (after - first) * _STEP_MS > _HUM_MS or gap * _STEP_MS < _GAP_MS or level[first:after].max() > _HUM_DB:
        return 0
    low = ~_high(rows[first:after], rate, _HUM_HZ)
    return (after + gap // 2) * rows.shape[1] if low.all() else 0


def hiss_begins(samples: Samples, rate: int, sounds: str) -> int | None:
    """Return the sample where a hiss begins that ends a sentence of these ``sounds`` (IPA); None without one."""
    if sounds.rstrip(" .,;:!?…ˈˌː")[-1:] not in _VOICED:
        return None
    rows = _rows(samples, rate)
    level = _db((rows**2).mean(axis=1))
    last = int(np.flatnonzero(level > _SOUND_DB)[-1]) + 1
    first = max(0, last - _LONGEST_MS // _STEP_MS)
    hissing = _high(rows[first:last], rate, _HISS_HZ)
    end = len(hissing)
    while end and not hissing[end - 1] and level[first + end - 1] < _SOFT_DB:
        end -= 1
    begin = end
    while begin and hissing[begin - 1]:
        begin -= 1
    if not begin or (end - begin) * _STEP_MS < _SHORTEST_MS:
        return None
    return (first + begin) * int(rows.shape[1])


def cut(samples: Samples, rate: int, at: int) -> Samples:
    """Return the samples before ``at``, the last of them fading."""
    kept = samples[:at].copy()
    fading = kept[-(rate * _FADE_MS // 1000) :]
    fading[:] = fading * np.cos(np.linspace(0, np.pi / 2, len(fading))) ** 2
    return kept


def _rows(samples: Samples, rate: int) -> npt.NDArray[np.float32]:
    """Return the samples in steps, a row each."""
    step = rate * _STEP_MS // 1000
    return samples[: len(samples) // step * step].reshape(-1, step).astype(np.float32)


def _high(rows: npt.NDArray[np.float32], rate: int, hz: int) -> npt.NDArray[np.bool_]:
    """Whether most of the power of each row lies above ``hz``."""
    power = np.abs(np.fft.rfft(rows * np.hanning(rows.shape[1]), axis=1)) ** 2
    high = np.fft.rfftfreq(rows.shape[1], 1 / rate) > hz
    above: npt.NDArray[np.bool_] = power[:, high].sum(axis=1) > 0.5 * power.sum(axis=1)
    return above


def _db(power: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return power in dB beside the highest."""
    return np.asarray(10 * np.log10(power / max(float(power.max(initial=0)), 1e-9) + 1e-9), np.float64)
