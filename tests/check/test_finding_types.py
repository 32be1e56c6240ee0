from __future__ import annotations

import pytest

from sheetreview.model.finding import Severity
from sheetreview.model.finding_types import FINDING_TYPES, FindingType


@pytest.mark.parametrize("code", sorted(FINDING_TYPES))
def test_no_finding_has_a_severity_that_the_catalogue_does_not_give_it(code: str) -> None:
    one = FINDING_TYPES[code]
    for severity in set(Severity) - set(one.severities or Severity):
        with pytest.raises(ValueError, match=f"{code} cannot have the severity {severity}"):
            one.at(severity=severity, message="m", fix="f")
    allowed = [one.at(severity=severity, message="m", fix="f") for severity in one.severities or Severity]
    assert {finding.code for finding in allowed} == {code}


def test_a_finding_whose_severity_depends_must_be_given_it() -> None:
    depends = FindingType(code="some-code", severities=(Severity.ERROR, Severity.NOTICE), meaning="")
    with pytest.raises(ValueError, match="some-code cannot have the severity None"):
        depends.at(message="m", fix="f")


def test_words_of_a_reviewer_are_no_template() -> None:
    one = FindingType(code="some-code", severities=(Severity.ERROR,), meaning="", message="{typed} is odd")
    assert one.at(words={"typed": "'{fix}'"}, fix="type {it}").message == "'{fix}' is odd"
    assert one.at(message="{typed}", fix="type {it}").fix == "type {it}"
