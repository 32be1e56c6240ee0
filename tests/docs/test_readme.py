from __future__ import annotations

import re

from tests.docs.documents import ROOT, examples, read

README = ROOT / "README.md"


def test_the_readme_shows_a_cycle_in_five_commands() -> None:
    sessions = [example.text for example in examples(read(README)) if example.language == "console"]
    assert [text.count("$ sheetreview ") for text in sessions] == [5]


def test_the_readme_shows_a_form_and_a_summary_that_exist() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", read(README))
    assert len(pictures) >= 2
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
