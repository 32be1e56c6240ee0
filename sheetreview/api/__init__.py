"""What ``import sheetreview`` gives; and, under this name, what the command line needs beside it.

Each name loads its module when it is first asked for. What stands for type checkers alone are the types of results.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sheetreview.api.cycle import PushChoices as PushChoices
    from sheetreview.api.google import examine as examine
    from sheetreview.api.google import sign_in as sign_in
    from sheetreview.api.google import who_is_signed_in as who_is_signed_in
    from sheetreview.demo.preflight import Trouble as Trouble
    from sheetreview.demo.preflight import TroubleKind as TroubleKind
    from sheetreview.demo.rehearsal import PASSES as PASSES
    from sheetreview.demo.rehearsal import Rehearsal as Rehearsal
    from sheetreview.demo.run import Demo as Demo
    from sheetreview.demo.run import run_demo as run_demo
    from sheetreview.demo.sheets import sheets_on as sheets_on
    from sheetreview.demo.sheets import stand_in as stand_in
    from sheetreview.form.transfer import MovedAnswer as MovedAnswer
    from sheetreview.model.cycle import DOMAIN_PATTERN as DOMAIN_PATTERN
    from sheetreview.model.insights import AccountResult as AccountResult
    from sheetreview.model.insights import FollowUpState as FollowUpState
    from sheetreview.model.layout import Section as Section
    from sheetreview.model.people import Reviewer as Reviewer
    from sheetreview.model.schedule import is_usual as is_usual
    from sheetreview.model.summary import Status as Status
    from sheetreview.model.summary import TeamSummary as TeamSummary
    from sheetreview.online import Backend as Backend
    from sheetreview.online import SignedIn as SignedIn
    from sheetreview.reading.encodings import is_encoding as is_encoding
    from sheetreview.reading.passwords import read_passwords as read_passwords
    from sheetreview.report.json_report import summary_json as summary_json
    from sheetreview.report.raters_sheet import level_sums as level_sums
    from sheetreview.report.raters_sheet import too_few as too_few
    from sheetreview.report.raters_sheet import waiting as waiting
    from sheetreview.report.text_out import csv_safe as csv_safe
    from sheetreview.report.wording import groups_of as groups_of
    from sheetreview.report.wording import kind_title as kind_title
    from sheetreview.report.wording import section_title as section_title
    from sheetreview.sheet.text import plural as plural
    from sheetreview.sheet.text import quoted as quoted
    from sheetreview.steps.check import Checked as Checked
    from sheetreview.steps.extract_layout import extract_layout as extract_layout
    from sheetreview.steps.generate import Generated as Generated
    from sheetreview.steps.generate import ToSend as ToSend
    from sheetreview.steps.gone_forms import GoneForm as GoneForm
    from sheetreview.steps.init import NAME_LENGTH as NAME_LENGTH
    from sheetreview.steps.init import PeopleKind as PeopleKind
    from sheetreview.steps.init import TakenIn as TakenIn
    from sheetreview.steps.intake import Collected as Collected
    from sheetreview.steps.issued_files import IssuedTwice as IssuedTwice
    from sheetreview.steps.new_layout import NewFiles as NewFiles
    from sheetreview.steps.new_layout import new_layout as new_layout
    from sheetreview.steps.online.cell_notes import Noted as Noted
    from sheetreview.steps.online.close import Closed as Closed
    from sheetreview.steps.online.pull import Pulled as Pulled
    from sheetreview.steps.online.push import Pushed as Pushed
    from sheetreview.steps.online.push_plan import PushedSheet as PushedSheet
    from sheetreview.steps.online.push_plan import RefusedAddress as RefusedAddress
    from sheetreview.steps.preview import previews as previews
    from sheetreview.steps.preview import write_previews as write_previews
    from sheetreview.steps.preview_pdf import write_pdfs as write_pdfs
    from sheetreview.steps.repair.repair import Repaired as Repaired
    from sheetreview.steps.repair.repair import RepairedForm as RepairedForm
    from sheetreview.steps.return_copies.write import ReturnCopies as ReturnCopies
    from sheetreview.steps.return_copies.write import ReturnCopy as ReturnCopy
    from sheetreview.steps.status import CycleStatus as CycleStatus
    from sheetreview.steps.status import FormStatus as FormStatus
    from sheetreview.steps.status import ReviewerStatus as ReviewerStatus
    from sheetreview.steps.upgrade.newer_layouts import KnownLayout as KnownLayout
    from sheetreview.steps.upgrade.upgrade import Reissued as Reissued
    from sheetreview.steps.upgrade.upgrade import Upgraded as Upgraded
    from sheetreview.steps.verify import Verified as Verified
    from sheetreview.steps.which_counts import ListedReturn as ListedReturn

_NAMES = {
    "api.google": ("examine", "sign_in", "who_is_signed_in"),
    "demo.preflight": ("TroubleKind",),
    "demo.rehearsal": ("PASSES",),
    "demo.run": ("run_demo",),
    "demo.sheets": ("sheets_on", "stand_in"),
    "model.cycle": ("DOMAIN_PATTERN",),
    "model.insights": ("FollowUpState",),
    "model.summary": ("Status",),
    "reading.encodings": ("is_encoding",),
    "reading.passwords": ("read_passwords",),
    "report.json_report": ("summary_json",),
    "report.raters_sheet": ("level_sums", "too_few", "waiting"),
    "report.text_out": ("csv_safe",),
    "report.wording": ("groups_of", "kind_title", "section_title"),
    "model.schedule": ("is_usual",),
    "sheet.text": ("plural", "quoted"),
    "steps.extract_layout": ("extract_layout",),
    "steps.init": ("NAME_LENGTH",),
    "steps.new_layout": ("new_layout",),
    "steps.preview": ("previews", "write_previews"),
    "steps.preview_pdf": ("write_pdfs",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


if not TYPE_CHECKING:  # type checkers know each name, and every other one is a mistake

    def __getattr__(name: str) -> object:
        """Import a name when it is first asked for."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"sheetreview.{_MODULES[name]}"), name)
