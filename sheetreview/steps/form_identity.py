"""Which form an assignment is: the same one when an address, an employee id or a month was only corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeAlias

from sheetreview.errors import CycleError
from sheetreview.form.keys import form_id
from sheetreview.inputs.people_files import iso_month
from sheetreview.model.people import Assignment, Person, Previous, Subject
from sheetreview.sheet.text import squeeze

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Somebody whose address, employee id or month was corrected, and how many forms stay theirs."""

    name: str
    before: str
    after: str
    forms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Addresses (as compared) and employee ids of a roster, each with what it is on the new one.

    ``months`` are the corrected months of forms, by the key of the former assignment.
    """

    addresses: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[Key, str] = field(default_factory=dict)

    def key(self, assignment: Assignment) -> Key:
        """The key that an assignment has on the new roster."""
        month = self.months.get(assignment.key)
        person, reviewer, *rest = (assignment if month is None else replace(assignment, month=month)).key
        return (self.ids.get(person, person), self.addresses.get(reviewer, reviewer), *rest)

    def kept(self, former: Mapping[str, Assignment], forms: Mapping[str, Assignment]) -> tuple[Corrected, ...]:
        """Whose forms stay theirs, of those on the new roster by form id."""
        count: dict[tuple[str, str, str], int] = {}
        for form in forms.keys() & former.keys():
            old, new = former[form], forms[form]
            if old.reviewer.key != new.reviewer.key:
                pair = (new.reviewer.name, old.reviewer.email, new.reviewer.email)
                count[pair] = count.get(pair, 0) + 1
            if old.reviewee.employee_id != new.reviewee.employee_id:
                pair = (new.reviewee.name, old.reviewee.employee_id, new.reviewee.employee_id)
                count[pair] = count.get(pair, 0) + 1
            if old.month != new.month:
                pair = (new.reviewer.name, old.month, new.month)
                count[pair] = count.get(pair, 0) + 1
        return tuple(
            Corrected(name=name, before=before, after=after, forms=number)
            for (name, before, after), number in sorted(count.items())
        )

    def previous(self, left: Mapping[Subject, Mapping[str, Previous]]) -> dict[Subject, dict[str, Previous]]:
        """What the previous cycle left behind, under the people's addresses and ids of now."""
        return {
            (layout, self.ids.get(person, person), account): {
                self.addresses.get(key, key): one for key, one in found.items()
            }
            for (layout, person, account), found in left.items()
        }


def corrections(
    former: Iterable[Assignment],
    assignments: Sequence[Assignment],
    same: Iterable[str] = (),
    ever: Iterable[Assignment] = (),
) -> Corrections:
    """What was corrected between two rosters: what people say (``OLD=NEW``), and what can be meant only so.

    That is an address that is new where another is gone, of a reviewer of the same name with the same form; and an
    employee id that is new where another is gone, of a person of the same name whose form has the same reviewer. A
    month is another only where that is said: mostly it is the next one.
    ``ever`` are assignments of earlier rosters, which may be named too. Raises CycleError for a pair of which the
    old one was never known or still is, or the new one is not on the roster.
    """
    before = list(former)
    ever = list(ever)
    stated = [_Stated(*(part.strip() for part in pair.partition("=")[::2])) for pair in same]
    known_months = {one.month for one in (*before, *ever)} - {""}
    of_months = [one for one in stated if iso_month(one.old) in known_months]
    said = _said([one for one in stated if one not in of_months], before, assignments, ever)
    old, new = ({a.reviewer.key for a in found} for found in (before, assignments))
    addresses = {squeeze(one): squeeze(other) for one, other in said.items() if squeeze(other) in new}
    found = _matched(before, assignments, _by_reviewer, lambda a: a.reviewer.key, old - new, new - old)
    addresses = {**found, **addresses}
    known, now = ({a.reviewee.employee_id for a in found} for found in (before, assignments))
    ids = {one: other for one, other in said.items() if other in now}
    moved = Corrections(addresses=addresses)

    def by_person(assignment: Assignment) -> Key:
        person = assignment.reviewee
        _, reviewer, *rest = moved.key(assignment)
        return (squeeze(person.name), reviewer, *rest)

    matched = _matched(before, assignments, by_person, lambda a: a.reviewee.employee_id, known - now, now - known)
    people = Corrections(addresses=addresses, ids={**matched, **ids})
    return replace(people, months=_corrected_months(of_months, people, before, assignments))


