"""What a vendor writes is printed; a terminal does not obey it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.commands.console import Console
from data.schema import quarantine
from data.warehouse import Warehouse
from tests.commands.ran import run
from tests.fresh import fresh

# Sets the window's title, clears the screen, turns the reading round, and so on in one byte.
STEERING = "a\x1b]0;evil\x07b\x1b[2Jc\u202ed\x9b31me\x7f\r"
SHOWN = "a\ufffd]0;evil\ufffdb\ufffd[2Jc\ufffdd\ufffd31me\ufffd\ufffd"


@pytest.mark.parametrize("stream", ["out", "err"])
def test_a_line_steers_no_terminal_and_keeps_its_words(stream: str) -> None:
    streams = {"out": io.BytesIO(), "err": io.BytesIO()}
    console = Console(**streams)
    (console.print if stream == "out" else console.say)(f"{STEERING}\tשלום\n日本 é")
    assert streams[stream].getvalue().decode() == f"{SHOWN}\tשלום\n日本 é\n"


def test_json_gives_every_sign_back_and_steers_no_terminal() -> None:
    out = io.BytesIO()
    Console(out, io.BytesIO()).print_json({STEERING: [STEERING, "\\x1b", "שלום\u2028"]})
    printed = out.getvalue().decode()
    assert json.loads(printed) == {STEERING: [STEERING, "\\x1b", "שלום\u2028"]}
    assert not {"\x1b", "\x9b", "\u202e", "\x7f", "\x07"} & set(printed)


def test_the_key_of_a_row_that_stays_out_is_only_a_key(tmp_path: Path) -> None:
    with fresh(tmp_path / "w.duckdb") as warehouse:
        _hold(warehouse)
        told = run(warehouse, "quarantine", "retry")
        assert told.code == 1 and SHOWN in told.text


def test_a_filter_that_is_no_utf_8_is_one_sentence(tmp_path: Path) -> None:
    with fresh(tmp_path / "w.duckdb") as warehouse:
        told = run(warehouse, "export", "orders", "--client", "cus_\udcff")
        assert (told.code, told.err) == (2, "client 'cus_\\udcff' is not UTF-8.\n")


def _hold(warehouse: Warehouse) -> None:
    row = {"quarantine_id": "q", "source": "podcast", "entity": "orders", "row_key": STEERING}
    with warehouse.write() as connection:
        connection.execute(sa.insert(quarantine), row | {"reason": "bad_int", "raw": "{}"})
