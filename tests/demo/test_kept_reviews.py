from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from sheetreview.reading import open as opening
from sheetreview.steps import reading
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import READER, checked_reviews
from tests.demo.conftest import LAYOUTS, MEDIA, RunOf

pytestmark = pytest.mark.no_cover

DAY = date(2026, 12, 21)


def never(*_: object) -> None:
    raise AssertionError("a return was parsed again")


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_review_comes_back_as_reading_its_file_again_gives_it(
    run_of: RunOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str, medium: str
) -> None:
    root = tmp_path / "cycle"
    shutil.copytree(run_of(layout, medium).root, root)
    with OpenCycle.open(root, reading=True) as cycle:
        with monkeypatch.context() as patched:
            patched.setattr(opening, "parse_book", never)
            patched.setattr(reading, "kept_book", never)
            kept = list(checked_reviews(cycle, as_of=DAY))
        monkeypatch.setattr(reading, "READER", READER + 1)
        anew = list(checked_reviews(cycle, as_of=DAY))
    assert kept == anew
    answers = [[one.review and repr(one.review.answers) for one in reviews] for reviews in (kept, anew)]
    assert answers[0] == answers[1]
    assert any(one.review is not None for one in kept)
