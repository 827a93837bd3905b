"""The page on a phone: played, sought, followed and downloaded in a real browser, where there is one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from coach.content.labels.page import PageWords
from coach.content.library import Library
from coach.session_options import Options
from coach.share.making import Order, make
from coach.share.server import Server
from coach.share.tracks import Shelf, Track
from coach.share.workshop import Workshop
from tests.share.browser import CHROMIUM, Browser
from tests.share.conftest import noise_track
from tests.track.running import SHORT, wait_until
from tests.wording import OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")

LATEST_MS = 100
FOLLOW = """
new Promise(async (done) => {
  const audio = find("audio"), cue = find("cue"), late = [];
  const {cues} = await (await fetch("short.timeline.json")).json();
  new MutationObserver(() => {
    const now = audio.currentTime * 1000;
    const all = cues.filter(({text}) => text === cue.textContent).map(({start_ms}) => now - start_ms);
    late.push(Math.min(...all.filter((each) => each > -50)));
    if (late.length === 2) done(late);
  }).observe(cue, {childList: true});
})
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[Server]:
    own = tmp_path_factory.mktemp("own")
    (own / "short.yaml").write_text(SHORT)
    library, shelf = Library(own=own), Shelf()
    for found in make([Order("short", library.load("short"))], library, Options(), shared_cache):
        assert isinstance(found, Track)
        shelf.put(found)
    workshop = Workshop(shelf, library, Options(), shared_cache)
    with Server(shelf, workshop, port=0) as server:
        yield server
    workshop.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as running:
        yield running
        assert running.said == []  # nothing is forbidden, missing or broken


SHOWN = """[...find("figures").children].filter((each) => each.firstElementChild.checkVisibility())
.map((each) => each.dataset.figure)"""
"""The figures that can be seen."""


def test_it_is_played_and_the_words_follow_the_voice(served: Server, browser: Browser) -> None:
    browser.open(served.url)
    browser.run("document.querySelector('.listen').click()")
    wait_until(
        lambda: browser.run("document.readyState == 'complete' && !!find('player')"), "the track's page"
    )
    wait_until(lambda: browser.run("find('controls').hidden === false"), "the controls")
    assert browser.run(SHOWN) == ["childs-pose"]  # what comes first, while one is greeted
    browser.run("find('play').click()")
    wait_until(lambda: browser.run("find('audio').currentTime > 0.5"), "it plays")
    assert browser.run("find('play').getAttribute('aria-label')") == "Pause"
    late = browser.run(FOLLOW)
    assert max(late) < LATEST_MS, late
    assert browser.run("navigator.mediaSession.playbackState") == "playing"
    assert browser.run("navigator.mediaSession.metadata.artist") == "A short one"


def test_a_step_is_gone_to_and_where_one_was_is_remembered(served: Server, browser: Browser) -> None:
    browser.open(f"{served.url}tracks/short")
    browser.run("document.querySelectorAll('.steps a')[1].click()")
    start = browser.run("Number(document.querySelectorAll('.steps a')[1].dataset.start) / 1000")
    wait_until(lambda: browser.run("!find('audio').paused && find('audio').currentTime") > start, "it plays")
    assert browser.run("document.querySelector('[aria-current]').innerText.split('\\n')[0]") == "Child's pose"
    assert browser.run("navigator.mediaSession.metadata.title") == "Child's pose"
    assert browser.run("navigator.mediaSession.metadata.artwork[0].src").endswith("/short/childs-pose.jpg")
    assert browser.run(SHOWN) == ["childs-pose"]
    browser.run("find('play').click()")
    at = browser.run("find('audio').currentTime")
    assert at >= start
    browser.open(served.url)
    browser.open(f"{served.url}tracks/short")
    wait_until(lambda: abs(browser.run("find('audio').currentTime") - at) < 1, "it is where it was")
    browser.run("find('before').click()")
    assert browser.run("find('audio').currentTime") <= start


