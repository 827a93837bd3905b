"""What a runner does not want to say again: a commented TOML file in the user's configuration folder.

The command line beats the environment (``COACH_VOICE`` and so on), and that beats the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from coach.errors import CoachError, Problem, RoutineError
from coach.fields import Detail  # noqa: TC001 (pydantic reads the annotations at run time)
from coach.library.problems import nearest
from coach.units import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RATES = (80, 260)
"""Words a minute that can be asked for; 130 to 150 are what people follow with ease."""


def _names(value: object) -> object:
    """Read names given one by one or in one text, with commas or spaces between them."""
    return [name for name in re.split(r"[,\s]+", value) if name] if isinstance(value, str) else value


_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WITHIN = frozenset(("rate", "stretch", "percent", "language"))
_WHOLE = frozenset(("text", "wav", "voice"))
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
"""What commands and packs of voices may be called: it is a folder's name, and part of a voice's."""


class CommandTemplate(BaseModel):
    """How to have a program of this machine speak: ``run`` is its name and arguments, never a line for a shell.

    An argument may be ``{text}`` (without one the text goes to standard input), ``{wav}`` (the file to write;
    without one the sound is taken from standard output) or ``{voice}`` (left out, with the argument before it,
    when no voice is named; ``voices`` are those to be had, if it says any). Within an argument may stand
    ``{rate}`` in words a minute, ``{stretch}``, how many times slower than by itself the program is to speak,
    ``{percent}``, how fast, and ``{language}``, the two letters of the language that is spoken.

    Where no voice is named, ``languages`` says which one it is by language, ``voice`` which one for all others.
    ``pace`` is how many true words a minute are one of the program's, ``natural`` how many it speaks by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: Annotated[tuple[str, ...], Field(min_length=1, max_length=64)]
    voice: Annotated[str | None, Field(min_length=1)] = None
    voices: tuple[str, ...] = ()
    languages: dict[str, Annotated[str, Field(min_length=1)]] = {}
    language: str = ""
    quality: str = ""
    pace: Annotated[float, Field(ge=0.2, le=5)] = 1.0
    natural: Annotated[float, Field(ge=60, le=400)] = 140.0
    seconds: Annotated[float, Field(ge=0.1, le=600)] = 20.0

    @field_validator("run")
    @classmethod
    def _known(cls, run: tuple[str, ...]) -> tuple[str, ...]:
        if not run[0].strip() or _PLACEHOLDER.search(run[0]):
            raise ValueError("the first must be the program")
        for argument in run:
            if "\0" in argument:
                raise ValueError("an argument cannot hold a zero byte")
            for name in _PLACEHOLDER.findall(argument):
                if name not in _WITHIN | _WHOLE:
                    raise ValueError(f"there is no placeholder {{{name}}}")
                if name in _WHOLE and argument != f"{{{name}}}":
                    raise ValueError(f"{{{name}}} must be an argument by itself")
        return run

    @field_validator("languages")
    @classmethod
    def _placed(cls, languages: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if languages and "{voice}" not in info.data.get("run", ("{voice}",)):
            raise ValueError("there is no {voice} in 'run' for them to stand in")
        if not all(re.fullmatch("[a-z]{2}", code) for code in languages):
            raise ValueError("write the two letters of a language: de, en, es, fr")
        return languages

    @property
    def takes_language(self) -> bool:
        """Whether it speaks the language it is asked for, as long as nobody names a voice."""
        return bool(self.languages) or any("{language}" in argument for argument in self.run)


class Settings(BaseModel):
    """The settings of a file; None stands for what it does not say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: Annotated[
        str | None, Field(min_length=1, description="The voice to speak with; see 'coach voices'.")
    ] = None
    rate: Annotated[
        int | None, Field(ge=RATES[0], le=RATES[1], description="Words a minute, 80 to 260; usually 140.")
    ] = None
    detail: Annotated[Detail | None, Field(description="How much is said: full, short or minimal.")] = None
    tones: Annotated[bool | None, Field(description="Soft tones for breath and changes.")] = None
    bed: Annotated[
        Literal["rain", "waves", "drone", "off"] | None,
        Field(description="What sounds under the voice: rain, waves, drone or off."),
    ] = None
    music: Annotated[
        str | None, Field(min_length=1, description="Music under the voice instead: a file or a folder.")
    ] = None
    music_volume: Annotated[
        int | None, Field(ge=0, le=200, description="Volume of bed or music, 0 to 200; usually 100.")
    ] = None
    treatment: Annotated[
        bool | None, Field(description="Take some hiss, rumble and unevenness from what the voice says.")
    ] = None
    speaker: Annotated[
        str | None, Field(min_length=1, description="Where to play; see 'coach speakers'.")
    ] = None
    volume: Annotated[int | None, Field(ge=0, le=100, description="Volume of live sessions, 0 to 100.")] = (
        None
    )
    avoid: Annotated[
        tuple[str, ...] | None,
        BeforeValidator(_names),
        Field(description="What to be careful with when routines are made for you, such as knee or neck."),
    ] = None
    language: Annotated[
        str | None,
        Field(pattern=r"^[a-z]{2,3}$", description="The language to be coached in, such as en or de."),
    ] = None
    goal: Annotated[
        int | None, Field(ge=1, le=14, description="Sessions a week to aim for, 1 to 14; usually 2 or 3.")
    ] = None
    commands: Annotated[
        dict[Annotated[str, Field(pattern=rf"^{NAME.pattern}$")], CommandTemplate] | None,
        Field(description="Programs to speak with, as --voice command:NAME; {text} and {wav} are filled in."),
    ] = None


EXAMPLES: dict[str, Any] = {
    "voice": "en-gb",
    "rate": 135,
    "detail": "short",
    "tones": True,
    "treatment": False,
    "bed": "rain",
    "music": "~/Music/calm",
    "music_volume": 80,
    "speaker": "miniaudio",
    "volume": 80,
    "avoid": ["knee"],
    "language": "de",
    "goal": 3,
    "commands": {"mine": {"run": ["espeak-ng", "-s", "{rate}", "-w", "{wav}", "{text}"]}},
}
TABLES = frozenset(("commands",))
"""Settings that are tables, which only the file can hold: they come last in it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it stands: its value, and where that comes from ("" when nobody set it)."""

    key: str
    value: object
    origin: str


def settings_path() -> Path:
    """Return the settings file, which need not exist: ``COACH_CONFIG``, or config.toml in the user's folder."""
    if chosen := os.environ.get("COACH_CONFIG"):
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_config_dir("coach", appauthor=False)) / "config.toml"


