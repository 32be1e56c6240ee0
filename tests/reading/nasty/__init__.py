"""Files made to break readers, each in one way. ``all_nasty()`` has them; those marked slow take seconds to make."""

from __future__ import annotations

from itertools import chain

from tests.reading.nasty import books, documents, old, packages, sheets, texts, xml
from tests.reading.nasty.nasty import Expected, Nasty

__all__ = ["Expected", "Nasty", "all_nasty"]


def all_nasty() -> list[Nasty]:
    """Every nasty file, each with a name of its own."""
    modules = (packages, xml, books, sheets, documents, texts, old)
    found = list(chain.from_iterable(module.nasty() for module in modules))
    names = {one.name for one in found}
    if len(names) != len(found):
        raise ValueError("two nasty files have the same name")
    return found
