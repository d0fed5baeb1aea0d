"""What the settings switch on, without telling a secret: the last four signs of a key at most."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from data.doctor.findings import Finding
from data.settings import Settings

_SHOWN = 4
_LONG_ENOUGH = 12  # four signs of a shorter key would give too much of it away


def examine(settings: Settings) -> Iterator[Finding]:
    if settings.is_demo:
        yield Finding(
            "settings", "note", "No account is connected: Linkboard shows the demo world."
        )
    yield _podcast(settings)
    yield _outreach(settings)
    yield _engines(settings)
    yield _sign_in(settings)


def _podcast(settings: Settings) -> Finding:
    own = settings.podcast_backlinks
    if not own.is_on:
        return _off("Podcast Backlinks", "PODCAST_BACKLINKS__API_KEY")
    return _on("Podcast Backlinks", own.base_url, own.api_key)


def _outreach(settings: Settings) -> Finding:
    own = settings.backlink_outreach
    if not own.is_on:
        return _off("Backlink Outreach", "BACKLINK_OUTREACH__BASE_URL and BACKLINK_OUTREACH__TOKEN")
    return _on("Backlink Outreach", own.base_url or "", own.token)


def _on(name: str, base_url: str, key: SecretStr | None) -> Finding:
    host = urlsplit(base_url).hostname or "?"
    return Finding("settings", "ok", f"{name} is on, at {host}, with a key {_ending(key)}.")


def _off(name: str, setting: str) -> Finding:
    return Finding("settings", "note", f"{name} is off; set {setting} to connect it.")


def _ending(key: SecretStr | None) -> str:
    text = key.get_secret_value().strip() if key else ""
    if len(text) < _LONG_ENOUGH:
        return f"of only {len(text)} signs"
    return f"that ends in {text[-_SHOWN:]}"


def _engines(settings: Settings) -> Finding:
    own = settings.indexing
    named = {
        "IndexNow": bool(own.indexnow_keys),
        "Google": bool(own.google_service_account),
    }
    on = [name for name, is_on in named.items() if is_on]
    words = f"Engines with credentials: {', '.join(on)}" if on else "No engine has credentials"
    if own.fetch and not settings.app.public_url and not settings.is_demo:
        words += "; set APP__PUBLIC_URL, so that sites see who looks at their pages"
    fetch = "on" if own.fetch else "off"
    send = "on" if own.send else "off"
    return Finding("settings", "ok", f"{words}; fetching is {fetch}, submitting is {send}.")


def _sign_in(settings: Settings) -> Finding:
    if settings.has_sign_in:
        return Finding("settings", "ok", "Sign-in is configured; the roster says who sees what.")
    return Finding("settings", "ok", "No sign-in: the app serves this machine only.")
