"""The only reader of the environment and of .streamlit/secrets.toml.

The environment wins over the file. Nested names use two underscores in the environment
(`PODCAST_BACKLINKS__API_KEY`) and tables in the file (`[podcast_backlinks]`); the file also takes
the flat form. Every setting is described in .streamlit/secrets.example.toml. LINKBOARD_LOCAL moves
the folder of runtime files (database, app.json) elsewhere, LINKBOARD_SECRETS the secrets file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableSource

from data import zones
from data.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
LOCAL = Path(os.environ.get("LINKBOARD_LOCAL") or ROOT / "data" / "local")
SECRETS_FILE = Path(os.environ.get("LINKBOARD_SECRETS") or ROOT / ".streamlit" / "secrets.toml")


def _no_trailing_slash(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("must start with http:// or https://")
    return url.rstrip("/")


def _known_zone(name: str) -> str:
    if name not in zones.names():
        raise ValueError(f"{name!r} is not a time zone; write it like Europe/Berlin")
    return name


def _spelled_as_in_urls(keys: dict[str, str]) -> dict[str, str]:
    return {host.strip().lower().removesuffix("."): key for host, key in keys.items()}


BaseUrl = Annotated[str, AfterValidator(_no_trailing_slash)]


class PodcastBacklinks(BaseModel):
    base_url: BaseUrl = "https://api.podcastbacklinks.com/v1"
    api_key: SecretStr | None = None
    webhook_secrets: list[SecretStr] = Field(default=[], max_length=2)
    requests_per_minute: int = Field(default=60, ge=1)

    @property
    def is_on(self) -> bool:
        return bool(self.api_key and self.api_key.get_secret_value())


class BacklinkOutreach(BaseModel):
    base_url: BaseUrl | None = None
    token: SecretStr | None = None
    workspace_id: str | None = None
    dialect: Literal["auto", "documented", "alwrity"] = "auto"
    requests_per_minute: int = Field(default=180, ge=1)

    @property
    def is_on(self) -> bool:
        return bool(self.base_url and self.token and self.token.get_secret_value())


class Indexing(BaseModel):
    indexnow_endpoint: BaseUrl = "https://api.indexnow.org/indexnow"
    indexnow_keys: Annotated[dict[str, str], AfterValidator(_spelled_as_in_urls)] = {}
    google_service_account: SecretStr | None = None
    google_indexing_url: BaseUrl = "https://indexing.googleapis.com/v3/urlNotifications:publish"
    inspection_url: BaseUrl = "https://searchconsole.googleapis.com/v1/urlInspection/index:inspect"
    inspection_properties: list[str] = []
    fetch: bool = False
    send: bool = False
    batch_size: int = Field(default=10, ge=1, le=10_000)
    gap_ms: int = Field(default=200, ge=0)
    retries: int = Field(default=3, ge=0, le=10)
    urls_per_host_and_day: int = Field(default=10_000, ge=1)
    check_after_hours: list[Annotated[float, Field(gt=0)]] = Field(
        default=[1, 24, 72, 168, 336], min_length=1
    )
    host_map: dict[str, str] = {}
    allow_loopback: bool = False


class Smtp(BaseModel):
    host: str | None = None
    port: int = 587
    user: str | None = None
    password: SecretStr | None = None
    from_: str | None = Field(default=None, alias="from")


class WarehouseSettings(BaseModel):
    url: str | None = None


class SyncSettings(BaseModel):
    every_minutes: float = Field(default=5, ge=0)


class BackupSettings(BaseModel):
    every_hours: float = Field(default=24, ge=0)


class AppSettings(BaseModel):
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    public_url: str | None = None
    secret: SecretStr | None = None
    old_secrets: list[SecretStr] = []


class _SecretsFile(PydanticBaseSettingsSource):
    """.streamlit/secrets.toml, with names in any case and in flat or nested form."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False  # pydantic asks for it; the file is read as a whole below

    def __call__(self) -> dict[str, Any]:
        if not SECRETS_FILE.is_file():
            return {}
        values: dict[str, Any] = {}
        for name, value in tomllib.loads(SECRETS_FILE.read_text("utf-8")).items():
            section, _, key = name.lower().partition("__")
            if key:
                values.setdefault(section, {})[key] = value
            elif isinstance(value, dict):
                nested = {str(inner).lower(): entry for inner, entry in value.items()}
                values.setdefault(section, {}).update(nested)
        return values


class Settings(BaseSettings):
    """All settings. Read once per process by `load`; passed on from there."""

    model_config = SettingsConfigDict(
        env_nested_delimiter="__", extra="ignore", env_ignore_empty=True, frozen=True
    )

    podcast_backlinks: PodcastBacklinks = PodcastBacklinks()
    backlink_outreach: BacklinkOutreach = BacklinkOutreach()
    indexing: Indexing = Indexing()
    smtp: Smtp = Smtp()
    warehouse: WarehouseSettings = WarehouseSettings()
    sync: SyncSettings = SyncSettings()
    backup: BackupSettings = BackupSettings()
    app: AppSettings = AppSettings()
    auth: dict[str, Any] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretsFile(settings_cls)

    @property
    def is_demo(self) -> bool:
        """True when nobody has connected an account or named a warehouse: the sandbox steps in.

        A named warehouse is never demo: the demo file is rebuilt at each start.
        """
        is_connected = self.podcast_backlinks.is_on or self.backlink_outreach.is_on
        return not (is_connected or self.warehouse.url)

    @property
    def has_sign_in(self) -> bool:
        return bool(self.auth)

    @property
    def warehouse_url(self) -> str:
        """SQLAlchemy URL; a demo keeps to its own file so that it never touches real data."""
        if self.warehouse.url:
            return self.warehouse.url
        return f"duckdb:///{LOCAL / 'demo.duckdb'}" if self.is_demo else self.own_warehouse_url

    @property
    def own_warehouse_url(self) -> str:
        """The warehouse of one's own data, also while the demo is shown."""
        return self.warehouse.url or f"duckdb:///{LOCAL / 'warehouse.duckdb'}"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.app.timezone)

    def secrets(self) -> tuple[str, ...]:
        """Every secret text, for redaction in logs and messages."""
        held = [
            self.podcast_backlinks.api_key,
            *self.podcast_backlinks.webhook_secrets,
            self.backlink_outreach.token,
            self.indexing.google_service_account,
            self.smtp.password,
            self.app.secret,
            *self.app.old_secrets,
        ]
        texts = [secret.get_secret_value() for secret in held if secret]
        texts += _texts(self.auth, of={"cookie_secret", "client_secret"})
        return tuple(text for text in texts if text)


def _texts(tree: Mapping[str, Any], of: set[str]) -> list[str]:
    """The values under these names, at any depth: [auth] holds one table per provider."""
    found = [str(value) for name, value in tree.items() if name in of]
    below = [value for value in tree.values() if isinstance(value, dict)]
    return found + [text for table in below for text in _texts(table, of)]


def load(**overrides: Any) -> Settings:
    """Read the settings.

    Raises SettingsError with one sentence per mistake, never with the value of a secret.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        mistakes = "; ".join(
            f"{'__'.join(str(part).upper() for part in e['loc'])}: {e['msg']}"
            for e in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"A setting cannot be read. {mistakes}.") from None
    except UnreadableSource as error:
        section = str(error).partition('field "')[2].partition('"')[0].upper()
        raise SettingsError(
            f"A setting cannot be read. One of {section}__…: a list or table must be JSON, "
            'like ["one", "two"] or {"name": "value"}.'
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f".streamlit/secrets.toml is not valid TOML: {error}.") from None
