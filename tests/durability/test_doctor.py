"""`doctor` names what is wrong with the mend; `backup` and `restore` work from a shell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.backup import Manifest
from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.warehouse import Warehouse
from tests.durability.test_damaged_logs import flipped, taken
from tests.durability.writing import batches, write_batch
from tests.starting import Home

KEY = "pk_live_canary_0123456789"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(orders=10, api_key=KEY)) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, sandbox: Sandbox) -> Home:
    return Home(tmp_path, {**sandbox.settings, "WAREHOUSE__URL": f"duckdb:///{tmp_path}/w.duckdb"})


def doctor(home: Home, *words: str, **settings: str) -> tuple[int, dict[str, Any]]:
    ran = home.run("doctor", "--json", *words, **settings)
    assert KEY.encode() not in ran.stdout + ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def problems(told: dict[str, Any]) -> list[str]:
    return [found["sentence"] for found in told["findings"] if found["state"] == "problem"]


def test_a_sound_place_is_well(home: Home) -> None:
    code, told = doctor(home)
    assert (code, told["is_well"], problems(told)) == (0, True, [])
    sentences = " ".join(found["sentence"] for found in told["findings"])
    for wanted in (
        "with a key that ends in 6789",
        "Podcast Backlinks answers and takes the key",
        "Backlink Outreach answers and takes the key",
        "agree within a minute",
        "commit counter",
        "There is no backup yet",
        "No row is in quarantine",
    ):
        assert wanted in sentences


def test_a_refused_key_is_a_problem_with_its_mend(home: Home) -> None:
    code, told = doctor(home, PODCAST_BACKLINKS__API_KEY="pk_live_wrong_wrong")
    (sentence,) = problems(told)
    assert code == 1
    assert "refused the key" in sentence and "PODCAST_BACKLINKS__API_KEY" in sentence


def test_offline_asks_nobody(home: Home) -> None:
    code, told = doctor(home, "--offline", PODCAST_BACKLINKS__BASE_URL="http://127.0.0.1:9")
    assert (code, problems(told)) == (0, [])


def test_a_damaged_log_is_named_and_mended(home: Home, killed_file: Path) -> None:
    path = taken(killed_file, home.folder)
    log = path.with_name(f"{path.name}.wal")
    log.write_bytes(flipped(0.9)(log.read_bytes()))
    own = {"WAREHOUSE__URL": f"duckdb:///{path}"}
    code, told = doctor(home, "--offline", **own)
    assert code == 1 and "doctor --repair" in problems(told)[0]
    code, told = doctor(home, "--offline", "--repair", **own)
    assert told["findings"][0]["sentence"].startswith("The write-ahead log was readable up to byte")
    (lost,) = problems(told)
    assert code == 1 and lost.startswith("The database lost its newest rows")


def test_a_backup_comes_back_from_a_shell(home: Home) -> None:
    url = home.settings["WAREHOUSE__URL"]
    with Warehouse.open(url) as warehouse:
        write_batch(warehouse, 0)
    made = home.run("backup", "--out", "elsewhere")
    assert made.returncode == 0
    folder = Path(made.stdout.decode().strip())
    assert folder.parent == home.folder / "elsewhere" and Manifest.read(folder).tables
    with Warehouse.open(url) as warehouse:
        write_batch(warehouse, 1)
    restored = home.run("restore", str(folder.relative_to(home.folder)))
    assert restored.returncode == 0, restored.stderr
    with Warehouse.open(url) as warehouse:
        assert batches(warehouse) == 1
    shutil.rmtree(folder)
    refused = home.run("restore", str(folder))
    assert refused.returncode == 1 and b"not a backup" in refused.stderr
