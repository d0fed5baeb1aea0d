"""A service account's token: the JSON key signs an assertion, Google gives a token for an hour."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import Request
from google.oauth2 import service_account

from data.errors import Refused, SettingsError, Unreachable

INDEXING_SCOPE = "https://www.googleapis.com/auth/indexing"
INSPECTION_SCOPE = "https://www.googleapis.com/auth/webmasters.readonly"

_SETTING = "INDEXING__GOOGLE_SERVICE_ACCOUNT"


class GoogleToken:
    """The bearer token of one service account for one scope; safe from any thread."""

    def __init__(self, account: dict[str, Any], scope: str) -> None:
        """`account` is the JSON key as `read_account` gives it. Raises SettingsError."""
        self.project = _project(account)
        self._lock = threading.Lock()
        self._session = requests.Session()
        self._session.trust_env = False
        try:
            make: Any = service_account.Credentials.from_service_account_info
            self._credentials = make(account, scopes=[scope])
        except (GoogleAuthError, ValueError, TypeError, KeyError):
            raise SettingsError(
                f"{_SETTING} is JSON, but no service account's key. Download the key again."
            ) from None

    def text(self, *, renewed: bool = False) -> str:
        """A token that is good for some time yet; `renewed` asks for another one in any case.

        Raises Refused when Google no longer knows the key, Unreachable when it cannot be asked.
        """
        with self._lock:
            if renewed or not self._credentials.valid:
                self._refresh()
            return str(self._credentials.token)

    def _refresh(self) -> None:
        try:
            self._credentials.refresh(Request(self._session))
        except TransportError:
            raise Unreachable(
                "Google's sign-in could not be reached; nothing was sent. Check the network."
            ) from None
        except GoogleAuthError:
            # What Google says of it may hold the account's address.
            raise Refused(
                f"Google does not accept the service account's key. Make a new key for it and put "
                f"it into {_SETTING}."
            ) from None


def project_of(setting: str) -> str:
    """The project whose quota an account uses; one name for all that cannot be read."""
    try:
        return _project(read_account(setting))
    except SettingsError:
        return _project({})


def _project(account: dict[str, Any]) -> str:
    return str(account.get("project_id") or "unknown-project")


def read_account(setting: str) -> dict[str, Any]:
    """The JSON key from the setting: the text itself, or a path to it. Raises SettingsError."""
    text = setting.strip()
    try:
        document = json.loads(text if text.startswith("{") else Path(text).read_text("utf-8"))
    except (OSError, ValueError):
        raise SettingsError(
            f"{_SETTING} is neither the JSON text of a key nor a path to one."
        ) from None
    if not isinstance(document, dict):
        raise SettingsError(f"{_SETTING} is no JSON object. Download the key again.")
    return document
