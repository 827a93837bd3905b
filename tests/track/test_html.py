"""A track as a page by itself: opened from the disk, with the network cut, in a browser where there is one."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.content.labels.page import PageWords
from coach.content.language_words import languages
from coach.script.model import CueKind
from coach.timeline.model import Cue
from coach.track.encoder import Encoder
from coach.track.formats.html import HTML
from coach.track.tags import Chapter, Tags
from coach.units import Ms
from tests.share.browser import CHROMIUM, Browser
from tests.track.running import SHORT, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.track.running import Coach

needs_browser = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")

LONG = """\
name: long
title: A long one
when: after
steps:
  - exercise: walk
    time: 9 min
  - exercise: childs-pose
    hold: 60s
  - exercise: walk
    time: 9 min
  - exercise: figure-four
    hold: 30s
"""
OPTIONS = ("--detail", "minimal", "--no-tones")
LATEST_MS = 100


@pytest.fixture(scope="module")
def folder(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a short and a long page, and with the long one as an MP3."""
    found = tmp_path_factory.mktemp("pages")
    (found / "long.yaml").write_text(LONG)
    (found / "short.yaml").write_text(SHORT)
    coach("export", found / "long.yaml", *OPTIONS, "-o", found / "long.html")
    coach("export", found / "long.yaml", *OPTIONS, "-o", found / "long.mp3")
    coach("export", found / "short.yaml", "-o", found / "short.html")
    return found


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "long.html").read_text("utf-8")


def test_it_needs_nothing_from_elsewhere(page: str) -> None:
    assert not re.search(r"https?:|//[a-z]", re.sub(r"base64,[A-Za-z0-9+/=]+|'//'", "", page))
    addresses = re.findall(r'(?:src|href|data-art)="([^"]*)"', page)
    assert {address[:5] for address in addresses} == {"data:"} | {
        address[:5] for address in addresses if address.startswith("#t=")
    }


