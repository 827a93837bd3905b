"""The display: what stands on it at every size, and that a terminal is left as it was found."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from coach.content.labels.screen import ScreenWords
from coach.content.language_words import languages
from coach.live.api import Now
from coach.live.controls.keys import explained
from coach.live.screen.display import find_form
from coach.live.screen.letters import enlarge, enlarge_wrapped
from coach.live.screen.lines import Lines
from coach.live.screen.panel import NOTICE_FOR, Notices
from coach.live.screen.rows import Look, compose
from coach.live.terminal import Pen
from coach.units import Ms
from tests.live.steered import HOLD
from tests.wording import OTHERS, english_in, hushed, words_in

if TYPE_CHECKING:
    from collections.abc import Iterator


SETUP = replace(
    HOLD, side=None, phase=None, interval_remaining=None, breaths=None,
    sentence="Bend your right knee, and guide it across, toward the floor on your left.",
)  # fmt: skip
WELCOME = Now(HOLD.title, Ms(0), None, 4, next_exercise="Child's pose", waiting=True)

IN_60_BY_15 = """\
  3 of 4   Easy back after your run              3:00 left

  █▀▀ █ █ █▀█ █ █▄ █ █▀▀    █▀▀ █▀█ █ █▄ █ █▀█ █
  ▀▀█ █ █ █▀▀ █ █ ▀█ █▀     ▀▀█ █▀▀ █ █ ▀█ █▀█ █
  ▀▀▀ ▀▀▀ ▀   ▀ ▀  ▀ ▀▀▀    ▀▀▀ ▀   ▀ ▀  ▀ ▀ ▀ ▀▀▀
  ▀█▀ █   █ █ █▀▀ ▀█▀
   █  █▄▀▄█ █ ▀▀█  █
   ▀  ▀   ▀ ▀ ▀▀▀  ▀
  █▀▄ █ █▀▀ █ █ ▀█▀    █▀▀ █ █▀▄ █▀▀         █▀█ ▄ ▀▀█ ▀▀█
  █▀▄ █ █ █ █▀█  █     ▀▀█ █ █ █ █▀          █ █ ▄ █▀▀ ▀▀█
  ▀ ▀ ▀ ▀▀▀ ▀ ▀  ▀     ▀▀▀ ▀ ▀▀  ▀▀▀         ▀▀▀   ▀▀▀ ▀▀▀
  Breathe out   ████████████████████████░░░░░░░░░░  1 of 3
  And out, let the knee grow heavy.

  Next: Lying knee hug       q stop   space pause   ? keys
"""

IN_40_BY_8 = """\
 3 of 4   Easy back after y…  3:00 left

 SUPINE SPINAL TWIST
 RIGHT SIDE                        0:23
 Breathe out   █████████████████░░░░░░░
 And out, let the knee grow heavy.

 Next: Lying knee hug            ? keys
"""

IN_ASCII = """\

  3 of 4   Easy back after your run              3:00 left

  SUPINE SPINAL TWIST
  RIGHT SIDE                                          0:23

  Breathe out   ########################..........  1 of 3
  And out, let the knee grow heavy.

  Next: Lying knee hug       q stop   space pause   ? keys
