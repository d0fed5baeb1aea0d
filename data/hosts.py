"""What a host name or an address is: public, local, or an address in disguise.

Pure rules without network, shared by the readers of vendors' rows (is this a link one may click?)
and by the fetch guard (is this a host one may ask?). Rules: contracts of indexing, section 9.
"""

from __future__ import annotations

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LOCAL_SUFFIXES = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "test",
    "invalid",
    "onion",
)
LOCAL_ENDINGS = frozenset(suffix.rpartition(".")[2] for suffix in LOCAL_SUFFIXES)

# is_global of Python 3.11 says yes to most of these: the list is not a repetition of it.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
        "ff00::/8",
    )
)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)


def address_of(host: str) -> Address | None:
    """The address that a host literally is, in its one standard notation, else None."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_numeric(host: str) -> bool:
    """True for hosts a resolver may turn into an address: 2130706433, 0x7f.1, 127.1, 0177.0.0.1."""
    return _NUMERIC_LABEL.fullmatch(host.rpartition(".")[2]) is not None


def is_public(address: Address) -> bool:
    """True for an address of the open internet; an IPv4-mapped one is unwrapped first."""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    if not address.is_global or address.is_multicast:
        return False
    return not any(address in network for network in _NOT_PUBLIC)


def is_local_name(host: str) -> bool:
    """True for names that only a local network, or nobody, answers to."""
    return host in LOCAL_SUFFIXES or host.endswith(tuple(f".{name}" for name in LOCAL_SUFFIXES))
