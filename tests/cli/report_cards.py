"""Small cycles of customers who rate salespeople, taken through the command line with real workbooks."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import load_workbook

import sheetreview
from sheetreview.cli.main import cli
from tests.steps.making import csv_text

HEADS = ("customer_name", "customer_email", "employee_id", "salesperson", "month")
ITEMS = ("listens-actively", "returns-calls", "keeps-promises")
Key = tuple[str, str, str]
"""Salesperson, customer and month."""


@dataclass(slots=True)
class ReportCards:
    """A cycle in a folder; three behaviours are rated A, B or D, and shown from three customers on."""

    folder: Path
    sent: int = field(default=0)

    @property
    def root(self) -> Path:
        return self.folder / "cycle"

    def start(self, keys: Iterable[Key]) -> ReportCards:
        """Start the cycle, due on 31 March 2026, and issue its forms."""
        raters, pick = self._raters(keys), f"behaviours={','.join(ITEMS)}"
        words: list[str | Path] = [
            "--layout",
            "customer-report-card",
            "--raters",
            raters,
            "--name",
            "Cards",
            "--pick",
            pick,
        ]
        assert self.run("init", self.root, *words, "--due", "2026-03-31", at=self.folder).exit_code == 0
        assert self.run("generate").exit_code == 0
        return self

    def run(self, *words: str | Path, at: Path | None = None) -> Result:
        return CliRunner().invoke(cli, ["-C", str(at or self.root), *map(str, words)])

    def roster(self, keys: Iterable[Key]) -> None:
        """Take a new file of raters in."""
        done = self.run("roster", self._raters(keys))
        assert done.exit_code == 0, done.output

    def come_back(self, rated: Mapping[Key, str]) -> None:
        """Have forms filled in with a letter for each behaviour (``-`` for N/A), and take them in."""
        back = self.folder / f"back-{self.sent}"
        back.mkdir()
        for key, letters in rated.items():
            self.sent += 1
            self._fill(key, letters, back / f"{self.sent}.xlsx")
        done = self.run("collect", back)
        assert done.exit_code == 0, done.output

    def withdraw(self, key: Key) -> None:
        """Have the returns of a form count no more."""
        with sheetreview.Cycle.open(self.root) as cycle:
            _, by, month = key
            for one in cycle.returns([by]):
                its_own = (one.reviewee, one.reviewer, one.about) == (key[0], by, month)
                if its_own and one.state.value != "discarded":
                    cycle.discard_return(one.number, reason="by mistake", only=[by])

    def summary(self, day: str = "2026-03-01") -> dict[str, Any]:
        """What a summary on a day says of the customers, by its JSON."""
        done = self.run("summarize", "--as-of", day, "--format", "json")
        assert done.exit_code == 0, done.output
        (group,) = json.loads(done.stdout)["pooled"]
        return dict(group)

    def _raters(self, keys: Iterable[Key]) -> Path:
        path = self.folder / "raters.csv"
        rows = [(by, f"{by.lower()}@customers.example", f"E-{about}", about, month) for about, by, month in keys]
        path.write_text(csv_text([HEADS, *rows]), encoding="utf-8")
        return path

    def _fill(self, key: Key, letters: str, target: Path) -> None:
        about, by, month = (part.lower() for part in key)
        workbook = load_workbook(self.root / "forms" / by / f"{about}-{month}.xlsx")
        sheet = workbook.worksheets[0]
        left = list(letters)
        rating = 0
        for row in range(1, sheet.max_row + 1):
            found = str(sheet.cell(row, 2).value or "")
            if found.endswith(":columns"):
                rating = next(cell.column or 0 for cell in sheet[row] if str(cell.value).startswith("Rating"))
            elif rating and left and found.startswith("behaviours."):
                letter = left.pop(0)
                sheet.cell(row, rating).value = "N/A" if letter == "-" else letter
        assert not left
        # No two returns are the same file, whatever the clock says.
        workbook.properties.keywords = str(self.sent)
        workbook.save(target)
        # Later returns are later files.
        os.utime(target, (1_770_000_000 + 60 * self.sent,) * 2)


def numbers(part: Mapping[str, Any]) -> dict[str, Any]:
    """What a part of a summary shows: of each item how often each level was given, and how many are not told."""
    return {
        item["item"]: ({level["value"]: level["count"] for level in item["levels"] if level["count"]}, item["untold"])
        for item in part["items"]
    }
