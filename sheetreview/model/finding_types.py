"""The catalogue of findings: every code, how severe it may be, what it means, and its words where they never differ.

The table of findings in the guide for HR says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheetreview.model.finding import Finding, Severity

_REPAIR = "have HR repair the form, which keeps its answers ('sheetreview repair')"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingType:
    """One kind of finding.

    ``severities`` are those it may have, none where the layout's rule says how severe it is. ``message`` and ``fix``
    are templates for :meth:`str.format`, empty where each place has words of its own.
    """

    code: str
    severities: tuple[Severity, ...]
    meaning: str
    message: str = ""
    fix: str = ""

    def at(
        self,
        *,
        severity: Severity | None = None,
        message: str = "",
        fix: str = "",
        words: Mapping[str, object] | None = None,
        sheet: str = "",
        cell: str = "",
        item: str = "",
        section: str = "",
    ) -> Finding:
        """Return a finding of this type at a place of a form.

        ``words`` fill in the templates; a ``message`` or ``fix`` that is given is taken as it is. ``severity`` may be
        left out where there is only one. Raises ValueError for a severity that this type does not have.
        """
        return Finding(
            code=self.code,
            severity=self._allowed(severity),
            message=message or self.message.format_map(words or {}),
            fix=fix or self.fix.format_map(words or {}),
            sheet=sheet,
            cell=cell,
            item=item,
            section=section,
        )

    def _allowed(self, severity: Severity | None) -> Severity:
        if severity is None and len(self.severities) == 1:
            return self.severities[0]
        if severity is None or (self.severities and severity not in self.severities):
            raise ValueError(f"{self.code} cannot have the severity {severity}")
        return severity


_ERROR = (Severity.ERROR,)
_WARNING = (Severity.WARNING,)
_NOTICE = (Severity.NOTICE,)
_AS_LAYOUT_SAYS = ()

MISSING_RATING = FindingType(
    code="missing-rating",
    severities=_ERROR,
    meaning="A row that must be rated is empty.",
    message="there is no rating",
)
MISSING_ANSWER = FindingType(
    code="missing-answer",
    severities=_ERROR,
    meaning="Another cell that must be filled is empty.",
    message="{caption} is empty",
)
OFF_SCALE = FindingType(
    code="off-scale",
    severities=_ERROR,
    meaning="The rating is not on the scale: 4 on a scale of 1 to 3, `4.5`, or `4/5`, which a program made a date of.",
)
UNREADABLE_RATING = FindingType(
    code="unreadable-rating",
    severities=_ERROR,
    meaning="The cell holds no single rating: `4 or 5`, `good`, or N/A where that is not offered.",
)
UNREADABLE_ANSWER = FindingType(
    code="unreadable-answer",
    severities=_ERROR,
    meaning="The cell, in a table or at the head of the form, should hold a date, a number, or yes or no, "
    "and does not.",
)
NOT_AN_OPTION = FindingType(
    code="not-an-option",
    severities=_ERROR,
    meaning="The entry is none of the choices.",
)
UNCALCULATED = FindingType(
    code="uncalculated",
    severities=_ERROR,
    meaning="The cell holds a formula that no program has calculated.",
    message="the cell holds a formula that no program has calculated yet",
)
NOTE_REQUIRED = FindingType(
    code="note-required",
    severities=_AS_LAYOUT_SAYS,
    meaning="There is a rating, but not the reason that goes with it. In the customer-service form this is a warning.",
    message="{title} is empty although {why}",
    fix="fill in {title}",
)
REQUIRED_TOGETHER = FindingType(
    code="required-together",
    severities=_AS_LAYOUT_SAYS,
    meaning='Cells go together and only some are filled: "Other" has a rating but no name.',
    message="{title} is empty although the other parts of this row are filled",
    fix="fill in {title}, or empty the row",
)
REQUIRED_WITH = FindingType(
    code="required-with",
    severities=_AS_LAYOUT_SAYS,
    meaning="An entry asks for a second one beside it that is empty.",
    message="{title} is empty although {why}",
    fix="fill in {title}",
)
TOO_MANY_ROWS = FindingType(
    code="too-many-rows",
    severities=_AS_LAYOUT_SAYS,
    meaning="More rows are filled than are allowed.",
    message="{filled} rows are filled where at most {allowed} are allowed",
    fix="keep {allowed} and empty the others",
)
TOTAL_DIFFERS = FindingType(
    code="total-differs",
    severities=_WARNING,
    meaning="The form shows another total than its ratings give. Often someone typed over it.",
    message="the workbook shows {shown}, the ratings give {expected:g}",
    fix="nothing to do for the summary, which uses the ratings; check that they are as you meant them",
)
READ_AS = FindingType(
    code="read-as",
    severities=_NOTICE,
    meaning="A rating was written in another way and understood: `4 - Exceeded` is 4.",
    message="{typed} was read as {value}",
    fix="nothing to do if that is what was meant",
)
RATINGS_ALIKE = FindingType(
    code="ratings-alike",
    severities=_NOTICE,
    meaning="Every rating of the form is the same, and the notes beside them are empty or the same.",
    message="all {count} ratings are alike, and {why}",
    fix="rate each row by itself; if all of them are meant, say why in the notes",
)
NOTES_COPIED = FindingType(
    code="notes-copied",
    severities=_NOTICE,
    meaning="Notes are word for word those that the same reviewer wrote about another person.",
    message="{count} word for word as in the review of {name}",
    fix="see that the notes are about this person",
)
REVIEWEE_CHANGED = FindingType(
    code="reviewee-changed",
    severities=_ERROR,
    meaning="The name of the person reviewed was changed. A form is for one person only.",
    fix="put back the name the form was issued for; a form cannot be passed on to another person",
)
REVIEWER_CHANGED = FindingType(
    code="reviewer-changed",
    severities=_WARNING,
    meaning="The reviewer's name was changed.",
    fix="put back what the form was issued with, or tell HR of the change",
)
HEADER_CHANGED = FindingType(
    code="header-changed",
    severities=_WARNING,
    meaning="Another text at the head of the form, which you had given, was changed.",
    fix=REVIEWER_CHANGED.fix,
)
FIELD_LOST = FindingType(
    code="field-lost",
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="A line at the head of the form was deleted. It is an error when the line must be filled.",
    message="the line {label!r} at the head of the form was deleted",
    fix=_REPAIR,
)
SHOWN_OTHERWISE = FindingType(
    code="shown-otherwise",
    severities=_WARNING,
    meaning="The number format of a cell shows another number than the cell holds, or nothing. "
    "A rating was read as it is shown, any other figure as the cell holds it.",
    message="the cell shows {shown} and holds {held}; {read} was read",
    fix="ask which is meant, and type it with the number format General",
)
SCALE_CHANGED = FindingType(
    code="scale-changed",
    severities=_WARNING,
    meaning="The words that say what a level means were changed. Ratings were read by the levels of the layout.",
    message="the words of a level were changed to {typed}",
    fix="ask what the ratings were meant to say",
)
KEYS_LOST = FindingType(
    code="keys-lost",
    severities=_NOTICE,
    meaning="The hidden column, or some of its keys, was deleted. The rows were told by their labels.",
)
KEYS_DISAGREE = FindingType(
    code="keys-disagree",
    severities=_ERROR,
    meaning="Hidden ids and labels contradict each other. The labels were believed.",
    message="hidden row keys and labels disagree; the labels leave no doubt, so they were believed",
    fix="check that every rating below stands beside the label it was meant for",
)
ROWS_UNCLEAR = FindingType(
    code="rows-unclear",
    severities=_ERROR,
    meaning="Rows were mixed up so that nobody can tell which rating belongs where. Nothing was read of these "
    "rows; the others were.",
    message="the rows of {title!r} were mixed up so that ratings and labels no longer belong together",
    fix=_REPAIR,
)
ROWS_REORDERED = FindingType(
    code="rows-reordered",
    severities=_NOTICE,
    meaning="The rows were sorted. Every rating was read from its own row.",
    message="the rows stand in another order than issued; every rating was read by its row's key",
    fix="nothing to do",
)
ROW_LOST = FindingType(
    code="row-lost",
    severities=_ERROR,
    meaning="A row was deleted, or cannot be told from another of the same name.",
    fix=_REPAIR,
)
ROW_DOUBLED = FindingType(
    code="row-doubled",
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="A row stands there twice. With different answers it is an error.",
    fix="keep the row that is meant and delete the other",
)
TEXT_BESIDE = FindingType(
    code="text-beside",
    severities=_WARNING,
    meaning="There are two texts in one wide cell of the form: the second was typed further to the right. "
    "Only the first was read.",
    message="{typed} stands beside {title!r} in {cell}; only {cell} was read",
    fix="move it into {cell}, or delete it",
)
TEXT_OUTSIDE = FindingType(
    code="text-outside",
    severities=_NOTICE,
    meaning="Something stands outside the cells of the form: a remark in the margin, a comment, a text box, or an "
    "answer beside its place. It was not read.",
    message="{what} outside the form's cells; it was not read",
    fix="move it into the cell it is meant for, if it is an answer",
)
TEXT_CUT = FindingType(
    code="text-cut",
    severities=_NOTICE,
    meaning="A text is longer than its row shows: on paper its end is missing. It was read to the end.",
    message="the row is too low for the whole text; it was read to its end, but on paper the end is missing",
    fix="make the row higher, or the text shorter, before the form is printed and signed",
)
STRUCK_OUT = FindingType(
    code="struck-out",
    severities=_WARNING,
    meaning="An answer, or a part of it, is struck out. It was read all the same.",
    message="{typed} is struck out, wholly or in part; it was read all the same",
    fix="delete what does not count any more, or take the line through it away",
)
CELLS_MERGED = FindingType(
    code="cells-merged",
    severities=_WARNING,
    meaning="A cell to be filled in was merged with another. Whatever stood in it is gone or cannot be seen.",
    message="{title!r} was merged with cell {first}; what stood in it cannot be seen",
    fix="take the cells merged at {first} apart again, and fill in each of them",
)
UNKNOWN_ROW = FindingType(
    code="unknown-row",
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="There is a rating, or something else, in a row that is not part of the form. It was not counted.",
    message="{what} in a row the form does not have; it was not counted",
    fix="move it to the row it belongs to, or delete it",
)
LABEL_CHANGED = FindingType(
    code="label-changed",
    severities=_WARNING,
    meaning="The label of a row was changed. The rating was counted for the row as issued.",
    fix="the rating was counted for {label!r}; put the label back if that is right",
)
SECTION_LOST = FindingType(
    code="section-lost",
    severities=_ERROR,
    meaning="A whole table, or its row of column titles, is gone.",
    message="the section {title!r} is missing, or its row of column titles was deleted",
    fix=_REPAIR,
)
COLUMN_LOST = FindingType(
    code="column-lost",
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="A column is gone. It is an error when the column must be filled.",
    message="the column {title!r} was deleted or its title removed",
    fix=_REPAIR,
)
COLUMN_DOUBLED = FindingType(
    code="column-doubled",
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="A column stands there twice. Only the first was read. Two columns of ratings are an error.",
    message="the column {title!r} stands more than once; only the first was read",
    fix="keep the column that is meant and delete the other",
)
TITLE_CHANGED = FindingType(
    code="title-changed",
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="A column was renamed. It was told by its place. A column of ratings is a warning: they may have been "
    "given for something else.",
    message="the column {title!r} was renamed to {now}; it was recognised by its place",
    fix="nothing to do if its answers below are right",
)
FORM_DOUBLED = FindingType(
    code="form-doubled",
    severities=_ERROR,
    meaning="The same form stands on two sheets of the file, with different answers, or another name or date at the "
    "head.",
    message="the same form also stands on {others}, with other answers",
    fix="keep the sheet that is meant, delete the other, and send the file again",
)
SHEET_SHARED = FindingType(
    code="sheet-shared",
    severities=_ERROR,
    meaning="The forms of several people stand on one sheet. Nothing of it was read.",
    message="several forms stand on this sheet, so nobody can tell whose answers are whose; nothing was read",
    fix="move each form to a sheet of its own, with its hidden column, and send the file again",
)
MADE_UP_ANSWERS = FindingType(
    code="made-up-answers",
    severities=_ERROR,
    meaning="A rehearsal filled the form in. No cycle takes it in.",
    message="a rehearsal made these answers up: no cycle takes them in",
    fix="use what the reviewer sent",
)
SECTION_NOT_ISSUED = FindingType(
    code="section-not-issued",
    severities=_WARNING,
    meaning="The roster or the last result calls for a section, such as an improvement plan, "
    "that the form did not have when it came back.",
    message="the section is called for by now, but the form that came back was issued without it",
    fix="run 'sheetreview generate', send the new form, and collect it when it is filled in",
)
DATE_TO_COME = FindingType(
    code="date-to-come",
    severities=_WARNING,
    meaning="The day of an account's review is still to come. The next review is reckoned without it.",
    message="{day} is still to come; the next review is reckoned without it",
    fix="mend the date if it was mistyped",
)
CHANGED_SINCE_SIGNED = FindingType(
    code="changed-since-signed",
    severities=_WARNING,
    meaning="The review is not the one that stood above this signature when it first came in.",
    message="signed ({signature}), but what stands in the review has changed since",
    fix="ask both to read it again and talk about what is new, then to sign again with a new date",
)
SIGNATURE_REMOVED = FindingType(
    code="signature-removed",
    severities=_WARNING,
    meaning="A line that was signed in an earlier return is empty, or gone.",
    message="an earlier return was signed here ({signature}), and this one is not",
    fix="ask why; if it was a slip, ask them to sign again with a new date",
)
CHANGED_SINCE_CLOSED = FindingType(
    code="changed-since-closed",
    severities=_WARNING,
    meaning="The review is not what it was when the cycle was closed.",
    message="the review is not what it was when the cycle was closed",
    fix="ask who changed it and why; what was sealed is an earlier return",
)
UNREADABLE_RETURN = FindingType(
    code="unreadable-return",
    severities=_ERROR,
    meaning="A file that was collected earlier can no longer be read.",
    message="the file that came back cannot be read: {reason}",
    fix="ask for the form again, saved as .xlsx, and collect it",
)
RETURN_UNDECIDED = FindingType(
    code="return-undecided",
    severities=_ERROR,
    meaning="Several returns of the form came back, and nothing tells for certain which is the latest.",
    message="it is not certain that this is the latest return: {others} may be later",
    fix="ask the reviewer which one is meant, then choose it with 'sheetreview returns use NUMBER --reason …'",
)
RETURN_CHOSEN = FindingType(
    code="return-chosen",
    severities=_NOTICE,
    meaning="Which return counts was chosen by hand, or another return was discarded.",
    message="{choices}",
    fix="nothing to do; 'sheetreview returns list' says why",
)

FINDING_TYPES: Mapping[str, FindingType] = {
    one.code: one for one in tuple(globals().values()) if isinstance(one, FindingType)
}
"""The whole catalogue by code, in the order of the guide's table."""