"""


ENGLISH = ScreenWords.read("en")


def shown(now: Now, look: Look, words: ScreenWords = ENGLISH) -> str:
    """Return what a console of that size shows, without the blanks at the ends of its rows."""
    console = Console(width=look.width, height=look.height, file=io.StringIO(), color_system=None)
    with console.capture() as captured:
        for row in compose(now, look, words):
            console.print(row, no_wrap=True, overflow="crop")
    return "".join(f"{row.rstrip()}\n" for row in captured.get().splitlines())


@pytest.mark.parametrize(
    ("look", "text"),
    [(Look(60, 15), IN_60_BY_15), (Look(40, 8), IN_40_BY_8), (Look(60, 15, blocks=False), IN_ASCII)],
)
def test_a_hold_at_a_glance(look: Look, text: str) -> None:
    assert shown(HOLD, look) == text


texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=90)
moments = st.builds(
    Now,
    title=texts,
    position=st.integers(0, 10**8).map(Ms),
    remaining=st.none() | st.integers(0, 10**8).map(Ms),
    steps=st.integers(0, 200),
    step=st.none() | st.integers(1, 200),
    exercise=texts,
    side=st.none() | st.sampled_from(["left", "right", "clockwise", "counterclockwise"]),
    phase=st.none() | st.sampled_from(["inhale", "exhale", "left", "right", "move", "something else"]),
    phase_share=st.floats(-0.1, 1.1),
    interval_remaining=st.none() | st.integers(0, 10**8).map(Ms),
    breaths=st.none() | st.tuples(st.integers(1, 20), st.integers(1, 20)),
    next_exercise=texts,
    sentence=texts,
    paused=st.booleans(),
    waiting=st.booleans(),
    message=texts,
)
looks = st.builds(
    Look, st.integers(20, 300), st.integers(4, 90), st.booleans(), st.booleans(), st.booleans(), texts
)
language = st.sampled_from(languages()).map(ScreenWords.read)


@given(moments, looks, language)
def test_it_always_fits(now: Now, look: Look, words: ScreenWords) -> None:
    rows = compose(now, look, words)
    assert 1 <= len(rows) <= look.height
    assert all(row.cell_len < look.width and "\n" not in row.plain for row in rows)


@given(looks, language)
def test_nothing_jumps_about_while_a_session_goes_on(look: Look, words: ScreenWords) -> None:
    paused = replace(HOLD, paused=True)
    heights = {len(compose(now, look, words)) for now in (HOLD, SETUP, WELCOME, paused)}
    assert len(heights) == 1


SIZES = [(40, 8), (60, 15), (80, 24), (132, 43), (250, 70)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "words",
    [
        ("en", "3 of 4", "RIGHT SIDE", "3:00 left", "Breathe out", "Next: Lying knee"),
        ("de", "3 von 4", "RECHTE SEITE", "noch 3:00", "Ausatmen", "Danach: Lying knee"),
        ("es", "3 de 4", "LADO DERECHO", "quedan 3:00", "Exhala", "Después: Lying knee"),
        ("fr", "3 sur 4", "CÔTÉ DROIT", "encore 3:00", "Expire", "Ensuite : Lying knee"),
    ],
)
def test_what_matters_is_there_at_every_size(size: tuple[int, int], words: tuple[str, ...]) -> None:
    text = shown(HOLD, Look(*size, blocks=False), ScreenWords.read(words[0]))
    for part in ("SUPINE SPINAL TWIST", "0:23", *words[1:]):
        assert part in text
    assert HOLD.sentence in text


SPEECHLESS = replace(HOLD, title="", exercise="", next_exercise="", sentence="")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("size", SIZES)
def test_there_is_no_english_on_another_languages_panel(size: tuple[int, int], language: str) -> None:
    words = ScreenWords.read(language)
    notices = Notices(lambda: 0.0)
    said = [
        notices.look(now, words) for now in (HOLD, replace(HOLD, volume=0.8), replace(HOLD, detail="short"))
    ]
    for now in _all(SPEECHLESS):
        for explain in (False, True):
            said.append(shown(now, Look(*size, blocks=False, help=explain), words))
    lines = io.StringIO()
    written = Lines(Pen(lines), keys=True)
    for now in _all(SPEECHLESS):
        written.show(now, words)
    written.show_help()
    written.show(HOLD, words)
    named = words_in(f"{HOLD.title} {HOLD.exercise} {HOLD.next_exercise} {HOLD.sentence}")
    assert english_in(" ".join((*said, lines.getvalue())), language) - named == set()


@pytest.mark.parametrize("size", SIZES)
def test_all_words_on_the_panel_are_those_of_the_language(size: tuple[int, int]) -> None:
    for now in _all(SPEECHLESS):
        text = shown(now, Look(*size), hushed(ENGLISH))
        assert words_in(text) == set(), text


def _all(now: Now) -> Iterator[Now]:
    """Yield what there is to show: every side, every phase, a pause, a moment's wait."""
    for side in ("right", "left", "clockwise", "counterclockwise"):
        for phase in ("inhale", "exhale", "move", "right", "left"):
            yield replace(now, side=side, phase=phase)
    yield replace(now, paused=True)
    yield replace(now, paused=False, waiting=True, phase=None)


@pytest.mark.parametrize("language", languages())
def test_every_side_and_phase_is_whole_on_small_terminals(language: str) -> None:
    words = ScreenWords.read(language)
    for now in _all(HOLD):
        text = shown(now, Look(40, 8), words)
        assert any(side.upper() in text for side in words.side(now.side or "")) or now.paused
        assert words.phases.of(now.phase) in text or now.paused
        assert now.paused <= (words.paused in text)
    for now in _all(HOLD):
        text = shown(now, Look(60, 24), words)
        large = words.paused if now.paused else words.large.of(now.phase)
        assert (enlarge(large) or ("",))[0].rstrip() in text


@pytest.mark.parametrize("language", languages())
def test_every_key_is_explained_in_full(language: str) -> None:
    words = ScreenWords.read(language)
    for look in (Look(40, 8, help=True), Look(60, 15, help=True), Look(200, 60, help=True)):
        text = shown(HOLD, look, words)
        for key, meaning in explained(words):
            assert re.search(rf"{re.escape(key)} +{re.escape(meaning)}\b", text), text
    assert all(meaning in shown(HOLD, Look(100, 24), words) for _, meaning in words.main)


def test_the_bar_fills_breathing_in_and_empties_breathing_out() -> None:
    def filled(phase: str, share: float) -> int:
        return shown(replace(HOLD, phase=phase, phase_share=share), Look(60, 8, blocks=False)).count("#")

    shares = [i / 10 for i in range(11)]
    rising, falling = [filled("inhale", s) for s in shares], [filled("exhale", s) for s in shares]
    assert rising == sorted(set(rising))
    assert falling == rising[::-1]
    assert rising[0] == 0


