"""Any program that turns text into sound, as a voice: ``command:NAME``, or ``command:NAME:VOICE``.

Templates come from the settings file (``[commands.NAME]``) and from ``presets.toml`` beside this module.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import sys
import threading
import tomllib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coach.content.manner import OWN_PITCH, USUAL, Manner
from coach.errors import MediaError, NotFoundError, VoiceError, printable, shown
from coach.settings.command import CommandTemplate
from coach.settings.settings_file import read_settings
from coach.voice.api import closed_error
from coach.voice.command.program import CommandFault, ProgramMissing, run
from coach.voice.lexicon import find_lexicon
from coach.voice.speakable import speakable

if TYPE_CHECKING:
    from coach.voice.api import Recording
    from coach.voice.lexicon import Lexicon

PREFIX = "command:"
_TRIES = 2
_SECONDS_A_CHARACTER = 0.05
_SHELL_FILES = (".bat", ".cmd")
"""What Windows hands to a shell, which would read the text as its own."""


class CommandVoice:
    """Runs a program for each sentence; see ``Voice``.

    ``rate`` is in words a minute, as exactly as the template knows the program's. ``language`` chooses a voice
    where the name has none and the template has several. Raises NotFoundError for a name without a template,
    VoiceError for a voice or a pitch that the template has no place for.
    """

    def __init__(
        self, name: str, rate: int | None = None, language: str = "en", pitch: int | None = None
    ) -> None:
        command, _, voice = name.partition(":")
        self._command = command
        self._template = find_template(command)
        self._rate = rate or USUAL
        self._pitch = pitch
        self._voice = voice or self._template.languages.get(language) or self._template.voice
        self._named = bool(voice)
        self._language = language
        self._closed = threading.Event()
        if pitch is not None and not self._template.takes_pitch:
            hint = "write {pitch} where the program takes it, in the settings file"
            raise VoiceError(f"the pitch of the command {command} cannot be set", hint=hint)
        if voice and "{voice}" not in self._template.run:
            hint = "write {voice} where the program takes it, in the settings file"
            raise VoiceError(f"the command {command} has one voice only", where=shown(name), hint=hint)
        if voice and self._template.voices and voice not in self._template.voices:
            hint = f"there are {', '.join(self._template.voices)}"
            raise NotFoundError(f"{command} has no voice {shown(voice)}", hint=hint)
        if voice.startswith("-"):
            raise VoiceError("a voice cannot begin with '-'", where=shown(name), hint="see 'coach voices'")

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        return f"{PREFIX}{self._command}" + (f":{self._voice}" if self._voice else "")

    @property
    def language(self) -> str:
        """The language that the template says of the voice, or the voice's name (en-us, de_DE), or nothing."""
        for language, voice in self._template.languages.items():
            if voice == self._voice:
                return language
        told = re.fullmatch(r"([a-z]{2})(?:[-_+].*)?", (self._voice or "").casefold())
        if told:
            return told[1]
        return self._language if self._template.takes_language else self._template.language

    @property
    def takes_language(self) -> bool:
        """Whether it would speak another language if it were asked for that."""
        return self._template.takes_language and not self._named

    @property
    def installed(self) -> bool:
        """Whether this machine has the program."""
        return self._program is not None

    @cached_property
    def identity(self) -> str:
        """The program by path, size and time of change, and what it is called with."""
        program = self._program or self._template.run[0]
        try:
            status = Path(program).stat()
            version = f"{status.st_size} bytes of {status.st_mtime_ns}"
        except OSError:
            version = "missing"
        return f"command {version} {self._filled(program, '{text}', self._rate)}"

    @cached_property
    def lexicon(self) -> Lexicon:
        """That of the language and the command; raises RoutineError for mistakes in the user's own."""
        return find_lexicon(self.language[:2] or self._language, self._command)

    @property
    def parallel(self) -> int:
        """Two: one sentence is loaded and written while the other is computed."""
        return min(2, os.cpu_count() or 1)

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        """Have the program speak ``text``, slower by its manner where the template has a place for a rate.

        Raises VoiceError with the last line that the program said when it cannot.
        """
        words = speakable(text)
        words = self.lexicon.respelt(text) or words
        if self._closed.is_set():
            raise closed_error()
        from coach.voice.recording import read_foreign

        arguments = self._filled(self._runnable(), words, self._rate * manner.pace)
        stdin = None if "{text}" in self._template.run else words
        patience = self._template.seconds + len(words) * _SECONDS_A_CHARACTER
        trouble = ""
        for _ in range(_TRIES):
            try:
                return read_foreign(run(arguments, stdin, patience, self._closed.is_set))
            except ProgramMissing as fault:
                raise self._missing(str(fault)) from fault
            except CommandFault as fault:
                trouble = str(fault)
            except MediaError as fault:
                trouble = fault.what
            if self._closed.is_set():
                raise closed_error()
        raise VoiceError(
            f"{self._command} could not say {shown(words)} ({printable(trouble)})",
            where=f"voice {self.name}",
            hint=f"try it by hand: {shown(' '.join(self._template.run))}",
        )

    def close(self) -> None:
        """End what is running."""
        self._closed.set()

    @cached_property
    def _program(self) -> str | None:
        program = os.path.expanduser(self._template.run[0])  # noqa: PTH111 (a name stays one)
        found = shutil.which(program)
        return found and str(Path(found).absolute())

    def _runnable(self) -> str:
        """Return the program's path, if it can be run without a shell."""
        if not self._program:
            raise self._missing("it is not installed, or not on the PATH")
        if sys.platform == "win32" and self._program.lower().endswith(_SHELL_FILES):
            raise VoiceError(f"{self._program} is run by a shell", hint="give the program that it starts")
        return self._program

    def _filled(self, program: str, words: str, rate: float) -> list[str]:
        """Return program and arguments with everything filled in but the file to write; ``rate`` in true words."""
        template = self._template
        filled = {
            "rate": f"{round(rate / template.pace)}",
            "stretch": f"{template.natural / rate:.3f}",
            "percent": f"{round(100 * rate / template.natural)}",
            "language": self._language,
            "pitch": f"{OWN_PITCH if self._pitch is None else self._pitch}",
        }
        made = [program]
        for argument in template.run[1:]:
            if argument == "{voice}":
                if self._voice:
                    made.append(self._voice)
                elif len(made) > 1:
                    made.pop()
            elif argument == "{text}":
                # A blank in front keeps what begins with "-" from being an option.
                made.append(f" {words}" if words.startswith("-") else words)
            else:
                made.append(
                    re.sub(
                        r"\{(rate|stretch|percent|language|pitch)\}", lambda found: filled[found[1]], argument
                    )
                )
        return made

    def _missing(self, reason: str) -> VoiceError:
        hint = f"install it, or change [commands.{self._command}] in the settings file"
        return VoiceError(f"{self._template.run[0]} cannot be run ({reason})", where=self.name, hint=hint)


def find_template(name: str) -> CommandTemplate:
    """Return the template of that name, the user's before a preset; raises NotFoundError."""
    known = templates()
    if name in known:
        return known[name]
    from coach.content.problems import nearest

    hint = nearest(name, known, f"there are {', '.join(known)}")
    raise NotFoundError(f"there is no voice {shown(PREFIX + name)}", hint=hint)


def templates() -> dict[str, CommandTemplate]:
    """Return every template by name: the presets, and the user's own, which take the place of presets."""
    return {**_presets(), **(read_settings().commands or {})}


@functools.cache
def _presets() -> dict[str, CommandTemplate]:
    found = tomllib.loads(Path(__file__).with_name("presets.toml").read_text("utf-8"))
    return {name: CommandTemplate.model_validate(table) for name, table in found.items()}
