"""The layouts that come with sheetreview, and finding a layout by name or path."""

from __future__ import annotations

from pathlib import Path

from sheetreview.errors import LayoutError
from sheetreview.inputs.wording import did_you_mean, quoted

_SUFFIXES = (".yaml", ".yml")


def builtin_layouts() -> dict[str, Path]:
    """Files of the shipped layouts by name, sorted: in the package, or beside it where it is installed editable."""
    package = Path(__file__).parents[1]
    for folder in (package / "_layouts", package.parent / "layouts"):
        if found := sorted(folder.glob("*.yaml")):
            return {path.stem: path for path in found}
    return {}


def find_layout(name: str) -> Path:
    """The file of a shipped layout, or the path itself when a YAML file is named. Raises LayoutError for neither."""
    if name.lower().endswith(_SUFFIXES):
        return Path(name)
    known = builtin_layouts()
    if name in known:
        return known[name]
    message = f"there is no layout {quoted(name)}; {did_you_mean(name, known)}".removesuffix("; ")
    raise LayoutError(f"{message} (a layout of your own is named by the path of its .yaml file)")
