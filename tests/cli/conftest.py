"""The stand-in for Google that the tests of this folder talk to."""

from __future__ import annotations

from tests.google.conftest import _running, standin

__all__ = ["_running", "standin"]
