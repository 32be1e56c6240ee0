"""What groups of raters, such as customers, say about people: only together, and only from enough of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sheetreview.model.edition import Edition
from sheetreview.model.insights import LevelCount
from sheetreview.model.layout import Item, Section
from sheetreview.model.people import Person
from sheetreview.model.pooled import Asked, PooledGroup, PooledItem, PooledSlice, RatingBlock
from sheetreview.model.scales import Scale
from sheetreview.model.summary import RatingRow
from sheetreview.sheet.text import squeeze
from sheetreview.summarize.groups import GroupKey
from sheetreview.summarize.rating_blocks import Ledger, PooledRating, new_blocks
from sheetreview.summarize.results import counts_in_result, item_name, rated_sections
from sheetreview.summarize.review_input import ReviewInput


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One form, returned or not; ``levels`` by section and item are those of a ``counted`` one.

    Of one that is ``expected`` more may still come: it is not complete, and its time is not over.
    """

    form_id: str
    edition: Edition
    person: Person
    month: str
    rater: str
    returned: bool
    counted: bool
    late: bool
    expected: bool
    levels: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One item and its scale; ``counts`` says whether its ratings would enter an overall result."""

    asked: Asked
    section: Section
    item: Item
    scale: Scale
    counts: bool


class Pooled:
    """Collects the forms of roles whose raters are shown only together."""

    def __init__(self, day: str = "") -> None:
        """``day`` (ISO) is that of the summary."""
        self._day = day
        self._forms: dict[GroupKey, list[_Form]] = {}

    def add(
        self, given: ReviewInput, ratings: Iterable[RatingRow], *, counted: bool, late: bool = False, over: bool = False
    ) -> None:
        """Note one form, with the ratings of a counted one. ``over``: its time is over, and the cycle's."""
        assignment = given.assignment
        form = _Form(
            form_id=given.form_id,
            edition=given.edition,
            person=assignment.reviewee,
            month=assignment.month,
            rater=assignment.reviewer.key or squeeze(assignment.reviewer.name),
            returned=given.review is not None,
            counted=counted,
            late=late,
            expected=not counted and not over,
            levels={(rating.section, rating.item): rating.value for rating in ratings},
        )
        self._forms.setdefault((given.edition.layout.id, given.edition.role), []).append(form)

    def results(self, groups: Mapping[GroupKey, Edition], ledger: Ledger) -> tuple[PooledGroup, ...]:
        """One group a layout and role, in the groups' order; people by name, months by date.

        What may be shown of their ratings for the first time is remembered in the ledger before.
        """
        if not self._forms:
            return ()
        found = {key: (edition, self._forms[key]) for key, edition in groups.items() if key in self._forms}
        blocks = ledger.extended(lambda known: list(self._new_blocks(found, known)))
        by_group: dict[GroupKey, list[RatingBlock]] = {}
        for block in blocks:
            by_group.setdefault(block.asked[:2], []).append(block)
        return tuple(_group(edition, forms, by_group.get(key, ())) for key, (edition, forms) in found.items())

    def _new_blocks(
        self, groups: Mapping[GroupKey, tuple[Edition, Sequence[_Form]]], known: Iterable[RatingBlock]
    ) -> Iterator[RatingBlock]:
        spent: dict[Asked, set[str]] = {}
        for block in known:
            spent.setdefault(block.asked, set()).update(block.forms)
        for edition, every in groups.values():
            forms = list(_not_asked_anew(every, spent))
            settled = {form.person.employee_id for form in forms}
            settled -= {form.person.employee_id for form in forms if form.expected}
            for question in _questions(edition):
                waiting = _ratings(forms, question, spent.get(question.asked, set()))
                least = edition.asked.min_raters or 0
                yield from new_blocks(question.asked, waiting, least=least, settled=settled, day=self._day)


def _not_asked_anew(forms: Iterable[_Form], spent: Mapping[Asked, set[str]]) -> Iterator[_Form]:
    """The forms but those that no longer have an item of which a rating was shown.

    In a newer version of its layout an item may have another id, or stand in another section, and the same rating would
    be shown twice.
    """
    shown: dict[str, set[Asked]] = {}
    for asked, form_ids in spent.items():
        for form_id in form_ids:
            shown.setdefault(form_id, set()).add(asked)
    has: dict[int, set[Asked]] = {}
    for form in forms:
        if id(form.edition) not in has:
            has[id(form.edition)] = {question.asked for question in _questions(form.edition)}
        if shown.get(form.form_id, set()) <= has[id(form.edition)]:
            yield form


def _questions(edition: Edition) -> Iterator[_Question]:
    for section, column in rated_sections(edition):
        scale = edition.layout.scale_of(column)
        for item in section.items:
            asked = (edition.layout.id, edition.role, section.id, item.id)
            counts = counts_in_result(section, column, item.id)
            yield _Question(asked=asked, section=section, item=item, scale=scale, counts=counts)


