"""The stand-in for Google on this machine, which is part of sheetreview's tests: there in a checkout, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sheetreview.errors import CycleError

if TYPE_CHECKING:
    from tests.google_standin.running import Standin


@contextmanager
def stand_in() -> Iterator[Standin]:
    """A stand-in for as long as the block lasts, with sign-ins in a folder of its own.

    Raises CycleError where it is not installed.
    """
    try:
        # It is not there in every installation, nor are the descriptions of Google's API that it checks calls by.
        from tests.google_standin.running import Standin  # noqa: PLC0415 -- see above
        from tests.google_standin.schemas import discovery  # noqa: PLC0415 -- see above

        discovery()
    except ImportError as error:
        raise CycleError(
            "this demo needs the stand-in for Google that sheetreview is tested with, and it is not installed "
            f"({error.name or 'part of it'} is missing); get sheetreview's source, and run in its folder: "
            "pip install -e '.[test]'"
        ) from error
    with TemporaryDirectory(prefix="sheetreview-") as home, Standin(Path(home), inside=True) as standin:
        yield standin
