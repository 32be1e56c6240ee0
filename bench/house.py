"""How the house is built: size, imports, complexity, calls and CPU. Run: python -m bench.house [--against CHECKOUT].

Every figure comes from a public tool (radon, grimp) or is plainly counted. ``--against`` measures another checkout of
the project too, with this script, and prints both columns. Calls are those of the package's own functions as
``sys.setprofile`` reports them, comprehensions and resumed generators included. Python 3.12 has no calls for most
comprehensions: compare runs of one version. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import FrameType
from typing import Any

import grimp
from radon.complexity import cc_visit  # type: ignore[import-untyped]

from bench.cycles import LAYOUT, cycle, fill, run, start

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "sheetreview"
GOOGLE = f"{PACKAGE}.google"
KINDS = re.compile(r"\bColumnKind\b")
DIRECTIVE = re.compile(r"#\s*(noqa|type:|pragma)")

BRANCHY, TANGLED = 10, 20
"""Complexity above which a block is counted."""
WORST = 10
FORMS, FEW_FORMS = 300, 12
GENERATED = 3
"""Forms of the cycle whose ``generate`` is counted."""
TIMED = ("collect", "check", "summarize")

DOORS: Mapping[str, tuple[str, ...]] = {
    "load_layout": ("sheetreview.inputs.layout_file:load_layout",),
    "find_layout": ("sheetreview.inputs.layout_file:find_layout", "sheetreview.inputs.builtin:find_layout"),
    "edition": ("sheetreview.model.edition:edition",),
    "form_plan": ("sheetreview.form.compose:form_plan",),
    "open_book": ("sheetreview.reading.open:open_book",),
    "find_forms": ("sheetreview.form.locate:find_forms",),
    "extract": ("sheetreview.form.extract:extract",),
    "generate": ("sheetreview.steps.generate:generate",),
    "OpenCycle": ("sheetreview.steps.open_cycle:OpenCycle", "sheetreview.steps.open_cycle:OpenCycle"),
}
"""Where each version has what is called here; the first that is there counts."""

ABSENT = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The figures of one checkout by name, in order, and its most complex blocks."""

    figures: dict[str, str]
    worst: list[str]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.house", description=__doc__)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="another checkout: before and after")
    parser.add_argument("--forms", type=int, default=FORMS, help="forms of the timed cycle, 0 for none  [default: 300]")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    # A checkout from before lxml came in would else write other bytes, which the filling of forms does not know.
    os.environ["OPENPYXL_LXML"] = "False"
    if given.measure:
        print(json.dumps(asdict(measured(given.measure))))
        return
    houses = {"now": house(ROOT, given.forms)}
    if given.against:
        houses = {"before": house(given.against.resolve(), given.forms), "after": houses["now"]}
    show(houses)


def show(houses: Mapping[str, House]) -> None:
    """Print a line for each figure and a column for each checkout, then the most complex blocks of each."""
    names = dict.fromkeys(name for one in houses.values() for name in one.figures)
    width = max(map(len, names)) + 2
    columns = {title: max(len(title), *map(len, one.figures.values())) for title, one in houses.items()}
    print(" " * width + "  ".join(f"{title:>{columns[title]}}" for title in houses))
    for name in names:
        values = (f"{one.figures.get(name, ABSENT):>{columns[title]}}" for title, one in houses.items())
        print(f"{name:<{width}}" + "  ".join(values))
    for title, one in houses.items():
        print(f"\nMost complex, {title} (radon):", *one.worst, sep="\n  ")


