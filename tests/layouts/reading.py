"""What the shipped layouts say, in a shape that is easily compared with lists typed from the source documents."""

from __future__ import annotations

from functools import cache

from sheetreview.inputs.layout_file import builtin_layouts, load_layout
from sheetreview.model.edition import Edition, Variant, edition
from sheetreview.model.layout import Layout, Section

NAMES = ("account-manager", "account-review", "customer-report-card", "customer-service", "sales")


@cache
def layout(name: str) -> Layout:
    """A shipped layout."""
    return load_layout(builtin_layouts()[name])


def source(name: str) -> str:
    """The YAML of a shipped layout."""
    return builtin_layouts()[name].read_text(encoding="utf-8")


def section(name: str, section_id: str) -> Section:
    """A section of a shipped layout."""
    return layout(name).section_by_id[section_id]


def labels(found: Section) -> list[str]:
    """Labels of a section's items, in order."""
    return [item.label for item in found.items]


def titles(found: Section) -> list[str]:
    """Titles of a section's columns, in order."""
    return [column.title for column in found.columns]


def scale(name: str, scale_id: str) -> list[tuple[str, str]]:
    """Values and labels of a scale's levels, in order."""
    return [(level.value, level.label) for level in layout(name).scale_by_id[scale_id].levels]


def cut(name: str, role: str, *sections: str) -> Edition:
    """The edition of a role, with some conditional sections."""
    return edition(layout(name), role, Variant(sections=frozenset(sections)))


def shape(found: Edition) -> dict[str, list[str]]:
    """Column ids by section id, in order."""
    return {part.id: [column.id for column in part.columns] for part in found.sections}