def test_a_pause_is_told_in_large_letters_and_the_side_is_still_there() -> None:
    text = shown(replace(HOLD, paused=True), Look(60, 15))
    assert (enlarge("Paused") or ())[0] in text
    assert "Right side" in text


def test_what_the_runner_should_know_stands_before_what_was_said() -> None:
    text = shown(replace(HOLD, message="The headphones went away"), Look(60, 15))
    assert "The headphones went away" in text
    assert HOLD.sentence not in text
    assert "one moment" in shown(WELCOME, Look(60, 15))


def test_in_a_rest_the_next_exercise_is_the_large_one() -> None:
    assert shown(WELCOME, Look(40, 8)).splitlines()[2] == " NEXT: CHILD'S POSE"
    assert (
        shown(replace(WELCOME, next_exercise=""), Look(40, 8)).splitlines()[2] == f" {WELCOME.title.upper()}"
    )


def test_keys_are_only_told_where_they_are_read() -> None:
    assert "space" not in shown(HOLD, Look(80, 24, keys=False))
    for look in (Look(40, 8, help=True), Look(60, 15, help=True), Look(200, 60, help=True)):
        text = shown(HOLD, look)
        for key in ("space pause", "→", "←", "↑ ↓", "+", "say it again", "detail", "stop", "these keys"):
            assert key in text


def test_large_letters() -> None:
    assert enlarge("Left 1:05") == (
        "█   █▀▀ █▀▀ ▀█▀    ▀█  ▄ █▀█ █▀▀",
        "█   █▀  █▀   █      █  ▄ █ █ ▀▀█",
        "▀▀▀ ▀▀▀ ▀    ▀     ▀▀▀   ▀▀▀ ▀▀▀",
    )
    assert enlarge("Côté") == enlarge("COTE")
    assert enlarge("漢") is None
    assert enlarge_wrapped("Supine spinal twist", 60, 1) is None
    assert enlarge_wrapped("Supine spinal twist", 60, 2) == (enlarge("Supine spinal") or ()) + (
        enlarge("twist") or ()
    )
    assert enlarge_wrapped("Counterclockwise", 30, 2) is None


MOMENTS = (
    replace(WELCOME, position=Ms(2_000), sentence="Hello."),
    replace(WELCOME, position=Ms(2_125), sentence="Hello."),
    replace(SETUP, position=Ms(16_700), step=1, exercise="Child's pose", sentence="Kneel."),
    replace(HOLD, position=Ms(66_000), sentence="Breathe in."),
    replace(HOLD, position=Ms(66_125), sentence="Breathe in.", paused=True),
    replace(
        HOLD, position=Ms(66_125), sentence="Breathe in.", paused=True, message="The headphones went away"
    ),
    replace(HOLD, position=Ms(66_125), sentence="Breathe in.", volume=0.5),
    replace(HOLD, position=Ms(70_000), sentence="And out.", side="left", phase_share=0.9),
    replace(WELCOME, position=Ms(80_000), sentence="Done.", finished=True),
)

IN_LINES = """\
  0:02  Easy back after your run
  0:02  Hello.
  0:17  1 of 4: Child's pose
  0:17  Kneel.
  1:06  3 of 4: Supine spinal twist
  1:06  Right side
  1:06  Breathe in.
  1:06  Paused
  1:06  The headphones went away
  1:06  Going on
  1:10  Left side
  1:10  And out.
  1:20  Done.
"""


def test_lines_say_what_is_new_and_nothing_else() -> None:
    stream = io.StringIO()
    lines = Lines(Pen(stream), keys=True)
    for now in MOMENTS:
        lines.show(now, ENGLISH)
        lines.show(now, ENGLISH)
    assert stream.getvalue() == IN_LINES
    lines.show_help()
    lines.show(MOMENTS[-1], ENGLISH)
    assert stream.getvalue().splitlines()[-1].startswith("  1:20  Keys: space pause, go on; ")


def test_the_volume_is_told_for_a_moment_after_it_was_changed() -> None:
    clock = [100.0]
    notices = Notices(lambda: clock[0])
    louder, brief = replace(HOLD, volume=0.8), replace(HOLD, volume=0.8, detail="short")
    assert notices.look(HOLD, ENGLISH) == ""
    assert notices.look(louder, ENGLISH) == "Volume 80%"
    clock[0] += NOTICE_FOR / 2
    assert notices.look(louder, ENGLISH) == "Volume 80%"
    assert notices.look(brief, ENGLISH) == "Guidance: short"
    clock[0] += NOTICE_FOR
    assert notices.look(brief, ENGLISH) == ""


def test_without_a_terminal_there_are_lines() -> None:
    assert isinstance(find_form(io.StringIO(), {}, keys=True), Lines)
