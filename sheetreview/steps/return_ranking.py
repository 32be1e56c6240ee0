"""Which of several returns of a form counts, as they come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sheetreview.check.content import content_digest
from sheetreview.cycle.returns import FormReturn
from sheetreview.errors import FileError
from sheetreview.model.review import Review
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import READER
from sheetreview.steps.return_order import Moment, Order, order


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReturn:
    """A form in a file that just came in: the file's bytes, their SHA-256 and its time; how it was read, if it was."""

    form_id: str
    data: bytes
    digest: str
    file_time: float | None
    review: Review | None


class Standing(StrEnum):
    """What a new return is to those that came before."""

    LATEST = "latest"
    OLDER = "older"
    UNDECIDED = "undecided"


class Ranking:
    """Ranks the returns that come in during one run."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._store = cycle.store
        self._records = cycle.store.returns
        self._file_times: dict[str, float | None] = {}
        self._discarded = {
            (one.form_id, one.file): one.reason
            for one in cycle.store.returns.choices().values()
            if one.choice == "discard"
        }

    def came_in(self, digest: str, file_time: float | None) -> None:
        """Note the time of a file that came in during this run."""
        self._file_times[digest] = file_time

    def why_discarded(self, form_id: str, digest: str) -> str:
        """Why this very file was discarded for a form; '' where it was not."""
        if not self._discarded:
            return ""
        return self._discarded.get((form_id, self._store.file_number(digest)), "")

    def newest(self, form_id: str) -> FormReturn:
        """The return of a form that counts, where there is one."""
        return self._records.of(form_id)[0]

    def collected_before(self, form_id: str, digest: str) -> tuple[Standing | None, str]:
        """What a return that is there already is to its form, for people; None for the one that counts."""
        again, what_counts = "this very file was collected before", self._what_counts(form_id)
        undecided = self._undecided(form_id)
        if any(one.digest == digest for one in undecided):
            return Standing.UNDECIDED, f"{again}; {what_counts}"
        if self.newest(form_id).digest == digest:
            return None, again
        return Standing.OLDER, f"{again}; {what_counts}"

    def _undecided(self, form_id: str) -> list[FormReturn]:
        """The returns of which it is undecided which one counts, the one that came in last first; none where it is."""
        newest, *before = self._records.of(form_id)
        in_doubt = self._records.rivals(form_id, newest.file) if before else set()
        rivals = [one for one in before if one.file in in_doubt]
        return [newest, *rivals] if rivals else []

    def _what_counts(self, form_id: str) -> str:
        """Which return of a form counts, or what to do where that is undecided."""
        undecided = self._undecided(form_id)
        if not undecided:
            return f"{self.newest(form_id).name} counts"
        names = ", ".join(one.name for one in undecided)
        return f"it is undecided which of {names} counts: choose one, as 'sheetreview returns list' says"

    def rank(self, new: NewReturn) -> tuple[Standing, str]:
        """Have the latest return of a form count, of which a new one was just kept; what that one is, for people.

        Only inside a change of the store.
        """
        newest, *before = [one for one in self._records.of(new.form_id) if one.digest != new.digest]
        in_doubt = self._records.rivals(new.form_id, newest.file)
        rivals = [newest, *(one for one in before if one.file in in_doubt)]
        moment = Moment.of(new.data, new.file_time)
        orders = [(one, order(moment, self._moment(one))) for one in rivals]
        later = [one for one, found in orders if found is Order.EARLIER]
        if later:
            self._records.put_last(new.form_id, newest.file)
            counts = " and counts" if rivals == [newest] else f"; {self._what_counts(new.form_id)}"
            return Standing.OLDER, f"it is kept; {later[0].name} was saved later{counts}"
        unsure = [one for one, found in orders if found is Order.UNDECIDED]
        if unsure:
            self._records.doubt(new.form_id, self._store.file_number(new.digest), [one.file for one in unsure])
            names = ", ".join(one.name for one in unsure)
            said = f"all are kept; it may be earlier than {names}: choose one, as 'sheetreview returns list' says"
            return Standing.UNDECIDED, said
        return Standing.LATEST, f"both are kept; this one counts{self._says_again(new, before)}"

    def _moment(self, one: FormReturn) -> Moment:
        try:
            return Moment.of(self._store.content(one.digest), self._file_times.get(one.digest))
        except FileError:
            return Moment(saved=None, file=self._file_times.get(one.digest))

    def _says_again(self, new: NewReturn, before: Sequence[FormReturn]) -> str:
        """Which return, older than the one that counted so far, says the same as a new one."""
        if new.review is None or not before:
            return ""
        says = content_digest(new.review)
        for one in before:
            read = self._store.reviews.get([(one.digest, new.form_id)], READER).get(new.form_id)
            if read is not None and read.review is not None and content_digest(read.review) == says:
                return f", and says the same as the older return {one.name}"
        return ""
