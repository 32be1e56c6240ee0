"""``layouts extract``: a layout proposed from a workbook, written as a file to be edited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sheetreview.errors import TOO_LARGE, FileError, LayoutError
from sheetreview.inputs.extract.assemble import propose
from sheetreview.inputs.extract.proposal import LOOK, proposal_yaml
from sheetreview.inputs.extract.vocabulary import make_id
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.inputs.wording import quoted
from sheetreview.inputs.yaml_source import MAX_BYTES
from sheetreview.model.layout import Layout
from sheetreview.reading.files import read_bytes
from sheetreview.reading.workbook_facts import read_workbook_facts
from sheetreview.steps.new_layout import ENDINGS, NewFiles, check_free, write_layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What was found in a workbook; ``look`` are the lines of the file that a person has to decide about."""

    files: NewFiles
    layout: Layout
    look: tuple[tuple[int, str], ...]


def extract_layout(workbook: Path, target: Path | None = None) -> Extracted:
    """Propose a layout from an .xlsx workbook and write it to ``target``, or to a file named after the workbook.

    Raises FileError for a workbook that cannot be read or holds no form, LayoutError for a name that is taken.
    """
    if target is not None and target.suffix.casefold() not in ENDINGS:
        raise LayoutError(f"{quoted(target)} is no name for a layout; let it end in .yaml")
    file = target or Path(f"{make_id(workbook.stem, (), 'layout')}.yaml")
    check_free(file)
    try:
        text = layout_from_workbook(read_bytes(workbook), workbook.name, file.stem)
    except FileError as error:
        raise FileError(f"No layout can be made of {workbook}: {error.reason}", error.refusal) from error
    layout = parse_layout(text, str(file))
    marked = (
        (number, line.strip().removeprefix(LOOK))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip().startswith(LOOK)
    )
    return Extracted(files=write_layout(file, text), layout=layout, look=tuple(marked))


def layout_from_workbook(data: bytes, source: str, name: str) -> str:
    """The YAML of the layout proposed from an .xlsx file's bytes; ``name`` gives its id. Raises FileError."""
    text = proposal_yaml(propose(read_workbook_facts(data), name), source)
    if len(text.encode()) > MAX_BYTES:
        raise FileError("The workbook holds far more than a review form does. Give one with the form alone.", TOO_LARGE)
    return text
