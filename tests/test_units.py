"""Quantities as people write them, and as the coach writes them back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import printable, shown
from coach.units import (
    Span,
    format_clock,
    format_count_range,
    format_ms,
    format_time_range,
    parse_count_range,
    parse_ms,
    parse_time_range,
)

LENGTHS = {
    "30s": 30_000,
    "30 s": 30_000,
    "30 sec": 30_000,
    "30 secs": 30_000,
    "1 second": 1000,
    "45 Seconds": 45_000,
    "2 min": 120_000,
    "2m": 120_000,
    "2 mins": 120_000,
    "1 minute": 60_000,
    "1.5 min": 90_000,
    "0.5s": 500,
    "500 ms": 500,
    "1 min 30 s": 90_000,
    "1min30s": 90_000,
    "1 min 2 s 500 ms": 62_500,
    "  30s  ": 30_000,
    "007s": 7000,
}
NO_LENGTH = r"is not a length of time|has no unit"
NO_LENGTHS = (
    "", " ", "s", "30", "thirty seconds", "-30s", "+30s", "30s 20s", "30s 1 min", "20s 30s", "1 h", "30 sx",
    "30s.", "30,5s", "1:30", "30s!", "s30", "30 s s", "1e3s", "nan s", "inf", "infs", "0x10s", "1_000s", "½ min",
    "\u0663\u0660s", "\uff13\uff10s",
    "1..5s", "1.5.5s", ".5s", "5.s", "0.0005s", "9999999999s", "30\x00s", "30s\x00", "30\u202es",
)  # fmt: skip


@pytest.mark.parametrize("text", LENGTHS)
def test_lengths(text: str) -> None:
    assert parse_ms(text) == LENGTHS[text]


@pytest.mark.parametrize("text", NO_LENGTHS)
def test_no_length(text: str) -> None:
    with pytest.raises(ValueError, match=NO_LENGTH):
        parse_ms(text)
    with pytest.raises(ValueError, match=NO_LENGTH):
        parse_time_range(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("30s", 30_000, 30_000),
        ("20-30s", 20_000, 30_000),
        ("20 - 30 s", 20_000, 30_000),
        ("20–30 s", 20_000, 30_000),  # noqa: RUF001
        ("20s-30s", 20_000, 30_000),
        ("20 to 30 sec", 20_000, 30_000),
        ("20s to 1 min", 20_000, 60_000),
        ("1-2 min", 60_000, 120_000),
        ("1 min-90 s", 60_000, 90_000),
        ("1.5-2 min", 90_000, 120_000),
        ("30-30s", 30_000, 30_000),
    ],
)
def test_time_ranges(text: str, low: int, high: int) -> None:
    assert parse_time_range(text) == Span(low, high)


@pytest.mark.parametrize("text", ["30-20s", "90-1 min", "1 min to 30 s"])
def test_backwards_ranges_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="runs backwards"):
        parse_time_range(text)


@pytest.mark.parametrize(
    "text", ["20-30-40s", "20-s", "-", "to", "20s-", "20s - thirty", "20s30s-40s", "20s-30"]
)
def test_no_time_range(text: str) -> None:
    with pytest.raises(ValueError, match=NO_LENGTH):
        parse_time_range(text)


def test_a_bare_number_lacks_its_unit() -> None:
    for text in ("30", "20-30", "1.5", "1,5"):
        with pytest.raises(ValueError, match=rf"'{text}' has no unit"):
            parse_time_range(text)


def test_faults_quote_what_was_written() -> None:
    with pytest.raises(ValueError, match="'20 - 30 Sx' is not"):
        parse_time_range("20 - 30 Sx")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10", 10, 10),
        ("10-12", 10, 12),
        ("10 reps", 10, 10),
        ("10-12 reps", 10, 12),
        ("1 rep", 1, 1),
        (" 8 ", 8, 8),
    ],
)
def test_counts(text: str, low: int, high: int) -> None:
    assert parse_count_range(text, "reps", "rep") == Span(low, high)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ten",
        "1.5",
        "1,5",
        "-1",
        "+1",
        "1e3",
        "10 sets",
        "reps",
        "10 reps rep",
        "\u0663",
        "\uff13",
        "²",
        "10-",
        "1234567890",
    ],
)
def test_no_count(text: str) -> None:
    with pytest.raises(ValueError, match="is not a count"):
        parse_count_range(text, "reps", "rep")


def test_backwards_counts() -> None:
    with pytest.raises(ValueError, match="'12-10' runs backwards"):
        parse_count_range("12-10")


@pytest.mark.parametrize(
    "text", ["1" + " " * 100_000 + "x", "1" * 100_000, "1-" * 50_000, "1 min " * 20_000, " " * 100_000]
)
def test_nothing_long_is_a_quantity(text: str) -> None:
    for parse in (parse_ms, parse_time_range, parse_count_range):
        with pytest.raises(ValueError, match="is too long for a quantity"):
            parse(text)


@given(st.integers(0, 10**8))
def test_lengths_are_read_as_they_are_written(length: int) -> None:
    tenths = length // 100 * 100  # to a tenth of a second: the six digits that are written
    if tenths < 60 * 60_000:
        assert parse_ms(format_ms(tenths)) == tenths


@given(st.integers(0, 3600), st.integers(0, 3600))
def test_ranges_are_read_as_they_are_written(one: int, other: int) -> None:
    span = Span(min(one, other) * 1000, max(one, other) * 1000)
    assert parse_time_range(format_time_range(span)) == span
    assert parse_count_range(format_count_range(span)) == span


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_time_range, parse_count_range):
        said = ""
        try:
            span = parse(text)
        except ValueError as fault:
            said = str(fault)
        else:
            assert 0 <= span.low <= span.high
        assert said.isprintable()


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 s"),
        (500, "0.5 s"),
        (30_000, "30 s"),
        (60_000, "1 min"),
        (90_000, "1 min 30 s"),
        (62_500, "1 min 2.5 s"),
    ],
)
def test_lengths_are_written(length: int, text: str) -> None:
    assert format_ms(length) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (30_000, 30_000, "30 s"),
        (20_000, 30_000, "20-30 s"),
        (60_000, 120_000, "1-2 min"),
        (30_000, 60_000, "30 s to 1 min"),
        (90_000, 120_000, "1 min 30 s to 2 min"),
    ],
)
def test_ranges_are_written(low: int, high: int, text: str) -> None:
    assert format_time_range(Span(low, high)) == text


@pytest.mark.parametrize(
    ("length", "text"), [(0, "0:00"), (59_499, "0:59"), (59_500, "1:00"), (372_400, "6:12")]
)
def test_clock(length: int, text: str) -> None:
    assert format_clock(length) == text


def test_span() -> None:
    span = Span(20, 30)
    assert 20 in span
    assert 30 in span
    assert 31 not in span
    assert not span.fixed
    assert Span(5, 5).fixed
    assert [span.at(share) for share in (0, 0.5, 1)] == [20, 25, 30]


@given(st.text(max_size=200))
def test_shown_is_short_and_on_one_line(text: str) -> None:
    quoted = shown(text)
    assert quoted.isprintable()
    assert len(quoted) <= 43
    assert quoted[0] == quoted[-1] == "'"


def test_shown() -> None:
    assert shown("cat cow") == "'cat cow'"
    assert shown("Dehnübung") == "'Dehnübung'"
    assert shown("\x1b[31mred\u202e") == r"'\x1b[31mred\u202e'"
    assert shown("a" * 41) == f"'{'a' * 40}…'"
    assert shown("\U000e0001" * 40) == r"'\U000e0001\U000e0001\U000e0001\U000e0001…'"
    assert shown(["a"]) == "'['a']'"


def test_printable_keeps_letters_and_nothing_a_terminal_obeys() -> None:
    assert printable("Übung 1") == "Übung 1"
    assert printable("a\nb\tc\x7f\u2028\udce9") == r"a\nb\tc\x7f\u2028\udce9"
