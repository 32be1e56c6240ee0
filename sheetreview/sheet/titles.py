"""Sheet titles: which ones every spreadsheet program takes, and how to make one from any text."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sheetreview.sheet.text import clean_cell_text, utf16_length

TITLE_LIMIT = 31
"""UTF-16 units a sheet's title may have."""

LISTS_TITLE = "Lists"
"""Title of the helper sheet that holds long dropdown lists."""

_RESERVED = frozenset({"history", LISTS_TITLE.casefold()})
_ILLEGAL = "[]:*?/\\"
_REPLACED = str.maketrans(
    {"[": "(", "]": ")", ":": "-", "*": "-", "?": "-", "/": "-", "\\": "-", "'": "\u2019", '"': "\u201d"}
)


def title_problem(title: str) -> str | None:
    """Why a text cannot be a sheet's title; None when it can."""
    wrong = {
        "it is empty": not title.strip(),
        f"it is longer than {TITLE_LIMIT} characters": utf16_length(title) > TITLE_LIMIT,
        f"it contains one of {_ILLEGAL}": not set(_ILLEGAL).isdisjoint(title),
        "it begins or ends with an apostrophe": title.startswith("'") or title.endswith("'"),
        "it contains a control character": clean_cell_text(title) != title or "\t" in title or "\n" in title,
        "programs keep this name for themselves": title.casefold() == "history",
    }
    return next((problem for problem, found in wrong.items() if found), None)


def check_titles(titles: Sequence[str]) -> None:
    """Raises ValueError, naming all that is wrong, unless the titles can stand together in one workbook."""
    problems = [f"{title!r}: {problem}" for title in titles if (problem := title_problem(title))]
    folded = [title.casefold() for title in titles]
    problems += [f"{title!r}: another sheet has it too" for title in titles if folded.count(title.casefold()) > 1]
    if not titles:
        problems.append("there is no sheet")
    if problems:
        raise ValueError("sheet titles cannot be used: " + "; ".join(problems))


def safe_sheet_title(text: str, taken: Collection[str]) -> str:
    """A legal sheet title close to any text, different from every title in ``taken`` whatever the case."""
    wanted = cut_units(" ".join(clean_cell_text(text).translate(_REPLACED).split()), TITLE_LIMIT).strip() or "Sheet"
    used = {title.casefold() for title in taken} | _RESERVED
    title, number = wanted, 1
    while title.casefold() in used:
        number += 1
        suffix = f" ({number})"
        title = cut_units(wanted, TITLE_LIMIT - len(suffix)).rstrip() + suffix
    return title


def cut_units(text: str, limit: int) -> str:
    """The beginning of a text that fits into a number of UTF-16 units."""
    cut = text[:limit]
    while utf16_length(cut) > limit:
        cut = cut[:-1]
    return cut
