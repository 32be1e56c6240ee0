"""One form of a shipped layout on its way: pushed, filled in by hand, moved about, and pulled again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from sheetreview.cycle.files import make_folder
from sheetreview.cycle.folder import CycleFolder
from sheetreview.cycle.sheets import OnlineSheet
from sheetreview.demo.answers import Writer, fill
from sheetreview.demo.fill import Answers, FilledForm, Typed
from sheetreview.demo.sample import sample_of
from sheetreview.demo.sheets import SheetPaper
from sheetreview.demo.texts import OTHER_ACTIVITIES
from sheetreview.form.cells import is_table
from sheetreview.form.how_to import Medium
from sheetreview.inputs.cycle_file import cycle_yaml
from sheetreview.model.edition import Edition
from sheetreview.model.review import Review
from sheetreview.sheet.fill import filled
from sheetreview.sheet.grid import Grid
from sheetreview.sheet.plan import SheetPlan
from sheetreview.steps.form_filter import FormFilter, matching_forms
from sheetreview.steps.form_plans import FormPlans
from sheetreview.steps.init import init_cycle
from sheetreview.steps.online.pull import Pulled, pull
from sheetreview.steps.online.push import Pushed, push
from sheetreview.steps.online.push_plan import PushOptions
from sheetreview.steps.open_cycle import OpenCycle, read_settings
from sheetreview.steps.reading import checked_reviews
from tests.layouts.reading import layout
from tests.live.tab import EVERYTHING, Tab
from tests.live.world import World

LOCALE, TIME_ZONE = "de_DE", "Europe/Berlin"
SEED = 4

AFTERWARDS = 20.0
"""Seconds after which nothing that Google itself does with a new sheet should count as somebody's edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushes:
    """The first push and the one right after it, what each asked of Google, and the form's tab as it was then."""

    first: Pushed
    second: Pushed
    calls: tuple[dict[str, int], dict[str, int]]
    tab: Tab


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What was typed into the form and what came back, how long Drive took to tell, and the tab as it was then.

    ``before`` is a pull before anybody had typed anything.
    """

    typed: Answers
    before: Pulled
    pulled: Pulled
    review: Review
    seconds: float
    tab: Tab


class Scratch:
    """A cycle of one layout, of which one form goes out. Each step is done when it is first asked for."""

    def __init__(self, world: World, root: Path, name: str) -> None:
        self.world = world
        self.root = root
        self.layout = layout(name)
        self._sample = sample_of(self.layout, Random(SEED))
        source = root.with_name(f"{root.name}-files")
        make_folder(source)
        self.people, self.metrics = self._sample.write(source)
        init_cycle(
            root,
            layout=name,
            roster=self.people,
            kind=self._sample.kind,
            metrics=self.metrics,
            name=f"{self._sample.name}, {name}",
            period=self._sample.period,
        )
        put_into(world, root)
        with OpenCycle.open(root) as cycle:
            self.settings = cycle.settings
            self.forms = list(cycle.store.assignments().items())
            self.editions = {form: cycle.edition_of(assignment) for form, assignment in self.forms}
        self.form_id, self._wanted = next(self.single())

    @property
    def edition(self) -> Edition:
        """What the form contains."""
        return self.editions[self.form_id]

    @property
    def record(self) -> OnlineSheet:
        """What the cycle knows of the form's spreadsheet."""
        return self.record_of(self.form_id)

    def record_of(self, form_id: str) -> OnlineSheet:
        """What the cycle knows of a form's spreadsheet."""
        with OpenCycle.open(self.root) as cycle:
            return cycle.store.sheets.all()[form_id]

    def single(self) -> Iterator[tuple[str, FormFilter]]:
        """Forms of the layout's last role that can be pushed alone, and how."""
        assignments = dict(self.forms)
        for form_id, assignment in self.forms:
            months = [assignment.month] if assignment.month else []
            for person in (assignment.reviewee.employee_id, assignment.reviewer.email):
                wanted = FormFilter(people=[person], roles=self.layout.default_roles[-1:], months=months)
                if matching_forms(assignments, wanted) == {form_id}:
                    yield form_id, wanted
                    break

    def push(self, wanted: FormFilter) -> Pushed:
        """Push some forms, with nobody to see them."""
        with OpenCycle.open(self.root) as cycle:
            return push(cycle, self.world.connection(cycle.settings), PushOptions(wanted=wanted, share=False))

    def pull(self) -> Pulled:
        """Pull what was changed."""
        with OpenCycle.open(self.root) as cycle:
            return pull(cycle, self.world.connection(cycle.settings))

    def review(self) -> Review:
        """The form as it was read last."""
        with OpenCycle.open(self.root) as cycle:
            (found,) = (one.review for one in checked_reviews(cycle) if one.form_id == self.form_id)
        assert found is not None
        return found

    def tab(self, form_id: str) -> Tab:
        """A form's tab as it is now."""
        return Tab(self.world.owner.get(self.record_of(form_id).file_id, fields=EVERYTHING))

    def plan_of(self, form_id: str) -> SheetPlan:
        """What a form's tab is to show."""
        forms = [(form, assignment) for form, assignment in self.forms if form == form_id]
        with OpenCycle.open(self.root) as cycle:
            issuing = FormPlans(cycle, Medium.SHEET)
            plan = filled(issuing.plan(forms, bundled=False)[1], issuing.values(forms, bundled=False))
        return plan.sheets[0]

    def as_issued(self) -> FilledForm:
        """The form as it was before anybody was in it, to look at."""
        return looked_at(self.pushed.tab.grid, self.edition)

    def on_paper(self) -> FilledForm:
        """The form as it is now, to be filled in by whoever owns it."""
        owner = self.world.owner
        return FilledForm(SheetPaper(owner, self.record.file_id, self.form_id, owner), self.edition)

    @cached_property
    def pushed(self) -> Pushes:
        """The form made and built; then pushed once more."""
        results, calls = [], []
        for _ in range(2):
            before = dict(self.world.gateway.calls)
            results.append(self.push(self._wanted))
            after = self.world.gateway.calls
            calls.append({kind: number - before.get(kind, 0) for kind, number in after.items()})
        (first, second), (cost, again) = results, calls
        assert [one.detail for one in first.sent if not one.outcome.in_order] == []
        return Pushes(first=first, second=second, calls=(cost, again), tab=self.tab(self.form_id))

    @cached_property
    def returned(self) -> Returned:
        """The form filled in from top to bottom, as a person types, and pulled."""
        assert self.pushed.first.sent
        self.world.let_pass(AFTERWARDS)
        before = self.pull()
        form, sample, about = self.on_paper(), self._sample, dict(self.forms)[self.form_id]
        people = (about.reviewee.name, about.reviewer.name)
        day = sample.days.get(about.account, sample.day)
        fill(
            form,
            Random(SEED),
            Writer(day=day, people=people, skill=0, activity=OTHER_ACTIVITIES[0], uses_optional=True),
        )
        known = self.record.modified
        paper = form.paper
        assert isinstance(paper, SheetPaper)
        paper.send()
        seconds = self.world.wait_for_change(self.record.file_id, known)
        pulled = self.pull()
        return Returned(
            typed=form.answers,
            before=before,
            pulled=pulled,
            review=self.review(),
            seconds=seconds,
            tab=self.tab(self.form_id),
        )

    @cached_property
    def moved(self) -> Returned:
        """The filled-in form with its tab renamed, a row inserted and a row dragged elsewhere; pulled again."""
        done = self.returned
        self.world.let_pass(1)
        known = self.record.modified
        self.world.owner.batch_update(self.record.file_id, self._accidents())
        seconds = self.world.wait_for_change(self.record.file_id, known)
        pulled = self.pull()
        return replace(done, pulled=pulled, review=self.review(), seconds=seconds, tab=self.tab(self.form_id))

    def _accidents(self) -> Sequence[dict[str, Any]]:
        form = self.on_paper()
        paper = form.paper
        assert isinstance(paper, SheetPaper)
        tables = (form.rows_of(section.id).values() for section in self.edition.sections if is_table(section))
        rows = next(sorted(rows) for rows in tables if len(rows) > 1)
        sheet = paper.sheet_id
        last = {"sheetId": sheet, "dimension": "ROWS", "startIndex": rows[-1] - 1, "endIndex": rows[-1]}
        new = {"sheetId": sheet, "dimension": "ROWS", "startIndex": rows[0] - 1, "endIndex": rows[0]}
        return [
            {"updateSheetProperties": {"properties": {"sheetId": sheet, "title": "Final, signed"}, "fields": "title"}},
            {"moveDimension": {"source": last, "destinationIndex": rows[0] - 1}},
            {"insertDimension": {"range": new, "inheritFromBefore": False}},
        ]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A form to look at."""

    grid: Grid

    def type(self, address: str, value: Typed | None) -> None:
        raise AssertionError(f"nobody has {value!r} typed into {address}")

    def arrange(self, order: Mapping[int, int]) -> None:
        raise AssertionError(f"nobody has rows moved: {order}")


def looked_at(grid: Grid, edition: Edition) -> FilledForm:
    """A form that was read, to look at."""
    return FilledForm(_Shown(grid), edition)


def put_into(world: World, root: Path) -> None:
    """Have a cycle's sheets made in the world's folder, in a country that writes numbers with a comma."""
    settings = read_settings(CycleFolder(root))
    changes = {"folder": world.folder, "locale": LOCALE, "time_zone": TIME_ZONE}
    google = settings.google.model_copy(update=changes)
    text = cycle_yaml(settings.model_copy(update={"google": google}))
    (root / "cycle.yaml").write_text(text, encoding="utf-8")
