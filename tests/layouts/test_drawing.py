"""The forms of the shipped layouts are drawn as before.

``pytest --update-golden`` writes the golden files anew.
"""

from __future__ import annotations

import pytest

from sheetreview.form.compose import form_plan
from tests.form.outline import outline
from tests.golden_files import Golden

from .reading import cut


@pytest.mark.parametrize(
    ("name", "role", "sections"),
    [
        ("account-manager", "self", ()),
        ("account-manager", "manager", ()),
        ("account-review", "manager", ()),
        ("customer-report-card", "customer", ()),
        ("sales", "manager", ("pip", "pip-follow-ups")),
    ],
)
def test_a_form_is_drawn_as_it_was_before(golden: Golden, name: str, role: str, sections: tuple[str, ...]) -> None:
    golden.check(f"{name}-{role}.txt", outline(form_plan(cut(name, role, *sections))))
