"""The voices an engine lists, and which of them a person means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from coach.content.language_words import find_language, languages
from coach.errors import NotFoundError, shown
from coach.similar import did_you_mean, similar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Offer:
    """A voice as the engine lists it: its id, what the engine calls it, and its language, such as "en-gb"."""

    id: str
    title: str
    language: str

    @property
    def name(self) -> str:
        """The name to type: espeak's "en-us" of "gmw/en-us"; elsewhere ids are unspeakable, titles are not."""
        return self.title if "\\" in self.id or "." in self.id else self.key

    @property
    def key(self) -> str:
        """The last part of the id."""
        return re.split(r"[/\\]", self.id)[-1]

    def speaks(self, language: str) -> bool:
        """Whether it speaks a language, given as two letters."""
        return base_language(self.language) == language


class _Speaker(Protocol):
    @property
    def language(self) -> str: ...


Speaker = TypeVar("Speaker", bound=_Speaker)


def base_language(code: str) -> str:
    """Return a language without its region: "en" of "en-GB" or "en_GB"."""
    return code.replace("_", "-").split("-")[0].lower()


def only_speaking(language: str, voices: Iterable[Speaker]) -> list[Speaker]:
    """Return the voices of a language, of whichever region; raises NotFoundError that names what there is.

    The coach's own languages go by their names, too: "German".
    """
    by_language: dict[str, list[Speaker]] = {}
    for voice in voices:
        by_language.setdefault(base_language(voice.language), []).append(voice)
    for wanted in (base_language(language), find_language(language) or ""):
        if wanted and (found := by_language.get(wanted)):
            return found
    codes = sorted(by_language.keys() - {""})
    if len(codes) > _MANY:
        known = [code for code in languages() if code in codes]
        codes = [*known, f"{len(codes) - len(known)} more, which 'coach voices --all' lists"]
    raise NotFoundError(f"no voice speaks {shown(language)}", hint=f"there are {', '.join(codes)}")


_MANY = 20
"""Languages that are too many for a message."""

_ENGINES = ("espeak", "espeakng", "pyttsx3", "kokoro", "piper", "sapi", "nsss")
"""What people take for the name of a voice."""


def parse_offers(listing: str) -> list[Offer]:
    """Read one voice a line: id, title and language between tabs. Languages come out as "en-GB" or empty."""
    rows = (line.split("\t") for line in listing.splitlines())
    return [Offer(row[0], row[1], _language(row[2])) for row in rows if len(row) == 3]


def plain(name: str) -> str:
    """Return a name as it is compared: small letters, single blanks; a variant ("+Annie") stays as written."""
    base, plus, variant = name.partition("+")
    return " ".join(base.casefold().split()) + plus + variant.strip()


def find_offer(wanted: str, offers: Sequence[Offer]) -> Offer | None:
    """Return the voice with that id, last part of an id, or title; or the only one of that language."""
    wanted = plain(wanted)
    for offer in offers:
        if wanted in (plain(offer.id), plain(offer.key), plain(offer.title)):
            return offer
    speakers = [offer for offer in offers if offer.language.casefold() == wanted]
    return speakers[0] if len(speakers) == 1 else None


def unknown_voice(wanted: str, offers: Sequence[Offer]) -> NotFoundError:
    """Return the error for a voice that is not there; it names the nearest.

    A name that is only alike counts where the coach speaks the language: "espeak" is no slip for Esperanto.
    """
    known = {key: offer for offer in offers for key in (plain(offer.title), plain(offer.name))}
    asked = plain(wanted)
    within = sorted((key for key in known if asked in key), key=lambda key: not key.startswith(asked))
    spoken = {*languages(), ""}
    alike = [
        key
        for key, offer in known.items()
        if base_language(offer.language) in spoken and 2 * len(key) > len(wanted)  # "it" is like too much
    ]
    near = [*within, *similar(asked, alike)]
    names = list(dict.fromkeys(known[key].name for key in near))[:3]
    hint = f"{did_you_mean(names)} see 'coach voices'; programs are like command:flite".strip()
    if plain(wanted) in _ENGINES:
        hint = "that is an engine: take one of its voices, as 'coach voices' names them"
    return NotFoundError(f"there is no voice {shown(wanted)}", hint=hint)


def _language(written: str) -> str:
    code = written.strip().replace("_", "-")
    return code if code.replace("-", "").isalnum() else ""  # "Unknown Locale: 1234", on Windows