def house(checkout: Path, forms: int) -> House:
    """Measure a checkout, each part in processes that have it first on their path."""
    command = [sys.executable, "-m", "bench.house", "--measure", str(checkout)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found = House(**json.loads(done.stdout))
    return House(figures=found.figures | dict(times(checkout, forms) if forms else ()), worst=found.worst)


def times(checkout: Path, forms: int) -> Iterator[tuple[str, str]]:
    """CPU milliseconds a form of whole processes, and what is left of them without what every process takes."""
    few = min(FEW_FORMS, forms)
    costs: dict[int, dict[str, float]] = {}
    for count in {few, forms}:
        with tempfile.TemporaryDirectory() as folder:
            costs[count] = {command: 1000 * cost.cpu for command, cost in cycle(Path(folder), count, checkout)}
    for command in TIMED:
        for count in sorted(costs, reverse=True):
            yield f"CPU ms a form: {command}, {count} forms", f"{costs[count][command] / count:.2f}"
        if few < forms:
            each = (costs[forms][command] - costs[few][command]) / (forms - few)
            yield f"CPU ms a form: {command}, start-up subtracted", f"{each:.2f}"


def measured(checkout: Path) -> House:
    """Everything but the times. Changes the path: for a process of its own."""
    sys.path.insert(0, str(checkout))
    package = checkout / PACKAGE
    texts = {str(path.relative_to(package)): path.read_text("utf-8") for path in sorted(package.rglob("*.py"))}
    blocks = [(name, block) for name, text in texts.items() for block in cc_visit(text)]
    blocks.sort(key=lambda one: (-one[1].complexity, one[0]))
    trees = [ast.parse(text) for text in texts.values()]
    figures = (
        *size(texts),
        *definitions(trees),
        *imports(),
        *complexity([block for _, block in blocks]),
        *calls(checkout),
    )
    worst = [f"{block.complexity:>3}  {name}:{block.lineno} {block.fullname}" for name, block in blocks[:WORST]]
    return House(figures=dict(figures), worst=worst)


def size(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Plainly counted: lines, files, comments, and who names the column kinds."""
    yield "lines", f"{sum(len(text.splitlines()) for text in texts.values()):,}"
    yield "files", f"{len(texts)}"
    comments = [comment for text in texts.values() for comment in _comments(text)]
    yield "comments", f"{len(comments)}"
    yield "comments that are no directive to a tool", f"{sum(not DIRECTIVE.match(text) for text in comments)}"
    yield "modules that name ColumnKind", f"{sum(bool(KINDS.search(text)) for text in texts.values())}"


def definitions(trees: Sequence[ast.Module]) -> Iterator[tuple[str, str]]:
    """Plainly counted: classes, functions, and the share of them and of the modules that has a docstring."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    yield "classes", f"{len(classes):,}"
    yield "functions", f"{len(functions):,}"
    yield "lines a function", f"{_average(map(_length, functions)):.1f}"
    public = [node for node in (*classes, *functions) if not node.name.startswith("_")]
    yield "public names and modules with a docstring", _documented((*trees, *public))
    yield "all names and modules with a docstring", _documented((*trees, *classes, *functions))


def _documented(nodes: Iterable[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]) -> str:
    return f"{100 * _average(ast.get_docstring(node) is not None for node in nodes):.0f} %"


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _comments(text: str) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return (token.string for token in tokens if token.type == tokenize.COMMENT)


def _average(numbers: Iterable[float]) -> float:
    found = list(numbers)
    return sum(found) / len(found) if found else 0.0


def imports() -> Iterator[tuple[str, str]]:
    """By grimp: who imports whom."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    modules = sorted(graph.modules)
    fan_in = {module: len(graph.find_modules_that_directly_import(module)) for module in modules}
    fan_out = {module: len(graph.find_modules_directly_imported_by(module)) for module in modules}
    yield "files with exactly one importer", f"{sum(count == 1 for count in fan_in.values())}"
    yield "longest import chain, modules", _longest_chain(graph)
    for title, fan in (("most importers of a module", fan_in), ("most imports of a module", fan_out)):
        most = max(modules, key=fan.__getitem__)
        yield title, f"{most.removeprefix(PACKAGE + '.')} {fan[most]}"
    room = {GOOGLE, *graph.find_descendants(GOOGLE)} if GOOGLE in graph.modules else set()
    outside = [one for one in modules if one not in room and graph.find_modules_directly_imported_by(one) & room]
    yield "modules outside that import the Google room", f"{len(outside)}"


def _longest_chain(graph: grimp.ImportGraph) -> str:
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    depths: dict[str, int] = {}
    try:
        for module in TopologicalSorter(imported).static_order():
            depths[module] = 1 + max((depths[one] for one in imported[module]), default=0)
    except CycleError:
        return "circular"
    return f"{max(depths.values())}"


def complexity(blocks: list[Any]) -> Iterator[tuple[str, str]]:
    """By radon, which counts comprehensions and boolean operators as branches; classes are blocks of their own."""
    for limit in (BRANCHY, TANGLED):
        yield f"blocks with a complexity above {limit}", f"{sum(block.complexity > limit for block in blocks)}"
    functions = [block for block in blocks if block.letter in "FM"]
    lines = sum(block.endline - block.lineno + 1 for block in functions)
    yield "complexity of a function", f"{_average(block.complexity for block in functions):.2f}"
    yield "complexity a line of function", f"{sum(block.complexity for block in functions) / max(1, lines):.2f}"


def calls(checkout: Path) -> Iterator[tuple[str, str]]:
    """Calls of own functions on three paths, each for the first time with a layout that has been loaded."""
    with tempfile.TemporaryDirectory() as folder:
        for title, count in (
            ("compose one form", composing),
            ("grid to Review", extracting),
            (f"generate {GENERATED} forms", generating),
        ):
            work = Path(folder) / count.__name__
            work.mkdir()
            found: tuple[str, str] = (ABSENT, ABSENT)
            with suppress(LookupError):
                counted, functions = walked(count(checkout, work), checkout / PACKAGE)
                found = f"{counted:,}", f"{functions}"
            yield f"{title}: calls", found[0]
            yield f"{title}: functions", found[1]


def door(name: str) -> Any:  # noqa: ANN401 -- a function or class of whichever version is measured
    """What a version calls by one of the names in DOORS. Raises LookupError when it has none of them."""
    for candidate in DOORS[name]:
        module, _, attribute = candidate.partition(":")
        with suppress(ImportError, AttributeError):
            return getattr(importlib.import_module(module), attribute)
    raise LookupError(name)


def composing(_checkout: Path, _folder: Path) -> Callable[[], object]:
    """Compose the form of the layout's first role."""
    form_plan, layout = door("form_plan"), _layout()
    edition = door("edition")(layout, layout.roles[0].id)
    return lambda: form_plan(edition)


def extracting(checkout: Path, folder: Path) -> Callable[[], object]:
    """Read the grid of a filled form back."""
    extract, layout = door("extract"), _layout()
    root, _ = start(folder, 1, checkout)
    run("-C", str(root), "generate", checkout=checkout)
    fill(next((root / "forms").rglob("*.xlsx")), folder / "filled.xlsx")
    _, book = door("open_book")(folder / "filled.xlsx")
    form = next(iter(door("find_forms")(book)))
    return lambda: extract(form, layout)


def generating(checkout: Path, folder: Path) -> Callable[[], object]:
    """Write the forms of a cycle that was just started."""
    generate, open_cycle = door("generate"), door("OpenCycle")
    root, _ = start(folder, GENERATED, checkout)
    started = open_cycle.open(root)
    return lambda: generate(started)


def _layout() -> Any:  # noqa: ANN401 -- a Layout of whichever version is measured
    return door("load_layout")(door("find_layout")(LAYOUT))


def walked(work: Callable[[], object], package: Path) -> tuple[int, int]:
    """How many calls of a package's functions some work makes, and of how many functions (by file and name)."""
    own = f"{package}{os.sep}"
    seen: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(own):
            seen.append((code.co_filename, code.co_qualname))

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return len(seen), len(set(seen))


if __name__ == "__main__":
    main()
