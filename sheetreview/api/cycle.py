"""A cycle as programs use it: a folder that is opened, and a method for each step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypedDict, Unpack

from sheetreview.api.arguments import Paths, as_paths, as_words
from sheetreview.api.files import find_files
from sheetreview.api.reviews import Review, reviews_of_cycle
from sheetreview.cycle.folder import CycleFolder
from sheetreview.errors import CycleError
from sheetreview.model.cycle import CycleSettings, PaperSize
from sheetreview.model.finding import Finding
from sheetreview.model.people import Assignment
from sheetreview.model.schedule import today
from sheetreview.steps.open_cycle import OpenCycle

if TYPE_CHECKING:
    from sheetreview.demo.rehearsal import Rehearsal
    from sheetreview.online import Backend
    from sheetreview.steps.check import Checked
    from sheetreview.steps.generate import Generated
    from sheetreview.steps.init import PeopleKind, TakenIn
    from sheetreview.steps.intake import Collected
    from sheetreview.steps.online.cell_notes import Noted
    from sheetreview.steps.online.close import Closed
    from sheetreview.steps.online.pull import Pulled
    from sheetreview.steps.online.push import Pushed
    from sheetreview.steps.online.push_plan import PushedSheet, PushOptions
    from sheetreview.steps.repair.clean_forms import CycleForms
    from sheetreview.steps.repair.repair import Repaired
    from sheetreview.steps.return_copies.write import ReturnCopies
    from sheetreview.steps.status import CycleStatus
    from sheetreview.steps.summarize import Summarized
    from sheetreview.steps.upgrade.upgrade import Upgraded
    from sheetreview.steps.verify import Verified
    from sheetreview.steps.which_counts import ListedReturn

Progress = Callable[[int], None]
"""Told how many forms, files or sheets have just been dealt with."""


class PushChoices(TypedDict, total=False):
    """Which forms to push and how; each may be left out.

    ``only`` forms for or by these ids, names or addresses, of some ``roles`` and ``months``. ``bundle``: one
    spreadsheet for each reviewer. Without ``share`` the sheets are made and shared with nobody, without ``mail`` Google
    sends none. ``again`` makes a new sheet where the old one was deleted. ``allow`` are domains and addresses that are
    confirmed, from now on.
    """

    only: Collection[str]
    roles: Collection[str]
    months: Collection[str]
    bundle: Literal["none", "reviewer"]
    share: bool
    mail: bool
    again: bool
    allow: Collection[str]


def _silent(_: int) -> None:
    """Progress that is not shown."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """An open cycle: use it in a ``with`` statement, at whose end it is let go.

    Every step is a method that gives a frozen dataclass. Raises a subclass of SheetreviewError for whatever a file or a
    user can do wrong, and nothing else. What is wrong in a review is a Finding, what is wrong with one of several files
    is its outcome.
    """

    # There is no method close: for a file it means "let go", for a cycle that nobody is to change it any more.

    _cycle: OpenCycle
    _taken_in: TakenIn | None = None

    @staticmethod
    def exists(folder: str | Path) -> bool:
        """Whether a folder holds a cycle. Raises CycleError when it may not be looked into."""
        return CycleFolder(Path(folder)).holds_cycle

    @classmethod
    def open(cls, folder: str | Path, *, reading: bool = False) -> Self:
        """Open the cycle in a folder; who only looks (``reading``) does not keep others out.

        Raises CycleError when there is none, it is damaged, or somebody works on it.
        """
        return cls(OpenCycle.open(Path(folder), reading=reading))

    @classmethod
    def create(  # noqa: PLR0913 -- one keyword for each thing that people say of a cycle
        cls,
        folder: str | Path,
        *,
        layout: str | Path,
        roster: str | Path,
        name: str,
        kind: PeopleKind = "roster",
        metrics: str | Path | None = None,
        former: str | Path | None = None,
        picks: Sequence[str] = (),
        period: str = "",
        due: date | None = None,
        paper: PaperSize = "a4",
        encoding: str = "",
    ) -> Self:
        """Start a cycle in a folder that holds none yet, and open it.

        ``layout`` is the name of a shipped layout or a YAML file, ``kind`` says whether ``roster`` is a ``roster``, an
        ``accounts`` or a ``raters`` file, ``former`` is the folder of the previous cycle, ``picks`` are the items of
        libraries (``section=item,item``), ``encoding`` is the character set of tables of text that are no UTF-8, which
        they must tell when it is left out. Raises LayoutError, RosterError or CycleError with every problem; nothing is
        written then.
        """
        from sheetreview.steps.init import init_cycle

        taken = init_cycle(
            Path(folder),
            layout=str(layout),
            roster=Path(roster),
            name=name,
            kind=kind,
            metrics=None if metrics is None else Path(metrics),
            former=None if former is None else Path(former),
            picks=as_words(picks),
            period=period,
            due=due,
            paper=paper,
            encoding=encoding,
        )
        return cls(OpenCycle.open(Path(folder)), taken)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cycle.store.close()

    @property
    def taken_in(self) -> TakenIn:
        """What creating it took in: its forms, people and figures. Raises CycleError for one that was opened."""
        if self._taken_in is None:
            raise CycleError("this cycle was opened, not created; take_roster tells of a roster")
        return self._taken_in

    @property
    def folder(self) -> Path:
        """The cycle's folder."""
        return self._cycle.folder.root

    @property
    def forms_folder(self) -> Path:
        """The folder of the forms it issues."""
        return self._cycle.folder.forms

    @property
    def settings(self) -> CycleSettings:
        """What its ``cycle.yaml`` says."""
        return self._cycle.settings

    @property
    def assignments(self) -> Mapping[str, Assignment]:
        """Who reviews whom, by form id, in the roster's order."""
        return self._cycle.store.assignments()

    @property
    def sheets(self) -> int:
        """How many Google Sheets it has."""
        return len(self._cycle.store.sheets.all())

    @property
    def backend(self) -> Backend:
        """The service that keeps its spreadsheets online."""
        from sheetreview.steps.online.backends import backend_for

        return backend_for(self.settings)

    def take_roster(
        self,
        roster: str | Path,
        metrics: str | Path | None = None,
        *,
        same: Collection[str] = (),
        encoding: str = "",
    ) -> TakenIn:
        """Replace the roster, and the metrics when they are given; the file is of the kind the cycle started with.

        Forms that are out stay what they are where an address or employee id was only corrected; ``same`` says so
        (``OLD=NEW``) where the rosters leave it open. ``encoding`` is the character set of text that is no UTF-8, which
        it must tell when that is left out. Raises RosterError or LayoutError with every problem, CycleError for a
        correction that cannot be, or when the store cannot be changed; nothing is changed then.
        """
        from sheetreview.steps.init import take_roster

        figures = None if metrics is None else Path(metrics)
        return take_roster(self._cycle, Path(roster), figures, same=as_words(same), encoding=encoding)

    def generate(
        self,
        *,
        bundle: Literal["none", "reviewer"] | None = None,
        roles: Collection[str] = (),
        months: Collection[str] = (),
        open_only: bool = False,
        force: bool = False,
        progress: Progress = _silent,
    ) -> Generated:
        """Write every form that is not there yet, or only those for some roles and months (``2026-11``).

        With ``bundle="reviewer"`` in one workbook for each reviewer, with ``"none"`` each in its own, without it as
        they were issued before. ``open_only``: only forms that have not come back. ``force`` replaces forms that
        somebody has touched, keeping a backup. Raises CycleError for a role or month that no form has, FileError when
        the disk refuses.
        """
        from sheetreview.steps.generate import generate

        return generate(
            self._cycle,
            bundle=bundle,
            roles=as_words(roles),
            months=as_words(months),
            open_only=open_only,
            force=force,
            progress=progress,
        )

    def upgrade(
        self,
        layouts: Paths = (),
        *,
        roles: Collection[str] = (),
        months: Collection[str] = (),
        open_only: bool = False,
        force: bool = False,
        progress: Progress = _silent,
    ) -> Upgraded:
        """Take newer versions of the layouts in, and issue the forms anew, with the answers there are by now.

        This object goes on seeing the versions it had before: open the cycle again to go on with the new ones. Raises
        LayoutError with every problem of the layouts, CycleError for a role or month that no form has, FileError.
        """
        from sheetreview.steps.upgrade.upgrade import upgrade

        given = [str(path) for path in as_paths(layouts)]
        return upgrade(
            self._cycle,
            given,
            roles=as_words(roles),
            months=as_words(months),
            open_only=open_only,
            force=force,
            progress=progress,
        )

    def rehearse(self, *, seed: int = 1, keep: str | Path | None = None, progress: Progress = _silent) -> Rehearsal:
        """Fill the issued forms in with made-up answers, and take them through the cycle in a scratch folder.

        Nothing in the cycle changes. The scratch folder goes away, or it is ``keep``, a new or empty folder elsewhere.
        ``progress`` is told of each form three times. Raises CycleError when ``keep`` cannot be used, FileError.
        """
        from sheetreview.demo.rehearsal import rehearse

        return rehearse(self._cycle, seed=seed, keep=None if keep is None else Path(keep), progress=progress)

    def collect(
        self, paths: Paths, *, passwords: Sequence[str] = (), encoding: str = "", progress: Progress = _silent
    ) -> tuple[Collected, ...]:
        """Take returned files and folders in, oldest first, so that the latest return of a form counts.

        Each of the ``passwords`` is tried on a protected workbook. ``encoding`` is the character set of texts that are
        no UTF-8; left out, each must tell its own. What is wrong with a file is its outcome. Raises
        CycleError when the store cannot be changed.
        """
        from sheetreview.steps.collect import collect

        return collect(
            self._cycle, as_paths(paths), passwords=as_words(passwords), encoding=encoding, progress=progress
        )

    def returns(self, only: Collection[str] = ()) -> tuple[ListedReturn, ...]:
        """The returns of forms that came back more than once, or all of those for or by ``only`` these people.

        Raises CycleError for somebody whom the cycle does not know.
        """
        from sheetreview.steps.which_counts import list_returns

        return list_returns(self._cycle, as_words(only))

    def use_return(self, number: int, *, reason: str, only: Collection[str] = ()) -> tuple[str, ...]:
        """Have the return with this number count for its forms, or for those of ``only`` these people; their ids.

        Raises CycleError where there is no such return, or no reason.
        """
        from sheetreview.steps.which_counts import choose_return

        return choose_return(self._cycle, number, reason, use=True, people=as_words(only))

    def discard_return(self, number: int, *, reason: str, only: Collection[str] = ()) -> tuple[str, ...]:
        """Have it count no more: what came back before it counts again. Raises CycleError as ``use_return`` does."""
        from sheetreview.steps.which_counts import choose_return

        return choose_return(self._cycle, number, reason, use=False, people=as_words(only))

    def reviews(self, *, as_of: date | None = None, progress: Progress = _silent) -> Iterator[Review]:
        """The newest return of each form, read and checked, in the roster's order; what has not come back is left out.

        They are read as they are asked for, which must be before the cycle is let go. A return that cannot be read any
        more has no rows, and an error. ``as_of`` is the day to check against, today when left out.
        """
        from sheetreview.steps.reading import checked_reviews

        return reviews_of_cycle(checked_reviews(self._cycle, as_of=as_of, each=progress))

    def check(self, *, as_of: date | None = None, progress: Progress = _silent) -> Checked:
        """Check the newest return of every form, as of a day, today when left out."""
        from sheetreview.steps.check import check_cycle

        return check_cycle(self._cycle, as_of=as_of, progress=progress)

    def check_files(
        self,
        paths: Paths,
        *,
        layouts: Paths = (),
        passwords: Sequence[str] = (),
        encoding: str = "",
        progress: Progress = _silent,
    ) -> Checked:
        """Check files and folders as they are, by the layouts that the cycle issued, without taking anything in.

        For what it never issued, ``layouts`` are files of your own. ``encoding`` is the character set of texts that are
        no UTF-8. Raises LayoutError when one of these is wrong.
        """
        from sheetreview.steps.check_files import check_files, cycle_layouts
        from sheetreview.steps.known_layouts import KnownLayouts

        known = KnownLayouts(as_paths(layouts))
        layout_of = cycle_layouts(self._cycle, known.of)
        words = as_words(passwords)
        return check_files(as_paths(paths), layout_of, passwords=words, encoding=encoding, progress=progress)

    def return_copies(self, findings: Iterable[Finding], folder: str | Path) -> ReturnCopies:
        """Write a copy of each returned file with errors, with what is wrong marked in its cells.

        ``findings`` are all of a check, ``folder`` is a new or empty one. Raises CycleError or FileError when it cannot
        be used.
        """
        from sheetreview.steps.return_copies.write import cycle_copies

        self._cycle.folder.keep_out_of_forms(Path(folder))
        return cycle_copies(self._cycle, self._clean_forms(), findings, Path(folder))

    def copy_files(
        self,
        findings: Iterable[Finding],
        folder: str | Path,
        *,
        layouts: Paths = (),
        passwords: Sequence[str] = (),
        encoding: str = "",
    ) -> ReturnCopies:
        """The same for files that ``check_files`` found these in, given what that was given."""
        from sheetreview.steps.return_copies.write import file_copies

        self._cycle.folder.keep_out_of_forms(Path(folder))
        forms = self._clean_forms(layouts)
        words = as_words(passwords)
        return file_copies(forms, findings, Path(folder), cycle=self._cycle, passwords=words, encoding=encoding)

    def repair(
        self,
        paths: Paths,
        out: str | Path | None = None,
        *,
        layouts: Paths = (),
        passwords: Sequence[str] = (),
        encoding: str = "",
        progress: Progress = _silent,
    ) -> Repaired:
        """Move the answers of mangled forms, or of an older version of a layout, into clean forms of the cycle.

        They are written to ``out``, which is the cycle's ``repaired`` when left out; nothing there is overwritten.
        ``layouts`` are files of versions that the cycle never issued. Raises CycleError when ``out`` is the folder of
        the forms that are sent out, FileError when the disk refuses, LayoutError when one of the layouts is wrong.
        """
        from sheetreview.steps.repair.repair import repair

        folder = self._cycle.folder.repaired if out is None else Path(out)
        self._cycle.folder.keep_out_of_forms(folder)
        files = find_files(paths, self.folder)
        forms, words = self._clean_forms(layouts), as_words(passwords)
        return repair(files, forms, folder, passwords=words, encoding=encoding, progress=progress)

    def status(self, *, as_of: date | None = None, progress: Progress = _silent) -> CycleStatus:
        """How far each reviewer is, and which accounts are overdue, on a day, today when left out."""
        from sheetreview.steps.status import cycle_status

        return cycle_status(self._cycle, as_of=as_of or today(), progress=progress)

    def summarize(self, *, as_of: date | None = None, progress: Progress = _silent) -> Summarized:
        """Write the team summary as it stands on a day, today when left out, to the cycle's ``summary``.

        What it shows for the first time of raters who are shown only together, the cycle remembers, and every later
        summary shows it too. Raises CycleError when it cannot, FileError when a report cannot be written; the old one
        then stays.
        """
        from sheetreview.steps.summarize import summarize_cycle

        return summarize_cycle(self._cycle, as_of=as_of or today(), progress=progress)

    def verify(self) -> Verified:
        """Compare every issued form and every return with the digest it was kept with. Nothing is changed.

        Raises CycleError when the store is so damaged that it cannot be read.
        """
        from sheetreview.steps.verify import verify_cycle

        return verify_cycle(self._cycle)

    def plan_push(self, **choices: Unpack[PushChoices]) -> Pushed:
        """What a push would do, as far as the cycle itself knows: Google is not asked, and nothing is kept."""
        from sheetreview.steps.online.push import plan_push

        return plan_push(self._cycle, _push_options(choices))

    def push(self, *, progress: Progress = _silent, **choices: Unpack[PushChoices]) -> Pushed:
        """Make each form as a Google Sheet and share it with its reviewer, as far as that is not done.

        An error with one sheet is its outcome. Raises CycleError for forms that the cycle does not have, SignInError or
        RemoteError when Google refuses or cannot be reached.
        """
        from sheetreview.steps.online.backends import connect
        from sheetreview.steps.online.push import push

        with connect(self.settings) as connection:
            connection.preflight()
            return push(self._cycle, connection, _push_options(choices), progress=progress)

    def push_summary(self, *, as_of: date | None = None, again: bool = False) -> PushedSheet:
        """Put the team summary into a Google Sheet that is shared with nobody, the same one every time.

        ``again`` makes a new one where it was deleted. Raises SignInError or RemoteError.
        """
        from sheetreview.steps.online.backends import connect
        from sheetreview.steps.online.push import push_summary

        with connect(self.settings) as connection:
            connection.preflight()
            return push_summary(self._cycle, connection, as_of=as_of or today(), again=again)

    def pull(self, *, progress: Progress = _silent) -> Pulled:
        """Read every Google Sheet that was changed since it was read last; a sheet that cannot be read is an outcome.

        Raises SignInError or RemoteError.
        """
        from sheetreview.steps.online.backends import connect
        from sheetreview.steps.online.pull import pull

        with connect(self.settings) as connection:
            return pull(self._cycle, connection, progress=progress)

    def return_notes(self, *, progress: Progress = _silent) -> Noted:
        """Pull, and mark what is wrong by notes in the cells of the Google Sheets.

        In a cycle without sheets there is nothing to do, and nobody has to be signed in. Raises SignInError or
        RemoteError.
        """
        from sheetreview.steps.online.backends import connect
        from sheetreview.steps.online.cell_notes import Noted, write_notes

        if not self.sheets:
            return Noted()
        with connect(self.settings) as connection:
            return write_notes(self._cycle, connection, progress=progress)

    def end(self, *, progress: Progress = _silent) -> Closed:
        """End the cycle, as the command ``close`` does: its sheets become read-only, each review is put on record.

        Ending it again goes on where it stopped. In a cycle without sheets only the reviews are sealed, and nobody has
        to be signed in. Raises SignInError or RemoteError.
        """
        from sheetreview.steps.online.backends import connect
        from sheetreview.steps.online.close import Closed, close_cycle, seal_all

        if not self.sheets:
            return Closed(closed=0, lowered=0, failed=(), sealed=seal_all(self._cycle))
        with connect(self.settings) as connection:
            return close_cycle(self._cycle, connection, progress=progress)

    def _clean_forms(self, layouts: Paths = ()) -> CycleForms:
        """Forms of the cycle to move answers into; of ``layouts`` that it never issued, these files are read."""
        from sheetreview.steps.known_layouts import KnownLayouts
        from sheetreview.steps.repair.clean_forms import CycleForms

        return CycleForms(self._cycle, KnownLayouts(as_paths(layouts)).of)


def _push_options(choices: PushChoices) -> PushOptions:
    from sheetreview.steps.form_filter import FormFilter
    from sheetreview.steps.online.push_plan import PushOptions

    return PushOptions(
        wanted=FormFilter(
            roles=as_words(choices.get("roles", ())),
            months=as_words(choices.get("months", ())),
            people=as_words(choices.get("only", ())),
        ),
        bundle=choices.get("bundle", "none"),
        share=choices.get("share", True),
        mail=choices.get("mail", True),
        again=choices.get("again", False),
        allow=as_words(choices.get("allow", ())),
    )
