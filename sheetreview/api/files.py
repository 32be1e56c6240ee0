"""Files and folders without a cycle: which ones there are, what is wrong in their forms, and repairing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheetreview.api.arguments import Paths, as_paths, as_words
from sheetreview.cycle.folder import CycleFolder
from sheetreview.model.finding import Finding

if TYPE_CHECKING:
    from sheetreview.steps.check import Checked
    from sheetreview.steps.repair.repair import Repaired
    from sheetreview.steps.return_copies.write import ReturnCopies


def find_files(paths: Paths, folder: str | Path = ".") -> tuple[Path, ...]:
    """The files meant by files and folders, each once.

    What a cycle in ``folder`` keeps there for itself is left out, unless it is named: store, reports, backups …
    """
    from sheetreview.steps.collect import returned_files

    return returned_files(CycleFolder(Path(folder)), as_paths(paths))


def check_files(
    paths: Paths,
    *,
    layouts: Paths = (),
    passwords: Sequence[str] = (),
    encoding: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Checked:
    """Check files and folders as they are; a file that is no form stops nothing, it is among the ``unusable``.

    ``layouts`` are layout files of your own, ``encoding`` is the character set of texts that are no UTF-8, which they
    must tell when it is left out. ``progress`` is told of each file. Raises LayoutError when one of the
    layouts is wrong.
    """
    from sheetreview.steps.check_files import check_files
    from sheetreview.steps.known_layouts import KnownLayouts

    known = KnownLayouts(as_paths(layouts))
    words = as_words(passwords)
    return check_files(as_paths(paths), known.of, passwords=words, encoding=encoding, progress=progress)


def require_empty(folder: str | Path, cycle: str | Path = ".") -> None:
    """Try whether copies of returned files can be written to a folder, which need not be there, and leave it as it was.

    ``cycle`` is the folder of the cycle that they are for. Raises FileError when they cannot or something is in it,
    CycleError when forms that are sent out are.
    """
    from sheetreview.steps.return_copies.write import require_empty

    CycleFolder(Path(cycle)).keep_out_of_forms(Path(folder))
    require_empty(Path(folder))


def copy_files(
    findings: Iterable[Finding],
    folder: str | Path,
    *,
    layouts: Paths = (),
    passwords: Sequence[str] = (),
    encoding: str = "",
) -> ReturnCopies:
    """Write a copy of each file with errors into an empty folder, with what is wrong marked in its cells.

    ``findings``, ``layouts``, ``passwords`` and ``encoding`` are those of ``check_files``. Raises FileError when the
    folder cannot be used.
    """
    from sheetreview.steps.known_layouts import KnownLayouts
    from sheetreview.steps.repair.clean_forms import LooseForms
    from sheetreview.steps.return_copies.write import file_copies

    forms = LooseForms(KnownLayouts(as_paths(layouts)))
    return file_copies(forms, findings, Path(folder), passwords=as_words(passwords), encoding=encoding)


def repair_files(
    paths: Paths,
    out: str | Path,
    *,
    layouts: Paths = (),
    passwords: Sequence[str] = (),
    encoding: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Repaired:
    """Move the answers of mangled forms, or of an older version of a layout, into clean forms in the folder ``out``.

    The files given stay as they are, and nothing in ``out`` is overwritten. Raises FileError when the disk refuses,
    LayoutError when one of the layouts is wrong.
    """
    from sheetreview.steps.known_layouts import KnownLayouts
    from sheetreview.steps.repair.clean_forms import LooseForms
    from sheetreview.steps.repair.repair import repair

    forms = LooseForms(KnownLayouts(as_paths(layouts)))
    words = as_words(passwords)
    return repair(as_paths(paths), forms, Path(out), passwords=words, encoding=encoding, progress=progress)
