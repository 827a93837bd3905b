"""Numbers agree with the nouns beside them, in all languages and as far as they are words."""

from __future__ import annotations

import re

import pytest

from coach.content.fields import Detail
from coach.content.routine import Routine
from coach.script.phrasing import Phrasing
from coach.timeline.compiler import compile_timeline
from coach.units import MINUTE, SECOND
from tests.strategies import LIBRARIES, expected
from tests.wording import texts

ALONE, MASCULINE, FEMININE = "count", "count_m", "count_f"

TENS = {
    "es": ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"),
    "fr": ("trente", "quarante", "cinquante", "soixante"),
}
ONES = {
    **{
        ("es", 10 * ten + 1): [f"{word} y {one}" for one in ("uno", "un", "una")]
        for ten, word in enumerate(TENS["es"], 3)
    },
    **{
        ("fr", 10 * ten + 1): [f"{word} et {one}" for one in ("un", "un", "une")]
        for ten, word in enumerate(TENS["fr"], 3)
    },
    ("es", 1): ["uno", "un", "una"],
    ("es", 21): ["veintiuno", "veintiún", "veintiuna"],
    ("fr", 1): ["un", "un", "une"],
    ("fr", 21): ["vingt et un", "vingt et un", "vingt et une"],
    ("fr", 81): ["quatre-vingt-un", "quatre-vingt-un", "quatre-vingt-une"],
}
"""All that change: alone, beside a masculine noun, and beside a feminine one."""

NOUNS = {
    "es": {
        FEMININE: "respiraciones veces olas subidas rondas",
        MASCULINE: "minutos segundos balanceos círculos pasos giros",
    },
    "fr": {FEMININE: "respirations fois minutes secondes vagues fentes", ALONE: "cercles cycles tours"},
}


@pytest.mark.parametrize("language", LIBRARIES)
def test_numbers_up_to_99_agree(language: str) -> None:
    phrasing = Phrasing(LIBRARIES[language].phrases, Detail.FULL)
    for number in range(100):
        alone = phrasing.number(number)
        assert not re.search(r"\d", alone)
        counted = phrasing.counted("count", number)
        forms = [counted[form] for form in (ALONE, MASCULINE, FEMININE)]
        assert forms == ONES.get((language, number), [alone] * 3)


@pytest.mark.parametrize("language", NOUNS)
def test_each_text_asks_for_the_form_of_its_noun(language: str) -> None:
    forms = {noun: form for form, nouns in NOUNS[language].items() for noun in nouns.split()}
    spoken = [
        text
        for path, text in texts(language)
        if path.parent.name == "exercises" or path.name in ("phrases.yaml", "steps.yaml")
    ]
    for text in spoken:
        for slot, noun in re.findall(r"\{((?:count|rounds)\w*)\} (\w+)", text):
            if noun in forms and not text.startswith(("Empezamos en", "On commence dans")):
                assert slot.replace("rounds", "count") == forms[noun], text
    assert sum("_f}" in text for text in spoken) > 40


@pytest.mark.parametrize(
    ("language", "minutes", "seconds"),
    [
        ("en", "twenty-one minutes", "thirty-one seconds"),
        ("de", "einundzwanzig Minuten", "einunddreißig Sekunden"),
        ("es", "veintiún minutos", "treinta y un segundos"),
        ("fr", "vingt et une minutes", "trente et une secondes"),
    ],
)
def test_lengths_agree(language: str, minutes: str, seconds: str) -> None:
    phrasing = Phrasing(LIBRARIES[language].phrases, Detail.FULL)
    assert phrasing.minutes(21 * MINUTE) == minutes
    assert phrasing.seconds(31 * SECOND) == seconds


@pytest.mark.parametrize(
    ("language", "rounds", "times"),
    [
        ("en", "twenty-one rounds", "thirty-one"),
        ("de", "einundzwanzig Runden", "einunddreißig"),
        ("es", "veintiuna rondas", "treinta y una"),
        ("fr", "vingt et un cycles", "trente et une"),
    ],
)
def test_what_is_counted_agrees_in_a_session(language: str, rounds: str, times: str) -> None:
    steps = [{"breathe": "4-6", "rounds": "21"}, {"exercise": "glute-bridge", "reps": "31"}]
    routine = Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": steps})
    library = LIBRARIES[language]
    timeline = compile_timeline(routine, library, expected(library))
    said = " ".join(cue.text for cue in timeline.cues if cue.kind == "begin").lower()
    assert rounds.lower() in said
    assert re.search(rf"\b{times}(mal)?\b", said)