def _ratings(forms: Iterable[_Form], question: _Question, spent: set[str]) -> Iterator[PooledRating]:
    """An item's ratings that are in no block yet. Whoever did not rate the item is no rater of it."""
    place = (question.section.id, question.item.id)
    for form in forms:
        level = form.levels.get(place)
        if level is not None and form.form_id not in spent:
            yield PooledRating(
                form_id=form.form_id,
                person=form.person.employee_id,
                month=form.month,
                rater=form.rater,
                level=level,
            )


def _group(edition: Edition, forms: Sequence[_Form], blocks: Iterable[RatingBlock]) -> PooledGroup:
    least = edition.asked.min_raters or 0
    shown = _Shown(edition, forms, [block for block in blocks if block.raters >= least])
    people = [
        replace(part, name=form.person.name, team=form.person.team)
        for form, part in _slices(forms, lambda form: form.person.employee_id, shown, shown.by_person)
    ]
    months = _slices([form for form in forms if form.month], lambda form: form.month, shown, shown.by_month)
    return PooledGroup(
        layout=edition.layout.id,
        role=edition.role,
        min_raters=least,
        asked=sum(1 for _ in _questions(edition)),
        everyone=shown.slice("", forms, shown.blocks),
        people=tuple(sorted(people, key=lambda p: (p.name.casefold(), p.key))),
        months=tuple(part for _, part in months),
    )


def _slices(
    forms: Iterable[_Form],
    key: Callable[[_Form], str],
    shown: _Shown,
    blocks: Mapping[str, Sequence[RatingBlock]],
) -> Iterator[tuple[_Form, PooledSlice]]:
    """The forms by key, sorted, each part with its first form."""
    found: dict[str, list[_Form]] = {}
    for form in forms:
        found.setdefault(key(form), []).append(form)
    for name, own in sorted(found.items()):
        yield own[0], shown.slice(name, own, blocks.get(name, ()))


class _Shown:
    """The blocks of a group that are shown: those with any form on the roster, whole."""

    def __init__(self, edition: Edition, forms: Iterable[_Form], blocks: Iterable[RatingBlock]) -> None:
        self._questions = list(_questions(edition))
        people = {form.form_id: form.person.employee_id for form in forms}
        self.blocks: list[RatingBlock] = []
        self.by_person: dict[str, list[RatingBlock]] = {}
        self.by_month: dict[str, list[RatingBlock]] = {}
        for block in blocks:
            # An employee id may have been corrected since.
            about = next((people[form] for form in block.forms if form in people), None)
            if about is None:
                continue
            self.blocks.append(block)
            if block.person:
                self.by_person.setdefault(about, []).append(block)
            if block.month:
                self.by_month.setdefault(block.month, []).append(block)

    @cached_property
    def _forms(self) -> frozenset[str]:
        """The forms that any block has a rating of."""
        return frozenset(form for block in self.blocks for form in block.forms)

    def slice(self, key: str, forms: Sequence[_Form], blocks: Sequence[RatingBlock]) -> PooledSlice:
        """The sum of some blocks, beside where some forms stand."""
        items = tuple(self._items(blocks))
        waiting = sum(bool(form.levels) and form.form_id not in self._forms for form in forms)
        return PooledSlice(
            key=key,
            name="",
            team="",
            issued=len(forms),
            returned=sum(form.returned for form in forms),
            complete=sum(form.counted for form in forms),
            late=sum(form.late for form in forms),
            raters=len({form.rater for form in forms if form.counted}),
            shown_forms=len({form for block in blocks for form in block.forms}),
            waiting_forms=waiting,
            stands=max((block.since for block in blocks), default="") if waiting else "",
            shown=bool(items),
            items=items,
        )

    def _items(self, blocks: Iterable[RatingBlock]) -> Iterator[PooledItem]:
        """Sums of the blocks by item, in the form's order; the worst item is marked."""
        found: dict[Asked, list[RatingBlock]] = {}
        for block in blocks:
            found.setdefault(block.asked, []).append(block)
        items = [
            (question, _item(question, found[question.asked]))
            for question in self._questions
            if question.asked in found
        ]
        lowest = _lowest(items)
        for _, item in items:
            yield replace(item, lowest=(item.section, item.item) == lowest)


def _item(question: _Question, blocks: Iterable[RatingBlock]) -> PooledItem:
    told: Counter[str] = Counter()
    untold = 0
    for block in blocks:
        told.update(block.told)
        untold += block.untold
    levels = tuple(LevelCount(value=v.value, label=v.label, count=told[v.value]) for v in question.scale.levels)
    return PooledItem(
        section=question.section.id,
        item=question.item.id,
        label=item_name(question.item),
        rated=sum(level.count for level in levels) + untold,
        levels=levels,
        untold=untold,
    )


def _lowest(items: Iterable[tuple[_Question, PooledItem]]) -> tuple[str, str] | None:
    """The item with the largest share of the worst level, then the smallest of the best; None when all are alike.

    What never counts is not compared.
    """
    badness = {}
    for question, item in items:
        order = question.scale.from_best
        if question.counts and item.rated and order:
            told = {level.value: level.count for level in item.levels}
            share = (told[order[-1].value] / item.rated, -told[order[0].value] / item.rated)
            badness[item.section, item.item] = share
    worst = max(badness, key=lambda place: badness[place], default=None)
    return worst if len(set(badness.values())) > 1 else None
