"""The tracks as a podcast: RSS 2.0 with the fields of Apple and of Podcasting 2.0."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from coach.share.tracks import MEDIA_TYPES, PICTURE
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.content.labels.page import Feed
    from coach.share.on_offer import Offer

MEDIA = "application/rss+xml"
CHAPTERS_MEDIA = "application/json+chapters"
TRANSCRIPT_MEDIA = "text/vtt"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
_CHANNEL = uuid.UUID("6b0f7d0e-54cf-5b52-9b0a-0d8d2a3f4c11")
"""The name of this podcast, wherever it is served from."""

for _prefix, _space in (("itunes", ITUNES), ("podcast", PODCAST), ("atom", ATOM)):
    Xml.register_namespace(_prefix, _space)


def feed(tracks: Iterable[Offer], base: str, words: Feed, language: str, whose: str = "") -> bytes:
    """Return the feed in a language; ``base`` is the address of the page, with a slash at its end.

    Tracks whose file has gone are left out. ``whose`` tells feeds of several people apart.
    """
    shown = [*tracks]
    root = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(root, "channel")
    _text(channel, "title", words.title)
    _text(channel, "link", base)
    Xml.SubElement(channel, f"{{{ATOM}}}link", href=f"{base}feed.xml", rel="self", type="application/rss+xml")
    _text(channel, "description", words.description)
    _text(channel, "language", language)
    _text(channel, "generator", "coach")
    _text(channel, f"{{{ITUNES}}}author", "coach")
    _text(channel, f"{{{ITUNES}}}explicit", "false")
    _text(channel, f"{{{ITUNES}}}type", "episodic")
    _text(channel, f"{{{ITUNES}}}block", "Yes")
    health = Xml.SubElement(channel, f"{{{ITUNES}}}category", text="Health & Fitness")
    Xml.SubElement(health, f"{{{ITUNES}}}category", text="Fitness")
    _text(channel, f"{{{PODCAST}}}guid", str(uuid.uuid5(_CHANNEL, whose) if whose else _CHANNEL))
    _text(channel, f"{{{PODCAST}}}locked", "yes")
    _text(channel, f"{{{PODCAST}}}medium", "podcast")
    if first := next((track for track in shown if track.illustrated), None):
        _image(channel, f"{base}tracks/{first.id}{PICTURE}", base, words.title)
    for track in shown:
        _item(channel, track, base)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, "utf-8", xml_declaration=True)
    return written


def _item(channel: Xml.Element, track: Offer, base: str) -> None:
    try:
        status = track.path.stat()
    except OSError:
        return
    address = f"{base}tracks/{track.id}"
    item = Xml.SubElement(channel, "item")
    _text(item, "title", track.title)
    _text(item, "link", address)
    _text(item, "description", ", ".join(track.names))
    ending = track.path.suffix.lower()
    kind, size = MEDIA_TYPES[ending], str(status.st_size)
    Xml.SubElement(item, "enclosure", url=f"{address}{ending}", length=size, type=kind)
    _text(item, "guid", track.guid).set("isPermaLink", "false")
    _text(item, "pubDate", format_datetime(datetime.fromtimestamp(status.st_mtime, UTC), usegmt=True))
    _text(item, f"{{{ITUNES}}}duration", str(round(track.duration / SECOND)))
    _text(item, f"{{{ITUNES}}}explicit", "false")
    _text(item, f"{{{ITUNES}}}episodeType", "full")
    if track.illustrated:
        Xml.SubElement(item, f"{{{ITUNES}}}image", href=f"{address}{PICTURE}")
    if track.sheet.cues:
        Xml.SubElement(item, f"{{{PODCAST}}}transcript", url=f"{address}.vtt", type=TRANSCRIPT_MEDIA)
    Xml.SubElement(item, f"{{{PODCAST}}}chapters", url=f"{address}.chapters.json", type=CHAPTERS_MEDIA)


def _image(channel: Xml.Element, address: str, link: str, title: str) -> None:
    image = Xml.SubElement(channel, "image")
    _text(image, "url", address)
    _text(image, "title", title)
    _text(image, "link", link)
    Xml.SubElement(channel, f"{{{ITUNES}}}image", href=address)


def _text(parent: Xml.Element, name: str, text: str) -> Xml.Element:
    element = Xml.SubElement(parent, name)
    element.text = text
    return element
