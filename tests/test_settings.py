"""Settings come from the environment first, then from the file; a mistake is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import settings
from data.errors import SettingsError
from data.settings import load

KEY = "pk_live_do_not_tell"


@pytest.fixture(autouse=True)
def secrets_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A secrets.toml of the test's own; at first there is none."""
    path = tmp_path / "secrets.toml"
    monkeypatch.setattr(settings, "SECRETS_FILE", path)
    return path


def test_no_setting_at_all_is_demo_mode() -> None:
    found = load()
    assert found.is_demo and not found.has_sign_in
    assert found.warehouse_url.endswith("/demo.duckdb")
    assert not found.podcast_backlinks.is_on and not found.backlink_outreach.is_on
    assert (found.sync.every_minutes, found.app.timezone) == (5, "UTC")
    assert not found.indexing.fetch and not found.indexing.send


@pytest.mark.parametrize(
    "environment",
    [
        {"PODCAST_BACKLINKS__API_KEY": KEY},
        {"BACKLINK_OUTREACH__BASE_URL": "https://o.example", "BACKLINK_OUTREACH__TOKEN": "t"},
        {"WAREHOUSE__URL": "duckdb:////srv/linkboard.duckdb"},
    ],
)
def test_an_account_or_a_warehouse_ends_demo_mode(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert not load().is_demo
    assert "demo" not in load().warehouse_url


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCAST_BACKLINKS__API_KEY", "")
    assert load().is_demo


def test_the_file_speaks_nested_and_flat_in_any_case(secrets_file: Path) -> None:
    secrets_file.write_text(
        f'PODCAST_BACKLINKS__API_KEY = "{KEY}"\n'
        "podcast_backlinks__requests_per_minute = 30\n"
        '[BACKLINK_OUTREACH]\nBASE_URL = "https://o.example/api/"\ntoken = "t"\n'
        '[auth]\ncookie_secret = "c"\n'
    )
    found = load()
    assert found.podcast_backlinks.is_on
    assert found.podcast_backlinks.requests_per_minute == 30
    assert found.backlink_outreach.base_url == "https://o.example/api"
    assert found.has_sign_in


def test_the_environment_wins_over_the_file(
    secrets_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets_file.write_text('[app]\ntimezone = "Asia/Tokyo"\n[sync]\nevery_minutes = 60\n')
    monkeypatch.setenv("APP__TIMEZONE", "Europe/Berlin")
    found = load()
    assert found.app.timezone == "Europe/Berlin"
    assert found.sync.every_minutes == 60


def test_lists_and_tables_are_json_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODCAST_BACKLINKS__WEBHOOK_SECRETS", '["old", "new"]')
    monkeypatch.setenv("INDEXING__INDEXNOW_KEYS", '{"Acme.Example.": "k"}')
    found = load()
    assert len(found.podcast_backlinks.webhook_secrets) == 2
    assert found.indexing.indexnow_keys == {"acme.example": "k"}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("APP__TIMEZONE", "Berlin", "not a time zone"),
        ("PODCAST_BACKLINKS__BASE_URL", "api.example/v1", "http"),
        ("PODCAST_BACKLINKS__REQUESTS_PER_MINUTE", "0", "greater"),
        ("PODCAST_BACKLINKS__WEBHOOK_SECRETS", '["a", "b", "c"]', "at most 2"),
        ("SYNC__EVERY_MINUTES", "-1", "greater"),
        ("BACKLINK_OUTREACH__DIALECT", "klingon", "documented"),
    ],
)
def test_a_mistake_is_named_by_its_setting(
    name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODCAST_BACKLINKS__API_KEY", KEY)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert name in caught.value.message
    assert says in caught.value.message
    assert KEY not in caught.value.message


@pytest.mark.parametrize("name", ["PODCAST_BACKLINKS__WEBHOOK_SECRETS", "INDEXING__HOST_MAP"])
def test_a_list_that_is_no_json_is_one_sentence_too(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, f"{KEY}, other")
    with pytest.raises(SettingsError) as caught:
        load()
    assert name.partition("__")[0] in caught.value.message.upper()
    assert KEY not in caught.value.message


def test_a_file_that_is_no_toml_is_one_sentence(secrets_file: Path) -> None:
    secrets_file.write_text(f"API_KEY = {KEY}\n")
    with pytest.raises(SettingsError, match="not valid TOML") as caught:
        load()
    assert KEY not in caught.value.message


def test_every_secret_is_known_for_redaction(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {
        "PODCAST_BACKLINKS__API_KEY": "s-1",
        "BACKLINK_OUTREACH__TOKEN": "s-2",
        "INDEXING__GOOGLE_SERVICE_ACCOUNT": "s-3",
        "SMTP__PASSWORD": "s-4",
        "APP__SECRET": "s-5",
        "PODCAST_BACKLINKS__WEBHOOK_SECRETS": '["s-6", "s-7"]',
    }
    for name, value in held.items():
        monkeypatch.setenv(name, value)
    found = load()
    assert set(found.secrets()) == {f"s-{number}" for number in range(1, 8)}
    assert not any(secret in repr(found) for secret in found.secrets())


def test_secrets_of_the_sign_in_are_known_for_redaction(secrets_file: Path) -> None:
    secrets_file.write_text(
        '[auth]\ncookie_secret = "cookie"\nclient_id = "public"\n'
        '[auth.google]\nclient_secret = "deep"\n'
    )
    assert set(load().secrets()) == {"cookie", "deep"}
