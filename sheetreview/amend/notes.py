"""Comments in cells: ours put in, those of an earlier round taken out, everybody else's kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheetreview.amend.cells import Place
from sheetreview.amend.listing import TITLE
from sheetreview.amend.nodes import Edit, Node, Tree
from sheetreview.amend.refusal import unamendable
from sheetreview.amend.workbook import MAIN
from sheetreview.reading.xml_events import local
from sheetreview.sheet.address import a1, from_a1
from sheetreview.xlsx.escapes import cell_text, xml_text

AUTHOR = "sheetreview"

HEAD = f"{TITLE} ({AUTHOR})"
"""The first line of what we write in a comment: what follows it is ours, whatever program saved the file."""

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BETWEEN = "\n\n"
_FONT = '<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A comments part after the change: its bytes, the text of every comment, and the cells whose comment changed."""

    data: bytes
    texts: Mapping[Place, str]
    changed: frozenset[Place]


def no_notes() -> bytes:
    """A comments part without comments."""
    return f'{_XML}<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'.encode()


def with_notes(tree: Tree, notes: Mapping[Place, str]) -> Noted:
    """Comments with these of ours and no others by us; where a cell has somebody's comment, ours stands below it.

    Raises FileError for a part that cannot be changed in place.
    """
    authors, listed = tree.root.first("authors"), tree.root.first("commentList")
    if authors is None or listed is None:
        raise unamendable("its comments are written in an unusual way")
    names = [tree.text(node) for node in authors.all("author")]
    edits: list[Edit] = []
    texts: dict[Place, str] = {}
    changed: set[Place] = set()
    for comment in listed.all("comment"):
        place = _place(comment)
        if place in texts:
            raise unamendable("two comments of it belong to one cell")
        kept = _kept(tree, comment, names)
        if kept is None:
            edits.append(tree.remove(comment))
            changed.add(place)
            continue
        ours = notes.get(place)
        texts[place] = kept if ours is None else _joined(kept, ours)
        if texts[place] != _text(tree, comment):
            edits.append(_rewritten(tree, comment, len(kept), ours))
            changed.add(place)
    new = {place: note for place, note in sorted(notes.items()) if place not in texts}
    if new:
        number = names.index(AUTHOR) if AUTHOR in names else len(names)
        if AUTHOR not in names:
            edits += tree.append(authors, tree.xml(f"<author>{AUTHOR}</author>"))
        edits += tree.append(listed, tree.xml("".join(_comment(place, new[place], number) for place in new)))
    texts |= {place: f"{HEAD}\n{note}" for place, note in new.items()}
    return Noted(data=tree.changed(edits), texts=texts, changed=frozenset(changed | new.keys()))


def _place(comment: Node) -> Place:
    try:
        return from_a1(comment.attributes.get("ref", ""))
    except ValueError as error:
        raise unamendable("a comment of it belongs to no cell") from error


def _runs(whole: Node) -> Iterator[tuple[Node, Node]]:
    """The runs of a comment's text, each with its text element; plain text is its own run."""
    for node in whole.children:
        if local(node.name) == "t":
            yield node, node
        elif local(node.name) == "r":
            yield from ((node, text) for text in node.all("t"))


def _text(tree: Tree, comment: Node) -> str:
    whole = comment.first("text")
    return "" if whole is None else "".join(tree.text(text) for _, text in _runs(whole))


def _kept(tree: Tree, comment: Node, authors: list[str]) -> str | None:
    """What of a comment's text is not ours; None where all of it is."""
    author = comment.attributes.get("authorId", "")
    if author.isascii() and author.isdigit() and authors[int(author[:9]) :][:1] == [AUTHOR]:
        return None
    text = _text(tree, comment)
    if HEAD not in text:
        return text
    return text.partition(HEAD)[0].removesuffix(_BETWEEN) or None


def _joined(kept: str, note: str) -> str:
    return f"{kept}{_BETWEEN}{HEAD}\n{note}"


def _rewritten(tree: Tree, comment: Node, length: int, note: str | None) -> Edit:
    """A comment's text with its first characters as they are written, and ours behind them."""
    whole = comment.first("text")
    if whole is None:
        raise unamendable("a comment of it has no text")
    parts: list[bytes] = []
    left = length
    for run, text in _runs(whole):
        if left <= 0:
            break
        written = tree.text(text)
        parts.append(_cut_run(tree, run, text, written[:left]))
        left -= len(written)
    if note is not None:
        parts.append(tree.xml(_run(_BETWEEN + HEAD, bold=True) + _run("\n" + note)))
    start, end = whole.start + len(tree.tag(whole)), whole.tail
    return Edit(start, end, b"".join(parts))


def _cut_run(tree: Tree, run: Node, text: Node, written: str) -> bytes:
    """A run with its properties, cut to some of its text."""
    properties = run.first("rPr") if run is not text else None
    kept = b"" if properties is None else tree.data[properties.start : tree.end(properties)]
    new = tree.xml(f'<t xml:space="preserve">{xml_text(written)}</t></r>')
    return tree.xml("<r>") + kept + new


def _comment(place: Place, note: str, author: int) -> str:
    runs = _run(HEAD, bold=True) + _run("\n" + note)
    return f'<comment ref="{a1(*place)}" authorId="{author}"><text>{runs}</text></comment>'


def _run(text: str, *, bold: bool = False) -> str:
    weight = "<b/>" if bold else ""
    written = xml_text(cell_text(text))
    return f'<r><rPr>{weight}{_FONT}</rPr><t xml:space="preserve">{written}</t></r>'
