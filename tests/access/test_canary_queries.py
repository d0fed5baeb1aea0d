"""Forty clients, every query: whoever asks meets no text, no count and no figure of another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data import queries
from data.access import Scope
from data.warehouse import Warehouse
from tests.access import crowd
from tests.access.asking import Question, ask, questions, shares
from tests.fresh import fresh
from tests.long.amounts import IS_LONG, amount

QUESTIONS = questions()
# What a client's mails and money say is for staff, its own rows included.
FOR_STAFF = ("box0@", "box1@", "box4@", "us@", "body canary", "from_raw canary", "notes canary")
# Money that only staff may see: nothing of it is in a client's answer.
MONEY = ("spend", "cost", "price", "refund", "value_per_day", "monthly_value", "balance_usd")


def own(number: int) -> Scope:
    return Scope.of([crowd.client_id(number)])


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The same house with the first client alone."""
    with fresh(tmp_path_factory.mktemp("alone") / "alone.duckdb") as opened:
        crowd.fill(opened, range(1))
        yield opened


def test_no_query_shows_one_client_a_text_of_another(crowded: Warehouse) -> None:
    for number in range(amount(1, long=crowd.CLIENTS)):
        for question, share in shares(QUESTIONS, crowd.CLIENTS):
            viewer = (share + number) % crowd.CLIENTS
            answer = str(ask(crowded, question, own(viewer)).to_pylist())
            assert not crowd.foreign(answer, viewer), str(question)


def test_rows_of_others_change_no_answer(crowded: Warehouse, alone: Warehouse) -> None:
    for question in QUESTIONS:
        if question.by is not None and not IS_LONG:
            continue
        answer = ask(crowded, question, own(0)).to_pylist()
        assert answer == ask(alone, question, own(0)).to_pylist(), str(question)


def test_staff_meets_the_texts_that_clients_do_not(crowded: Warehouse) -> None:
    """Else the search above would find nothing because nothing is there."""
    said = {
        name: str(ask(crowded, Question(name, None), Scope.everything()).to_pylist())
        for name in queries.names("datasets")
    }
    everybody = {crowd.token(number) for number in range(crowd.CLIENTS)}
    for name in set(said) - {"quarantine"}:
        assert everybody <= set(crowd.TOKEN.findall(said[name])), name
    assert crowd.token(crowd.HOUSE) in said["quarantine"]
    assert (
        crowd.token(crowd.NOBODY) in said["orders"] and crowd.token(crowd.NOBODY) in said["leads"]
    )


def test_a_client_reads_no_address_no_mail_and_no_money(crowded: Warehouse) -> None:
    for name in (*queries.names("datasets"), *queries.names("pages")):
        table = ask(crowded, Question(name, None), own(0))
        answer = str(table.to_pylist())
        assert not [word for word in FOR_STAFF if word in answer], name
    for name in queries.names("reports"):
        table = ask(crowded, Question(name, None), own(0))
        for column in table.column_names:
            if any(word in column for word in MONEY):
                assert table[column].null_count == table.num_rows, f"{name}.{column}"


def test_a_filter_on_another_client_finds_nothing_of_it(crowded: Warehouse) -> None:
    other = {"clients": (crowd.client_id(1),), "campaigns": (f"camp_{crowd.token(1)}",)}
    for name in queries.names("datasets"):
        for chosen, wanted in other.items():
            answer = ask(crowded, Question(name, None), own(0), **{chosen: wanted})
            assert not crowd.foreign(str(answer.to_pylist()), 0), name
