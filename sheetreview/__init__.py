"""Performance-review cycles in the spreadsheets people already use.

Everything in ``__all__`` is documented in docs/library.md and stays as it is; all else may change.
"""

from __future__ import annotations

import os
from importlib import import_module

TYPE_CHECKING = False  # type checkers take it for true by its name; typing takes longer to import than all else here

if TYPE_CHECKING:
    from sheetreview.api.cycle import Cycle
    from sheetreview.api.files import check_files, copy_files, find_files, repair_files, require_empty
    from sheetreview.api.forms import generate_form, load_layout, read_form, shipped_layouts
    from sheetreview.api.reviews import Review, Row, to_pandas, to_polars
    from sheetreview.errors import (
        CycleError,
        FileError,
        InputError,
        LayoutError,
        Problem,
        RemoteError,
        RosterError,
        SheetreviewError,
        SignInError,
    )
    from sheetreview.inputs.layout_file import layout_schema
    from sheetreview.model.finding import Finding
    from sheetreview.model.layout import Layout
    from sheetreview.model.people import Person, Reviewer
    from sheetreview.steps.intake import Outcome
    from sheetreview.steps.online.push_plan import PushOutcome

__version__ = "0.1.0"

# openpyxl writes other bytes where it finds lxml; a form is to be the same file on every machine, and as issued before.
os.environ["OPENPYXL_LXML"] = "False"

__all__ = [
    "Cycle",
    "CycleError",
    "FileError",
    "Finding",
    "InputError",
    "Layout",
    "LayoutError",
    "Outcome",
    "Person",
    "Problem",
    "PushOutcome",
    "RemoteError",
    "Review",
    "Reviewer",
    "RosterError",
    "Row",
    "SheetreviewError",
    "SignInError",
    "__version__",
    "check_files",
    "copy_files",
    "find_files",
    "generate_form",
    "layout_schema",
    "load_layout",
    "read_form",
    "repair_files",
    "require_empty",
    "shipped_layouts",
    "to_pandas",
    "to_polars",
]

_NAMES = {
    "api.cycle": ("Cycle",),
    "api.files": ("check_files", "copy_files", "find_files", "repair_files", "require_empty"),
    "api.forms": ("generate_form", "load_layout", "read_form", "shipped_layouts"),
    "api.reviews": ("Review", "Row", "to_pandas", "to_polars"),
    "inputs.layout_file": ("layout_schema",),
    "model.finding": ("Finding",),
    "model.layout": ("Layout",),
    "model.people": ("Person", "Reviewer"),
    "steps.intake": ("Outcome",),
    "steps.online.push_plan": ("PushOutcome",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a name when it is first asked for: a program that only catches errors loads nothing else."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_MODULES.get(name, 'errors')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
