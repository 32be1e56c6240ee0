"""One sentence for every key of the layout language, as editors show it."""

from __future__ import annotations

_ID = "Stable id: small letters, digits and hyphens. Never change it; change the words people see instead."
_WEIGHT = "How much it counts against the others; 1 when left out."
_SEVERITY = "error keeps the review out of the means; warning and notice only tell."
_ROWS = "Ids of the rows the rule holds for; left out, it holds for every row."

_ENTRY = {
    "id": _ID,
    "kind": "What it holds; text when left out.",
    "scale": "Id of the scale; for kind rating only.",
    "options": "What can be chosen; for kind choice only.",
    "filled_by": (
        "Ids of the roles that fill it, or hr for what the roster or the metrics file gives. Left out, every role "
        "fills it; an empty list makes it fixed text. Forms for roles not named do not contain it."
    ),
    "shown_to": (
        "Ids of the roles that only see it: their forms show, locked, what the role that fills it has answered. They "
        "are not among those in filled_by."
    ),
    "required": "Whether an empty cell is an error.",
    "placeholder": "Text shown in the empty cell.",
    "hint": "Help shown beside the cell while typing.",
}

HELP: dict[str, dict[str, str]] = {
    "Layout": {
        "sheetreview": "Version of the layout language; write 1.",
        "id": _ID,
        "version": "The author's own version of this layout; raise it with every change to issued forms.",
        "title": "Title at the top of every form.",
        "description": "One sentence for whoever chooses a layout.",
        "how_to": "How to fill the form, shown on it; left out, a standard text is used.",
        "roles": "Who fills forms of this layout; the first is the default.",
        "scales": "The rating scales that rating columns name.",
        "header": "The fields at the head of the form.",
        "sections": "The tables of the form, in order.",
        "bands": "Names for overall results.",
        "issued_to": "Ids of the roles that a roster row naming no role issues forms to; left out, the first role.",
        "frequency": "How often an account is reviewed, for layouts whose forms are about accounts.",
    },
    "Role": {
        "id": _ID,
        "title": "The role as people read it.",
        "who": "reviewer: the person the roster names as reviewer fills the form; reviewee: the person reviewed does.",
        "external": "Whether the form leaves the house: then nothing internal may be in it; it needs 'min_raters'.",
        "min_raters": (
            "What this role's raters say about one person is shown only together, and only from so many different "
            "raters on: 3 to 50."
        ),
    },
    "Scale": {
        "id": _ID,
        "levels": "The levels, in the order they are shown.",
        "not_applicable": "Whether N/A can be chosen too; it is left out of totals.",
        "best": "Which end of the levels is the best, first or last; left out, the highest number is the best.",
    },
    "Level": {
        "value": "What people choose, such as 1 or A; at most 40 characters and no comma.",
        "label": "What the level means, shown in the legend.",
        "description": "More words on the level.",
        "number": "What the level counts in totals; left out, a whole-number value counts itself.",
    },
    "HeaderField": {
        **_ENTRY,
        "label": "The field's label.",
        "source": "What fills the field: such as reviewee.name, account.name, or roster.<column>.",
    },
    "Section": {
        "id": _ID,
        "title": "The section's heading.",
        "intro": "A text under the heading.",
        "columns": "The columns, from left to right.",
        "items": "The fixed rows, in order.",
        "blank_rows": "How many empty rows follow the items.",
        "totals": "TOTAL rows under the table.",
        "rules": "What must hold in the section's rows.",
        "weight": f"Weight of the section in the overall result. {_WEIGHT}",
        "roles": "Ids of the roles whose forms have the section; left out, all of them.",
        "pick": "Makes the items a library of which each cycle chooses some.",
        "issued_when": "Makes the section one that only some forms have.",
        "follow_up": "Makes the rows things to do, listed in the team summary until they are done.",
        "sign_off": "Makes the items lines on which people sign that they have read the review and talked about it.",
        "carries": (
            "Ids of sections of the previous cycle whose open rows are filled into the blank rows here, column by "
            "column of the same id, where hr fills the column."
        ),
        "restricted": "Whether only HR's edition of the team summary speaks of the section.",
    },
    "Pick": {
        "at_most": "The most items that a cycle can choose.",
        "default": "Ids of the items a cycle has that chooses none.",
    },
    "IssuedWhen": {
        "roster": "Name of a roster column; a row that says yes there has the section.",
        "below": "Id of a band; who was below it in the previous cycle has the section.",
    },
    "FollowUp": {
        "what": "Id of the column that says what is to be done.",
        "due": "Id of the date column that says by when.",
        "owner": "Id of the column that says who does it; left out, the person reviewed.",
        "progress": "Id of the column that says how far it is.",
        "closed": "Values of the progress column with which a row counts as done; left out, rows stay open.",
    },
    "SignOff": {
        "name": "Id of the column, of kind text or person, for the name of whoever signs.",
        "date": "Id of the date column that says when.",
    },
    "Column": {
        **_ENTRY,
        "title": "The column's heading.",
        "width": "Width in characters; left out, the kind decides.",
        "compute": "What a computed column computes; for kind computed only.",
        "flag": "Values with which a row is listed in the team summary; for rating, choice and yes-no columns.",
    },
    "Computation": {
        "kind": "ratio is first / second, difference is first - second.",
        "of": "Ids of the two columns.",
    },
    "Item": {
        "id": _ID,
        "label": "The row's label; two rows may have the same.",
        "texts": "Texts of the row's other cells, by column id.",
        "optional": "Whether the row counts only when it was used.",
        "open": "Ids of columns whose cell in this row the role types itself.",
        "weight": f"Weight of the row in totals. {_WEIGHT}",
    },
    "Total": {
        "id": "Id of the total; needed from a section's second total on.",
        "label": "The word in the row; TOTAL when left out.",
        "kind": "sum adds the ratings, mean divides the sum by their number.",
        "column": "Id of the rating column.",
        "label_in": "Id of the column that holds the word.",
        "summary_in": "Id of the column for a typed summary.",
        "placeholder": "Text shown in the empty summary.",
    },
    "Together": {
        "kind": "When one of the columns is filled in a row, all of them must be.",
        "columns": "Ids of the columns.",
        "rows": _ROWS,
        "severity": _SEVERITY,
    },
    "Requires": {
        "kind": "When the column is filled, the needed ones must be too.",
        "column": "Id of the column that asks for others.",
        "values": "The values that ask for others; left out, any does.",
        "needs": "Ids of the columns that must then be filled.",
        "rows": _ROWS,
        "severity": _SEVERITY,
    },
    "AtMost": {
        "kind": "At most so many rows may have the column filled.",
        "column": "Id of the column.",
        "count": "The number of rows.",
        "severity": _SEVERITY,
    },
    "Band": {
        "id": _ID,
        "label": "The band's name.",
        "from_percent": "The lowest overall result of the band, in percent of the maximum.",
    },
    "Frequency": {
        "reviewed": "Id of the header field, of kind date, that holds the day of the review.",
        "rules": "The rules, in order; the first that fits counts.",
    },
    "FrequencyRule": {
        "months": "Months from one review to the next.",
        "when": "Columns of the accounts file, each with a list of values; all must fit. Left out, it fits all.",
    },
}
