"""Kinds whose cells hold words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sheetreview.form import look
from sheetreview.form.kinds.base import Kind, Sampler
from sheetreview.model.layout import ColumnKind
from sheetreview.sheet.plan import Style


class Text(Kind, word=ColumnKind.TEXT):
    """A short text."""

    __slots__ = ()
    serves_as: ClassVar[Mapping[str, int]] = {"what": 1, "owner": 1, "name": 1}


class Label(Kind, word=ColumnKind.LABEL):
    """The label of a row."""

    __slots__ = ()
    width = 36
    holds_answers = False
    serves_as: ClassVar[Mapping[str, int]] = {"what": 0}
    names_rows = False
    takes_metric = False
    noun = "a label"

    def fixed_style(self) -> Style:
        """Style of a cell the form fills itself."""
        return look.LABEL


class LongText(Kind, word=ColumnKind.LONG_TEXT):
    """A text of several lines."""

    __slots__ = ()
    width = 44
    several_lines = True
    serves_as: ClassVar[Mapping[str, int]] = {"what": 2}
    noun = "a long text"


class Person(Kind, word=ColumnKind.PERSON):
    """Somebody's name."""

    __slots__ = ()
    width = 20
    serves_as: ClassVar[Mapping[str, int]] = {"owner": 0, "name": 0}
    free_text = False
    takes_metric = False
    noun = "a person"

    def sample(self, by: Sampler) -> str:
        """A made-up answer."""
        return by.person()