def test_a_track_is_made_and_downloaded(served: Server, browser: Browser) -> None:
    browser.open(served.url)
    browser.run("find('routine').value = 'short'; find('minutes').value = '59'; find('make').requestSubmit()")
    wait_until(lambda: browser.run("!!document.querySelector('#making .fault')"), "it says what is wrong")
    browser.run("find('minutes').value = ''; find('detail').value = 'minimal'; find('make').requestSubmit()")
    wait_until(
        lambda: browser.run("document.querySelectorAll('.tracks li').length") == 2, "it is in the list"
    )
    browser.run("document.querySelectorAll('.take')[1].click()")
    file = browser.downloads / "short-minimal.mp3"
    wait_until(lambda: file.exists() and file.stat().st_size > 100_000, "the download")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", ["", "tracks/short"])
def test_nothing_is_wider_than_the_phone_or_too_pale_to_read(
    served: Server, browser: Browser, page: str, theme: str, tmp_path: Path
) -> None:
    browser.theme(theme)
    browser.open(served.url + page)
    assert browser.run("document.documentElement.scrollWidth") <= 390
    assert browser.run(CONTRAST) == []
    (tmp_path / "page.png").write_bytes(browser.picture())
    browser.run("document.documentElement.style.fontSize = '200%'")
    assert browser.run("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("language", OTHERS)
def test_in_another_language_script_and_answers_speak_it_too(
    browser: Browser, language: str, tmp_path: Path
) -> None:
    words, shelf = PageWords.read(language), Shelf()
    shelf.put(noise_track(tmp_path, "post", language))
    library, options = Library(language, own=tmp_path), Options(language=language)
    workshop = Workshop(shelf, library, options, tmp_path)
    workshop.close()
    with Server(shelf, workshop, port=0, language=language) as server:
        for page in ("", "tracks/post"):
            browser.open(server.url + page)
            assert browser.run("document.documentElement.lang") == language
            assert browser.run("document.documentElement.scrollWidth") <= 390
            browser.run("document.documentElement.style.fontSize = '200%'")
            assert browser.run("document.documentElement.scrollWidth") <= 390
        assert browser.run("find('play').getAttribute('aria-label')") == words.script.play
        spoken = words.script.time.format(now="0:00", whole=r"\d+:\d\d")
        assert re.fullmatch(spoken, browser.run("find('seek').getAttribute('aria-valuetext')"))
        browser.run("find('play').click()")  # noise is no MP3
        wait_until(lambda: browser.run("!find('fault').hidden"), "it says that this cannot be played")
        told = browser.run("find('fault').textContent")
        assert told in (words.script.unplayable, words.script.unanswered)
        browser.open(server.url)
        browser.run("document.querySelector('[value=tight]').click(); find('make').requestSubmit()")
        wait_until(lambda: browser.run("!find('fault').hidden"), "it says what is wrong")
        assert browser.run("find('fault').textContent") == words.faults.either
        browser.run("document.querySelector('[value=routine]').click(); find('make').requestSubmit()")
        title = library.load(browser.run("find('routine').value")).title
        waiting = words.script.waiting.format(title=title)
        wait_until(lambda: browser.run("find('making').textContent") == waiting, waiting)
        done = {"number": 1, "title": "A", "state": "done", "track": "post"}
        browser.run(f"fetch = async () => ({{json: async () => [{json.dumps(done)}], text: async () => ''}})")
        ready = words.script.done.format(title="A", link=words.script.listen)
        wait_until(lambda: browser.run("find('making').textContent") == ready, ready)
    browser.said[:] = [said for said in browser.said if " 422 " not in said]  # that wish, as it should be


def test_it_can_be_played_without_javascript(served: Server, browser: Browser) -> None:
    browser.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(f"{served.url}tracks/short")
        assert browser.run(
            "document.querySelector('audio').controls && !document.querySelector('audio').hidden"
        )
        assert browser.run("document.querySelector('a[download]').getAttribute('href')") == "short.mp3"
    finally:
        browser.tell("Emulation.setScriptExecutionDisabled", value=False)


CONTRAST = """
(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => colour.slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (each) => {
    for (; each; each = each.parentElement) {
      const found = rgb(getComputedStyle(each).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const pale = [];
  for (const each of document.querySelectorAll("body *")) {
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !each.getClientRects().length) continue;
    const [a, b] = [rgb(getComputedStyle(each).color), behind(each)].map(light).sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) pale.push(each.outerHTML.slice(0, 80));
  }
  return pale;
})()
"""
"""What has less contrast than WCAG 2 asks of text (4.5 to 1)."""
