"""The golden files of the forms are kept with those of tests/form."""

from __future__ import annotations

from tests.form.conftest import golden

__all__ = ["golden"]
