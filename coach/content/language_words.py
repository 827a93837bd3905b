"""The words that are shipped in each language: a model for every file of them, which reads it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from coach.content.fields import Model
from coach.content.problems import validate
from coach.content.yaml_io import read_yaml
from coach.errors import RoutineError

if TYPE_CHECKING:
    from coach.content.problems import Model as AnyModel
    from coach.content.yaml_file import YamlFile

SHIPPED = Path(__file__).parent
WORDS = SHIPPED / "words"
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "spanish": "es", "español": "es", "espanol": "es",
    "french": "fr", "français": "fr", "francais": "fr",
}  # fmt: skip
"""What people call the languages, in English and in each itself."""


def languages() -> tuple[str, ...]:
    """Return every language that the coach speaks, English first.

    One that is being written counts once it has its titles, which are written last; ``coach check --language``
    tells what is missing, and a test that nothing is.
    """
    found = sorted(path.parent.name for path in WORDS.glob("*/titles.yaml"))
    return tuple(sorted(found, key=lambda language: language != "en"))


def find_language(word: str) -> str | None:
    """The code of a language the coach speaks; "de_AT", "DE" and "German" stand for "de"."""
    code = word.strip().replace("_", "-").split("-")[0].casefold()
    code = _NAMES.get(code, code)
    return code if code in languages() else None


def begun() -> tuple[str, ...]:
    """Return every language there is a folder of words for, complete or not."""
    return tuple(sorted(path.name for path in WORDS.iterdir() if path.is_dir()))


def folder_of(language: str) -> Path:
    """Return where the words of a language are."""
    return WORDS / language


class LanguageWords(Model):
    """What one file of each language holds."""

    FILE: ClassVar[str]
    """Its name in the folder of a language."""

    @classmethod
    def read(cls, language: str) -> Self:
        """Return these words in a language; the file is read once."""
        found: Self = _read(cls, language)
        return found


@cache
def _read(model: type[LanguageWords], language: str) -> Any:
    return sound(model, read_yaml(folder_of(language) / model.FILE))


def sound(model: type[AnyModel], file: YamlFile, data: object = None) -> AnyModel:
    """Validate a shipped file, which has to be sound; raises RoutineError with every problem if it is not."""
    found, problems = validate(model, file, data)
    if found is None or file.problems:
        raise RoutineError([*file.problems, *problems])
    return found
