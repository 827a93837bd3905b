"""What yields to what where an interval has no room for everything, and the room that is kept around cues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.fields import Detail
from coach.script.frame import fitted
from coach.script.model import CueKind, Interval, Line, Phase, Prompt, Script, Section, Talk
from coach.timeline.layout import lay_out
from coach.units import Ms

if TYPE_CHECKING:
    from coach.script.model import Spoken

ORDER = ("last", "exhale", "rep", "feel", "halfway", "notice", "form")
"""From what yields last to what yields first."""


def _said(interval: Interval, talk: Talk | None = None, length: int = 3000) -> list[str]:
    """Return the kinds that are said of an interval in the first of two sections, each sentence as long."""
    parts = (talk or Talk(()), interval)
    script = Script("a", "A", Detail.FULL, (Section(parts, 1, "plank", "Plank"), Section((Talk(()),))))
    return [str(cue.kind) for cue in lay_out(script, lambda text, manner: Ms(length)).cues]


def _prompt(kind: str, start: int = 0, until: int = 4000, **more: object) -> Prompt:
    line = Line(CueKind(kind), ((f"{kind} words",),))
    return Prompt(line, Ms(start), Ms(until), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", range(len(ORDER) - 1))
def test_of_two_that_want_one_place_the_lesser_yields(place: int) -> None:
    greater, lesser = ORDER[place : place + 2]
    prompts = (_prompt(lesser), _prompt(greater))
    assert _said(Interval(Ms(20_000), prompts=prompts)) == [greater]


def test_nothing_moves_the_naming_of_a_side() -> None:
    prompts = (_prompt("last"), _prompt("rep", needed=True))
    assert _said(Interval(Ms(20_000), prompts=prompts)) == ["rep"]


def test_speech_takes_half_of_an_interval_at_most() -> None:
    prompts = tuple(_prompt(kind, start, start + 3500) for kind, start in (("form", 0), ("last", 8000)))
    assert _said(Interval(Ms(12_000), prompts=prompts)) == ["form", "last"]
    assert _said(Interval(Ms(11_900), prompts=prompts)) == ["last"]


@pytest.mark.parametrize(("length", "said"), [(1000, ["inhale", "exhale"]), (2500, [])])
def test_a_breath_is_led_in_and_out_or_not_at_all(length: int, said: list[str]) -> None:
    """There would be time for the words that lead in, in both; not for those that lead out."""
    prompts = (_prompt("inhale", 0, 4000, breath=1), _prompt("exhale", 4000, 6000, breath=1))
    assert _said(Interval(Ms(20_000), prompts=prompts), length=length) == said


def test_a_shorter_wording_is_taken_before_a_breath_is_left_unled() -> None:
    """Half of the interval is enough for both only if the first is brief."""

    def spoken(text: str, manner: object) -> Ms:
        return Ms(4000 if text == "long" else 2000)

    lead_in = Prompt(Line(CueKind.INHALE, (("long",), ("brief",))), Ms(0), Ms(4500), breath=1)
    lead_out = Prompt(Line(CueKind.EXHALE, (("out",),)), Ms(5000), Ms(9000), breath=1)
    interval = Interval(Ms(9000), prompts=(lead_in, lead_out))
    script = Script("a", "A", Detail.FULL, (Section((interval,), 1, "plank", "Plank"),))
    assert [cue.text for cue in lay_out(script, spoken).cues] == ["brief", "out"]


def test_a_hold_of_twenty_seconds_has_four_of_quiet() -> None:
    prompts = tuple(_prompt("form", start, start + 3100) for start in (3000, 9000, 15_000))
    for held, most in ((True, 2), (False, 3)):
        interval = Interval(Ms(20_000), prompts=prompts, held=held)
        assert len(_said(interval)) == most


def test_a_question_keeps_its_silence() -> None:
    prompts = (_prompt("notice", 0, 4000), _prompt("form", 5000, 9000))
    assert _said(Interval(Ms(40_000), prompts=prompts)) == ["notice"]
    later = _prompt("form", 5000, 10_100, floating=True)
    assert _said(Interval(Ms(40_000), prompts=(prompts[0], later))) == ["notice", "form"]


@pytest.mark.parametrize(("until", "said"), [(4000, ["begin", "feel"]), (2000, ["feel", "begin"])])
def test_what_is_felt_is_told_before_an_interval_that_has_no_room_for_it(until: int, said: list[str]) -> None:
    feel, begin = (Line(CueKind(kind), ((f"{kind} words",),)) for kind in ("feel", "begin"))
    interval = Interval(
        Ms(20_000), prompts=(Prompt(feel, Ms(0), Ms(until), floating=True),), phases=(_phase(),)
    )
    assert _said(interval, Talk((begin,), before=feel)) == said


def _phase() -> Phase:
    return Phase("move", Ms(0), Ms(20_000))


def test_a_talk_that_would_take_too_long_leaves_out_what_it_can_spare_from_the_last() -> None:
    lines = tuple(Line(CueKind.SAFETY, ((f"{name}",),), spare=name != "c") for name in "abcd")
    for at_most, said in ((20_000, "abcd"), (12_000, "abc"), (9000, "ac"), (1000, "c")):
        kept = fitted(lines, Ms(at_most), lambda text, manner: Ms(3000))
        assert "".join(line.takes[0][0] for line in kept) == said


@pytest.mark.parametrize(
    ("a_word", "said"),
    [
        (500, ["five words of a welcome", "spare", "needed"]),
        (900, ["brief", "spare", "needed"]),
        (2500, ["brief", "needed"]),
    ],
)
def test_a_voice_slower_than_expected_still_is_over_in_time_if_it_can(a_word: int, said: list[str]) -> None:
    takes = (("five words of a welcome",), ("brief",))
    lines = (
        Line(CueKind.WELCOME, takes),
        Line(CueKind.WELCOME, (("spare",),), spare=True),
        Line(CueKind.SAFETY, (("needed",),)),
    )

    def speaking(a_word: int) -> Spoken:
        return lambda text, manner: Ms(0 if text == "..." else a_word * len(text.split()))

    lead_in = Line(CueKind.WELCOME, (("...",),), pause=Ms(12_000))  # after it, 6 s are left
    talk = Talk((lead_in, *fitted(lines, Ms(6000), speaking(500))))
    script = Script("a", "A", Detail.FULL, (Section((talk,)),))
    assert [cue.text for cue in lay_out(script, speaking(a_word)).cues[1:]] == said


def test_a_question_is_never_asked_again_however_short_and_however_long_ago() -> None:
    question = Prompt(Line(CueKind.NOTICE, (("Is it heavy?",),)), Ms(0), Ms(4000))
    other = Prompt(Line(CueKind.FORM, (("Be light.",),)), Ms(0), Ms(4000))
    hours = tuple(Interval(Ms(3_600_000), prompts=(prompt,)) for prompt in (question, question, other, other))
    script = Script("a", "A", Detail.FULL, tuple(Section((hour,), 1, "plank", "Plank") for hour in hours))
    said = [cue.text for cue in lay_out(script, lambda text, manner: Ms(3000)).cues]
    assert said == ["Is it heavy?", "Be light.", "Be light."]
