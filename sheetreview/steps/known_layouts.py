"""Layouts by id and version: an author's own files, and those that come with sheetreview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sheetreview.inputs.layout_file import builtin_layouts, load_layout
from sheetreview.model.layout import Layout
from sheetreview.model.review import FormIdentity


class KnownLayouts:
    """Layouts without a cycle. An id that is in the author's own files is never looked for among the shipped ones.

    Raises LayoutError when one of the files is wrong: the author's own at once, a shipped one when it is asked for.
    """

    def __init__(self, own: Sequence[Path] = ()) -> None:
        self._by_id: dict[str, dict[int, Layout]] = {}
        for layout in map(load_layout, own):
            self._by_id.setdefault(layout.id, {})[layout.version] = layout
        self._shipped = builtin_layouts()

    def of(self, identity: FormIdentity) -> Layout | None:
        """The layout a form was made with, in its version; None when it is not known."""
        return self._versions(identity.layout_id).get(identity.layout_version)

    def newest(self, name: str) -> Layout | None:
        """The highest version of a layout; None when there is none."""
        versions = self._versions(name)
        return versions[max(versions)] if versions else None

    def _versions(self, name: str) -> dict[int, Layout]:
        if name not in self._by_id and name in self._shipped:
            layout = load_layout(self._shipped[name])
            self._by_id[name] = {layout.version: layout}
        return self._by_id.get(name, {})
