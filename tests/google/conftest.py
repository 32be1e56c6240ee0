"""The stand-in for Google that the tests of this folder talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from google_standin.running import Standin
from sheetreview.google.gateway import Gateway, open_gateway
from sheetreview.google.signin import find_sign_in


@pytest.fixture(scope="module")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    with Standin(tmp_path_factory.mktemp("home"), inside=True) as standin:
        yield standin


@pytest.fixture
def standin(_running: Standin, monkeypatch: pytest.MonkeyPatch) -> Standin:
    """A new world on the stand-in, and this process's environment set to it."""
    _running.reset()
    for name, value in _running.env().items():
        monkeypatch.setenv(name, value)
    return _running


@pytest.fixture
def gateway(standin: Standin) -> Iterator[Gateway]:
    """HR's gateway, signed in as a person."""
    assert standin.url
    with open_gateway(find_sign_in()) as opened:
        yield opened
