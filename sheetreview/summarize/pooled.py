"""What groups of raters, such as customers, say about people: only together, and only from enough of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from sheetreview.model.edition import Edition
from sheetreview.model.insights import LevelCount, PooledGroup, PooledItem, PooledSlice
from sheetreview.model.layout import Item, Section
from sheetreview.model.people import Person
from sheetreview.model.scales import Scale
from sheetreview.model.summary import RatingRow
from sheetreview.sheet.text import squeeze
from sheetreview.summarize.groups import GroupKey
from sheetreview.summarize.results import item_name, rated_sections
from sheetreview.summarize.review_input import ReviewInput
from sheetreview.summarize.threshold import RatedForm, Shown, shown_slices

_Place = tuple[str, str]
"""Section and item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    person: Person
    month: str
    rater: str
    returned: bool
    counted: bool
    levels: Mapping[_Place, str]

    @property
    def rated(self) -> RatedForm:
        return RatedForm(person=self.person.employee_id, month=self.month, rater=self.rater)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One item, its scale, and which totals of it may be shown."""

    section: Section
    item: Item
    scale: Scale
    shown: Shown

    @property
    def place(self) -> _Place:
        return (self.section.id, self.item.id)


class Pooled:
    """Collects the forms of roles whose raters are shown only together."""

    def __init__(self) -> None:
        self._forms: dict[GroupKey, list[_Form]] = {}

    def add(self, given: ReviewInput, ratings: Iterable[RatingRow], *, counted: bool) -> None:
        """Note one form, returned or not, with the ratings of a counted one."""
        assignment = given.assignment
        form = _Form(
            person=assignment.reviewee,
            month=assignment.month,
            rater=assignment.reviewer.key or squeeze(assignment.reviewer.name),
            returned=given.review is not None,
            counted=counted,
            levels={(rating.section, rating.item): rating.value for rating in ratings},
        )
        self._forms.setdefault((given.edition.layout.id, given.edition.role), []).append(form)

    def results(self, groups: Mapping[GroupKey, Edition]) -> tuple[PooledGroup, ...]:
        """One group a layout and role, in the groups' order; people by name, months by date."""
        return tuple(_group(edition, self._forms[key]) for key, edition in groups.items() if key in self._forms)


def _group(edition: Edition, forms: Sequence[_Form]) -> PooledGroup:
    least = edition.asked.min_raters or 0
    shown = shown_slices([form.rated for form in forms if form.counted], least)
    asked = list(_asked(edition, forms, least))
    whole = _slice(forms, asked, shown=shown.everyone, of_item=lambda found: found.everyone)
    by_person = _slices(
        forms,
        asked,
        key=lambda form: form.person.employee_id,
        shown=lambda found, key: key in found.people,
        overall=shown,
    )
    by_month = _slices(
        [form for form in forms if form.month],
        asked,
        key=lambda form: form.month,
        shown=lambda found, key: key in found.months,
        overall=shown,
    )
    people = [replace(part, name=form.person.name, team=form.person.team) for form, part in by_person]
    return PooledGroup(
        layout=edition.layout.id,
        role=edition.role,
        min_raters=least,
        everyone=whole,
        people=tuple(sorted(people, key=lambda p: (p.name.casefold(), p.key))),
        months=tuple(part for _, part in by_month),
    )


def _asked(edition: Edition, forms: Sequence[_Form], least: int) -> Iterator[_Asked]:
    """The items of a group. Whoever did not rate an item is no rater of it."""
    for section, column in rated_sections(edition):
        scale = edition.layout.scale_of(column)
        for item in section.items:
            rated = [form.rated for form in forms if (section.id, item.id) in form.levels]
            yield _Asked(section=section, item=item, scale=scale, shown=shown_slices(rated, least))


def _slices(
    forms: Sequence[_Form],
    asked: Sequence[_Asked],
    *,
    key: Callable[[_Form], str],
    shown: Callable[[Shown, str], bool],
    overall: Shown,
) -> Iterator[tuple[_Form, PooledSlice]]:
    """The forms by key, each part with its first form."""
    for name, found in groupby(sorted(forms, key=key), key=key):
        own = list(found)
        part = _slice(own, asked, shown=shown(overall, name), of_item=partial(_at, shown, name))
        yield own[0], replace(part, key=name)


def _at(shown: Callable[[Shown, str], bool], name: str, item: Shown) -> bool:
    return shown(item, name)


def _slice(
    forms: Sequence[_Form], asked: Sequence[_Asked], *, shown: bool, of_item: Callable[[Shown], bool]
) -> PooledSlice:
    items = tuple(_items(forms, asked, of_item)) if shown else ()
    return PooledSlice(
        key="",
        name="",
        team="",
        issued=len(forms),
        returned=sum(form.returned for form in forms),
        raters=len({form.rater for form in forms if form.counted}),
        shown=bool(items),
        items=items,
    )


def _items(forms: Sequence[_Form], asked: Sequence[_Asked], shown: Callable[[Shown], bool]) -> Iterator[PooledItem]:
    """Counts of the items that may be shown, and of those that nobody rated; the worst one is marked."""
    counts = {one.place: Counter(form.levels[one.place] for form in forms if one.place in form.levels) for one in asked}
    kept = [one for one in asked if shown(one.shown) or not counts[one.place]]
    lowest = _lowest([(one, counts[one.place]) for one in kept])
    for one in kept:
        given = counts[one.place]
        yield PooledItem(
            section=one.section.id,
            item=one.item.id,
            label=item_name(one.item),
            rated=sum(given[level.value] for level in one.scale.levels),
            levels=tuple(LevelCount(value=v.value, label=v.label, count=given[v.value]) for v in one.scale.levels),
            lowest=one.place == lowest,
        )


def _lowest(found: Iterable[tuple[_Asked, Counter[str]]]) -> _Place | None:
    """The item with the largest share of the worst level, then the smallest of the best; None when all are alike."""
    badness = {}
    for one, given in found:
        total, order = given.total(), one.scale.from_best
        if total and order:
            badness[one.place] = (given[order[-1].value] / total, -given[order[0].value] / total)
    worst = max(badness, key=lambda place: badness[place], default=None)
    return worst if len(set(badness.values())) > 1 else None
