"""People who share a name, told apart, and what in a file looks like one person written in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sheetreview.errors import Problem
from sheetreview.inputs.people_table import refuse
from sheetreview.inputs.wording import quoted
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.sheet.text import squeeze


@dataclass(slots=True)
class _Human:
    """One human of a file: ``number`` is their employee id, ``email`` an address; either may be empty."""

    name: str
    number: str = ""
    email: str = ""
    known_outside: bool = False

    def differs(self, other: _Human) -> bool:
        """Whether it is certainly another human; a reviewer may be somebody whose address no row gives."""
        numbers = bool(self.number and other.number and self.number != other.number)
        return numbers or bool(self.email and other.email and squeeze(self.email) != squeeze(other.email))


def told_apart(assignments: Sequence[Assignment], layouts: Mapping[str, Layout], source: str) -> tuple[Assignment, ...]:
    """The same assignments with one name a person, unique among them: who shares a name gets a word behind it.

    The word is the employee id, or for reviewers who are not reviewed themselves their address. Raises RosterError for
    people of one name on a form that leaves the house, where neither may stand.
    """
    people, reviewers = _humans(assignments, layouts)
    by_name: dict[str, list[_Human]] = {}
    for human in {id(human): human for human in (*people.values(), *reviewers.values())}.values():
        by_name.setdefault(squeeze(human.name), []).append(human)
    shared = [found for found in by_name.values() if _is_shared(found)]
    if not shared:
        return tuple(assignments)
    problems = [Problem(source=source, message=what, fix=fix) for what, fix in map(_unclear_outside, shared) if what]
    if problems:
        refuse(source, problems)
    for found in shared:
        for human in found:
            human.name = f"{human.name} ({human.number or human.email})"
    return tuple(
        replace(
            one,
            reviewee=replace(one.reviewee, name=people[one.reviewee.employee_id].name),
            reviewer=replace(one.reviewer, name=reviewers[one.reviewer.key].name),
        )
        for one in assignments
    )


def _humans(
    assignments: Iterable[Assignment], layouts: Mapping[str, Layout]
) -> tuple[dict[str, _Human], dict[str, _Human]]:
    """The people reviewed by employee id, and the reviewers by address; who is both is one."""
    people: dict[str, _Human] = {}
    by_address: dict[str, _Human] = {}
    for one in assignments:
        person = one.reviewee
        human = people.setdefault(person.employee_id, _Human(person.name, person.employee_id))
        human.email = human.email or person.email
        human.known_outside |= layouts[one.layout].role_by_id[one.role].external
        if person.email:
            by_address.setdefault(squeeze(person.email), human)
    reviewers: dict[str, _Human] = {}
    for one in assignments:
        reviewer = one.reviewer
        known = by_address.get(reviewer.key)
        same = known is not None and squeeze(known.name) == squeeze(reviewer.name)
        human = known if known is not None and same else _Human(reviewer.name, email=reviewer.email)
        reviewers.setdefault(reviewer.key, human)
    return people, reviewers


def _is_shared(found: Sequence[_Human]) -> bool:
    """Whether a name is that of several people. Who differs from nobody for certain is the first of them."""
    return any(found[0].differs(other) for other in found[1:])


def _unclear_outside(found: Sequence[_Human]) -> tuple[str, str]:
    """What is wrong with people of one name whom customers know by it, and how to mend it; '' where nothing is."""
    people = [human for human in found if human.number]
    if len(people) < 2 or not any(human.known_outside for human in people):  # noqa: PLR2004 -- one is no namesake
        return "", ""
    numbers = ", ".join(human.number for human in people)
    message = f"{quoted(people[0].name)} is the name of several people ({numbers}), and customers see the name alone"
    fix = f"add a word that tells them apart, such as {quoted(people[0].name + ' (North)')}"
    return message, fix


def doubtful_people(assignments: Iterable[Assignment]) -> tuple[str, ...]:
    """What may be one person written in two ways: a name with several addresses, ids that differ in case alone."""
    addresses: dict[str, dict[str, tuple[str, str]]] = {}
    ids: dict[str, dict[str, None]] = {}
    for one in assignments:
        reviewer, person = one.reviewer, one.reviewee
        addresses.setdefault(squeeze(reviewer.name), {}).setdefault(reviewer.key, (reviewer.name, reviewer.email))
        ids.setdefault(squeeze(person.employee_id), {})[person.employee_id] = None
    return (*_several_addresses(addresses.values()), *_several_cases(ids.values()))


def _several_addresses(found: Iterable[Mapping[str, tuple[str, str]]]) -> Iterator[str]:
    for written in found:
        if len(written) > 1:
            name = next(iter(written.values()))[0]
            listed = " and ".join(email for _, email in written.values())
            yield f"{name} has the addresses {listed}, and counts as {len(written)} people. If it is one, mend them."


def _several_cases(found: Iterable[Mapping[str, None]]) -> Iterator[str]:
    for written in found:
        if len(written) > 1:
            listed = " and ".join(written)
            yield f"The ids {listed} differ in small and capital letters alone, and count as {len(written)} people."
