"""How the list of what to correct looks: like the forms."""

from __future__ import annotations

from dataclasses import dataclass

from sheetreview.amend.colors import TO_CHECK, TO_CHECK_INK, TO_DO, TO_DO_INK
from sheetreview.amend.styles import Styles
from sheetreview.sheet.palette import BLUE, GREY, INK, LINE, MIST, NAVY, SKY, WHITE

CHANGED = "C6E0B4"
CHANGED_TEXT = "375623"

_NO_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_SIDES = "".join(
    f'<{side} style="thin"><color rgb="FF{LINE}"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_BOX = f"<border>{_SIDES}<diagonal/></border>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Indexes of the cell styles in a workbook; ``changed`` is that of a conditional one."""

    title: int
    intro: int
    progress: int
    head: int
    link: int
    text: int
    to_do: int
    to_check: int
    marker: int
    changed: int


def add_look(styles: Styles) -> Look:
    """Put the list's styles into a workbook's."""
    bold = _font(NAVY, bold=True)
    ink = _font(INK)
    centered = 'horizontal="center" vertical="center" wrapText="1"'
    left = 'horizontal="left" vertical="center" wrapText="1" indent="1"'
    return Look(
        title=_style(styles, _font(WHITE, bold=True, size=16), NAVY, left),
        intro=_style(styles, _font("333333"), MIST, left),
        progress=_style(styles, _font(BLUE, bold=True), None, left),
        head=_style(styles, bold, SKY, left, boxed=True),
        link=_style(styles, _font("0563C1", underlined=True), None, left, boxed=True),
        text=_style(styles, ink, None, left, boxed=True),
        to_do=_style(styles, _font(TO_DO_INK, bold=True), TO_DO, centered, boxed=True),
        to_check=_style(styles, _font(TO_CHECK_INK, bold=True), TO_CHECK, centered, boxed=True),
        marker=_style(styles, _font(GREY, size=8), None, 'vertical="center"'),
        changed=styles.add(
            "dxfs",
            f'<dxf><font><color rgb="FF{CHANGED_TEXT}"/></font><fill><patternFill patternType="solid">'
            f'<fgColor rgb="FF{CHANGED}"/><bgColor rgb="FF{CHANGED}"/></patternFill></fill></dxf>',
        ),
    )


def _font(color: str, *, size: int = 10, bold: bool = False, underlined: bool = False) -> str:
    marks = "<b/>" * bold + "<u/>" * underlined
    return f'<font>{marks}<sz val="{size}"/><color rgb="FF{color}"/><name val="Calibri"/><family val="2"/></font>'


def _fill(color: str | None) -> str:
    if color is None:
        return '<fill><patternFill patternType="none"/></fill>'
    colors = f'<fgColor rgb="FF{color}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{colors}</patternFill></fill>'


def _style(styles: Styles, font: str, fill: str | None, alignment: str, *, boxed: bool = False) -> int:
    indexes = (
        f'fontId="{styles.add("fonts", font)}" fillId="{styles.add("fills", _fill(fill))}" '
        f'borderId="{styles.add("borders", _BOX if boxed else _NO_BORDER)}"'
    )
    return styles.add(
        "cellXfs",
        f'<xf numFmtId="0" {indexes} xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f"<alignment {alignment}/></xf>",
    )
