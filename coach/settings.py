"""What a runner does not want to say again: a commented TOML file in the user's configuration folder.

The command line beats the environment (``COACH_VOICE`` and so on), and that beats the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from coach.errors import CoachError, Problem, RoutineError
from coach.library.problems import nearest
from coach.routine import Detail  # noqa: TC001 (pydantic reads the annotations at run time)
from coach.units import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

RATES = (80, 260)
"""Words a minute that can be asked for; 130 to 150 are what people follow with ease."""


def _names(value: object) -> object:
    """Read names given one by one or in one text, with commas or spaces between them."""
    return [name for name in re.split(r"[,\s]+", value) if name] if isinstance(value, str) else value


class Settings(BaseModel):
    """The settings of a file; None stands for what it does not say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: Annotated[
        str | None, Field(min_length=1, description="The voice to speak with; see 'coach voices'.")
    ] = None
    rate: Annotated[
        int | None, Field(ge=RATES[0], le=RATES[1], description="Words a minute; usually 140.")
    ] = None
    detail: Annotated[Detail | None, Field(description="How much is said: full, short or minimal.")] = None
    tones: Annotated[bool | None, Field(description="Soft tones for breath and changes.")] = None
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
        int | None, Field(ge=1, le=14, description="Sessions a week to aim for; usually 2 or 3.")
    ] = None


EXAMPLES: dict[str, Any] = {
    "voice": "en-gb",
    "rate": 135,
    "detail": "short",
    "tones": True,
    "speaker": "miniaudio",
    "volume": 80,
    "avoid": ["knee"],
    "language": "de",
    "goal": 3,
}


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
        if value := os.environ.get(variable(key)):
            found.append(Setting(key, value, variable(key)))
        else:
            value = getattr(given, key)
            found.append(Setting(key, value, "" if value is None else str(path)))
    return found


def change(key: str, value: str | None, path: Path | None = None) -> None:
    """Set ``key`` as a person writes its value, or take it out with None; all else in the file stays as it is.

    Raises CoachError when there is no such setting, when the value does not suit it, or when the file cannot be
    written; the file is then as it was.
    """
    import tomlkit

    path = path or settings_path()
    if key not in Settings.model_fields:
        raise CoachError(
            f"there is no setting {shown(key)}", hint=nearest(key, Settings.model_fields, _known())
        )
    read_settings(path)
    document = tomlkit.parse(_text(path) or template())
    if value is None:
        document.pop(key, None)
    else:
        document[key] = _checked(key, value)
    write(tomlkit.dumps(document), path)


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
    for key, field in Settings.model_fields.items():
        lines.append(f"# {field.description}\n# {tomlkit.dumps({key: EXAMPLES[key]})}")
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


def _checked(key: str, value: str) -> object:
    """Read a value as a person writes it on the command line; raises CoachError."""
    try:
        found = getattr(Settings.model_validate({key: value}), key)
    except ValidationError as error:
        raise CoachError(f"'{key}' cannot be {shown(value)}", hint=_hint(error.errors()[0])) from None
    return list(found) if isinstance(found, tuple) else found


def _broken(path: Path, fault: tomllib.TOMLDecodeError) -> CoachError:
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
    what = str(fault).split(" (at ")[0].lower()
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    return RoutineError([Problem(str(path), line, column, what, "write lines such as 'rate = 135'")])


def _problems(path: Path, text: str, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors():
        key = str(detail["loc"][0])
        found = re.search(rf"^[ \t]*\[?[\"']?({re.escape(key)})[\"']?\s*[=.\]]", text, re.MULTILINE)
        line = text.count("\n", 0, found.start(1)) + 1 if found else 1
        column = found.start(1) - text.rfind("\n", 0, found.start(1)) if found else 1
        if detail["type"] == "extra_forbidden":
            hint = nearest(key, Settings.model_fields, _known())
            yield Problem(str(path), line, column, f"unknown setting {shown(key)}", hint)
        else:
            what = f"'{key}' cannot be {shown(detail['input'])}"
            yield Problem(str(path), line, column, what, _hint(detail))


def _hint(detail: Any) -> str:
    """Say what a setting takes."""
    key = str(detail["loc"][0])
    field = Settings.model_fields[key]
    return f"{field.description} For example: {EXAMPLES[key]!r}".replace("True", "true").replace("'", "")
