"""Figures, dates, choices and texts: what is accepted, what with a notice, and what is refused."""

from __future__ import annotations

import pytest

from sheetreview.form.kinds import kind_of
from sheetreview.form.values import FileFormat
from sheetreview.model.layout import Column, ColumnKind
from sheetreview.model.review import AnswerState
from sheetreview.sheet.grid import CellError, NumberFormat, ShownNumber, Value

VALID, READ_AS, EMPTY = AnswerState.VALID, AnswerState.READ_AS, AnswerState.EMPTY
OFF, BAD = AnswerState.OFF_SCALE, AnswerState.UNREADABLE


def read(kind: ColumnKind, value: Value | None, *, csv: bool = False, **more: object) -> tuple[AnswerState, str]:
    column = Column.model_validate({"id": "c", "title": "C", "kind": kind, **more})
    reading = kind_of(column).read(value, [column.placeholder] if column.placeholder else [], FileFormat(all_text=csv))
    return reading.state, reading.value


NUMBERS: list[tuple[ColumnKind, Value, AnswerState, str]] = [
    (ColumnKind.NUMBER, 12, VALID, "12"),
    (ColumnKind.NUMBER, 12.50, VALID, "12.5"),
    (ColumnKind.NUMBER, -0.0, VALID, "0"),
    (ColumnKind.NUMBER, 1e-7, VALID, "0.0000001"),
    (ColumnKind.NUMBER, 123456789012345, VALID, "123456789012345"),
    (ColumnKind.NUMBER, "12", READ_AS, "12"),
    (ColumnKind.NUMBER, "1,234", BAD, ""),
    (ColumnKind.NUMBER, "250.000", BAD, ""),
    (ColumnKind.NUMBER, "0,125", READ_AS, "0.125"),
    (ColumnKind.NUMBER, "1234,567", READ_AS, "1234.567"),
    (ColumnKind.NUMBER, "1,234,567.5", READ_AS, "1234567.5"),
    (ColumnKind.NUMBER, "12,5", READ_AS, "12.5"),
    (ColumnKind.NUMBER, "0,05", READ_AS, "0.05"),
    (ColumnKind.NUMBER, "１２", READ_AS, "12"),
    (ColumnKind.NUMBER, "\u22125", READ_AS, "-5"),
    (ColumnKind.NUMBER, "1234567890123.45", READ_AS, "1234567890123.45"),
    (ColumnKind.NUMBER, "1.234,56", READ_AS, "1234.56"),
    (ColumnKind.NUMBER, "1 234,5", READ_AS, "1234.5"),
    (ColumnKind.NUMBER, "1\u202f234,5", READ_AS, "1234.5"),
    (ColumnKind.NUMBER, "1'234", READ_AS, "1234"),
    (ColumnKind.NUMBER, "12,34,567", READ_AS, "1234567"),
    (ColumnKind.NUMBER, ".5", READ_AS, "0.5"),
    (ColumnKind.NUMBER, "4.", READ_AS, "4"),
    (ColumnKind.NUMBER, "(4)", READ_AS, "-4"),
    (ColumnKind.NUMBER, 3.9999999999999996, VALID, "4"),
    (ColumnKind.NUMBER, 0.1 + 0.2, VALID, "0.3"),
    (ColumnKind.NUMBER, "12,34,56", BAD, ""),
    (ColumnKind.NUMBER, "12 %", BAD, ""),
    (ColumnKind.NUMBER, "$12", BAD, ""),
    (ColumnKind.NUMBER, "about 12", BAD, ""),
    (ColumnKind.NUMBER, "12-13", BAD, ""),
    (ColumnKind.NUMBER, "1e3", BAD, ""),
    (ColumnKind.NUMBER, "9" * 400, BAD, ""),
    (ColumnKind.NUMBER, 10**400, BAD, ""),
    (ColumnKind.NUMBER, 1e300, BAD, ""),
    (ColumnKind.NUMBER, True, BAD, ""),
    (ColumnKind.NUMBER, float("nan"), BAD, ""),
    (ColumnKind.NUMBER, CellError("#DIV/0!"), BAD, ""),
    (ColumnKind.MONEY, 1234.5, VALID, "1234.5"),
    (ColumnKind.MONEY, "$1,234.50", READ_AS, "1234.5"),
    (ColumnKind.MONEY, "1234 €", READ_AS, "1234"),
    (ColumnKind.MONEY, "£ 5", READ_AS, "5"),
    (ColumnKind.MONEY, "USD 5", BAD, ""),
    (ColumnKind.MONEY, "-$5", BAD, ""),
    (ColumnKind.MONEY, "85%", BAD, ""),
    (ColumnKind.PERCENT, 0.85, VALID, "0.85"),
    (ColumnKind.PERCENT, "85%", READ_AS, "0.85"),
    (ColumnKind.PERCENT, "33.3 %", READ_AS, "0.333"),
    (ColumnKind.PERCENT, "33,3 %", READ_AS, "0.333"),
    (ColumnKind.PERCENT, "100%", READ_AS, "1"),
    (ColumnKind.PERCENT, "0.85", READ_AS, "0.85"),
    (ColumnKind.PERCENT, "85 percent", BAD, ""),
    (ColumnKind.PERCENT, "8%5", BAD, ""),
    (ColumnKind.COMPUTED, 0.8, VALID, "0.8"),
]


