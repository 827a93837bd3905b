"""Voices as three engines list them, and the names people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.voice.offers import find_offer, parse_offers, unknown_voice

if TYPE_CHECKING:
    from coach.voice.offers import Offer

ESPEAK = parse_offers(
    "gmw/en\tEnglish (Great Britain)\ten-gb\n"
    "gmw/en-gb-x-rp\tEnglish (Received Pronunciation)\ten-gb-x-rp\n"
    "sit/yue\tChinese (Cantonese)\tyue\n"
    "sit/yue-latn-jyutping\tChinese (Cantonese, latin as Jyutping)\tyue\n"
    "eu\tBasque\teu\n"
)
WINDOWS = parse_offers(
    "HKEY_LOCAL_MACHINE\\SOFTWARE\\Tokens\\TTS_MS_DE_HEDDA\tMicrosoft Hedda Desktop - German\tde-DE\n"
    "HKEY_LOCAL_MACHINE\\SOFTWARE\\Tokens\\TTS_MS_EN-US_ZIRA_11.0\tMicrosoft Zira Desktop\ten-US\n"
    "HKEY_LOCAL_MACHINE\\SOFTWARE\\Tokens\\TTS_X\tOdd One\tUnknown Locale: 5120\n"
)
MACOS = parse_offers(
    "com.apple.speech.synthesis.voice.Alex\tAlex\ten_US\n"
    "com.apple.voice.compact.en-GB.Daniel\tDaniel\ten_GB\n"
    "com.apple.voice.compact.de-DE.Anna\tAnna\tde_DE\n"
)


def test_names_are_good_to_type() -> None:
    assert [offer.name for offer in ESPEAK] == ["en", "en-gb-x-rp", "yue", "yue-latn-jyutping", "eu"]
    assert [offer.name for offer in MACOS] == ["Alex", "Daniel", "Anna"]
    assert WINDOWS[1].name == "Microsoft Zira Desktop"


def test_languages_are_codes() -> None:
    assert [offer.language for offer in MACOS] == ["en-US", "en-GB", "de-DE"]
    assert [offer.language for offer in WINDOWS] == ["de-DE", "en-US", ""]
    assert [offer.speaks("en") for offer in WINDOWS] == [False, True, False]


@pytest.mark.parametrize(
    ("wanted", "offers", "found"),
    [
        ("GMW/en", ESPEAK, "gmw/en"),
        ("en", ESPEAK, "gmw/en"),
        ("en-GB", ESPEAK, "gmw/en"),
        (" english  (great britain)", ESPEAK, "gmw/en"),
        ("yue", ESPEAK, "sit/yue"),
        ("tts_ms_en-us_zira_11.0", WINDOWS, WINDOWS[1].id),
        ("microsoft zira desktop", WINDOWS, WINDOWS[1].id),
        ("de-de", WINDOWS, WINDOWS[0].id),
        ("daniel", MACOS, MACOS[1].id),
        ("com.apple.voice.compact.de-DE.Anna", MACOS, MACOS[2].id),
    ],
)
def test_every_name_finds_its_voice(wanted: str, offers: list[Offer], found: str) -> None:
    offer = find_offer(wanted, offers)
    assert offer
    assert offer.id == found


@pytest.mark.parametrize("wanted", ["", "e", "en-", "GMW", "Chinese"])
def test_half_a_name_is_none(wanted: str) -> None:
    assert find_offer(wanted, ESPEAK) is None


@pytest.mark.parametrize(
    ("wanted", "offers", "guess"),
    [
        ("zira", WINDOWS, "Microsoft Zira Desktop"),
        ("Danyel", MACOS, "Daniel"),
        ("received", ESPEAK, "en-gb-x-rp"),
        ("Cantonese", ESPEAK, "yue or yue-latn-jyutping"),
    ],
)
def test_the_error_names_the_nearest(wanted: str, offers: list[Offer], guess: str) -> None:
    assert f"did you mean {guess}? see 'coach voices'" in str(unknown_voice(wanted, offers))


@pytest.mark.parametrize(("wanted", "offers"), [("#", MACOS), ("basket", ESPEAK), ("canton ease", ESPEAK)])
def test_the_error_without_a_guess(wanted: str, offers: list[Offer]) -> None:
    expected = f"there is no voice '{wanted}'; see 'coach voices'; programs are like command:flite"
    assert str(unknown_voice(wanted, offers)) == expected
