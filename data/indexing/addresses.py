"""From a host name to addresses that may be asked (stage `resolve` of the fetch guard).

A name is resolved once, and the connection goes to one of the addresses that were looked at: a
second look-up could give another answer.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence

from data import hosts
from data.hosts import Address
from data.indexing.refusals import FetchFailed, RefusedUrl

Resolve = Callable[[str, float], Sequence[Address]]
"""The addresses of a name, within so many seconds; none if there is no such name."""

_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


def public_addresses(host: str, seconds: float, resolve: Resolve) -> tuple[Address, ...]:
    """The addresses of a name of the open internet.

    Raises RefusedUrl: `nxdomain` without any, `non_public_ip` if one of them is not public.
    """
    found = tuple(resolve(host, seconds))
    if not found:
        raise RefusedUrl("nxdomain", "resolve")
    if not all(map(hosts.is_public, found)):
        raise RefusedUrl("non_public_ip", "resolve")
    return found


def system_resolver(host: str, seconds: float) -> list[Address]:
    """Ask the system's resolver, which knows no time-out of its own: so in a thread.

    Raises FetchFailed: `timeout`, or `fetch_error` when the resolver itself is in trouble.
    """
    answers: list[list[Address] | int | None] = []
    thread = threading.Thread(target=lambda: answers.append(_look_up(host)), daemon=True)
    thread.start()
    thread.join(seconds)
    if not answers:
        raise FetchFailed("timeout")
    if isinstance(answers[0], list):
        return answers[0]
    if answers[0] in _NO_SUCH_NAME:
        return []
    raise FetchFailed("fetch_error")


def _look_up(host: str) -> list[Address] | int | None:
    """The addresses, or the number of the resolver's error."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return error.errno
    except (OSError, UnicodeError):
        return None
    # The scope of a link-local IPv6 address (fe80::1%eth0) is part of what ipaddress reads.
    return [ipaddress.ip_address(address[0]) for *_, address in found]
