"""Ratings: what is accepted as typed, what with a notice, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.form.kinds import KINDS
from sheetreview.form.values import FileFormat
from sheetreview.model.layout import Column, ColumnKind
from sheetreview.model.review import AnswerState
from sheetreview.model.scales import Level, Scale
from sheetreview.sheet.grid import CellError, NumberFormat, ShownNumber, Uncalculated, Value

VALID, READ_AS, EMPTY = AnswerState.VALID, AnswerState.READ_AS, AnswerState.EMPTY
OFF, BAD, NA = AnswerState.OFF_SCALE, AnswerState.UNREADABLE, AnswerState.NOT_APPLICABLE

WORDS = ("Far Below Quota", "Below Quota", "Hit Quota", "Exceeded Quota", "Far Exceeded Quota")
QUOTA = Scale(id="q", levels=tuple(Level.model_validate({"value": n, "label": w}) for n, w in enumerate(WORDS, 1)))
QUOTA_NA = QUOTA.model_copy(update={"not_applicable": True})
LETTERS = Scale(
    id="l",
    levels=(
        Level(value="A", label="Excellent", number=3),
        Level(value="B", label="Good", number=2),
        Level(value="D", label="Poor", number=0),
    ),
)
GRADES = Scale(
    id="g", levels=tuple(Level(value=v, label=w) for v, w in (("A", "Strong"), ("B", "Fair"), ("D", "Weak")))
)
HALVES = Scale(id="h", levels=tuple(Level(value=v, label=f"L {v}", number=float(v)) for v in ("1", "1.5", "2")))
TRAP = Scale(id="t", levels=(Level(value="1", label="2", number=1), Level(value="2", label="1", number=2)))

SAYS_FOUR = (
    "4|4.0|+4|04|４|٤|۴|४|4 - Exceeded Quota|4 – exceeded|4: Exceeded|4 = Exceeded Quota|4. Exceeded|4) Exceeded"
    "|4 Exceeded Quota|4.0 - Exceeded|Exceeded Quota|exceeded  QUOTA"
)
BESIDE = "0|6|-4|4.5|44|4.50"
SAYS_NOTHING = (
    "④|⁴|4/5|4-5|4 - 5|4 or 5"
    "|4,5|4;5|4..5|4+|4-|~4|4?|4!|four|IV|4 5|4%|4 stars?|½|4½|1e0|0x4|Quota|Exceeded|3 - Exceeded"
    "|4 - Far Exceeded|4 -|4 - ()|4 - []|4 (3)|x|?|-|—|see notes|2026-04-05|05.04.2026|TRUE|true|N/A|n.a."
    "|not applicable|#REF!|=4"
)


def rate(value: Value | None, scale: Scale = QUOTA, *, csv: bool = False) -> tuple[AnswerState, str]:
    column = Column(id="c", title="C", kind=ColumnKind.RATING)
    reading = KINDS[column.kind](column, scale).read(value, (), FileFormat(all_text=csv))
    return reading.state, reading.value


@pytest.mark.parametrize("typed", [4, 4.0])
def test_a_number_on_the_scale_is_accepted_as_typed(typed: Value) -> None:
    assert rate(typed) == (VALID, "4")


@pytest.mark.parametrize("typed", [" 4", "4 ", "\xa04\xa0", " Exceeded\nQuota ", *SAYS_FOUR.split("|")])
def test_text_that_says_one_rating_is_read_with_a_notice(typed: str) -> None:
    assert rate(typed) == (READ_AS, "4")


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\u3000", "\n", None],
)
def test_space_is_no_rating(typed: Value | None) -> None:
    assert rate(typed) == (EMPTY, "")


@pytest.mark.parametrize("typed", ["[1 - 5]", "[1-5]", "[1–5]", "[A - D]"])
def test_the_template_of_a_rating_is_empty(typed: str) -> None:
    assert rate(typed) == (EMPTY, "")


@pytest.mark.parametrize(
    "typed",
    [0, 6, -4, 4.5, 3.9999999, 0.8, 40, 45387, 46055.5, 1e300, -1e300, 10**400, "9" * 5000, *BESIDE.split("|")],
)
def test_a_number_beside_the_scale_is_refused_also_as_a_date_serial(typed: Value) -> None:
    assert rate(typed) == (OFF, "")


@pytest.mark.parametrize("typed", ["\x00", "\ud800", *SAYS_NOTHING.split("|")])
def test_text_that_could_mean_something_else_is_refused(typed: str) -> None:
    assert rate(typed) == (BAD, "")
    assert rate(typed, csv=True) == (BAD, "")


@pytest.mark.parametrize(
    "typed", [True, False, CellError("#N/A"), CellError("#REF!"), float("nan"), float("inf"), -float("inf")]
)
def test_what_is_no_number_at_all_is_refused(typed: Value) -> None:
    assert rate(typed) == (BAD, "")
    assert rate(typed, HALVES) == (BAD, "")


SEEN = Scale(
    id="s",
    levels=tuple(Level(value=v, label=f"L {v}", number=n) for n, v in enumerate(("50%", "1/4", "5-May", "TRUE"))),
)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        (ShownNumber(0.5, NumberFormat.PERCENT, "50%"), "50%"),
        (ShownNumber(0.5, NumberFormat.PERCENT, "50.00%"), "50%"),
        (ShownNumber(0.25, NumberFormat.NUMBER, "1/4"), "1/4"),
        (ShownNumber(46147, NumberFormat.DATE, "5-May"), "5-May"),
        (True, "TRUE"),
        (ShownNumber(0.25, NumberFormat.PERCENT, "25%"), ""),
        (False, ""),
        (0.5, ""),
    ],
)
def test_a_level_that_a_program_took_for_a_number_is_the_one_that_is_seen(typed: Value, level: str) -> None:
    assert rate(typed, SEEN)[1] == level


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        (ShownNumber(4, NumberFormat.NUMBER, "4.00"), "4"),
        (ShownNumber(4, NumberFormat.MONEY, "$4"), "4"),
        (ShownNumber(3.6, NumberFormat.NUMBER, "4"), "4"),
        (ShownNumber(4, NumberFormat.PERCENT, "400%"), ""),
        (ShownNumber(4, NumberFormat.DATE, "3-Jan-00"), ""),
        (ShownNumber(4, NumberFormat.TIME, "0:00"), ""),
        (3.9999999999999996, "4"),
        ("4,0", "4"),
        ("4.", "4"),
        ("4,000", "4"),
    ],
)
def test_a_rating_is_the_number_that_is_seen(typed: Value, level: str) -> None:
    assert rate(typed)[1] == level


def test_true_is_never_the_rating_one() -> None:
    assert rate(True) == (BAD, "")
    assert rate("TRUE") == (BAD, "")


def test_a_formula_nobody_calculated_is_no_empty_cell() -> None:
    for kind in (ColumnKind.RATING, ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.DATE, ColumnKind.CHOICE):
        reading = KINDS[kind](Column(id="c", title="C", kind=kind), QUOTA).read(Uncalculated())
        assert reading.state is AnswerState.UNCALCULATED


@pytest.mark.parametrize("typed", ["N/A", "n/a", "NA", "n.a.", "N. A.", "Not applicable", " ｎ/ａ "])
def test_not_applicable_counts_only_where_the_scale_allows_it(typed: str) -> None:
    assert rate(typed, QUOTA_NA) == (NA, "N/A")
    assert rate(typed, QUOTA) == (BAD, "")
    assert rate(typed, LETTERS) == (BAD, "")


def test_an_error_value_is_not_the_words_not_applicable() -> None:
    assert rate(CellError("#N/A"), QUOTA_NA) == (BAD, "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4", (VALID, "4")),
        ("4.0", (VALID, "4")),
        (" +4 ", (VALID, "4")),
        ("４", (READ_AS, "4")),
        ("Hit Quota", (READ_AS, "3")),
        ("6", (OFF, "")),
    ],
)
def test_in_a_text_format_a_number_written_as_text_is_as_typed(typed: str, expected: tuple[AnswerState, str]) -> None:
    assert rate(typed, csv=True) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("A", (VALID, "A")),
        (" B ", (VALID, "B")),
        (3, (OFF, "")),
        (0, (OFF, "")),
        ("3", (OFF, "")),
        *((typed, (READ_AS, "A")) for typed in ("a", "Ａ", "Excellent", "A - Excellent")),
        *((typed, (BAD, "")) for typed in ("A-", "A+", "A/B", "AB")),
    ],
)
def test_letters_are_read_by_their_value_and_never_by_their_number(
    typed: Value, expected: tuple[AnswerState, str]
) -> None:
    assert rate(typed, LETTERS) == expected
    assert rate(typed, GRADES)[0] in (expected[0], BAD)


@pytest.mark.parametrize("typed", ["C", "c", "E", "Я"])
def test_a_letter_that_is_no_level_is_off_a_scale_of_letters(typed: str) -> None:
    assert rate(typed, GRADES) == (OFF, "")


@pytest.mark.parametrize(("typed", "value"), [(1.5, "1.5"), (2, "2"), (2.0, "2")])
def test_half_steps_are_levels_like_others(typed: Value, value: str) -> None:
    assert rate(typed, HALVES) == (VALID, value)


@pytest.mark.parametrize(("typed", "state"), [("1.5", READ_AS), ("1.50", READ_AS), ("1,5", BAD), ("1.4", OFF)])
def test_half_steps_as_text_are_read_with_a_notice(typed: str, state: AnswerState) -> None:
    assert rate(typed, HALVES)[0] is state


def test_a_value_goes_before_a_label_that_looks_like_another_value() -> None:
    assert rate("1", TRAP) == (READ_AS, "1")
    assert rate("2", TRAP) == (READ_AS, "2")


def test_a_leading_zero_makes_no_other_level() -> None:
    scale = Scale(id="z", levels=(Level(value="01", label="One", number=1), Level(value="02", label="Two", number=2)))
    assert rate(2, scale) == (VALID, "02")


@pytest.mark.no_cover
@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=15), st.text("0123456789 .,+-/()[]EFex", max_size=8)))
def test_text_is_read_as_a_rating_only_when_it_names_its_value_or_its_whole_label(text: str) -> None:
    for csv in (False, True):
        state, value = rate(text, csv=csv)
        if state in (VALID, READ_AS):
            word = WORDS[int(value) - 1].casefold()
            digits = [str(int(c)) for c in text if c.isdecimal()]
            assert value in digits or any(c.isdigit() for c in text) or " ".join(text.split()).casefold() == word
