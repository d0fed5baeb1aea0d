"""The app as one process on a filled warehouse; without sign-in, and with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.warehouse import Warehouse
from tests.filled import filled
from tests.routes.cookies import COOKIE_SECRET
from tests.starting import App, Home, app_of


def _home(factory: pytest.TempPathFactory, name: str, **settings: str) -> Home:
    folder: Path = factory.mktemp(name)
    path = filled(factory.getbasetemp()).copy(folder)
    return Home(folder, {"WAREHOUSE__URL": f"duckdb:///{path}", **settings})


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Without [auth]: loopback is the local administrator."""
    with app_of(_home(tmp_path_factory, "app", SYNC__EVERY_MINUTES="0")) as app:
        yield app


@pytest.fixture(scope="module")
def untouched_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """As `app`, without the downloads that other tests' files have had noted."""
    with app_of(_home(tmp_path_factory, "untouched", SYNC__EVERY_MINUTES="0")) as app:
        yield app


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The same data in this process, for what a command alone would print."""
    copy = filled(tmp_path_factory.getbasetemp()).copy(tmp_path_factory.mktemp("twin"))
    with Warehouse.open(f"duckdb:///{copy}") as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def untouched_twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """As `twin`, for the file that `untouched_app` is for."""
    copy = filled(tmp_path_factory.getbasetemp()).copy(tmp_path_factory.mktemp("untouched_twin"))
    with Warehouse.open(f"duckdb:///{copy}") as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A filled warehouse that no app holds."""
    return _home(tmp_path_factory, "alone", SYNC__EVERY_MINUTES="0")


@pytest.fixture(scope="session")
def signed_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """With [auth]: a cookie of the roster's people, or nothing."""
    with _signed(tmp_path_factory, "signed") as app:
        yield app


@pytest.fixture(scope="module")
def public_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """With [auth] and the one name under which people reach it."""
    with _signed(tmp_path_factory, "public", APP__PUBLIC_URL="https://dashboard.example") as app:
        yield app


@contextmanager
def _signed(factory: pytest.TempPathFactory, name: str, **settings: str) -> Iterator[App]:
    home = _home(factory, name, AUTH__COOKIE_SECRET=COOKIE_SECRET, **settings)
    secrets = home.folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://localhost/oauth2callback"\n'
        f'cookie_secret = "{COOKIE_SECRET}"\n'
    )
    with app_of(home, "--secrets.files", str(secrets)) as app:
        yield app
