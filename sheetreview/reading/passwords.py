"""A file of passwords: one a line, each to be tried on every protected workbook."""

from __future__ import annotations

from pathlib import Path

from sheetreview.errors import PASSWORD_FILE, FileError

MAX_PASSWORDS = 20
"""Trying one costs some 0.1 s of every protected file; twenty stay well within the time a file may take."""

_MAX_BYTES = 20_000


def read_passwords(path: Path) -> tuple[str, ...]:
    """The passwords in a UTF-8 file, as they stand on its lines; empty lines do not count, nor does one said twice.

    Raises FileError when the file cannot be read, holds none, or more than MAX_PASSWORDS. No message holds any of them.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise FileError(
            f"It cannot be read ({error.strerror}). See whether the name is right.", PASSWORD_FILE
        ) from error
    if len(data) > _MAX_BYTES:
        raise FileError("It is too long to be a list of passwords. Write one password on each line.", PASSWORD_FILE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("It is not saved as UTF-8. Save it as plain text in UTF-8.", PASSWORD_FILE) from error
    found = tuple(dict.fromkeys(line for line in text.replace("\r\n", "\n").split("\n") if line))
    if not found:
        raise FileError("It holds no password. Write one password on each line.", PASSWORD_FILE)
    if len(found) > MAX_PASSWORDS:
        raise FileError(
            f"It holds {len(found)} passwords, and at most {MAX_PASSWORDS} are tried. Leave out the others.",
            PASSWORD_FILE,
        )
    return found