@pytest.mark.parametrize(("kind", "typed", "state", "value"), NUMBERS)
def test_figures_are_read_as_plain_decimals_or_refused(
    kind: ColumnKind, typed: Value, state: AnswerState, value: str
) -> None:
    found = kind_of(Column(id="c", title="C", kind=kind)).read(typed)
    assert (found.state, found.value) == (state, value)
    assert found.number == (float(value) if value else None)


@pytest.mark.parametrize(
    ("kind", "typed"), [(ColumnKind.NUMBER, "12"), (ColumnKind.MONEY, "12.50"), (ColumnKind.PERCENT, "85.0%")]
)
def test_figures_as_a_program_writes_them_into_csv_are_as_typed(kind: ColumnKind, typed: str) -> None:
    assert read(kind, typed, csv=True)[0] is VALID


DAY = ShownNumber(46363, NumberFormat.DATE, "7-Dec-26")
HOUR = ShownNumber(0.4375, NumberFormat.TIME, "10:30")
SHARE = ShownNumber(0.95, NumberFormat.PERCENT, "95%")
PRICE = ShownNumber(420_000, NumberFormat.MONEY, "$420,000")
GROUPED = ShownNumber(1234.5, NumberFormat.NUMBER, "1,234.50")
SHOWN = (DAY, HOUR, SHARE, PRICE, GROUPED)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ColumnKind.NUMBER, ("", "", "", "420000", "1234.5")),
        (ColumnKind.MONEY, ("", "", "", "420000", "1234.5")),
        (ColumnKind.PERCENT, ("", "", "0.95", "420000", "1234.5")),
        (ColumnKind.DATE, ("2026-12-07", "", "", "", "")),
        (ColumnKind.TEXT, ("7-Dec-26", "10:30", "95%", "$420,000", "1,234.50")),
        (ColumnKind.LONG_TEXT, ("7-Dec-26", "10:30", "95%", "$420,000", "1,234.50")),
        (ColumnKind.PERSON, ("7-Dec-26", "10:30", "95%", "$420,000", "1,234.50")),
        (ColumnKind.YES_NO, ("", "", "", "", "")),
    ],
)
def test_a_number_is_what_its_cell_shows(kind: ColumnKind, values: tuple[str, ...]) -> None:
    assert tuple(read(kind, shown)[1] for shown in SHOWN) == values


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        (SHARE, "95%"),
        (ShownNumber(0.95, NumberFormat.PERCENT, "95.00%"), "95%"),
        (ShownNumber(0.5, NumberFormat.NUMBER, "1/2"), "1/2"),
        (ShownNumber(46147, NumberFormat.DATE, "5-May"), "5-May"),
        (True, "True"),
        (ShownNumber(0.94, NumberFormat.PERCENT, "94%"), ""),
        (DAY, ""),
        (0.95, ""),
    ],
)
def test_a_choice_that_a_program_took_for_a_number_is_the_one_that_is_seen(typed: Value, option: str) -> None:
    assert read(ColumnKind.CHOICE, typed, options=("95%", "1/2", "5-May", "True"))[1] == option