def variable(key: str) -> str:
    """Return the environment variable that overrules a setting of the file."""
    return f"COACH_{key.upper()}"


def read_settings(path: Path | None = None) -> Settings:
    """Read the settings file; an absent one says nothing.

    Raises CoachError with every mistake in it as ``file:line:column: what is wrong; what to do``.
    """
    path = path or settings_path()
    text = _text(path)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _broken(path, fault) from None
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        raise RoutineError(_problems(path, text, error)) from None


def stand(path: Path | None = None) -> list[Setting]:
    """Return every setting with its value and origin, the environment before the file."""
    path = path or settings_path()
    given = read_settings(path)
    found = []
    for key in Settings.model_fields:
        if key not in TABLES and (value := os.environ.get(variable(key))):
            found.append(Setting(key, value, variable(key)))
        else:
            value = getattr(given, key)
            found.append(Setting(key, value, "" if value is None else str(path)))
    return found


def change(
    key: str,
    value: str | None,
    path: Path | None = None,
    *,
    check: Callable[[Settings], None] = lambda _settings: None,
) -> None:
    """Set ``key`` as a person writes its value, or take it out with None; all else in the file stays as it is.

    Raises CoachError when there is no such setting, when the value does not suit it or ``check`` objects to it,
    or when the file cannot be written; the file is then as it was.
    """
    import tomlkit

    path = path or settings_path()
    if key not in Settings.model_fields:
        raise CoachError(
            f"there is no setting {shown(key)}", hint=nearest(key, Settings.model_fields, _known())
        )
    if key in TABLES and value is not None:
        raise CoachError(f"'{key}' is a table", hint="write it into the file: coach config edit")
    read_settings(path)
    text = _text(path) or template()
    if value is None:
        document = tomlkit.parse(text)
        document.pop(key, None)
        text = tomlkit.dumps(document)
    else:
        found = _checked(key, value)
        check(found)
        text = _with(text, key, found.model_dump(mode="json")[key])
    write(text, path)


def write(text: str, path: Path) -> None:
    """Put ``text`` in place of the settings file, whole or not at all."""
    from coach.media.partfile import PartFile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise CoachError(f"the folder cannot be made ({fault.strerror})", where=str(path.parent)) from fault
    with PartFile(path) as file:
        file.part.write_text(text, "utf-8")
        file.commit()


