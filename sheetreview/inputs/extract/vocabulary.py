"""The words that workbooks for reviews are made of, and the ids that labels are given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count

from sheetreview.inputs.yaml_source import scalar
from sheetreview.sheet.text import clean_cell_text

TEXT_LIMIT = 400
"""Characters of a label or description that are taken over; a longer one is an explanation."""

ID_LIMIT = 40
_MORE = "…"
_DELETE = "\x7f"
_PLACEHOLDER = re.compile(r"\[.*\]", re.DOTALL)
_BRACKETED = re.compile(r"\[[^\]]*\]")
_APOSTROPHES = re.compile("['’]")


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words, whatever their case."""
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


RATING = words(r"ratings?|scores?|grades?|points?|marks?|appraisal|assessment|stars?|evaluation")
SCALE = words(r"scale|ratings?|legend|key|scores?|levels?|grades?")
LEGEND_HEADING = re.compile(
    r"(?:[\w&/-]+\s+){0,3}(?:scale|legend|key)s?(?:\s+(?:definitions?|used))?\s*:?|"
    r"ratings? (?:definitions?|guide)\s*:?|"
    r"(?:ratings?|scores?|levels?|values?|grades?|points?|meanings?|definitions?|descriptions?|labels?)\s*:?",
    re.IGNORECASE,
)
NOTES = words(r"notes?|comments?|remarks?|feedback|evidence|examples?|reasons?|explanation|justification|observations?")
LONG = words(
    rf"{NOTES.pattern}|strengths?|weaknesses|improvements?|development|summary|description|achievements?|action plan|"
    r"next steps|training needs|accomplishments?|concerns|recommendations?"
)
DATE = words(r"date|dates|due|deadline|by when|when|target date|completed on|day")
PERSON = words(r"owner|responsible|person|who|assignee|assigned to|accountable|by whom")
WEIGHT = words(r"weight|weights|weighting|weightage")
NUMBERING = re.compile(r"(?:#|no\.?|nr\.?|s\.?\s?no\.?|sl\.?\s?no\.?|item no\.?|number)", re.IGNORECASE)
HEADS = words(
    r"factors?|competenc(?:y|ies)|criteria|criterion|goals?|objectives?|questions?|areas?|skills?|metrics?|kpis?|"
    r"activit(?:y|ies)|targets?|actual|weight(?:ing|age)?|status|owner|responsible|due|deadline|date|actions?|"
    rf"behaviou?rs?|items?|measures?|descriptions?|progress|results?|category|attributes?|value|topic|"
    rf"{RATING.pattern}|{NOTES.pattern}|self|manager|employee|priority|outcome"
)
LEVELS = words(
    r"poor|fair|good|excellent|outstanding|(?:un)?satisfactory|average|exceed(?:s|ed)?|meets?|met|below|above|"
    r"expectations?|never|rarely|seldom|sometimes|often|usually|always|agree|disagree|needs?|develop(?:s|ing)?|proficient|"
    r"expert|beginner|novice|(?:un)?acceptable|strong|weak|basic|advanced|superior|exceptional|improvement|partially|"
    r"partly|fully|achieved|(?:in)?adequate|low|medium|high|marginal|quota|standards?|competent|effective"
)
BEST = words(
    r"outstanding|excellent|exceptional|superior|exceed(?:s|ed|ing)?|above|good|always|strong|expert|advanced|high|best|"
    r"agree|fully|gut|hervorragend|ausgezeichnet|übertrifft|übertroffen|immer"
)
WORST = words(
    r"poor|bad|unacceptable|unsatisfactory|inadequate|below|never|rarely|seldom|weak|low|worst|needs?|beginner|novice|"
    r"marginal|disagree|not|mangelhaft|ungenügend|unzureichend|schlecht|nie|nicht|unter"
)
TOTAL = re.compile(
    r"\s*(?:(?:sub|grand|overall)[ -]?)?(?:total|totals|sum|average|mean|overall (?:rating|score|average)|"
    r"(?:total|average|final|mean) (?:score|rating|points?))\b.{0,40}",
    re.IGNORECASE,
)
AVERAGE = words(r"average|mean|avg")
SIGNATURE = words(
    r"signatures?|signed|sign here|sign-off|signed by|acknowledge?ment|"
    r"\w*unterschrift(?:en)?|unterzeichnet|unterschrieben"
)
SELF = words(r"self|employee'?s? (?:rating|score|comments?)|own (?:rating|view)")
HEAD_BAR = words(r"information|details|general|personal|employee|review data|header|basic data")
YES_NO = frozenset({"yes", "no"})
NOT_APPLICABLE = frozenset({"n/a", "na", "n.a.", "not applicable", "n.a"})

