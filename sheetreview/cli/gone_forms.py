"""What ``roster`` says of forms that are out and that the new roster has no more."""

from __future__ import annotations

from collections.abc import Sequence

from sheetreview import api
from sheetreview.cli.output import SHOWN, notice, plural, some


def notice_gone(left: Sequence[api.GoneForm], command: str) -> None:
    """Say of the forms that are out why they are gone, who has others instead, and what to do if that was not meant.

    ``command`` is the one that issues new forms.
    """
    groups: dict[tuple[str, ...], list[api.GoneForm]] = {}
    for one in left:
        if one.out:
            groups.setdefault(_told_together(one), []).append(one)
    for forms in list(groups.values())[:SHOWN]:
        notice(f"{_what_changed(forms)}. {_what_becomes(forms)}{_what_to_do(forms[0], command)}")
    if len(groups) > SHOWN:
        notice(f"… and {plural(len(groups) - SHOWN, 'more such change')}.")
    if groups:
        notice("If something here was not meant, take the former roster in again: nothing is lost.")


def _told_together(one: api.GoneForm) -> tuple[str, ...]:
    match one.reason:
        case "reviewer":
            return one.reason, one.before.reviewer.key, *(reviewer.key for reviewer in one.reviewers)
        case "month":
            return one.reason, one.before.month, *one.months
        case "role":
            return one.reason, one.before.role
        case _:
            return (one.reason,)


def _what_changed(forms: Sequence[api.GoneForm]) -> str:
    first = forms[0]
    before, people = first.before, some(list(dict.fromkeys(one.before.reviewee.name for one in forms)))
    match first.reason:
        case "reviewer":
            now = ", ".join(_addressed(one) for one in first.reviewers)
            return f"{people}: reviewed by {_addressed(before.reviewer)} before, and by {now} now"
        case "month":
            raters = some(
                list(dict.fromkeys(f"{_addressed(one.before.reviewer)} on {one.before.reviewee.name}" for one in forms))
            )
            return f"{raters}: asked about {before.month} before, and about {', '.join(first.months)} now"
        case "role":
            return f"{people}: the roster asks for no {before.role} form any more"
        case _:
            return f"{people}: no longer on the roster"


def _addressed(reviewer: api.Reviewer) -> str:
    return f"{reviewer.name} <{reviewer.email}>"


def _what_becomes(forms: Sequence[api.GoneForm]) -> str:
    out, back = len(forms), sum(one.returned for one in forms)
    said = plural(out, "form that is out no longer counts", "forms that are out no longer count")
    return f"{said}, {back:,} of which had come back." if back else f"{said}."


def _what_to_do(one: api.GoneForm, command: str) -> str:
    match one.reason:
        case "reviewer":
            new = f" '{command}' issues new ones to {some([reviewer.name for reviewer in one.reviewers])}."
            same = f" If that is one and the same person, take the roster in again with --same {one.same}."
            return new + (same if one.same else f" Tell {one.before.reviewer.name}.")
        case "month":
            keep = f" If {one.before.month} is to count as well, leave its rows in the file."
            same = (
                " If the month was only corrected, take the former file in again, and then this one with "
                f"--same {one.same}."
            )
            return keep + (same if one.same else "")
        case _:
            return ""
