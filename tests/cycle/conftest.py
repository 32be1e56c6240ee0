"""A cycle's store, new and open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sheetreview.cycle.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Store.create(tmp_path / "cycle.sqlite3", "AAAAAAAA")
    return tmp_path / "cycle.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with closing(Store.open(path)) as opened:
        yield opened
