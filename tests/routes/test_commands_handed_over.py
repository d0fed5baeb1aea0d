"""While the app holds the warehouse it does the work of a command, and nobody sees a difference."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from data.warehouse import Warehouse
from pages.http.commands import Frames
from tests.commands.ran import run
from tests.starting import App, Home, app_of, start_app

TOKEN = "X-Linkboard-Token"


def token_of(app: App) -> str:
    return str(json.loads((app.home.folder / "app.json").read_text())["token"])


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("export", "delivery_times", "--by", "package"),
        ("export", "no_such_report"),
        ("sync", "--source", "carrier-pigeon"),
    ],
    ids=["status", "export", "unknown-report", "unknown-source"],
)
def test_output_words_and_exit_code_are_those_of_a_command_alone(
    untouched_app: App, untouched_twin: Warehouse, words: tuple[str, ...]
) -> None:
    handed, own = untouched_app.home.run(*words), run(untouched_twin, *words)
    assert handed.stdout == own.out
    assert handed.stderr.decode() == own.err
    assert handed.returncode == own.code


def test_a_sync_runs_in_the_app(app: App) -> None:
    ran = app.home.run("sync", "--json")
    assert ran.returncode == 0, ran.stderr
    assert {source["status"] for source in json.loads(ran.stdout).values()} == {"off"}


def test_a_relative_file_lands_where_the_command_was_called(app: App, tmp_path: Path) -> None:
    ran = app.home.run("export", "campaigns", "--out", "here.csv", "--manifest", folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "here.csv",
        "here.csv.manifest.json",
    ]
    assert str(tmp_path / "here.csv") in ran.stderr.decode()


@pytest.mark.parametrize("path", ["/command", "/sync"])
@pytest.mark.parametrize("headers", [{}, {TOKEN: ""}, {TOKEN: "guessed"}, {TOKEN: "ü"}])
def test_without_the_token_nothing_is_done(app: App, path: str, headers: dict[str, str]) -> None:
    given = {name: value.encode() for name, value in headers.items()}
    answer = app.ask("POST", path, headers=given, json={"words": ["status"]})
    assert answer.status_code == 403
    assert "orders" not in answer.text


@pytest.mark.parametrize("path", ["/command", "/sync"])
def test_the_token_under_a_foreign_name_is_refused(app: App, path: str) -> None:
    headers = {TOKEN: token_of(app), "Host": "evil.example"}
    asked = {"words": ["status"], "folder": "/", "shows_results": False}
    assert app.ask("POST", path, headers=headers, json=asked).status_code == 403


def test_with_the_token_a_sync_is_asked_for(app: App) -> None:
    answer = app.ask("POST", "/sync", headers={TOKEN: token_of(app)})
    assert (answer.status_code, answer.json()) == (202, {"status": "requested"})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"words": "status"}', b'{"words": [1]}'])
def test_a_body_that_asks_for_nothing_is_400(app: App, body: bytes) -> None:
    answer = app.ask("POST", "/command", headers={TOKEN: token_of(app)}, data=body)
    assert answer.status_code == 400


def test_only_its_owner_reads_how_to_reach_the_app(app: App) -> None:
    file = app.home.folder / "app.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = json.loads(file.read_text())
    assert told["pid"] == app.process.pid
    assert app.url.endswith(f":{told['port']}")


def test_a_second_app_on_the_same_file_says_who_holds_it(app: App) -> None:
    elsewhere = Home(app.home.folder / "second", app.home.settings)
    elsewhere.folder.mkdir()
    second = start_app(elsewhere)
    assert second.process.wait(60) != 0
    assert f"is held by process {app.process.pid}" in second.log
    assert app.get("/healthz").status_code == 200


def test_after_ctrl_c_the_file_is_free_and_nothing_is_left(filled_home: Home) -> None:
    with app_of(filled_home) as app:
        assert (filled_home.folder / "app.json").exists()
        app.stop()
        assert "Traceback" not in app.log
    assert not (filled_home.folder / "app.json").exists()
    assert filled_home.run("status").returncode == 0


def test_a_command_ends_when_its_reader_has_left() -> None:
    frames = Frames()
    reader = frames.read()
    frames.put(b"first")
    assert next(reader) == b"first"
    reader.close()
    with pytest.raises(BrokenPipeError):
        frames.put(b"second")
