"""Random lives of a cycle with groups of raters: what comes in, changes and goes, and what every summary then shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

from sheetreview.model.layout import Layout
from sheetreview.model.pooled import PooledGroup, RatingBlock
from sheetreview.model.summary import RatingRow
from sheetreview.summarize.pooled import Pooled
from sheetreview.summarize.review_input import ReviewInput
from tests.summarize.forms import card, customer

ITEMS = ("x", "y", "z")
Key = tuple[str, str, str]
"""A form: person, rater and month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens: forms of ``keys`` come back, are withdrawn, leave or join the roster, or a summary is made.

    ``ratings`` are the numbers of the ratings that came with it, by item; ``over`` says that the due date is past.
    """

    what: str
    keys: tuple[Key, ...] = ()
    ratings: tuple[tuple[str, int], ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A cycle's life: the steps, the raters of its ratings, and the item of each."""

    least: int
    forms: tuple[Key, ...]
    steps: tuple[Step, ...]
    raters: tuple[str, ...]
    items: tuple[str, ...]


def random_life(random: Random, *, most_ratings: int = 60, small: bool = False) -> Life:
    """A life of 2 to 5 people, 2 to 8 raters, 1 to 3 items, 1 to 3 months and 2 to 4 raters to be shown from.

    A ``small`` one has fewer of each, and mostly something to show.
    """
    people = [f"P{n}" for n in range(random.randint(1, 2) if small else random.randint(2, 5))]
    raters = [f"R{n}" for n in range(random.randint(3, 4) if small else random.randint(2, 8))]
    months = ["2026-01", "2026-02", "2026-03"][: random.randint(1, 2 if small else 3)]
    items = ITEMS[: 1 if small else random.randint(1, 3)]
    every = [key for key in product(people, raters, months) if small or random.random() < random.choice((0.4, 0.9))]
    forms = tuple(every) or ((people[0], raters[0], months[0]),)
    owners: list[str] = []
    asked: list[str] = []
    steps: list[Step] = []
    over, inside = False, list(forms)

    def back(key: Key) -> None:
        given = [item for item in items if random.random() < 0.85]
        if len(owners) + len(given) > most_ratings:
            return
        first = len(owners)
        owners.extend(key[1] for _ in given)
        asked.extend(given)
        steps.append(Step(what="back", keys=(key,), ratings=tuple((i, first + n) for n, i in enumerate(given))))

    def some_back() -> None:
        for key in random.sample(forms, min(len(forms), random.randint(1, 6))):
            back(key)

    for _ in range(random.randint(2, 6)):
        some_back()
        if random.random() < 0.3:
            steps.append(Step(what="withdrawn", keys=(random.choice(forms),)))
        if random.random() < 0.3:
            place, name = random.randint(0, 1), random.choice([*people, *raters])
            gone = tuple(key for key in inside if key[place] == name)
            inside = [key for key in inside if key not in gone]
            steps.append(Step(what="gone", keys=gone))
        if random.random() < 0.3:
            inside = list(forms)
            steps.append(Step(what="there", keys=forms))
        over = over or random.random() < 0.2
        steps.append(Step(what="summary", over=over))
    return Life(
        least=random.randint(2, 3) if small else random.randint(2, 4),
        forms=forms,
        steps=tuple(steps),
        raters=tuple(owners),
        items=tuple(asked),
    )


class Memory:
    """A ledger that remembers, and which rating of each form was in which block."""

    def __init__(self) -> None:
        self.blocks: list[RatingBlock] = []
        self.ratings: list[tuple[int, ...]] = []
        self.now: Mapping[str, Mapping[str, int]] = {}

    def extended(self, new: Callable[[Sequence[RatingBlock]], Sequence[RatingBlock]]) -> Sequence[RatingBlock]:
        made = new(tuple(self.blocks))
        self.blocks += made
        self.ratings += [tuple(self.now.get(form, {}).get(block.asked[3], 0) for form in block.forms) for block in made]
        return tuple(self.blocks)


@cache
def layout_of(least: int) -> Layout:
    # A layout may not ask for two; what decides must hold all the same.
    found = card(max(least, 3))
    roles = tuple(role.model_copy(update={"min_raters": least}) for role in found.roles)
    return found.model_copy(update={"roles": roles})


@cache
def form_of(least: int, key: Key, *, back: bool) -> ReviewInput:
    person, rater, month = key
    return customer(layout_of(least), person, rater, {} if back else None, month)


@cache
def row_of(item: str, level: str) -> RatingRow:
    return RatingRow(
        layout="card",
        role="customer",
        section="card",
        item=item,
        label=item,
        column="rating",
        value=level,
        level=level,
        number=None,
        maximum=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a summary showed, which forms were on the roster by then, and how many blocks were known."""

    group: PooledGroup
    roster: frozenset[str]
    blocks: int


def summaries(life: Life, levels: Sequence[str], memory: Memory | None = None) -> list[Seen]:
    """Everything that the summaries of a life show, when its ratings have these levels."""
    memory = memory or Memory()
    roster = dict.fromkeys(life.forms)
    returned: dict[Key, dict[str, int]] = {}
    seen = []
    for step in life.steps:
        match step.what:
            case "back":
                returned[step.keys[0]] = dict(step.ratings)
            case "withdrawn":
                returned.pop(step.keys[0], None)
            case "gone":
                roster = {key: None for key in roster if key not in step.keys}
            case "there":
                roster |= dict.fromkeys(step.keys)
            case "summary":
                if not roster:
                    continue
                pooled = Pooled("2026-04-01")
                ids = {}
                for key in roster:
                    given = form_of(life.least, key, back=key in returned)
                    ids[given.form_id] = key
                    rows = [row_of(item, levels[number]) for item, number in returned.get(key, {}).items()]
                    pooled.add(given, rows, counted=key in returned, over=step.over)
                memory.now = {form: returned.get(key, {}) for form, key in ids.items()}
                (group,) = pooled.results({("card", "customer"): given.edition}, memory)
                seen.append(Seen(group=group, roster=frozenset(ids), blocks=len(memory.blocks)))
    return seen
