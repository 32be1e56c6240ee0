"""The gate: what a zip package must satisfy before anything in it is parsed."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from sheetreview.errors import DAMAGED, PROTECTED, TOO_LARGE, FileError
from sheetreview.reading.files import MAX_FILE_BYTES
from sheetreview.reading.refusal import damaged, quoted

MAX_MEMBERS = 2_000
"""Workbooks have tens of members; each costs time to look at."""

MAX_INFLATED_BYTES = 50_000_000
"""XML a package may inflate to, declared and read; parsed values take several times as much memory."""

MAX_RATIO = 100
"""Real sheets compress up to some 50 times; bombs 1,000 times."""

RATIO_FREE_BYTES = 100_000
"""Members up to this size may compress as well as they like: small repetitive sheets do."""

_XML_ENDINGS = (".xml", ".rels", ".vml")
_ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000
_HEADER_BYTES = 30
_END_RECORD = b"PK\x05\x06"
_END_RECORD_SPAN = 66_000
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, OverflowError, struct.error)


class Package:
    """A zip that passed the gate. ``names`` are its members with forward slashes and no leading one."""

    __slots__ = ("_archive", "_members", "_read", "names")

    def __init__(self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._members = {name.casefold(): info for name, info in members.items()}
        self._read = 0
        self.names = tuple(members)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member, whatever the case of its name. Raises FileError when it is missing or damaged.

        All reads together may inflate to MAX_INFLATED_BYTES, so naming one member many times is no way around it.
        """
        info = self._members.get(name.casefold())
        if info is None:
            raise damaged(f"its part {quoted(name)} is missing")
        self._read += info.file_size
        if self._read > MAX_INFLATED_BYTES:
            raise _too_large()
        try:
            with self._archive.open(info) as member:
                return member.read(info.file_size + 1)
        except _ZIP_ERRORS as error:
            raise damaged(f"its part {quoted(name)} cannot be unpacked") from error


def open_package(data: bytes) -> Package:
    """The package in a zip file's bytes. Raises FileError when it is no zip, damaged, locked or beyond the limits."""
    if len(data) > MAX_FILE_BYTES:
        raise FileError(
            f"The file is larger than {MAX_FILE_BYTES / 1_000_000:g} MB. Ask for the form itself.", TOO_LARGE
        )
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = archive.infolist()
    except _ZIP_ERRORS as error:
        if _END_RECORD not in data[-_END_RECORD_SPAN:]:
            raise FileError("The file is cut off: its end is missing. Ask for it again.", DAMAGED) from error
        raise damaged("its table of contents cannot be read") from error
    if len(infos) > MAX_MEMBERS:
        raise FileError(
            f"The file has more than {MAX_MEMBERS} parts inside, which no form has. Ask for the form itself.", TOO_LARGE
        )
    for refusal in _refusals(infos):
        raise refusal
    _require_apart(infos, archive.start_dir)
    return Package(archive, _members(infos))


def _refusals(infos: list[zipfile.ZipInfo]) -> Iterator[FileError]:
    if any(info.flag_bits & _ENCRYPTED_FLAGS for info in infos):
        yield FileError("The file is locked with a password. Ask for it without one.", PROTECTED)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        yield FileError(
            "The file is packed in a way no spreadsheet program uses. Open it, save it as .xlsx, try again.", DAMAGED
        )
    if sum(info.file_size for info in infos if info.filename.casefold().endswith(_XML_ENDINGS)) > MAX_INFLATED_BYTES:
        yield _too_large()
    for info in infos:
        if info.file_size > RATIO_FREE_BYTES and info.file_size > MAX_RATIO * info.compress_size:
            part = quoted(info.filename)
            yield FileError(
                f"The part {part} unpacks to over {MAX_RATIO} times its size. Ask for the form itself.", TOO_LARGE
            )


def _require_apart(infos: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse parts that share bytes: then sizes lie, and few bytes may unpack to many parts."""
    for info in sorted(infos, key=lambda info: info.header_offset, reverse=True):
        if info.header_offset + _HEADER_BYTES + info.compress_size > end:
            raise damaged(f"its part {quoted(info.filename)} reaches into the next")
        end = info.header_offset


def _too_large() -> FileError:
    limit = MAX_INFLATED_BYTES // 1_000_000
    return FileError(
        f"The file unpacks to more than {limit} MB, which no form does. Ask for the form itself.", TOO_LARGE
    )


def _members(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Files by normalised name; two that differ only in slashes or case mean different things to different readers."""
    members: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        name = info.filename.replace("\\", "/").lstrip("/")
        if not name or name.endswith("/"):
            continue
        if name.casefold() in seen:
            raise damaged(f"its part {quoted(name)} is there twice")
        seen.add(name.casefold())
        members[name] = info
    return members