def test_its_policy_allows_its_own_script_and_style_alone(page: str) -> None:
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for name in ("script", "style"):
        (inside,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        wanted = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{wanted}';" in policy
    assert not re.search(
        r"<[^>]+ (?:style|on[a-z]+)=", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    )


def test_the_sound_in_it_is_that_of_the_mp3(page: str, folder: Path) -> None:
    (held,) = re.findall(r'src="data:audio/mpeg;base64,([^"]+)"', page)
    assert (folder / "long.mp3").read_bytes().endswith(base64.b64decode(held, validate=True))


def test_words_that_look_like_markup_stay_words(tmp_path: Path) -> None:
    tricky = '</script><b>&amp; src="data:audio/mpeg;base64,'
    cue, chapter = Cue(Ms(0), Ms(900), CueKind.FORM, tricky), Chapter(Ms(0), Ms(1000), tricky)
    with Encoder(tmp_path / "it.html", HTML) as encoder:
        encoder.write(np.zeros(44_100, np.int16))
        encoder.finish(Tags({"title": tricky}, (chapter,), cues=(cue,)))
        encoder.commit()
    page = (tmp_path / "it.html").read_text("utf-8")
    assert "<b>" not in page
    (held,) = re.findall(r'<script id="timeline" type="application/json">(.*?)</script>', page)
    assert json.loads(held)["cues"][0]["text"] == tricky
    (sound,) = re.findall(r'src="data:audio/mpeg;base64,([^"]*)"', page)
    assert len(sound) > 10_000


def test_it_shows_what_the_track_has(page: str, coach: Coach, folder: Path) -> None:
    said = json.loads(coach("script", folder / "long.yaml", *OPTIONS, "--format", "json").out)
    (held,) = re.findall(r'<script id="timeline" type="application/json">(.*?)</script>', page)
    cues = [{key: cue[key] for key in ("start_ms", "end_ms", "text")} for cue in said["cues"]]
    assert json.loads(held) == {"cues": cues}
    titles = re.findall(r"<span>([^<]*)</span> <span class=\"time\">", page)
    assert titles[-3:] == ["Figure four, right side", "Figure four, left side", "To finish"]
    drawn = re.findall(r'data-figure="(\d+)" data-art="data:image/jpeg;base64,', page)
    assert drawn == ["1", "2", "3", "4"]  # walking, kneeling, and two sides


@pytest.mark.parametrize("language", languages())
def test_it_speaks_the_language_of_the_track(
    language: str, coach: Coach, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "it.html"
    coach("export", folder / "short.yaml", *OPTIONS, "--language", language, "--no-cover", "-o", path)
    page, words = unescape(path.read_text("utf-8")), PageWords.read(language)
    assert f'<html lang="{language}">' in page
    assert f">{words.listening.steps}</h2>" in page
    assert words.safety in page
    assert "data:image" not in page


def test_a_page_replaces_only_its_like(coach: Coach, folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("my own page")
    assert "mine.html" in coach("export", folder / "short.yaml", *OPTIONS, "-o", mine, code=1).err
    assert mine.read_text() == "my own page"
    coach("export", folder / "short.yaml", *OPTIONS, "-o", mine, "--force")
    assert "unchanged" in coach("export", folder / "short.yaml", *OPTIONS, "-o", mine).out


def test_it_goes_where_every_format_goes(coach: Coach, folder: Path, tmp_path: Path) -> None:
    done = coach(
        "export", folder / "short.yaml", *OPTIONS, "--format", "html", "--to", tmp_path, "--with", "vtt"
    )
    assert done.out.startswith(str(tmp_path / "short.html"))
    assert {path.name for path in tmp_path.iterdir()} == {"short.html", "short.vtt"}
    assert "--split" in coach("export", folder / "short.yaml", "--format", "html", "--split", code=2).err


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as running:
        cut = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        running.tell("Network.emulateNetworkConditions", offline=True, **cut)
        yield running
        assert running.said == []  # nothing is forbidden, missing or broken


HEARD_AND_READ = """
(async (cue) => {
  const audio = find("audio"), shown = find("cue"), samples = new Float32Array(256);
  if (!window.ear) {
    const context = new AudioContext();
    window.ear = context.createAnalyser();
    window.ear.fftSize = 256;
    context.createMediaElementSource(audio).connect(window.ear);
    window.ear.connect(context.destination);
  }
  audio.pause();
  audio.currentTime = (cue.start_ms - 1000) / 1000;
  await new Promise((done) => audio.addEventListener("seeked", done, { once: true }));
  await audio.play();
  const began = performance.now();
  let heard = null, read = null;
  new MutationObserver(() => {
    if (shown.textContent === cue.text) read ??= performance.now();
  }).observe(shown, { childList: true });
  while ((heard === null || read === null) && performance.now() - began < 5000) {
    window.ear.getFloatTimeDomainData(samples);
    if (performance.now() - began > 300 && Math.max(...samples.map(Math.abs)) > 0.01) heard ??= performance.now();
    await new Promise((done) => setTimeout(done, 2));
  }
  audio.pause();
  return read - heard;
})
"""
"""Plays a cue, which has silence before it: by how many milliseconds it is read later than heard."""


@needs_browser
def test_over_twenty_minutes_the_words_are_read_as_they_are_heard(
    browser: Browser, folder: Path, page: str
) -> None:
    browser.open((folder / "long.html").as_uri())
    wait_until(lambda: browser.run("find('audio').readyState > 0"), "the sound")
    assert browser.run("find('audio').duration") > 20 * 60
    (held,) = re.findall(r'<script id="timeline" type="application/json">(.*?)</script>', page)
    cues = json.loads(held)["cues"]
    quiet = [cue for last, cue in pairwise(cues) if cue["start_ms"] - last["end_ms"] > 2000]
    late = [browser.run(f"{HEARD_AND_READ}({json.dumps(cue)})") for cue in (*quiet[::4], quiet[-1])]
    assert len(late) > 4
    assert max(map(abs, late)) < LATEST_MS, late


@needs_browser
def test_it_is_played_step_by_step_with_controls_for_the_lock_screen(browser: Browser, folder: Path) -> None:
    browser.open((folder / "short.html").as_uri())
    wait_until(lambda: browser.run("find('audio').readyState > 0"), "the sound")
    browser.run("find('play').click()")
    wait_until(lambda: browser.run("find('audio').currentTime > 0.2"), "it plays")
    assert browser.run("find('play').getAttribute('aria-label')") == "Pause"
    browser.run("document.querySelectorAll('.steps a')[1].click()")
    start = browser.run("Number(document.querySelectorAll('.steps a')[1].dataset.start) / 1000")
    wait_until(lambda: browser.run("find('audio').currentTime") > start, "it is there")
    assert browser.run("find('where').textContent") == "Child's pose"
    assert browser.run("find('figures').firstElementChild.checkVisibility()")
    assert browser.run("navigator.mediaSession.playbackState") == "playing"
    told = browser.run(
        "(({title, artist, artwork}) => [title, artist, artwork[0].src])(navigator.mediaSession.metadata)"
    )
    assert told[:2] == ["Child's pose", "A short one"]
    assert told[2].startswith("data:image/jpeg;base64,")
    browser.run("find('play').click()")
    assert browser.run("find('audio').paused")


@needs_browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_a_phone_by_day_and_by_night(browser: Browser, folder: Path, theme: str) -> None:
    browser.theme(theme)
    browser.open((folder / "short.html").as_uri())
    assert browser.run("document.documentElement.scrollWidth") <= 390
    light = browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(246, 245, 240)"
    assert light == (theme == "light")


@needs_browser
def test_without_javascript_it_can_be_played_all_the_same(browser: Browser, folder: Path) -> None:
    browser.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open((folder / "short.html").as_uri())
        browser.run("document.querySelector('audio[controls]:not([hidden])').play()")
        wait_until(lambda: browser.run("document.querySelector('audio').currentTime > 0"), "it plays")
    finally:
        browser.tell("Emulation.setScriptExecutionDisabled", value=False)


@needs_browser
def test_a_damaged_file_says_so(browser: Browser, folder: Path, tmp_path: Path) -> None:
    whole = (folder / "short.html").read_text("utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(re.sub(r'(src="data:audio/mpeg;base64,)[^"]+', r"\1" + "A" * 4000, whole), "utf-8")
    browser.open(broken.as_uri())
    browser.run("find('play').click()")
    wait_until(lambda: browser.run("!find('fault').hidden"), "it says that it cannot be played")
    assert browser.run("find('fault').textContent") == PageWords.read("en").script.damaged
