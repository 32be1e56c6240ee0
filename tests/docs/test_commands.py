from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from sheetreview.cli.main import cli
from tests.docs.documents import DOCS, code_words, documents, examples, read, sections, table_rows

NAME = "sheetreview"
SECTIONS = sections(read(DOCS / "commands.md"))


def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from walk(inner, f"{path} {name}")


COMMANDS = dict(walk(cli, NAME))


def words_of(parameter: click.Parameter) -> set[str]:
    """How a parameter is written on the command line."""
    if isinstance(parameter, click.Option):
        return {*parameter.opts, *parameter.secondary_opts}
    return {parameter.metavar or (parameter.name or "").upper()}


def documented(path: str) -> dict[str, str]:
    """What the tables under a command's heading say of each option and argument."""
    return {word: row[1] for row in table_rows(SECTIONS[path]) for word in code_words(row[0])}


def test_every_command_has_a_heading_and_no_other_does() -> None:
    assert {title for title in SECTIONS if title.startswith(NAME)} == set(COMMANDS)


def test_the_contents_at_the_top_lead_to_every_command() -> None:
    listed = re.findall(r"\[([^\]]+)\]\(#([^)]+)\)", SECTIONS["Commands"])
    single = [path for path, command in COMMANDS.items() if not isinstance(command, click.Group)]
    assert sorted(listed) == sorted((path.split()[-1], path.replace(" ", "-")) for path in single)


@pytest.mark.parametrize("path", COMMANDS)
def test_exactly_the_options_and_arguments_of_a_command_are_documented(path: str) -> None:
    command = COMMANDS[path]
    wanted = {word for parameter in command.params for word in words_of(parameter)}
    if path == NAME:
        wanted |= {"-h", "--help"}
    assert set(documented(path)) == wanted


@pytest.mark.parametrize("path", COMMANDS)
def test_every_choice_and_default_of_an_option_is_documented(path: str) -> None:
    said = documented(path)
    for parameter in COMMANDS[path].params:
        text = " ".join(said.get(word, "") for word in words_of(parameter))
        if isinstance(parameter.type, click.Choice):
            assert [choice for choice in parameter.type.choices if f"`{choice}`" not in text] == []
            default = f"`{parameter.default}` (default)" if isinstance(parameter.default, str) else "Left out, "
            assert default in text
        if isinstance(parameter, click.Option):
            assert ("Required." in text) == parameter.required


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if not isinstance(command, click.Group)])
def test_every_command_has_an_example_of_itself(path: str) -> None:
    (example,) = [block for block in examples(SECTIONS[path]) if block.language == "console"]
    words = example.text.split()
    assert words[:2] == ["$", NAME]
    assert path.split()[1:] == [word for word in words if word in path.split()[1:]][: len(path.split()) - 1]


SHOWN = [
    (document.name, line[2:])
    for document in documents()
    for block in examples(read(document))
    if block.language == "console"
    for line in block.text.splitlines()
    if line.startswith(f"$ {NAME}")
]


@pytest.mark.parametrize(("document", "line"), SHOWN, ids=[f"{document}:{line}" for document, line in SHOWN])
def test_every_command_line_shown_is_understood(document: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del document
    for command in COMMANDS.values():
        if not isinstance(command, click.Group):
            monkeypatch.setattr(command, "callback", None)
    words = shlex.split(re.split(r" [|>] ", line)[0])[1:]
    cli.main(words, prog_name=NAME, standalone_mode=False)