def _corrected_months(
    stated: Iterable[_Stated], people: Corrections, before: Iterable[Assignment], after: Iterable[Assignment]
) -> dict[Key, str]:
    """The new month of each form whose old one is gone, and whose new one the former roster had not."""
    found: dict[Key, str] = {}
    now, known = {one.key for one in after}, {people.key(one): one for one in before}
    for pair in stated:
        old, new = iso_month(pair.old), iso_month(pair.new)
        moved = {
            one.key: new
            for key, one in known.items()
            if one.month == old and key not in now and (later := (*key[:-1], new)) in now and later not in known
        }
        if not moved:
            raise CycleError(
                f"no form of {old} has become one of {pair.new}: --same {pair.old}={pair.new} goes with the file that "
                "corrects the month. Where that is in already, take the former file in first, and then this one again"
            )
        found |= moved
    return found


def _by_reviewer(assignment: Assignment) -> Key:
    person, _, *rest = assignment.key
    return (person, squeeze(assignment.reviewer.name), *rest)


def _matched(
    before: Iterable[Assignment],
    after: Iterable[Assignment],
    place: Callable[[Assignment], Key],
    value: Callable[[Assignment], str],
    gone: set[str],
    new: set[str],
) -> dict[str, str]:
    """The new value of each that is gone, where the forms at its places leave no doubt."""
    old_at: dict[Key, set[str]] = {}
    new_at: dict[Key, set[str]] = {}
    for assignments, found, wanted in ((before, old_at, gone), (after, new_at, new)):
        for one in assignments:
            if value(one) in wanted:
                found.setdefault(place(one), set()).add(value(one))
    pairs = {(old, now) for at, olds in old_at.items() for old in olds for now in new_at.get(at, ())}
    olds, news = Counter(old for old, _ in pairs), Counter(now for _, now in pairs)
    return {old: now for old, now in pairs if olds[old] == news[now] == 1}


@dataclass(frozen=True, slots=True)
class _Stated:
    """What people say was corrected, as they wrote it: what it was and what it is."""

    old: str
    new: str


def _said(
    stated: Iterable[_Stated], before: Iterable[Assignment], after: Iterable[Assignment], ever: Iterable[Assignment]
) -> dict[str, str]:
    old, new = _names(before) | _names(ever), _names(after)
    said: dict[str, str] = {}
    for pair in stated:
        one, other = (squeeze(part) if "@" in part else part for part in (pair.old, pair.new))
        if one == other and one in new:
            continue
        if one not in old:
            raise CycleError(
                f"no roster of this cycle has {one!r}; write --same OLD=NEW with an address, employee id or month"
            )
        if one in new:
            raise CycleError(f"{one} is still on the roster, so it cannot be {other or 'another'} by now")
        if other not in new:
            raise CycleError(f"{other!r} is not on the new roster; write --same OLD=NEW as the roster has it")
        said[one] = other
    return said


def _names(assignments: Iterable[Assignment]) -> set[str]:
    """Addresses of reviewers, as compared, and employee ids."""
    return {name for a in assignments for name in (a.reviewer.key, a.reviewee.employee_id)}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifiedForms:
    """Assignments by form id; ``kept`` are ids that do not follow from their keys."""

    forms: Mapping[str, Assignment]
    kept: Mapping[Key, str] = field(default_factory=dict)


def identify(
    cycle_id: str,
    assignments: Sequence[Assignment],
    former: Mapping[str, Assignment],
    kept: Mapping[Key, str],
    corrected: Corrections,
) -> IdentifiedForms:
    """The form of each assignment: the one that it was before, also under another address or id.

    ``former`` are assignments of earlier rosters by form id, ``kept`` the ids that were kept then.
    """
    mended = {key: form for form, one in former.items() if (key := corrected.key(one)) != one.key}
    known = {one.key: form for form, one in former.items()} | dict(kept) | mended
    forms: dict[str, Assignment] = {}
    there = {one.key: known[one.key] for one in assignments if one.key in known}
    taken = set(there.values())
    for one in assignments:
        found = there.get(one.key) or next(form for form in _ids(cycle_id, one.key) if form not in taken)
        taken.add(found)
        forms[found] = _remembering(one, former.get(found))
    kept = {one.key: form for form, one in forms.items() if form != form_id(cycle_id, one.key)}
    return IdentifiedForms(forms=forms, kept=kept)


def _remembering(now: Assignment, before: Assignment | None) -> Assignment:
    """An assignment with the person as it was called on earlier rosters, too, where that was not the same."""
    people = (*before.formerly, before.reviewee) if before is not None else ()
    formerly = {who: person for person in people if (who := _who(person)) != _who(now.reviewee)}
    return replace(now, formerly=tuple(formerly.values())) if formerly else now


def _who(person: Person) -> Key:
    return (person.name, person.employee_id, person.email)


def _ids(cycle_id: str, key: Key) -> Iterable[str]:
    """Ids for a form: that of its key, and others in case an earlier form of that key goes on under another one."""
    yield form_id(cycle_id, key)
    yield from (form_id(cycle_id, (*key, str(number))) for number in count(2))
