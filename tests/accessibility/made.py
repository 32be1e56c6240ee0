"""The workbooks that are made, by the commands that make them: what is issued, marked, repaired and summarized."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner

from sheetreview.cli.main import cli
from tests.layouts.reading import layout as shipped

EXIT_FINDINGS = 1
_TEXTS = ("xl/sharedStrings.xml", "docProps/core.xml", "docProps/app.xml", "xl/workbook.xml")
_CONTENTS = re.compile(rb'<is>.*?</is>|<v>.*?</v>|<f>.*?</f>| ht="[^"]*"', re.DOTALL)
_REPAIRED = 3


def make_more(cycle: Path, layout: str, folder: Path) -> list[Path]:
    """What is made of a cycle of a layout that has been run, in a new folder, and the same forms in bundles."""
    returns = sorted((cycle / "returned").rglob("*.xlsx"))
    _run("-C", cycle, "check", *returns, "--return-copies", folder / "copies")
    _run("-C", cycle, "repair", *islice(returns, _REPAIRED), "--out", folder / "repaired")
    people = next(kind for kind in ("roster", "accounts", "raters") if (cycle / f"{kind}.csv").exists())
    _run("init", folder / "bundled", f"--{people}", cycle / f"{people}.csv", "--layout", layout, "--name", "Bundled")
    _run("-C", folder / "bundled", "generate", "--bundle", "reviewer")
    for role in shipped(layout).roles:
        target = folder / "previews" / f"{role.id}.xlsx"
        target.parent.mkdir(exist_ok=True)
        _run("layouts", "preview", layout, "--role", role.id, "-o", target)
    return sorted(folder.rglob("*.xlsx"))


def different(paths: list[Path]) -> Iterator[Path]:
    """One of each that differ in more than what stands in their cells and how high these are."""
    seen = set()
    for path in paths:
        digest = sha256()
        with ZipFile(path) as package:
            for name in sorted(package.namelist()):
                if name not in _TEXTS:
                    digest.update(name.encode() + _CONTENTS.sub(b"", package.read(name)))
        if digest.digest() not in seen:
            seen.add(digest.digest())
            yield path


def _run(*words: str | Path) -> None:
    # Without a path there is no LibreOffice that would print previews, which takes long.
    result = CliRunner(env={"PATH": ""}).invoke(cli, [str(word) for word in words])
    assert result.exit_code in {0, EXIT_FINDINGS}, result.output
