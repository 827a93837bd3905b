"""The page in the language of the session: none of its words are in another, or in its templates or its script."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from coach.content.labels.page import PageWords
from coach.content.language_words import languages
from coach.content.library import Library
from coach.errors import LengthError, NotFoundError, PlanError
from coach.session_options import Options
from coach.share import pages
from coach.share.feed import feed
from coach.share.pages import asset
from coach.share.server import Server
from coach.share.tracks import Shelf
from coach.share.workshop import MOST_WAITING, TooMuchError, Wish, Workshop, in_public
from coach.sound.bed import BEDS
from coach.sound.music import Music
from tests.share.conftest import Client, noise_track
from tests.wording import english_in, hushed, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ_OUT = ("aria-label", "alt", "title", "placeholder")


class Read(HTMLParser):
    """What somebody reads or hears of a page: its texts, and the attributes that are shown or read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.script = ""
        self.language = ""
        self._scripted = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._scripted = tag == "script"
        found = dict(attrs)
        self.language = self.language or found.get("lang") or ""
        self.texts += [found[name] or "" for name in READ_OUT if name in found]

    def handle_data(self, data: str) -> None:
        if self._scripted:
            self.script += data.strip()
        else:
            self.texts.append(data)

    @property
    def all(self) -> str:
        return " ".join(self.texts)


@pytest.fixture(scope="module", params=languages())
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(language: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A page with a track and a form, which makes nothing any more."""
    folder, shelf = tmp_path_factory.mktemp("tracks"), Shelf()
    shelf.put(noise_track(folder, "post", language))
    options = Options(language=language, music=Music(()))
    workshop = Workshop(shelf, Library(language, own=folder), options, folder)
    workshop.close()
    with Server(shelf, workshop, port=0, language=language) as server:
        yield Client(server)


def test_the_page_is_in_its_language_alone(page: Client, language: str) -> None:
    for path in ("", "tracks/post"):
        read = Read(page(path).body.decode())
        script = PageWords.read(language).script.model_dump()
        assert (read.language, json.loads(read.script)) == (language, script)
        if language != "en":
            assert english_in(f"{read.all} {' '.join(script.values())}", language) == set()


def test_the_feed_is_in_its_language(page: Client, language: str) -> None:
    written, words = page("feed.xml").body.decode(), PageWords.read(language).feed
    for element in (f"language>{language}", f"title>{words.title}", f"description>{words.description}"):
        assert f"<{element}<" in written


def test_answers_are_in_its_language(page: Client, language: str) -> None:
    faults = PageWords.read(language).faults
    origin = f"http://{page.server.address}:{page.server.port}"

    def refused(**wish: object) -> str:
        body = json.dumps(wish).encode()
        answer = page("making", "POST", body=body, origin=origin, content_type="application/json")
        return str(json.loads(answer.body)["fault"])

    assert refused(routine="post", minutes=90) == faults.minutes
    assert refused(tight=["calves"] * 5) == faults.areas
    assert refused(tight=[]) == faults.either
    assert refused(routine="post", bed="trumpets") == faults.no_bed
    assert refused(routine="nobody-s") == faults.no_routine
    assert refused(loud=True) == faults.wish
    assert page("tracks/none").body.decode().strip() == faults.nothing_here


def test_what_the_workshop_says_is_in_its_language(language: str, tmp_path: Path) -> None:
    faults = PageWords.read(language).faults
    workshop = Workshop(Shelf(), Library(language, own=tmp_path), Options(language=language), tmp_path)
    workshop.close()
    with pytest.raises(PlanError) as short:
        workshop.ask(Wish(tight=("calves",), minutes=1))
    assert re.fullmatch(re.escape(faults.tight_length).replace(r"\{minutes\}", r"[\d.]+"), str(short.value))
    with pytest.raises(NotFoundError, match="elbow"):  # which the page does not offer
        workshop.ask(Wish(tight=("elbow",)))
    for _ in range(MOST_WAITING):
        workshop.ask(Wish(routine="post"))
    with pytest.raises(TooMuchError) as many:
        workshop.ask(Wish(routine="post"))
    assert str(many.value) == faults.waiting


def test_the_templates_have_no_words_of_their_own(tmp_path: Path) -> None:
    words, shelf, library = hushed(PageWords.read("en")), Shelf(), Library(own=tmp_path)
    track = noise_track(tmp_path, "post")
    workshop = Workshop(shelf, library, Options(music=Music(())), tmp_path)
    workshop.close()
    steps = [step.name for step in track.timeline.steps]
    chapters = [chapter.title for chapter in track.sheet.chapters]
    said = words_in(" ".join((track.title, *steps, *chapters, *(cue.text for cue in track.timeline.cues))))
    titles = words_in(" ".join(title for _, title in (*workshop.routines, *workshop.areas)))
    assert words_in(Read(pages.home([], None, words, "en")).all) == set()
    assert words_in(Read(pages.home([track], workshop, words, "en")).all) <= titles
    assert words_in(Read(pages.listening(track, words, "en")).all) <= said
    channel = feed([], "", words.feed, "en").decode()
    assert not re.search(r"<(title|description)>[^<]*[a-z]", channel)


def test_the_script_has_no_words_of_its_own_and_asks_for_none_that_are_missing() -> None:
    script = re.sub(r"/\*.*?\*/", "", asset("page.js").decode(), flags=re.DOTALL)
    (together,) = re.findall(r"const {([^}]+)} = words;", script)
    asked = {*re.findall(r"\bwords\.(\w+)", script), *re.findall(r"\w+", together)}
    assert asked == {*PageWords.read("en").script.model_dump()}
    texts = {one or other for one, other in re.findall(r'"([^"]*)"|`([^`]*)`', script)} - {"use strict"}
    assert [text for text in texts if re.search(r"[a-z]{2} [a-z]{2}|^[A-Z][a-z]+$|\w[.!?]$", text)] == []


def test_words_that_look_like_markup_stay_words() -> None:
    tricky = "</script><script>alert(1)</script> & 'quoted'"
    sound = PageWords.read("en")
    script = sound.script.model_copy(update={"play": tricky})
    page = pages.home([], None, sound.model_copy(update={"script": script, "title": tricky}), "en")
    assert "<script>alert" not in page
    assert json.loads(Read(page).script)["play"] == tricky


def test_lengths_that_a_routine_cannot_take_are_told(language: str) -> None:
    faults = PageWords.read(language).faults
    some = LengthError("", hint="", shortest=60_000, longest=120_000, nearest=90_000)
    one = LengthError("", hint="", shortest=60_000, longest=60_000, nearest=60_000)
    assert in_public(some, faults) == faults.length.format(shortest="1:00", longest="2:00", nearest="1:30")
    assert in_public(one, faults) == faults.one_length.format(nearest="1:00")


def test_every_bed_has_a_name(language: str) -> None:
    assert {*PageWords.read(language).form.beds} == {"music", *BEDS}


def test_one_exercise_and_several(language: str) -> None:
    words = PageWords.read(language).exercises
    one, several = words.of(1).split(), words.of(5).split()
    assert (one[0], several[0]) == ("1", "5")
    assert one[1] != several[1]
