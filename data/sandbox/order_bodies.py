"""The checks on a ``POST /orders`` body: five required fields, three optional ones."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import orjson

from data.sandbox.answers import ApiError
from data.sandbox.markets import PACKAGES

_PACKAGES = [package.name for package in PACKAGES]
_CONTENT_TYPES = ("html", "gdocs_url")


def validated(body: bytes) -> dict[str, Any]:
    """The request as a dict. Raises ApiError ``invalid_request`` that names the field at fault."""
    try:
        request = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ApiError("invalid_request", "The request body is not valid JSON.") from None
    _require(isinstance(request, dict), "The request body must be an object.")
    _require(request.get("package") in _PACKAGES, f"package must be one of {_PACKAGES}.")
    _require(host_of(request.get("target_url")) != "", "target_url is not a valid URL.")
    _require(_is_text(request.get("anchor_text")), "anchor_text is missing.")
    _require(_is_text(request.get("niche")), "niche is missing.")
    _check_content(request.get("content"))
    _optional(request, "episode_title", lambda value: isinstance(value, str))
    _optional(request, "callback_url", lambda value: host_of(value) != "")
    _optional(request, "metadata", lambda value: isinstance(value, dict))
    return dict(request)


def host_of(url: Any) -> str:
    """The host of an http(s) URL, or an empty text when it is none."""
    if not isinstance(url, str) or any(char.isspace() for char in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _check_content(content: Any) -> None:
    _require(isinstance(content, dict), "content must be an object.")
    _require(content.get("type") in _CONTENT_TYPES, "content.type must be html or gdocs_url.")
    _require(_is_text(content.get("body")), "content.body is missing.")
    is_link = content["type"] == "gdocs_url"
    _require(not is_link or host_of(content["body"]) != "", "content.body is not a valid URL.")


def _optional(request: dict[str, Any], name: str, is_valid: Callable[[Any], bool]) -> None:
    value = request.get(name)
    _require(value is None or is_valid(value), f"{name} is malformed.")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _require(is_met: bool, message: str) -> None:
    if not is_met:
        raise ApiError("invalid_request", message)
