from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.documents import DOCS, ROOT, anchors, documents, read, without_examples

LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
LINKS = [
    (path, target)
    for path in documents()
    for target in LINK.findall(without_examples(read(path)))
    if not target.startswith(("http://", "https://", "mailto:"))
]


@pytest.mark.parametrize(("path", "target"), LINKS, ids=[f"{path.name}:{target}" for path, target in LINKS])
def test_a_link_leads_somewhere(path: Path, target: str) -> None:
    name, _, anchor = target.partition("#")
    there = (path.parent / name).resolve() if name else path
    assert there.exists()
    if anchor:
        assert anchor in anchors(read(there))


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_no_document_names_a_place_on_one_computer(path: Path) -> None:
    assert not re.search(r"(?<![\w.])/(home|root|tmp|Users|work)/", read(path))


def test_every_module_the_developer_guide_names_is_there() -> None:
    modules = {f"/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("[!.]*/**/*.py")}
    named = set(re.findall(r"`((?:\w+/)*\w+\.py)`", read(DOCS / "developer.md")))
    assert len(named) > 20
    assert {name for name in named if not any(module.endswith(f"/{name}") for module in modules)} == set()
