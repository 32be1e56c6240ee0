"""Workbooks with a password, as programs protect them, and the file of passwords."""

from __future__ import annotations

import random
import struct
import tempfile
from hashlib import md5
from io import BytesIO
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

from sheetreview.errors import FileError
from sheetreview.reading import worker
from sheetreview.reading.open import open_book, parse_book, unlocked
from sheetreview.reading.passwords import MAX_PASSWORDS, read_passwords
from sheetreview.sheet.grid import Value
from tests.programs import edit_in_libreoffice
from tests.reading.making import refusal, worksheet, xlsx_members, zipped
from tests.reading.nasty.old import BOF_BOOK, CELL, EOF, book, compound, record
from tests.reading.test_programs import NUMBERS, REST, TEXTS, source

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ROW = '<row r="1"><c r="A1"><v>4</v></c></row>'
PLAIN = zipped(
    {**xlsx_members(worksheet(ROW)), "[Content_Types].xml": TYPES, "docProps/noise": random.Random(1).randbytes(5_000)}
)
KEY = "Größe 4€"


def locked(data: bytes, password: str) -> bytes:
    """A workbook encrypted as Excel does."""
    out = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt(password, out)
    return out.getvalue()


LOCKED = locked(PLAIN, KEY)


def rc4(key: bytes, data: bytes) -> bytes:
    state, found, a, b = list(range(256)), bytearray(), 0, 0
    for place in range(256):
        a = (a + state[place] + key[place % len(key)]) % 256
        state[place], state[a] = state[a], state[place]
    a = 0
    for byte in data:
        a = (a + 1) % 256
        b = (b + state[a]) % 256
        state[a], state[b] = state[b], state[a]
        found.append(byte ^ state[(state[a] + state[b]) % 256])
    return bytes(found)


def digest(data: bytes) -> bytes:
    return md5(data, usedforsecurity=False).digest()


def locked_xls(password: str, cells: bytes) -> bytes:
    """An old workbook encrypted as Excel 97 does, by [MS-OFFCRYPTO] 2.3.6: all but what leads to the records."""
    salt, verifier = b"salt of 16 bytes", b"verified 16 byte"
    hashed = digest(password.encode("utf-16-le"))[:5]
    start = digest((hashed + salt) * 16)[:5]
    keys = [digest(start + struct.pack("<I", block)) for block in range(20)]
    proof = rc4(keys[0], verifier + digest(verifier))
    locked_by = record(0x002F, b"\1\0\1\0\1\0" + salt + proof)
    stream = book(cells, locked_by)
    secret = b"".join(rc4(key, stream[1_024 * n : 1_024 * (n + 1)]) for n, key in enumerate(keys))
    mixed, place = b"", 0
    while place < len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        open_bytes = 4 + {0x0809: length, 0x002F: length, 0x0085: 4}.get(kind, 0)
        mixed += stream[place : place + open_bytes] + secret[place + open_bytes : place + 4 + length]
        place += 4 + length
    return compound(mixed)


RATINGS = b"".join(record(0x0203, struct.pack("<HHHd", row, 3, 0, 1 + row % 5)) for row in range(300))


def test_an_old_workbook_is_opened_with_its_password() -> None:
    data = unlocked(locked_xls(KEY, RATINGS), ["wrong", KEY])
    (grid,) = parse_book(data, "form.xls").sheets
    assert dict(grid.cells) == {(row + 1, 4): 1 + row % 5 for row in range(300)}
    assert "none in the password file" in said(locked_xls(KEY, RATINGS), "wrong")


def test_an_old_workbook_of_which_only_the_structure_is_protected_is_opened_without_asking() -> None:
    (grid,) = parse_book(unlocked(locked_xls("VelvetSweatshop", RATINGS)), "form.xls").sheets
    assert grid.value(5, 4) == 5


def said(data: bytes, *passwords: str) -> str:
    with pytest.raises(FileError) as caught:
        unlocked(data, passwords)
    return caught.value.reason


def test_the_password_that_fits_opens_a_workbook_wherever_it_stands_in_the_list() -> None:
    assert unlocked(LOCKED, ["wrong", "", KEY, "other"]) == PLAIN


def test_without_a_password_the_reason_names_the_option() -> None:
    assert "--password-file" in said(LOCKED)
    assert "--password-file" in refusal(LOCKED)


def test_no_wrong_password_opens_a_workbook_and_none_is_repeated() -> None:
    reason = said(LOCKED, "Grösse 4€", "größe 4€")
    assert "none in the password file opens it" in reason
    assert "4€" not in reason


