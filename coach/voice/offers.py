"""The voices an engine lists, and which of them a person means."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import NotFoundError
from coach.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        return self.language.lower().split("-")[0] == language


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
    """Return the error for a voice that is not there; it names the nearest."""
    known = {key: offer.name for offer in offers for key in (plain(offer.title), plain(offer.name))}
    within = [key for key in known if plain(wanted) in key]
    near = [*within, *difflib.get_close_matches(plain(wanted), known, n=3)]
    names = list(dict.fromkeys(known[key] for key in near))[:3]
    guess = f"did you mean {' or '.join(names)}? " if names else ""
    return NotFoundError(f"there is no voice {shown(wanted)}", hint=f"{guess}see 'coach voices'")


def _language(written: str) -> str:
    code = written.strip().replace("_", "-")
    return code if code.replace("-", "").isalnum() else ""  # "Unknown Locale: 1234", on Windows