_BOSS = r"reviewer|supervisor|appraiser|evaluator|assessor|line manager"
_STAFF = r"employee|staff|rep|representative|team member|associate"
_ROUND = r"review|appraisal|evaluation|rating|assessment|performance"

SOURCES: tuple[tuple[re.Pattern[str], str], ...] = (
    (words(rf"(?:{_STAFF}|personnel|payroll|clock) ?(?:id|number|no\.?|code)"), "reviewee.employee_id"),
    (words(rf"(?:{_BOSS}|manager)(?:['’]s)? (?:job )?(?:title|position|role)"), "reviewer.title"),
    (words(rf"(?:{_ROUND}) (?:period|cycle)|period (?:of|under) review|period"), "cycle.period"),
    (words(r"e-?mail(?: address)?"), "reviewee.email"),
    (words(rf"(?:{_STAFF})(?:['’]s)? name|name of (?:the )?(?:{_STAFF})"), "reviewee.name"),
    (words(rf"{_BOSS}|(?:reviewed|rated|assessed) by|person conducting (?:the )?review"), "reviewer.name"),
    (re.compile(r"\s*manager(?:['’]?s? name)?\s*", re.IGNORECASE), "reviewer.name"),
    (re.compile(r"\s*(?:(?:employee|full|your) )?(?:name|employee)\s*", re.IGNORECASE), "reviewee.name"),
    (words(r"job title|position|job role|rep title|employee title|designation"), "reviewee.title"),
    (re.compile(r"\s*(?:title|role)\s*", re.IGNORECASE), "reviewee.title"),
    (words(r"department|team|dept\.?|division|unit"), "reviewee.team"),
)
"""What the roster or the cycle knows of a person, by what the field in the form's head is called; the first fits."""


def names_a_person(label: str, value: str) -> bool:
    """Whether a label asks for what the roster knows, and the text beside it is an answer: no label, no title."""
    return asks_for_facts(label) and not asks_for_facts(value) and not HEADS.fullmatch(value)


def asks_for_facts(text: str) -> bool:
    """Whether a label asks for a date, or for what the roster or the cycle knows."""
    return bool(DATE.fullmatch(text)) or any(pattern.fullmatch(text) for pattern, _ in SOURCES)


def one_line(text: str) -> str:
    """Text of a workbook fit for a layout: on one line, without what no form can hold."""
    return " ".join(clean_cell_text(text).replace(_DELETE, "").split())


def shortened(text: str, limit: int = TEXT_LIMIT) -> str:
    """Text on one line, cut visibly where it is too long."""
    line = one_line(text[: 4 * limit])
    return line if len(line) <= limit else line[: limit - 1].rstrip() + _MORE


def is_placeholder(text: str) -> bool:
    """Whether a text stands for something to be typed: ``[Name]``."""
    return bool(_PLACEHOLDER.fullmatch(text.strip()))


def is_whole(text: str) -> bool:
    """Whether a text is a whole number, written plainly."""
    return text.isascii() and text.isdecimal() and str(int(text)) == text


def without_colon(text: str) -> str:
    """A label without the colon behind it, unless nothing else is there."""
    return text.rstrip(" :：") or text


def make_id(text: str, taken: Collection[str], fallback: str) -> str:
    """An id that reads like a text and is not taken: small letters, digits and hyphens."""
    plain = (
        unicodedata.normalize("NFKD", _BRACKETED.sub(" ", _APOSTROPHES.sub("", text[:TEXT_LIMIT])))
        .encode("ascii", "ignore")
        .decode()
    )
    parts = re.findall(r"[a-z0-9]+", plain.casefold())
    while parts and parts[0].isdigit():
        del parts[0]
    name = ""
    for part in parts:
        longer = f"{name}-{part}".lstrip("-")
        if len(longer) > ID_LIMIT:
            break
        name = longer
    if not name or not name[0].isalpha() or name.startswith("row-") or scalar(name) != name:
        name = f"{fallback}-{name}".rstrip("-")[:ID_LIMIT].rstrip("-")
    return _free(name, taken)


def _free(name: str, taken: Collection[str]) -> str:
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)
