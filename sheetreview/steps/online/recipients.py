"""Who may be given a form: people of confirmed domains whose address does not look like a slip of another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sheetreview.model.people import Assignment, Reviewer
from sheetreview.sheet.text import squeeze

_WORD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An address that no form is shared with before somebody confirms it; ``allow`` is what to confirm.

    ``meant`` is the domain or address that it is most likely a slip of; '' when nothing speaks against it.
    """

    reviewer: str
    email: str
    forms: int
    reason: str
    allow: str
    meant: str = ""


def refused_recipients(assignments: Mapping[str, Assignment], allowed: Collection[str]) -> dict[str, Refusal]:
    """The addresses of a roster that are refused, by reviewer key; ``allowed`` are domains and addresses.

    A near miss is an address that differs in one character from another one of the roster, has no more forms than that
    one, and does not have all of its person's name in it, which would explain it. A domain is one when it differs so
    from an allowed one, or from one that more forms of the roster go to.
    """
    reviewers = {assignment.reviewer.key: assignment.reviewer for assignment in assignments.values()}
    roster = _Roster(assignments, {name.casefold() for name in allowed})
    return {key: refusal for key, reviewer in reviewers.items() if (refusal := roster.refusal(reviewer))}


class _Roster:
    """The addresses of a roster beside those that are confirmed."""

    def __init__(self, assignments: Mapping[str, Assignment], confirmed: set[str]) -> None:
        self._confirmed = confirmed
        self._forms = Counter(assignment.reviewer.key for assignment in assignments.values())
        self._forms_at = Counter(_domain(assignment.reviewer.key) for assignment in assignments.values())
        self._domains = _Alike(confirmed | self._forms_at.keys())
        self._addresses = _Alike(_trusted(assignments, confirmed))

    def refusal(self, reviewer: Reviewer) -> Refusal | None:
        """Why nothing is shared with a reviewer; None when their address is fine."""
        key, domain = reviewer.key, _domain(reviewer.key)
        if key in self._confirmed:
            return None
        if domain not in self._confirmed:
            meant = self._meant_domain(domain)
            asked = f" (did you mean {meant}?)" if meant else ""
            reason, allow = f"the domain {domain} is not allowed{asked}", domain
        else:
            meant = self._meant_address(key)
            if not meant or _says_name(reviewer):
                return None
            reason, allow = f"it differs by one character from {meant}, which the roster has too", key
        return Refusal(
            reviewer=reviewer.name,
            email=reviewer.email,
            forms=self._forms[key],
            reason=reason,
            allow=allow,
            meant=meant,
        )

    def _meant_domain(self, domain: str) -> str:
        """The domain that another one is most likely a slip of, an allowed one first; '' for none."""
        near = sorted(self._domains.to(domain), key=lambda other: other not in self._confirmed)
        likely = (other for other in near if other in self._confirmed or self._forms_at[other] > self._forms_at[domain])
        return next(likely, "")

    def _meant_address(self, key: str) -> str:
        """The address that another one is most likely a slip of; '' for none."""
        own = self._forms[key]
        return next((other for other in self._addresses.to(key) if self._forms.get(other, own) >= own), "")


def _trusted(assignments: Mapping[str, Assignment], confirmed: Collection[str]) -> set[str]:
    """The addresses of a roster, of reviewers and people reviewed, that may be given a form."""
    people = (person.email for a in assignments.values() for person in (a.reviewer, a.reviewee))
    return {key for email in people if (key := email.casefold()) in confirmed or _domain(key) in confirmed}


def _domain(key: str) -> str:
    return key.rpartition("@")[2]


def _says_name(reviewer: Reviewer) -> bool:
    """Whether every longer word of the name stands in the address."""
    mailbox = squeeze(reviewer.key.rpartition("@")[0])
    words = [word for word in squeeze(reviewer.name).replace("-", " ").split() if len(word) >= _WORD]
    return bool(words) and all(word in mailbox for word in words)


class _Alike:
    """Texts by everything that is left of them when one character goes: alike texts leave something alike."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_rest: dict[str, list[str]] = {}
        for text in sorted(texts):
            for rest in _rests(text):
                self._by_rest.setdefault(rest, []).append(text)

    def to(self, text: str) -> list[str]:
        """The other texts that differ in one character or in two neighbours that changed places.

        Digits tell people of one name apart, so a difference in them is none.
        """
        found = {other for rest in _rests(text) for other in self._by_rest.get(rest, ())}
        return sorted(
            other for other in found if _without_digits(other) != _without_digits(text) and _is_slip(text, other)
        )


def _rests(text: str) -> set[str]:
    return {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}


def _is_slip(text: str, other: str) -> bool:
    """Whether one character was added, lost or changed, or two neighbours changed places."""
    start = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    one, two = text[start:], other[start:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])


def _without_digits(text: str) -> str:
    return "".join(character for character in text if not character.isdigit())
