"""How words are said that an engine says wrong: the shipped lexicon, and the user's own before it.

A lexicon is a YAML file of languages, their words, and what an engine is given in a word's place::

    en:
      plié: plee-ay                    # spelt anew, for every engine
      psoas:
        espeak: "[[s'oU@s]]"           # phonemes as espeak writes them; in quotes
        piper: "[[sˈoʊəs]]"            # phonemes in IPA (espeak-ng -q --ipa), for Piper and natural voices
        flite: so-us                   # one engine: the name of a command, espeak, sapi5 (Windows), nsss (macOS)
        any: so-as                     # all others

Only the engine is given that: what is shown, written and cached by is the word as it stands in the script.
"""  # noqa: RUF002 (the marks of stress are IPA's own)

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.content.yaml_io import read_yaml
from coach.errors import Problem, RoutineError, shown
from coach.settings.settings_file import settings_path
from coach.voice.speakable import LONGEST_TEXT, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.content.yaml_file import Node, YamlFile

SHIPPED = Path(__file__).with_suffix(".yaml")
ANY = "any"
_LONGEST = 80
"""Characters in a word, and in what is said for it."""

_ESPEAKS = re.compile(r"\[\[[!-Z^-~ ]+\]\]")
_IPA = re.compile(r"\[\[[^][<>\\\x00-\x1f]+\]\]")
_PHONEMES = {"espeak": _ESPEAKS, "espeak-ng": _ESPEAKS, "piper": _IPA, "kokoro": _IPA}
"""What they look like, by the engines that take them."""

_QUOTED = re.compile(r"\[\[[^][]+\]\]")
_MARKUP = re.compile(r"[][<>\\\x00-\x1f]")
_SAME_ENGINE = {"espeak-ng": "espeak", "kokoro": "piper"}


class Lexicon:
    """What one engine is to say instead of some words; none by default."""

    def __init__(self, entries: Mapping[str, str] | None = None) -> None:
        self._entries = {_key(word): said for word, said in (entries or {}).items()}
        longest_first = sorted(self._entries, key=len, reverse=True)
        either = "|".join(re.escape(word).replace("'", "['\u2019]") for word in longest_first)
        self._words = re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else "(?!)", re.IGNORECASE)

    @property
    def digest(self) -> str:
        """Equal for equal lexicons; "" for an empty one."""
        return repr(sorted(self._entries.items())) if self._entries else ""

    def respelt(self, text: str) -> str:
        """Return the text as the engine is to be given it; "" when that is no other than the plain words.

        Whole words are replaced, in small or capital letters; a new spelling begins with a capital where the word
        did. What would grow beyond ``LONGEST_TEXT`` is left alone.
        """
        words = words_of(text)
        said = self._words.sub(self._said, words)
        return "" if said == words or len(said) > LONGEST_TEXT else said

    def _said(self, found: re.Match[str]) -> str:
        said = self._entries.get(_key(found[0]), found[0])
        return said[0].upper() + said[1:] if found[0][0].isupper() and said[0] != "[" else said


def find_lexicon(language: str, engine: str) -> Lexicon:
    """How ``engine`` is to say the words of a language; raises RoutineError for a wrong file."""
    entries: dict[str, str] = {}
    for path in (SHIPPED, own_path()):
        if path == SHIPPED or path.exists():
            entries.update(_for_engine(read_lexicon(path).get(language, {}), engine))
    return Lexicon(entries)


def own_path() -> Path:
    """Return the user's own lexicon, which need not exist: lexicon.yaml beside the settings file."""
    return settings_path().with_name("lexicon.yaml")


def read_lexicon(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    """What is said, by language, word and engine; raises RoutineError with every mistake."""
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@cache
def _read(path: Path, _changed: int, _size: int) -> dict[str, dict[str, dict[str, str]]]:
    file = read_yaml(path)
    problems = [*file.problems, *_problems(file)]
    if problems:
        raise RoutineError(problems)
    root = file.root if isinstance(file.root, dict) else {}
    return {language: _words(words) for language, words in root.items()}


def _words(node: Node) -> dict[str, dict[str, str]]:
    found = node if isinstance(node, dict) else {}
    return {_key(word): _by_engine(said) for word, said in found.items()}


def _by_engine(node: Node) -> dict[str, str]:
    if isinstance(node, dict):
        return {engine: " ".join(said.split()) for engine, said in node.items() if isinstance(said, str)}
    return {ANY: " ".join(node.split())} if isinstance(node, str) else {}


def _for_engine(words: Mapping[str, Mapping[str, str]], engine: str) -> Iterator[tuple[str, str]]:
    for word, by_engine in words.items():
        said = by_engine.get(engine) or by_engine.get(_SAME_ENGINE.get(engine, "")) or by_engine.get(ANY)
        if said:
            yield word, said


def _problems(file: YamlFile) -> Iterator[Problem]:
    if not isinstance(file.root, dict):
        if file.root != "":  # an empty file, or one of comments alone, says nothing
            yield file.problem(
                (), "a lexicon has to be blocks of words", "write 'en:' and below it '  psoas: so-as'"
            )
        return
    for language, words in file.root.items():
        if not re.fullmatch("[a-z]{2}", language):
            hint = "write the two letters of a language: en, de, es, fr"
            yield file.problem((language,), f"{shown(language)} is not a language", hint, key=True)
        elif not isinstance(words, dict):
            yield file.problem(
                (language,), f"'{language}' has to be a block of words", "write '  psoas: so-as' below it"
            )
        else:
            for word, said in words.items():
                yield from _word_problems(file, language, word, said)


def _word_problems(file: YamlFile, language: str, word: str, said: Node) -> Iterator[Problem]:
    trail = (language, word)
    if not re.search(r"\w", word) or len(word) > _LONGEST or word != word.strip():
        yield file.problem(
            trail, f"{shown(word)} is not a word", "write it as it stands in the script", key=True
        )
    elif isinstance(said, dict):
        for engine, one in said.items():
            yield from _said_problems(file, (*trail, engine), engine, one)
    else:
        yield from _said_problems(file, trail, ANY, said)


def _said_problems(file: YamlFile, trail: tuple[str, ...], engine: str, said: Node) -> Iterator[Problem]:
    if not isinstance(said, str):
        yield file.problem(trail, "what is said has to be text", 'put phonemes in quotes: "[[s\'oU@s]]"')
    elif engine in _PHONEMES and _PHONEMES[engine].fullmatch(said.strip()) and len(said) <= _LONGEST:
        return
    elif engine not in _PHONEMES and _QUOTED.fullmatch(said.strip()):
        hint = "write them behind 'espeak:' or 'piper:', a spelling behind 'any:'"
        yield file.problem(trail, "only espeak, piper and kokoro take phonemes", hint)
    elif _MARKUP.search(said):
        hint = "write letters, or phonemes of the engine's in double brackets"
        yield file.problem(trail, f"{shown(said)} cannot be said", hint)
    elif not re.search(r"\w", said) or len(said) > _LONGEST:
        yield file.problem(trail, "nothing to say, or too much", f"write one to {_LONGEST} letters")


def _key(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().replace("\u2019", "'")
