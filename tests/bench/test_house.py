import pytest

pytest.importorskip("radon", reason="radon comes with the dev extra")

from bench.house import ABSENT, House, house, show

FIRST = '''"""A module."""

from sheetreview import google
from sheetreview.second import kind


def choose(values: list[int], *, strict: bool) -> list[int]:
    # Strict is what the caller asked for.
    return [one for one in values if one and (strict or one > 1)]  # noqa: S101
'''
SECOND = '''"""A module."""


class ColumnKind:
    """A class."""

    def kind(self):
        return 1


kind = ColumnKind
'''


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A checkout of three modules whose figures are known, and in which nothing of the real package is."""
    checkout = tmp_path_factory.mktemp("checkout")
    for name, text in {"__init__": "", "first": FIRST, "second": SECOND, "google": ""}.items():
        path = checkout / "sheetreview" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return house(checkout, 0)


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("lines", "20"),
        ("files", "4"),
        ("classes", "1"),
        ("functions", "2"),
        ("lines a function", "2.5"),
        ("public names and modules with a docstring", "43 %"),
        ("comments", "2"),
        ("comments that are no directive to a tool", "1"),
        ("modules that name ColumnKind", "1"),
        ("files with exactly one importer", "2"),
        ("longest import chain, modules", "2"),
        ("most imports of a module", "first 2"),
        ("modules outside that import the Google room", "1"),
        ("blocks with a complexity above 10", "0"),
        ("complexity of a function", "3.00"),
    ],
)
def test_a_figure_is_what_a_hand_count_gives(tiny: House, name: str, figure: str) -> None:
    assert tiny.figures[name] == figure


def test_the_other_checkout_is_measured_and_not_this_one(tiny: House) -> None:
    assert tiny.figures["compose one form: calls"] == ABSENT
    assert tiny.worst[0].endswith("first.py:7 choose")


def test_a_figure_that_one_version_lacks_leaves_its_place_empty(capsys: pytest.CaptureFixture[str]) -> None:
    show({"before": House(figures={"files": "346"}, worst=[]), "after": House(figures={"lines": "9"}, worst=[])})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:3]] == [
        ["before", "after"],
        ["files", "346", ABSENT],
        ["lines", ABSENT, "9"],
    ]
