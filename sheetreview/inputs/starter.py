"""A layout to begin with: small, complete and commented, so that it teaches the language by example."""

from __future__ import annotations

import re
import unicodedata

from sheetreview.errors import LayoutError
from sheetreview.inputs.layout_file import MODELINE
from sheetreview.inputs.wording import quoted
from sheetreview.inputs.yaml_source import scalar

MAX_ID = 48
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_STARTER = f"""\
{MODELINE}
# A layout of your own. Lines that begin with # are comments: they explain, and you may delete them.
# After each change:   sheetreview layouts check FILE
# To see the form:     sheetreview layouts preview FILE
# All that is possible is in the layout language, docs/layout-language.md of sheetreview.

sheetreview: 1          # version of the language: leave it
id: ID
version: 1              # raise it when you change a layout that is in use
title: TITLE
description: One sentence for whoever chooses a layout.

# Who fills forms. The first role is the usual one. A second one, for people who review themselves:
#   - {{id: self, title: Employee, who: reviewee}}
roles:
  - {{id: manager, title: Manager}}

# What ratings mean. A value that is a whole number counts as that number in totals.
scales:
  - id: five
    not_applicable: true          # N/A may be chosen; it is left out of totals
    levels:
      - {{value: 1, label: Far below expectations}}
      - {{value: 2, label: Below expectations}}
      - {{value: 3, label: Meets expectations}}
      - {{value: 4, label: Above expectations}}
      - {{value: 5, label: Far above expectations}}

# The fields at the head of the form. 'source' fills one from the roster; 'filled_by: [hr]' locks it.
header:
  - {{id: name, label: Name, source: reviewee.name, filled_by: [hr]}}
  - {{id: job-title, label: Job title, source: reviewee.title, filled_by: [hr, manager]}}
  - {{id: reviewer, label: Reviewer, source: reviewer.name, filled_by: [hr]}}
  - {{id: period, label: Period, source: cycle.period, filled_by: [hr]}}
  - {{id: date, label: Date of the conversation, kind: date, required: true}}

# The tables of the form. Change titles and labels whenever you like, but leave every id alone once forms are out.
sections:
  # 1. Things to rate, with a total and a rule.
  - id: work
    title: Work
    intro: Rate what you have seen, and say why.
    columns:
      - {{id: factor, title: Factor, kind: label}}
      - {{id: rating, title: Rating, kind: rating, scale: five, required: true}}
      - {{id: notes, title: Notes, kind: long-text, placeholder: "[Reason for the rating]"}}
    items:
      - {{id: quality, label: Quality of work, weight: 2}}     # counts twice in the total
      - {{id: reliability, label: Reliability}}
      - {{id: teamwork, label: Working with others}}
      - {{id: other, label: "Other [name it]", optional: true, open: [factor]}}   # the manager names this row
    totals:
      - {{column: rating, label_in: factor, summary_in: notes, placeholder: "[Summary]"}}
    rules:
      - {{kind: requires, column: rating, values: [1, 5], needs: [notes], severity: warning}}
      - {{kind: together, columns: [factor, rating], rows: [other]}}

  # 2. Empty rows to fill: goals with an owner and a date. 'follow_up' brings what is open or overdue into the summary.
  - id: goals
    title: Goals
    intro: At most five goals for the next period.
    columns:
      - {{id: goal, title: Goal, kind: long-text}}
      - {{id: measure, title: How we see that it is reached}}
      - {{id: owner, title: Owner, kind: person}}
      - {{id: due, title: Due, kind: date}}
      - {{id: status, title: Status, kind: choice, options: [Open, Done, Dropped]}}
    blank_rows: 5
    follow_up: {{what: goal, owner: owner, due: due, progress: status, closed: [Done, Dropped]}}

  # 3. Free text: a table with one column and one row.
  - id: closing
    title: Closing words
    columns:
      - {{id: text, title: What else is to be said, kind: long-text}}
    blank_rows: 1

# Names for the overall result, in percent of what could be reached.
bands:
  - {{id: strong, label: Strong, from_percent: 80}}
  - {{id: solid, label: Solid, from_percent: 50}}
"""


def starter_yaml(name: str) -> str:
    """The text of a starting layout whose id is made from a name. Raises LayoutError for a name that gives none."""
    identity = layout_id(name)
    title = " ".join(identity.split("-")).capitalize()
    return _STARTER.replace("id: ID\n", f"id: {identity}\n", 1).replace("TITLE", scalar(title), 1)


def layout_id(name: str) -> str:
    """The layout id in a name such as ``Support Review``: ``support-review``. Raises LayoutError when there is none."""
    plain = unicodedata.normalize("NFKD", name.strip()).encode("ascii", "ignore").decode().casefold()
    found = re.sub(r"[\s_.-]+", "-", plain).strip("-")
    if not _ID.fullmatch(found) or len(found) > MAX_ID:
        raise LayoutError(
            f"{quoted(name)} cannot be the name of a layout: use letters, digits and hyphens, beginning with a letter, "
            f"at most {MAX_ID} characters, such as support-review"
        )
    return found
