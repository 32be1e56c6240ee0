"""What everything that people write in YAML has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
"""Small letters, digits and hyphens."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

OwnId = Annotated[
    Id,
    Field(
        description=(
            "Stable id: small letters, digits and hyphens. Never change it; change the words people see instead."
        )
    ),
]
"""The id of a part, by which others name it."""

FileColumn = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
"""The name of a column of a roster or accounts file."""

ValueText = Annotated[
    str,
    BeforeValidator(lambda given: str(given) if type(given) is int else given),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
]
"""A value that a column can hold; a whole number may be written without quotes."""

Weight = Annotated[
    float,
    Field(
        ge=0,
        le=1000,
        allow_inf_nan=False,
        description="How much it counts: a row in totals, a section in the overall result; else 1, and 0 is never.",
    ),
]
"""How much something counts against the others of its kind."""

Counts = Annotated[bool, Field(description="Whether its ratings count; with false, they are asked and shown alone.")]
"""Whether ratings enter totals and results."""


class Authored(BaseModel):
    """Base of everything people write in YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
