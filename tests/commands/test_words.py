"""The words of the command line: names, statements, and what is not known."""

from __future__ import annotations

import io

import pytest

from data import commands
from data.commands.console import Console
from data.errors import ReportError


def alone(*words: str) -> str:
    """What a command prints that needs no warehouse."""
    out = io.BytesIO()
    arguments = commands.parse(words)
    assert not commands.needs_warehouse(arguments)
    assert commands.run_alone(arguments, Console(out, io.BytesIO())) == 0
    return out.getvalue().decode()


def test_list_names_everything_with_its_groupings() -> None:
    lines = {line.split()[1]: line for line in alone("export", "--list").splitlines()}
    assert {"orders", "placements", "leads", "replies", "client_summary"} <= set(lines)
    assert lines["delivery_times"].endswith("--by package, niche, client_id, month")
    assert lines["orders"].startswith("dataset")


def test_sql_prints_one_whole_statement_with_its_parameters() -> None:
    statement = alone("sql", "delivery_times")
    assert statement.lstrip().startswith(("with ", "--"))
    assert ":as_of" in statement and ":all_clients" in statement


def test_sql_of_an_unknown_report_is_one_sentence() -> None:
    with pytest.raises(ReportError, match="no_such_report"):
        alone("sql", "no_such_report")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["export", "orders", "--format", "exe"],
        ["export", "orders", "--colour", "red"],
        ["sync", "--jason"],
        ["sandbox", "--size", "none"],
    ],
)
def test_words_that_are_not_known_are_exit_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.parse(words)
    assert ended.value.code == 2
    assert "error: " in capsys.readouterr().err.splitlines()[-1]