@pytest.mark.parametrize(
    ("typed", "point", "comma"),
    [("1,234", "1234", "1.234"), ("250.000", "250", "250000"), ("12,5", "12.5", "12.5"), ("0,125", "0.125", "0.125")],
)
def test_a_number_with_two_meanings_is_read_as_the_file_writes_numbers(typed: str, point: str, comma: str) -> None:
    kind = kind_of(Column(id="c", title="C", kind=ColumnKind.NUMBER))
    found = [kind.read(typed, file=FileFormat(all_text=True, decimal=sign)).value for sign in (".", ",")]
    assert found == [point, comma]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (46363, (VALID, "2026-12-07")),
        (46363.75, (VALID, "2026-12-07")),
        (36526, (VALID, "2000-01-01")),
        (73050, (VALID, "2099-12-31")),
        (36525, (BAD, "")),
        (73051, (BAD, "")),
        (61, (BAD, "")),
        (2027, (BAD, "")),
        (301126, (BAD, "")),
        (20261130, (BAD, "")),
        ("2027", (BAD, "")),
        ("1905-07-19", (BAD, "")),
        ("1 May 1999", (BAD, "")),
        ("46363", (READ_AS, "2026-12-07")),
        ("46363.0", (READ_AS, "2026-12-07")),
        ("30-Nov-2026", (VALID, "2026-11-30")),
        ("30-Nov-26", (VALID, "2026-11-30")),
        ("30 Nov 26", (VALID, "2026-11-30")),
        ("30. November 2026", (VALID, "2026-11-30")),
        ("30th November, 2026", (VALID, "2026-11-30")),
        ("Nov. 30, 2026", (VALID, "2026-11-30")),
        ("2026-Nov-30", (VALID, "2026-11-30")),
        ("3. M\u00e4rz 2026", (VALID, "2026-03-03")),
        ("1er d\u00e9cembre 2026", (VALID, "2026-12-01")),
        ("30 de noviembre de 2026", (VALID, "2026-11-30")),
        ("30 ago 2026", (VALID, "2026-08-30")),
        ("2026-11-30T00:00:00Z", (VALID, "2026-11-30")),
        ("2026-11-30T00:00:00.000Z", (VALID, "2026-11-30")),
        ("2026-11-30T09:30:00+01:00", (VALID, "2026-11-30")),
        ("2026-11-29T23:00:00Z", (BAD, "")),
        ("30/11/2026 00:00", (READ_AS, "2026-11-30")),
        ("13/11/2026", (READ_AS, "2026-11-13")),
        ("11/13/2026", (READ_AS, "2026-11-13")),
        ("13-11-2026", (READ_AS, "2026-11-13")),
        ("5/5/2026", (READ_AS, "2026-05-05")),
        ("03/04/2026", (BAD, "")),
        ("30.11.26", (BAD, "")),
        ("31/11/2026", (BAD, "")),
        ("30 Foo 2026", (BAD, "")),
        ("Nov 2026", (BAD, "")),
        ("2026-12-07", (VALID, "2026-12-07")),
        ("2026-12-07T00:00:00", (VALID, "2026-12-07")),
        ("2026-12-07 00:00:00", (VALID, "2026-12-07")),
        ("7 December 2026", (VALID, "2026-12-07")),
        ("7 Dec 2026", (VALID, "2026-12-07")),
        ("December 7, 2026", (VALID, "2026-12-07")),
        ("07.12.2026", (VALID, "2026-12-07")),
        ("２０２６-12-07", (VALID, "2026-12-07")),
        ("07/12/2026", (BAD, "")),
        ("12/07/2026", (BAD, "")),
        ("31.02.2026", (BAD, "")),
        ("2026", (BAD, "")),
        ("next week", (BAD, "")),
        (0, (BAD, "")),
        (-5, (BAD, "")),
        (3_000_000, (BAD, "")),
        (10**400, (BAD, "")),
        (True, (BAD, "")),
        (float("nan"), (BAD, "")),
        ("", (EMPTY, "")),
    ],
)
def test_a_date_is_read_when_it_can_mean_only_one_day(typed: Value, expected: tuple[AnswerState, str]) -> None:
    assert read(ColumnKind.DATE, typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Yes", "yes"),
        ("y", "yes"),
        ("TRUE", "yes"),
        (True, "yes"),
        (1, "yes"),
        (1.0, "yes"),
        ("NO", "no"),
        (" n ", "no"),
        (False, "no"),
        (0, "no"),
    ],
)
def test_yes_and_no_are_read_in_every_usual_way(typed: Value, expected: str) -> None:
    assert read(ColumnKind.YES_NO, typed) == (VALID, expected)


