"""Which conditions a dropdown or a conditional format may have, as the discovery document says in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from google_standin.schemas import discovery
from google_standin.sheets.formulas import sheets_named
from google_standin.sheets.refusals import BadRequest

_COUNTS = (("no ConditionValues", (0, 0)), ("single ConditionValue", (1, 1)), ("exactly two ConditionValues", (2, 2)))
_CONDITIONAL_FORMAT = {"backgroundColor", "backgroundColorStyle", "textFormat"}
_CONDITIONAL_TEXT = {"bold", "italic", "strikethrough", "foregroundColor", "foregroundColorStyle"}


@cache
def _descriptions() -> Mapping[str, str]:
    return discovery().enum_descriptions("BooleanCondition", "type")


def check_validation(rule: Mapping[str, Any]) -> None:
    """Raise BadRequest for a data validation rule that Google refuses."""
    condition = rule.get("condition")
    if not condition:
        raise BadRequest("A condition must be specified for data validation.")
    _check_condition(condition, "data validation")


def check_conditional_format(rule: Mapping[str, Any], title: str) -> None:
    """Raise BadRequest for a conditional format rule, on the sheet of that title, that Google refuses."""
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise BadRequest("Exactly one of booleanRule and gradientRule must be specified.")
    if "gradientRule" in rule:
        _check_gradient(rule["gradientRule"])
        return
    boolean = rule["booleanRule"]
    _check_condition(boolean.get("condition", {}), "conditional formatting")
    for value in boolean["condition"].get("values", ()):
        text = value.get("userEnteredValue", "")
        if text.startswith("=") and any(name.casefold() != title.casefold() for name in sheets_named(text)):
            raise BadRequest("Conditional format rule cannot reference a different sheet.")
    form = boolean.get("format", {})
    if not form:
        raise BadRequest("A format must be specified for a conditional format rule.")
    if form.keys() - _CONDITIONAL_FORMAT or form.get("textFormat", {}).keys() - _CONDITIONAL_TEXT:
        raise BadRequest(
            "Conditional formatting can only apply a subset of formatting: bold, italic, strikethrough, foreground "
            "color and background color."
        )


def _check_condition(condition: Mapping[str, Any], use: str) -> None:
    kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    description = _descriptions()[kind]
    supported = re.search(r"Supported by ([^.]*)\.", description)
    if supported is None or use not in supported[1]:
        raise BadRequest(f"ConditionType '{kind}' is not supported for {use}.")
    values = condition.get("values", [])
    low, high = _count(kind, description)
    if not low <= len(values) <= high:
        raise BadRequest(f"Wrong number of ConditionValues for {kind}: {len(values)}")
    for value in values:
        if len(value) != 1:
            raise BadRequest("A ConditionValue must have exactly one of relativeDate and userEnteredValue.")
        if "relativeDate" in value and "may be a relative date" not in description:
            raise BadRequest(f"A relative date is not supported for {kind}.")
        if not value.get("userEnteredValue", "x"):
            raise BadRequest("Invalid ConditionValue.userEnteredValue: ''")
        if kind in {"CUSTOM_FORMULA", "ONE_OF_RANGE"} and not value["userEnteredValue"].startswith("="):
            raise BadRequest(f"Invalid ConditionValue.userEnteredValue: {value['userEnteredValue']}")


def _count(kind: str, description: str) -> tuple[int, int]:
    if kind == "BOOLEAN":
        return 0, 2
    found = [count for words, count in _COUNTS if words in description]
    return found[0] if found else (1, 100_000)


def _check_gradient(rule: Mapping[str, Any]) -> None:
    for name in ("minpoint", "midpoint", "maxpoint"):
        point = rule.get(name)
        if point is None:
            if name == "midpoint":
                continue
            raise BadRequest(f"{name} must be specified.")
        kind = point.get("type")
        if kind not in {"MIN", "MAX", "NUMBER", "PERCENT", "PERCENTILE"}:
            raise BadRequest(f"{name}.type must be specified.")
        if kind not in {"MIN", "MAX"} and not point.get("value"):
            raise BadRequest(f"{name}.value must be specified for the type {kind}.")
        if name == "midpoint" and kind in {"MIN", "MAX"}:
            raise BadRequest(f"The type {kind} is not supported for midpoint.")
