"""The podcast, as a strict feed parser reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

import feedparser

from coach.content.labels.page import PageWords
from coach.share.feed import ITUNES, PODCAST, feed
from tests.share.conftest import NOISE

if TYPE_CHECKING:
    from coach.share.server import Server
    from coach.share.tracks import Shelf
    from tests.share.conftest import Client


def test_a_feed_parser_finds_nothing_amiss(get: Client, shelf: Shelf, server: Server) -> None:
    answer = get("feed.xml")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    found = feedparser.parse(answer.body)
    assert found.bozo == 0
    assert found.version == "rss20"
    assert found.feed.title
    assert found.feed.image.href.startswith(server.url)
    for entry, track in zip(found.entries, shelf.all(), strict=True):
        assert entry.title == track.title
        assert entry.itunes_duration == str(round(track.timeline.duration / 1000))
        assert entry.published_parsed
        assert not entry.guidislink
        enclosure = entry.enclosures[0]
        assert (enclosure.type, enclosure.length) == ("audio/mpeg", str(len(NOISE)))
        served = get.raw(urlsplit(enclosure.href).path, "HEAD")
        assert (served.headers["content-type"], served.headers["content-length"]) == (
            "audio/mpeg",
            str(len(NOISE)),
        )


def test_every_address_in_it_works(get: Client, server: Server) -> None:
    root = Xml.fromstring(get("feed.xml").body)  # noqa: S314 (our own)
    found = [value for each in root.iter() for name, value in each.attrib.items() if name in ("href", "url")]
    found += [each.text or "" for each in root.iter() if each.tag in ("link", "url")]
    assert len(found) > 10
    for address in found:
        assert address.startswith(server.url)
        assert get.raw(urlsplit(address).path).status == 200


def test_it_has_what_apple_and_podcasting_2_ask_for(get: Client) -> None:
    channel = Xml.fromstring(get("feed.xml").body)[0]  # noqa: S314 (our own)
    transcript = channel.find(f"item/{{{PODCAST}}}transcript")
    assert transcript is not None
    assert transcript.get("type") == "text/vtt"
    for name in ("author", "explicit", "image", "category", "type"):
        assert channel.find(f"{{{ITUNES}}}{name}") is not None
    assert channel.findtext(f"{{{ITUNES}}}explicit") == "false"
    assert channel.find(f"{{{PODCAST}}}guid") is not None
    chapters = channel.find(f"item/{{{PODCAST}}}chapters")
    assert chapters is not None
    assert chapters.get("type") == "application/json+chapters"
    assert (
        get.raw(urlsplit(chapters.get("url") or "").path).headers["content-type"]
        == "application/json+chapters"
    )


def test_an_episode_is_the_same_wherever_it_is_served(shelf: Shelf) -> None:
    one = feedparser.parse(feed(shelf.all(), "http://192.0.2.1:80/abc/", PageWords.read("en").feed, "en"))
    other = feedparser.parse(feed(shelf.all(), "http://192.0.2.7:81/xyz/", PageWords.read("en").feed, "en"))
    assert [entry.id for entry in one.entries] == [entry.id for entry in other.entries]
    assert len({entry.id for entry in one.entries}) == 2


def test_a_feed_says_the_address_it_was_asked_at(get: Client) -> None:
    assert b"http://my-laptop.local:8746/" in get("feed.xml", host="my-laptop.local:8746").body
    assert get("feed.xml", host='x"><script>').status == 400
