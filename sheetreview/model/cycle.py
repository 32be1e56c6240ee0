"""A cycle's settings, as ``cycle.yaml`` holds them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sheetreview.model.layout import Authored, Id, Text

CycleId = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{8}$")]


class CycleSettings(Authored):
    """``cycle.yaml``. ``id`` is given once by ``init`` and ties every form to this cycle."""

    sheetreview: Literal[1] = 1
    id: CycleId
    name: Text
    period: str = ""
    due: date | None = None
    layout: Id = Field(description="layout for roster rows that name none")
    role: Id | None = Field(default=None, description="role for rows that name none; default: the layout's first")
    paper: Literal["a4", "letter"] = "a4"
    picked: dict[Id, tuple[Id, ...]] = Field(
        default_factory=dict, description="items chosen for sections that are libraries, by section id"
    )