def test_a_workbook_that_excel_opens_without_asking_needs_no_password() -> None:
    assert unlocked(locked(PLAIN, "VelvetSweatshop")) == PLAIN


@pytest.mark.parametrize(
    "data", [PLAIN, b"a,b", compound(book(CELL)), b"%PDF-1.7", b""], ids=["xlsx", "csv", "xls", "pdf", "empty"]
)
def test_what_is_not_protected_stays_as_it_is(data: bytes) -> None:
    assert unlocked(data) == data
    assert unlocked(data, [KEY]) == data


def test_an_old_workbook_with_a_password_is_called_so() -> None:
    rc4 = record(0x002F, b"\1\0\1\0\1\0" + b"\7" * 48)
    data = compound(BOF_BOOK + rc4 + book(CELL)[len(BOF_BOOK) :])
    assert "--password-file" in said(data)
    assert "none in the password file" in said(data, "a", "b")
    assert "--password-file" in refusal(data, "form.xls")


@pytest.mark.parametrize(
    "data",
    [
        compound(BOF_BOOK + record(0x002F, b"\1\0\x09\0\1\0") + EOF),
        compound(record(0x0809, b"\0\5\5\0") + record(0x002F, b"\0\0\1\2\3\4") + EOF, "Book"),
    ],
    ids=["unknown", "Excel 95"],
)
def test_a_protection_of_another_kind_is_said_to_be_one(data: bytes) -> None:
    assert "protected in a way that cannot be opened here" in said(data, "a")


@pytest.mark.parametrize("end", [700, 5_000, -3_000])
def test_half_an_encrypted_workbook_is_refused(end: int) -> None:
    with pytest.raises(FileError):
        parse_book(unlocked(LOCKED[:end], [KEY]), "form.xlsx")


def test_a_password_is_taken_off_without_writing_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        pytest.fail("something was written to the disk")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, forbidden)
    opened = worker.unlock(locked_xls(KEY, RATINGS), ["", KEY])
    assert opened == unlocked(locked_xls(KEY, RATINGS), [KEY])
    assert worker.unlock(LOCKED, [KEY]) == PLAIN
    assert worker.unlock(LOCKED, ["wrong"]) is None


@pytest.mark.programs
def test_what_libreoffice_protects_is_opened_with_its_password(tmp_path: Path) -> None:
    written = source(tmp_path / "form.xlsx")
    saved = tmp_path / "saved.xlsx"
    edit_in_libreoffice(
        [{"source": str(written), "password": KEY, "targets": [str(saved), str(tmp_path / "saved.ods")]}], tmp_path
    )
    with pytest.raises(FileError, match="none in the password file"):
        open_book(saved, ["wrong"])
    data, found = open_book(saved, ["wrong", KEY])
    cells: dict[tuple[int, int], Value] = {**TEXTS, **NUMBERS, **REST}
    assert dict(found.sheets[0].cells) == cells
    assert parse_book(data, saved.name) == found
    with pytest.raises(FileError, match="protected with a password"):
        open_book(tmp_path / "saved.ods", [KEY])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"one\ntwo\n", ("one", "two")),
        (b"\xef\xbb\xbfone\r\n\r\ntwo", ("one", "two")),
        (b" with space \none\none\n", (" with space ", "one")),
        ("Größe 4€".encode(), ("Größe 4€",)),
        (b"\n".join(b"%d" % number for number in range(MAX_PASSWORDS)), tuple(map(str, range(MAX_PASSWORDS)))),
    ],
)
def test_each_line_of_the_password_file_is_a_password(
    tmp_path: Path, content: bytes, expected: tuple[str, ...]
) -> None:
    path = tmp_path / "passwords.txt"
    path.write_bytes(content)
    assert read_passwords(path) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no password"),
        (b"\n\r\n", "holds no password"),
        (b"secret\xff", "not saved as UTF-8"),
        ("secret".encode("utf-16"), "not saved as UTF-8"),
        (b"\n".join(b"secret%d" % number for number in range(21)), "holds 21 passwords, and at most 20 are tried"),
        (b"secret" * 9_000, "too long to be a list of passwords"),
    ],
)
def test_a_password_file_that_is_none_is_refused_without_showing_any(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "passwords.txt"
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read_passwords(path)
    assert reason in caught.value.reason
    assert "secret" not in caught.value.reason


def test_a_password_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.txt", tmp_path):
        with pytest.raises(FileError, match="cannot be read"):
            read_passwords(path)
