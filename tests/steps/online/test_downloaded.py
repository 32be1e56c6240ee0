"""A form that its reviewer filled in as a Google Sheet, downloaded as .xlsx and sent in instead of being pulled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from google_standin.running import Standin
from sheetreview.form.keys import total_key
from sheetreview.sheet.address import from_a1
from sheetreview.steps.collect import collect
from sheetreview.steps.intake import Outcome
from tests.steps.online.downloaded import Place, downloaded
from tests.steps.online.sheet_filling import (
    LAYOUTS,
    ROLES,
    Desk,
    assert_as_typed,
    filled_in,
    reviews,
    send_out,
    small_cycle,
    take_back,
)

pytestmark = pytest.mark.no_cover

STREAMED = b"PK\x03\x04\x14\x00\x08\x00"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    with Standin(tmp_path_factory.mktemp("home"), inside=True) as standin:
        yield standin
        standin.assert_honest()


def totals(desk: Desk) -> dict[Place, float]:
    """What each TOTAL of ratings comes to, by its place."""
    found = {}
    for section in desk.form.edition.sections:
        for total in section.totals:
            typed = [desk.typed.cells[place] for place in desk.typed.cells if place[::2] == (section.id, total.column)]
            numbers = [int(text) for text in typed if text.isdecimal()]
            assert all(item.weight == 1 for item in section.items)
            row = next(
                row for (row, _), text in desk.paper.grid.cells.items() if text == total_key(section.id, total.id)
            )
            rated = next(cell for cell in desk.form.fields(section) if cell.column.id == total.column)
            amount = sum(numbers) if total.kind == "sum" else sum(numbers) / len(numbers)
            found[desk.paper.grid.name, row, from_a1(rated.address)[1]] = amount
    return found


def download(desks: dict[str, Desk], folder: Path, wrong: float = 0) -> list[Path]:
    """Every spreadsheet as its reviewer downloads it; its totals are off by ``wrong``."""
    by_file = defaultdict(list)
    for desk in desks.values():
        by_file[desk.file_id].append(desk)
    folder.mkdir()
    paths = []
    for number, (file_id, own) in enumerate(by_file.items()):
        results = {place: amount + wrong for desk in own for place, amount in totals(desk).items()}
        path = folder / f"Review_ {number}.xlsx"
        path.write_bytes(downloaded(own[0].reviewer.get(file_id), results))
        paths.append(path)
    return paths


@pytest.mark.parametrize(("layout", "role"), ROLES)
def test_a_downloaded_form_is_collected_as_it_was_filled_in(
    running: Standin, tmp_path: Path, layout: str, role: str
) -> None:
    with small_cycle(tmp_path, layout, 2) as cycle:
        desks = filled_in(cycle, running, send_out(cycle, running, role))
        paths = download(desks, tmp_path / "Downloads")
        assert len(paths) == 2
        outcomes = collect(cycle, paths)
        assert [one.outcome for one in outcomes] == [Outcome.COLLECTED] * 2
        read = reviews(cycle)
    for form, desk in desks.items():
        assert_as_typed(read[form], desk.typed)
        assert [finding.code for finding in read[form].findings] == []


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "customer-report-card"])
def test_every_form_of_a_downloaded_spreadsheet_is_collected_as_it_was_filled_in(
    running: Standin, tmp_path: Path, layout: str
) -> None:
    with small_cycle(tmp_path, layout, 3) as cycle:
        desks = filled_in(cycle, running, send_out(cycle, running, bundle="reviewer"))
        paths = download(desks, tmp_path / "Downloads")
        assert len(paths) < len(desks)
        assert all(one.outcome is Outcome.COLLECTED for one in collect(cycle, paths))
        read = reviews(cycle)
    for form, desk in desks.items():
        assert_as_typed(read[form], desk.typed)


def test_a_downloaded_total_that_the_ratings_do_not_come_to_is_pointed_out(running: Standin, tmp_path: Path) -> None:
    with small_cycle(tmp_path, "customer-service", 1) as cycle:
        desks = filled_in(cycle, running, send_out(cycle, running))
        collect(cycle, download(desks, tmp_path / "Downloads", wrong=1))
        (read,) = reviews(cycle).values()
    assert {finding.code for finding in read.findings} == {"total-differs"}


def test_a_form_that_was_downloaded_and_pulled_counts_as_it_was_pulled(running: Standin, tmp_path: Path) -> None:
    with small_cycle(tmp_path, "customer-service", 1) as cycle:
        desks = filled_in(cycle, running, send_out(cycle, running))
        collect(cycle, download(desks, tmp_path / "Downloads"))
        (desk,) = desks.values()
        place = next(place for place in desk.form.addresses if place[2] == "rating")
        desk.form.retype(
            place, 1 if desk.typed.cells[place] == "2" else 2, "1" if desk.typed.cells[place] == "2" else "2"
        )
        desk.paper.send()
        assert [one.outcome for one in take_back(cycle, running).outcomes] == [Outcome.REPLACED]
        (read,) = reviews(cycle).values()
    assert_as_typed(read, desk.typed)


def test_the_downloads_of_these_tests_have_googles_quirks(running: Standin, tmp_path: Path) -> None:
    with small_cycle(tmp_path, "sales", 1) as cycle:
        desks = filled_in(cycle, running, send_out(cycle, running))
        (path,) = download(desks, tmp_path / "Downloads")
    assert path.read_bytes().startswith(STREAMED)
    with ZipFile(path) as archive:
        names = set(archive.namelist())
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert not any(name.startswith("docProps") for name in names)
    assert "<dimension" not in sheet
    for quirk in (
        "<v>4.0</v>",
        't="shared" si=',
        "<f>",
        '<row r="1000" ht="15.75" customHeight="1"></row>',
        ' hidden="1"',
    ):
        assert quirk in sheet
    assert "<r><rPr>" in strings
