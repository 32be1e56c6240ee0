"""No single rater can be worked out from all that the summaries of a cycle ever showed: 10,000 random lives of one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations, product
from random import Random

import pytest

from sheetreview.model.pooled import PooledItem, PooledSlice
from tests.summarize.raters_over_time import Life, Memory, Seen, random_life, summaries

LIVES, AT_ONCE = 10_000, 1_000


def counts(item: PooledItem) -> Counter[str]:
    return Counter({level.value: level.count for level in item.levels if level.count})


def sums_of_blocks(seen: Seen, memory: Memory, least: int) -> Iterable[tuple[PooledSlice, list[int]]]:
    """Each part of a summary with the numbers of the blocks that it is to be the sum of."""
    known = enumerate(memory.blocks[: seen.blocks])
    blocks = [n for n, block in known if block.raters >= least and seen.roster & {*block.forms}]
    yield seen.group.everyone, blocks
    for person in seen.group.people:
        yield person, [n for n in blocks if memory.blocks[n].person == person.key]
    for month in seen.group.months:
        yield month, [n for n in blocks if memory.blocks[n].month == month.key]


def shown_sums(life: Life, shown: list[Seen], memory: Memory) -> set[tuple[str, frozenset[int]]]:
    """The item and the ratings of every sum that was shown; each is what its blocks say together, by all there are."""
    sums = set()
    made = {n: life.items[ratings[0]] for n, ratings in enumerate(memory.ratings)}
    for seen in shown:
        for part, blocks in sums_of_blocks(seen, memory, life.least):
            assert {item.item for item in part.items} <= {made[n] for n in blocks}
            for item in part.items:
                own = [n for n in blocks if made[n] == item.item]
                assert counts(item) == sum((Counter(memory.blocks[n].told) for n in own), Counter())
                assert item.untold == sum(memory.blocks[n].untold for n in own)
                sums.add((item.item, frozenset(rating for n in own for rating in memory.ratings[n])))
    return sums


def rank(rows: list[list[int]]) -> int:
    """How many rows of a matrix do not follow from the others."""
    found = 0
    left = rows
    while left:
        pivot, *others = left
        column = next((at for at, number in enumerate(pivot) if number), None)
        if column is None:
            left = others
            continue
        found += 1
        # Multiplied crosswise and never divided, whole numbers stay exact.
        head = pivot[column]
        left = [
            [head * a - row[column] * b for a, b in zip(row, pivot, strict=True)] if row[column] else row
            for row in others
        ]
    return found


def tells_few(sums: list[frozenset[int]], raters: dict[int, str], least: int) -> bool:
    """Whether any sum of these sums, each taken any number of times, says something of too few raters alone.

    Without these raters' ratings the sums then say less: one of them follows from the others. Ratings that are always
    in the same sums are one unknown.
    """
    who: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for rating, rater in raters.items():
        if pattern := tuple(int(rating in one) for one in sums):
            who[pattern].add(rater)
    patterns = [pattern for pattern in who if any(pattern)]
    everything = rank([list(column) for column in patterns])
    for few in combinations(sorted({*raters.values()}), least - 1):
        left = [list(pattern) for pattern in patterns if not who[pattern] <= {*few}]
        if len(left) < len(patterns) and rank(left) < everything:
            return True
    return False


@pytest.mark.no_cover
@pytest.mark.parametrize("first", range(0, LIVES, AT_ONCE))
def test_no_sum_or_difference_of_all_that_was_ever_shown_tells_of_too_few_raters(first: int) -> None:
    told = 0
    for seed in range(first, first + AT_ONCE):
        random = Random(seed)
        life, memory = random_life(random), Memory()
        shown = summaries(life, [random.choice("AABD") for _ in life.raters], memory)
        sums = shown_sums(life, shown, memory)
        told += len(sums)
        for item in {item for item, _ in sums}:
            raters = {n: rater for n, rater in enumerate(life.raters) if life.items[n] == item}
            assert not tells_few([one for of, one in sums if of == item], raters, life.least), seed
    assert told > AT_ONCE


@pytest.mark.no_cover
@pytest.mark.parametrize("first", range(0, 100, 20))
def test_whatever_was_shown_each_rater_may_have_given_none_of_any_level(first: int) -> None:
    """Every possible world is played: those that show the same must differ in what each rater may have said."""
    told = 0
    for seed in range(first, first + 20):
        life = random_life(Random(seed), small=True, most_ratings=8)
        worlds: dict[object, list[tuple[str, ...]]] = defaultdict(list)
        for levels in product("AD", repeat=len(life.raters)):
            worlds[tuple(seen.group for seen in summaries(life, levels))].append(levels)
        told += len(worlds) > 1
        for rater in {*life.raters}:
            own = [n for n, who in enumerate(life.raters) if who == rater]
            for alike in worlds.values():
                for level in "AD":
                    assert any(all(levels[n] != level for n in own) for levels in alike), (seed, rater, level)
    assert told > 5
