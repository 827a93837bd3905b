"""ALSA reports on stderr whatever it tried in vain, in the middle of a session's display: this turns it off."""

from __future__ import annotations

import ctypes
import sys


def hush_alsa() -> None:
    """Make ALSA keep its messages to itself, in this process. What is wrong, it still returns."""
    if not sys.platform.startswith("linux"):
        return
    try:
        # Instead of its printer, give it a C function that looks at none of its arguments and does no harm.
        # One written in Python would have to outlive every thread that ALSA runs in.
        alsa, ignore = ctypes.CDLL("libasound.so.2"), ctypes.CDLL(None).getpid
        alsa.snd_lib_error_set_handler(ctypes.cast(ignore, ctypes.c_void_p))
    except (OSError, AttributeError):
        return
