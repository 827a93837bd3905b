"""Sounds to measure: mono waves at 44.1 kHz."""

from __future__ import annotations

import numpy as np

from coach.sound.pcm import RATE, Wave


def sine(hertz: float, seconds: float, amplitude: float) -> Wave:
    return (amplitude * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(
        np.float32
    )


def hiss(seconds: float, level: float, seed: int = 1) -> Wave:
    """White noise, the same each time; ``level`` is its RMS."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (level * noise.clip(-3, 3)).astype(np.float32)


def pauses(wave: Wave) -> Wave:
    """The wave with every other 700 ms silent."""
    gate = np.arange(len(wave)) // (RATE * 7 // 10) % 2 == 0
    gated: Wave = wave * gate.astype(np.float32)
    return gated