@pytest.mark.parametrize("typed", ["maybe", "yes and no", 2, "x", "ja"])
def test_neither_yes_nor_no_is_refused(typed: Value) -> None:
    assert read(ColumnKind.YES_NO, typed) == (BAD, "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("On track", (VALID, "On track")),
        (" on  TRACK", (VALID, "On track")),
        ("Late", (VALID, "Late")),
        (5, (VALID, "5")),
        (5.0, (VALID, "5")),
        ("Lat", (OFF, "")),
        ("On track, Late", (OFF, "")),
        (True, (OFF, "")),
    ],
)
def test_a_choice_is_one_of_its_options_whatever_the_case(typed: Value, expected: tuple[AnswerState, str]) -> None:
    assert read(ColumnKind.CHOICE, typed, options=("On track", "Late", "5")) == expected


@pytest.mark.parametrize("kind", [ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.PERSON, ColumnKind.LABEL])
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (" José ", "José"),
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (True, "TRUE"),
        ("=1+1", "=1+1"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_free_text_is_kept_as_it_was_typed(kind: ColumnKind, typed: Value, value: str) -> None:
    assert read(kind, typed) == (VALID, value)


@pytest.mark.parametrize("typed", ["[Reason]", " [reason] ", "[ＲＥＡＳＯＮ]"])
def test_a_placeholder_is_empty_in_any_spacing_case_or_width(typed: str) -> None:
    assert read(ColumnKind.LONG_TEXT, typed, placeholder="[Reason]") == (EMPTY, "")


@pytest.mark.parametrize("typed", ["[Reason] good", "Reason", "[Reason", "reason]"])
def test_a_text_around_a_placeholder_is_an_answer(typed: str) -> None:
    assert read(ColumnKind.LONG_TEXT, typed, placeholder="[Reason]")[0] is VALID


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (44867, "2026-11-03"),
        (44867.5, "2026-11-03"),
        (35064, "2000-01-01"),
        (1, ""),
        (-1, ""),
        (0, ""),
        ("2026-11-03", "2026-11-03"),
    ],
)
def test_a_day_counted_from_1904_is_the_day_that_is_shown(serial: Value, expected: str) -> None:
    column = Column(id="c", title="C", kind=ColumnKind.DATE)
    assert kind_of(column).read(serial, (), FileFormat(days_from_1904=True)).value == expected


def test_counting_from_1904_changes_no_number() -> None:
    column = Column(id="c", title="C", kind=ColumnKind.NUMBER)
    assert kind_of(column).read(44867, (), FileFormat(days_from_1904=True)).value == "44867"
