"""Tables of text that national programs write: each is read in its own character set, said, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from sheetreview import Cycle, RosterError, read_form
from sheetreview.cli.main import cli
from tests.steps.making import HEADS, csv_text, rate, started

ANN_FORM = "forms/bo-kim/ann-lee.xlsx"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def roster(folder: Path, encoding: str, *names: str) -> Path:
    rows = [(f"E{n}", name, "Bo Kim", "bo@example.com") for n, name in enumerate(names, 1)]
    path = folder / "roster.csv"
    path.write_bytes(csv_text([HEADS, *rows]).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "names", "told"),
    [
        ("cp1252", ["Hélène Lefèvre", "François Côté", "Jürgen Groß"], "Windows-1252"),
        ("cp1252", ["Søren Kjær", "Åse Bjørnå"], "Windows-1252"),
        ("cp1252", ["José Muñoz", "Íñigo Núñez"], "Windows-1252"),
        ("cp1250", ["Łukasz Żak", "Grzegorz Wiśniewski"], "Windows-1250"),
        ("cp1250", ["Jiří Dvořák", "Božena Černá", "Ondřej Růžička"], "Windows-1250"),
        ("cp1250", ["Szűcs Győző", "Erdős Ágnes", "Kovács Ödön"], "Windows-1250"),
        ("cp1251", ["Анна Кузнецова", "Пётр Сидоров"], "Windows-1251"),
        ("cp1253", ["Γιώργος Παπαδόπουλος", "Ελένη Νικολάου"], "Windows-1253"),
        ("cp1254", ["Işık Doğan", "Ayşe Yılmaz", "Gülşah Çağlar"], "Windows-1254"),
        ("cp1257", ["Jānis Bērziņš", "Kārlis Ozoliņš"], "Windows-1257"),
        ("gb18030", ["张伟", "李娜", "王小明", "赵静"], "GB 18030"),
        ("cp932", ["山田太郎", "佐藤花子", "タナカ ユウコ"], "Shift JIS"),
        ("cp949", ["김철수", "이영희", "박지민", "최수진", "정민호"], "Windows-949"),
        ("cp950", ["陳大文", "林小明", "王美麗", "張家豪"], "Big5"),
    ],
)
def test_a_roster_of_a_national_excel_keeps_its_names_and_says_how_it_was_read(
    tmp_path: Path, encoding: str, names: list[str], told: str
) -> None:
    given = roster(tmp_path, encoding, *names)
    with Cycle.create(tmp_path / "cycle", layout="customer-service", roster=given, name="N") as cycle:
        assert [one.reviewee.name for one in cycle.assignments.values()] == names
        ((file, said),) = cycle.taken_in.decoded
    assert file == str(given)
    assert said.startswith(f"read as {told}, such as ")
    assert said.count("'") == 2 * min(3, sum(len(name.split()) for name in names if not name.isascii()))


@pytest.mark.parametrize(
    ("encoding", "name", "readings"),
    [("cp1252", "Ana Peña", ("Peña", "Peńa")), ("cp1250", "Jan Gdański", ("Gdański", "Gdañski"))],
)
def test_a_roster_that_reads_in_two_ways_is_refused_with_both(
    tmp_path: Path, encoding: str, name: str, readings: tuple[str, str]
) -> None:
    given = roster(tmp_path, encoding, name)
    with pytest.raises(RosterError) as caught:
        Cycle.create(tmp_path / "cycle", layout="customer-service", roster=given, name="N")
    assert all(reading in str(caught.value) for reading in (*readings, "--encoding cp1252", "--encoding cp1250"))
    with Cycle.create(
        tmp_path / "cycle", layout="customer-service", roster=given, name="N", encoding=encoding
    ) as cycle:
        assert [one.reviewee.name for one in cycle.assignments.values()] == [name]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1256", "cp874", "koi8_r"])
def test_a_text_of_no_likely_set_is_refused_and_read_where_it_is_named(tmp_path: Path, encoding: str) -> None:
    name = {"cp1256": "محمد أحمد", "cp874": "สมชาย ใจดี", "koi8_r": "Анна Кузнецова"}.get(encoding, "Jürgen Größler")
    given = roster(tmp_path, encoding, name)
    words: list[str | Path] = ["init", tmp_path / "c", "--layout", "customer-service", "--roster", given, "--name", "N"]
    refused = run(*words)
    assert refused.exit_code == 3
    assert "no character set that can be told" in refused.output
    assert "--encoding" in refused.output
    done = run(*words, "--encoding", encoding)
    assert done.exit_code == 0
    assert f"read as {encoding}, such as" in done.output


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp852", ["Łukasz Żak", "Grzegorz Wiśniewski"]),
        ("iso8859-2", ["Łukasz Żak", "Grzegorz Wiśniewski"]),
        ("cp1250", ["Łukasz Żak", "Jiří Dvořák", "Szűcs Győző", "Đorđe Šimić", "Şerban Ţepeş", "Grüßer Vő Île"]),
        ("cp850", ["Jürgen Größler"]),
        ("koi8-r", ["Анна Кузнецова"]),
        ("cp1256", ["محمد أحمد"]),
    ],
)
def test_the_set_to_try_is_one_that_fits_the_text(tmp_path: Path, encoding: str, names: list[str]) -> None:
    given = tmp_path / "roster.csv"
    rows = ((f"E{number}", name, "Bo", "b@e.example") for number, name in enumerate(names))
    given.write_bytes(csv_text([HEADS, *rows]).encode(encoding, "replace"))
    refused = run("init", tmp_path / "c", "--layout", "customer-service", "--roster", given, "--name", "N")
    assert f"such as --encoding {encoding}, in which it has '{names[0].split()[0]}'" in refused.output


def test_an_unknown_set_is_wrong_usage(tmp_path: Path) -> None:
    for name in ("latin-9000", "base64"):
        done = run("roster", roster(tmp_path, "utf-8", "Ann"), "--encoding", name)
        assert done.exit_code == 2
        assert "is no character set" in done.output


def as_csv(form: Path, target: Path, encoding: str, **cells: str) -> Path:
    """A filled form as text, as a program saves its first sheet, with other texts in some cells."""
    sheet = load_workbook(form).worksheets[0]
    for address, text in cells.items():
        sheet[address].value = text
    rows = [["" if cell.value is None or cell.data_type == "f" else str(cell.value) for cell in row] for row in sheet]
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(csv_text(rows).encode(encoding, "replace"))
    return target


def notes_of(root: Path) -> list[str]:
    with Cycle.open(root, reading=True) as cycle:
        rows = [row for review in cycle.reviews() for row in review.rows()]
    return [row.value for row in rows if row.column == "notes" and row.value]


def test_a_returned_table_says_how_it_was_read_and_named_sets_are_kept(tmp_path: Path) -> None:
    root = started(tmp_path)
    filled = rate(root / ANN_FORM, tmp_path / "ann.xlsx")
    cell = next(row.cell for row in read_form(filled)[0].rows() if row.column == "notes")
    table = as_csv(filled, tmp_path / "back" / "ann.csv", "cp1250", **{cell: "Święty spokój, żadnych błędów"})
    done = run("-C", root, "collect", table.parent, "--format", "json")
    (one,) = json.loads(done.stdout)
    assert (one["outcome"], one["encoding"]) == ("collected", "Windows-1250")
    assert "read as Windows-1250, such as 'Święty', 'spokój', 'żadnych'" in one["detail"]
    assert "Święty spokój, żadnych błędów" in notes_of(root)
    mac = as_csv(filled, tmp_path / "mac" / "ann.csv", "mac_roman", **{cell: "Größe"})
    refused = run("-C", root, "check", mac)
    assert refused.exit_code == 3
    assert "--encoding" in refused.output
    assert run("-C", root, "check", mac, "--encoding", "mac_roman").exit_code == 0
    assert run("-C", root, "collect", mac, "--encoding", "mac_roman").exit_code == 0
    assert "Größe" in notes_of(root)


@pytest.mark.parametrize("text", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#BEZUG!", "#NV", "#WERT!", "#NOM?", "Err:502"])
def test_the_text_of_an_error_in_a_table_is_no_answer(tmp_path: Path, text: str) -> None:
    root = started(tmp_path)
    filled = rate(root / ANN_FORM, tmp_path / "ann.xlsx")
    cell = next(row.cell for row in read_form(filled)[0].rows() if row.column == "notes")
    (review,) = read_form(as_csv(filled, tmp_path / "ann.csv", "utf-8", **{cell: text}))
    assert [(one.code, one.cell) for one in review.findings] == [("unreadable-answer", cell)]


def test_the_text_of_an_error_in_a_roster_is_refused(tmp_path: Path) -> None:
    given = roster(tmp_path, "utf-8", "Ann", "#NV")
    with pytest.raises(RosterError) as caught:
        Cycle.create(tmp_path / "cycle", layout="customer-service", roster=given, name="N")
    assert "the formula in B3 has the error #NV" in str(caught.value.problems[0])