def template() -> str:
    """Return a settings file that sets nothing yet and explains everything."""
    import tomlkit

    lines = [
        "# Settings of the coach. Take a '#' away to set something; the command line has the last word.\n"
    ]
    for key, field in sorted(Settings.model_fields.items(), key=lambda item: item[0] in TABLES):
        example = tomlkit.dumps({key: EXAMPLES[key]}).strip().replace("\n", "\n# ")
        lines.append(f"# {field.description}\n# {example}\n")
    return "\n".join(lines)


def _known() -> str:
    return f"there are {', '.join(Settings.model_fields)}"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise CoachError("is not a text file in UTF-8", where=str(path), hint="write it anew") from None
    except OSError as fault:
        hint = "make it readable, or set COACH_CONFIG to another file"
        raise CoachError(f"cannot be read ({fault.strerror})", where=str(path), hint=hint) from fault


def _checked(key: str, value: str) -> Settings:
    """Read one value as a person writes it on the command line; raises CoachError."""
    try:
        return Settings.model_validate({key: value})
    except ValidationError as error:
        raise CoachError(f"'{key}' cannot be {shown(value)}", hint=_hint(error.errors()[0])) from None


def _with(text: str, key: str, value: object) -> str:
    """Return the text with a setting in it: in its own place, or its example's, or else before all tables."""
    import tomlkit

    document = tomlkit.parse(text)
    new = key not in document
    document[key] = value
    usual = tomlkit.dumps(document)
    line = tomlkit.dumps({key: value})
    if example := re.search(rf"^#[ \t]*{key}[ \t]*=.*(?:\n|$)", text, re.MULTILINE):
        better = text[: example.start()] + line + text[example.end() :]
    elif table := re.search(r"^(?:#.*\n)*[# \t]*\[", text, re.MULTILINE):
        better = f"{text[: table.start()]}{line}\n{text[table.start() :]}"
    else:
        return usual
    with suppress(tomllib.TOMLDecodeError):
        if new and tomllib.loads(better) == tomllib.loads(usual):
            return better
    return usual


def _broken(path: Path, fault: tomllib.TOMLDecodeError) -> CoachError:
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
    what = str(fault).split(" (at ")[0].lower()
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    hint = "write lines such as 'rate = 135'"
    if what == "cannot overwrite a value":
        what, hint = "this has been set before, in this file", "take one of the two lines away"
    return RoutineError([Problem(str(path), line, column, what, hint)])


def _problems(path: Path, text: str, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors():
        key = str(detail["loc"][0])
        line, column = _place(text, [str(part) for part in detail["loc"]])
        if key in TABLES and len(detail["loc"]) > 1:
            yield Problem(str(path), line, column, *_wrong_command(detail))
        elif detail["type"] == "extra_forbidden":
            hint = nearest(key, Settings.model_fields, _known())
            yield Problem(str(path), line, column, f"unknown setting {shown(key)}", hint)
        else:
            what = f"'{key}' cannot be {shown(detail['input'])}"
            yield Problem(str(path), line, column, what, _hint(detail))


def _place(text: str, path: list[str]) -> tuple[int, int]:
    """Return line and column of a key, or of the nearest table around it that has a line of its own."""
    begin, place = 0, None
    for depth, key in enumerate(path):
        name = rf"[\"']?({re.escape(key)})[\"']?\s*[=.\]]"
        before = r"^[ \t]*\[?" + "".join(rf"[\"']?{re.escape(outer)}[\"']?\." for outer in path[:depth])
        found = re.compile(before + name, re.MULTILINE).search(text, begin) or (
            re.compile(r"^[ \t]*" + name, re.MULTILINE).search(text, begin) if depth else None
        )
        if not found:
            break
        begin, place = text.rfind("\n", 0, found.start(1)) + 1, found.start(1)
    if place is None:
        return 1, 1
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _wrong_command(detail: Any) -> tuple[str, str]:
    """Say what is wrong within the table of commands, and what to do."""
    named = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    if detail["type"] == "extra_forbidden":
        known = ", ".join(CommandTemplate.model_fields)
        return f"unknown setting {shown(named)}", f"a command has {known}"
    if detail["loc"][-1] == "[key]":
        return f"a command cannot be called {shown(detail['loc'][1])}", "use small letters, digits and '-'"
    if detail["type"] == "missing":
        return f"'{named}' is missing", f"for example: run = {EXAMPLES['commands']['mine']['run']}"
    reason = detail["msg"].removeprefix("Value error, ")
    return f"'{named}' cannot be {shown(detail['input'])}", reason[:1].lower() + reason[1:]


def _hint(detail: Any) -> str:
    """Say what a setting takes."""
    key = str(detail["loc"][0])
    field = Settings.model_fields[key]
    return f"{field.description} For example: {EXAMPLES[key]!r}".replace("True", "true").replace("'", "")
