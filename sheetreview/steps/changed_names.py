"""Whether employee ids and addresses that go on still stand for the same people, by the names beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from sheetreview.errors import Problem
from sheetreview.model.people import Assignment
from sheetreview.sheet.text import squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """Employee ids or addresses: what of an assignment has one, the name beside it, and what to call it."""

    noun: str
    key: Callable[[Assignment], str]
    name: Callable[[Assignment], str]


_ID = _Kind(noun="employee id", key=lambda one: one.reviewee.employee_id, name=lambda one: one.reviewee.name)
_ADDRESS = _Kind(noun="address", key=lambda one: one.reviewer.email, name=lambda one: one.reviewer.name)


def name_problems(
    source: str, issued: Iterable[Assignment], assignments: Collection[Assignment], same: Collection[str]
) -> Iterator[Problem]:
    """Ids and addresses that seem to be somebody else's by now, though forms with them are out.

    ``issued`` are the assignments of forms that are out or came back. An id is in doubt when the name beside it has no
    word in common with the one before, or is that of another id; an address when its name is that of another address.
    Nothing is said of those that ``same`` (``OLD=NEW``) says stay the same.
    """
    out = list(issued)
    confirmed = {squeeze(part) for pair in same for part in pair.split("=")}
    for kind in (_ID, _ADDRESS):
        before = {key: kind.name(one) for one in out if (key := kind.key(one))}
        owners = {squeeze(_bare(name, key)): key for key, name in before.items()}
        for key, name in {key: kind.name(one) for one in assignments if (key := kind.key(one)) in before}.items():
            old, new = _bare(before[key], key), _bare(name, key)
            exchanged = squeeze(new) != squeeze(old) and owners.get(squeeze(new), key) != key
            if squeeze(key) not in confirmed and (exchanged or (kind is _ID and not _alike(old, new))):
                yield Problem(
                    source=source,
                    message=f"the {kind.noun} {key} was that of {old}, whose form is out, and is that of {new} now",
                    fix=f"give {new} an {kind.noun} of their own; if {key} is the same person, say --same {key}={key}",
                )


def _bare(name: str, key: str) -> str:
    """A name without what tells it from a namesake's."""
    return name.removesuffix(f" ({key})")


def _alike(one: str, other: str) -> bool:
    """Whether two names have a word in common, such as one that stays when somebody marries."""
    first, second = (set(re.findall(r"\w+", squeeze(name))) for name in (one, other))
    return bool(first & second) or not first or not second
