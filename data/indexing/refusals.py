"""Why a URL is not taken: a stable code, the stage that found it, one sentence for people."""

from __future__ import annotations

from data.errors import LinkboardError

PARSE = {
    "empty": "There is no URL.",
    "too_long": "The URL is longer than 2,048 characters.",
    "whitespace_or_control": "The URL holds a blank or an invisible character.",
    "backslash": "The URL holds a backslash, which programs read in different ways.",
    "no_scheme": "The URL does not begin with http:// or https://.",
    "scheme": "Only http and https can be a backlink.",
    "credentials": "The URL holds a user name or password.",
    "percent_in_host": "The host name is percent-encoded.",
    "malformed_authority": "The part between // and the path is malformed.",
    "no_host": "The URL names no host.",
    "bad_host": "The host is not a valid domain name.",
    "numeric_host": "The host is a number in disguise of an address.",
}
POLICY = {
    "port": "Only the ports 80, 443, 8080 and 8443 are asked.",
    "single_label_host": "The host has no domain.",
    "local_name": "The host is a name of a local network.",
    "non_public_ip": "The address does not belong to the open internet.",
    "ip_literal": "A bare address is not a backlink source.",
}


class RefusedUrl(LinkboardError):
    """A URL that is not taken. `code` and `stage` (`parse`, `policy`) are stable words.

    The message never repeats the URL: it may hold a password.
    """

    def __init__(self, code: str) -> None:
        super().__init__(PARSE.get(code) or POLICY[code])
        self.code = code
        self.stage = "parse" if code in PARSE else "policy"
