from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetreview.inputs.yaml_source import MAX_BYTES, load_yaml


def messages(text: str) -> list[str]:
    return [str(problem) for problem in load_yaml(text, "a.yaml").problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("No", "No"),
        ("yes", "yes"),
        ("off", "off"),
        ("2026-01-31", "2026-01-31"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'~'", "~"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_value_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    data = load_yaml(f"key: {written}\n", "a.yaml").data
    assert isinstance(data, dict)
    assert data["key"] == meant
    assert type(data["key"]) is type(meant)


def test_not_a_number_is_a_number() -> None:
    data = load_yaml("[.nan]", "a.yaml").data
    assert isinstance(data, list)
    assert isinstance(data[0], float)
    assert math.isnan(data[0])


def test_positions_of_values_and_keys_count_from_one() -> None:
    source = load_yaml("a:\n  - b: 1\n    cc:   'x'\n  - {d: 2}\n", "a.yaml")
    assert source.data == {"a": [{"b": 1, "cc": "x"}, {"d": 2}]}
    assert source.position(("a", 0, "cc")) == (3, 11)
    assert source.key_position(("a", 0, "cc")) == (3, 5)
    assert source.position(("a", 1)) == (4, 5)
    assert source.position(("a", 1, "d")) == (4, 9)


def test_the_position_of_something_absent_is_that_of_what_is_around_it() -> None:
    source = load_yaml("a:\n  - b: 1\n", "a.yaml")
    assert source.position(("a", 0, "nope", "deeper")) == (2, 5)
    assert source.key_position(("a", 7)) == (2, 3)
    assert source.position(("z",)) == (1, 1)


def test_the_position_of_an_empty_value_is_its_key() -> None:
    assert load_yaml("a: 1\nb:\nc: 2\n", "a.yaml").position(("b",)) == (2, 1)


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    source = load_yaml("\ufeffa: 1\r\nb: x\r\n", "a.yaml")
    assert source.data == {"a": 1, "b": "x"}
    assert source.position(("b",)) == (2, 4)


def test_everything_refused_is_reported_at_once() -> None:
    text = "a: &x 1\na: 2\nb: *x\n<<: {c: 1}\n? [d]\n: 2\ne: !!str 5\n'f\\n': 1\ng: {h: 1, h: 2}\n"
    assert messages(text) == [
        "a.yaml:1:4: '&x' is an anchor; remove it; quote a text that begins with '&'",
        "a.yaml:2:1: 'a' stands here a second time; keep one; the first is on line 1",
        "a.yaml:3:4: '*x' is an alias; write the value out; quote a text that begins with '*'",
        "a.yaml:4:1: '<<' merges keys from elsewhere; write the keys out",
        "a.yaml:5:3: a key must be a plain word; quote a text that begins with '[', '{', '*' or '?'",
        "a.yaml:7:4: 'tag:yaml.org,2002:str' is a tag; remove it; quote a text that begins with '!'",
        "a.yaml:9:11: 'h' stands here a second time; keep one; the first is on line 9",
    ]


def test_the_first_of_two_equal_keys_counts() -> None:
    source = load_yaml("a: {x: 1}\na: {x: 2}\n", "a.yaml")
    assert source.data == {"a": {"x": 1}}
    assert source.position(("a", "x")) == (1, 8)
    assert source.complete


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: the file is empty"),
        ("# only words\n", "1:1: the file is empty"),
        ("a: [1,", "1:7: the file ends in the middle of a list or group; add what is missing: a value, ']' or '}'"),
        ("a: b: c", "1:5: a ':' stands where no key can be; "),
        ("a: 1\n  b: 2", "2:4: a ':' stands where no key can be; "),
        ("a:\n\t- b", "2:1: a tab stands where only spaces can be; indent with spaces"),
        ("a: @x", "1:4: a text cannot begin with '@'; put the text in quotes"),
        ("a: %x", "1:4: a text cannot begin with '%'; put the text in quotes"),
        ("a: *", "1:4: a text cannot begin with '*'; put the text in quotes"),
        ("a: & b", "1:4: a text cannot begin with '&'; put the text in quotes"),
        ("a: !<b", "1:4: a text cannot begin with '!'; put the text in quotes"),
        ("a: !b!c d", "1:4: a text cannot begin with '!'; put the text in quotes"),
        ("a: 'x\nb: 1\n", "1:4: a quote opens here and is never closed; close it"),
        ('a: "\\q"', "1:6: a '\\' in double quotes begins no known escape; write '\\\\', or use single quotes"),
        ("- a\nb: c", "2:1: this does not line up with the lines it belongs to; "),
        ("a: {b: 1\nc: 2", "2:2: a ',' or '}' is missing before this; the one opened on line 1 goes on here"),
        ("a: ['b'\n 'c']", "2:2: a ',' or ']' is missing before this; the one opened on line 1 goes on here"),
        ("a: [1,,2]", "1:7: a value is missing before ','; "),
        ("a: - b", "1:4: a '-' stands where no list can be; "),
        ("a: >x\n y", "1:4: '|' or '>' must end its line; begin the text on the next line"),
        ("%YAML 3.0\n---\na", "1:1: a '%YAML' line stands here; remove the line"),
        ("a: 1\n---\nb: 2", "2:1: a second document begins here; keep one document in a file"),
        ("ab: \x01", "1:5: a character stands here that no text file should hold; remove it"),
        ('a: "\\x01"', "1:4: the text holds a character (U+0001) that no spreadsheet can hold; remove it"),
        ('a: "\\ud800"', "1:4: the text holds a character (U+D800) that no spreadsheet can hold; remove it"),
        ("[" * 60 + "]" * 60, "1:42: more than 40 groups stand inside each other; flatten the file"),
    ],
)
def test_broken_yaml_is_told_in_plain_words(text: str, message: str) -> None:
    found = messages(text)
    assert len(found) == 1
    assert found[0].startswith(f"a.yaml:{message}")


def test_a_file_over_the_limit_is_refused_without_being_read() -> None:
    text = "a: " + "[" * MAX_BYTES
    assert messages(text) == ["a.yaml: the file is larger than 1 MB; split it or shorten its texts"]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def flow(value: object) -> str:
    """A value as YAML in flow style, every text in single quotes."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return "'" + value.replace("'", "''") + "'"
        case list():
            return f"[{', '.join(flow(entry) for entry in value)}]"
        case dict():
            return f"{{{', '.join(f'{flow(key)}: {flow(entry)}' for key, entry in value.items())}}}"
        case _:
            return repr(value)


@given(DATA)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(value: object) -> None:
    unreadable = ("\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff")
    text = flow(value)
    if not any(character in text for character in unreadable):
        source = load_yaml(f"- {text}\n", "a.yaml")
        assert source.problems == ()
        assert source.data == [value]
