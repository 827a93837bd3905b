"""The machine's own voice, spoken by pyttsx3 in child processes: espeak-ng, or what macOS or Windows has.

pyttsx3 is reached only through ``pyttsx3_child``, which says why. Here is the other side of the pipe: two
children, and whatever one of them does (dies, hangs, answers nonsense, writes nothing) a new one says the
sentence again. The caller sees a slower answer, or after a few attempts one VoiceError.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unicodedata
import wave
import weakref
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from coach.errors import CoachError, NotFoundError, VoiceError
from coach.units import shown
from coach.voice import pyttsx3_child as child
from coach.voice.api import Recording, VoiceInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_T = TypeVar("_T")

SLOWEST, FASTEST = 80, 260
LONGEST_TEXT = 2000
"""Characters in a sentence; several thousand crash the engine."""
