"""Which ratings of a group of raters may be shown: whole blocks of them, each of enough raters, and each for good.

Whatever is ever shown of an item is a sum of blocks. They have no rating in common, each stands for enough raters, and
none changes once it was shown: so no sums and differences of what is shown, on whichever days, come down to fewer
raters. Within a block nobody's level is certain, for one that nearly all have given is not told to the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sheetreview.model.pooled import Asked, RatingBlock

_FEWEST = 3
"""In a block of two raters, what is told of one leaves only the other."""


class Ledger(Protocol):
    """What remembers the blocks that were shown."""

    def extended(self, new: Callable[[Sequence[RatingBlock]], Sequence[RatingBlock]]) -> Sequence[RatingBlock]:
        """All blocks from now on: those that are known, and what ``new`` makes of them, which is remembered first."""
        ...


class NothingShownBefore:
    """The ledger of a summary that is the only one ever made of its forms."""

    def extended(self, new: Callable[[Sequence[RatingBlock]], Sequence[RatingBlock]]) -> Sequence[RatingBlock]:
        """The new blocks."""
        return new(())


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledRating:
    """A form's rating of one item: about which person, in which month (empty without months), by whom."""

    form_id: str
    person: str
    month: str
    rater: str
    level: str


def new_blocks(
    asked: Asked, waiting: Iterable[PooledRating], *, least: int, settled: Collection[str], day: str
) -> Iterator[RatingBlock]:
    """The blocks that the ratings of an item make which are in none yet; some may have to wait for others.

    Those about one person make a block from ``least`` different raters on: one of each month that has as many, and one
    of the other months together. About ``settled`` people no more is to come: what is left of them goes together in the
    same way. No level decides what goes together. ``day`` is that of the summary.
    """
    left: list[PooledRating] = []
    for person, ratings in _by(waiting, lambda rating: rating.person).items():
        taken: set[str] = set()
        for part in _parts(ratings, least):
            taken |= {rating.form_id for rating in part}
            yield _block(asked, part, person, day)
        left += [rating for rating in ratings if person in settled and rating.form_id not in taken]
    for part in _parts(left, least):
        yield _block(asked, part, "", day)


def _by(ratings: Iterable[PooledRating], key: Callable[[PooledRating], str]) -> dict[str, list[PooledRating]]:
    """Ratings by a key of theirs, sorted, each in the order of months, people and forms."""
    found: dict[str, list[PooledRating]] = {}
    for rating in sorted(ratings, key=lambda rating: (key(rating), rating.month, rating.person, rating.form_id)):
        found.setdefault(key(rating), []).append(rating)
    return found


def _raters(ratings: Iterable[PooledRating]) -> int:
    return len({rating.rater for rating in ratings})


def _parts(ratings: Iterable[PooledRating], least: int) -> list[list[PooledRating]]:
    """The months with enough raters, and the other months together where they have enough."""
    enough = max(least, _FEWEST)
    months = _by(ratings, lambda rating: rating.month)
    rest = [rating for found in months.values() if _raters(found) < enough for rating in found]
    return [_balanced(part) for part in (*months.values(), rest) if _raters(part) >= enough]


def _balanced(ratings: Sequence[PooledRating]) -> list[PooledRating]:
    """As many ratings of each rater, the earliest ones, as leave nobody half of all or more."""
    counts = Counter(rating.rater for rating in ratings)
    most = max(counts.values())
    while sum(min(count, most) for count in counts.values()) <= 2 * most:
        most -= 1
    taken: Counter[str] = Counter()
    kept = []
    for rating in ratings:
        taken[rating.rater] += 1
        if taken[rating.rater] <= most:
            kept.append(rating)
    return kept


def _block(asked: Asked, ratings: Sequence[PooledRating], person: str, day: str) -> RatingBlock:
    months = {rating.month for rating in ratings}
    told = told_levels(ratings)
    return RatingBlock(
        asked=asked,
        person=person,
        month=months.pop() if len(months) == 1 else "",
        forms=tuple(rating.form_id for rating in ratings),
        raters=_raters(ratings),
        told=told,
        untold=len(ratings) - sum(told.values()),
        since=day,
    )


def told_levels(ratings: Sequence[PooledRating]) -> dict[str, int]:
    """How often each level was given; where all but one rater's ratings may be alike, of these alone, and not all.

    A level is told at most as often as leaves room for every rater to have given none of it. One that was given so
    often, or more often, is told as often as that, and the rest is left open: each of these may be any level.
    """
    counts = Counter(rating.level for rating in ratings)
    most = max(Counter(rating.rater for rating in ratings).values())
    level, count = counts.most_common(1)[0]
    if count < len(ratings) - most:
        return dict(sorted(counts.items()))
    return {level: len(ratings) - most}
