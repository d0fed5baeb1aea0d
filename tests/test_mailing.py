"""Mails, against a real SMTP server on this machine."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from data import mailing
from data.errors import SettingsError
from data.mailing import Attachment, MailFailed
from data.settings import Smtp


class Inbox(Sink):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[tuple[list[str], Any]] = []

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("gone@"):
            return "550 nobody here"
        if address.startswith("later@"):
            return "450 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = email.message_from_bytes(envelope.content, policy=default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 kept"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, Smtp]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = Inbox()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, Smtp(**{"host": "127.0.0.1", "port": port, "from": "reports@example.com"})
    server.stop()


def test_each_address_gets_a_mail_of_its_own(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox
    pdf = Attachment("report.pdf", "application/pdf", b"%PDF-1")
    mailing.send(smtp, ["a@example.com", "b@example.com"], "Week", "Grüße", [pdf])
    assert [to for to, _ in kept.mails] == [["a@example.com"], ["b@example.com"]]
    _, mail = kept.mails[0]
    assert mail["To"] == "a@example.com" and mail["From"] == "reports@example.com"
    assert mail.get_body().get_content().strip() == "Grüße"
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("report.pdf", b"%PDF-1")


def test_a_refused_address_keeps_the_mail_from_nobody_else(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox
    to = ["a@example.com", "gone@example.com", "b@example.com"]
    assert mailing.send(smtp, to, "Week", "text") == ["gone@example.com"]
    assert [to for to, _ in kept.mails] == [["a@example.com"], ["b@example.com"]]
    with pytest.raises(MailFailed):
        mailing.send(smtp, ["gone@example.com"], "Week", "text")


def test_who_is_to_be_tried_again_is_told_from_who_was_reached(inbox: tuple[Inbox, Smtp]) -> None:
    _, smtp = inbox
    with pytest.raises(MailFailed) as failed:
        mailing.send(smtp, ["later@example.com", "a@example.com"], "Week", "text")
    assert failed.value.reached == ("a@example.com",)


def test_a_name_with_line_breaks_makes_no_second_header(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox
    mailing.send(smtp, ["a@example.com"], "Acme\r\nBcc: evil@example.com", "text")
    (to, mail), *rest = kept.mails
    assert to == ["a@example.com"] and not rest and mail["Bcc"] is None


def test_a_password_is_not_sent_without_tls(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox
    open_server = smtp.model_copy(update={"user": "u", "password": _secret("never-in-the-clear")})
    with pytest.raises(MailFailed) as failed:
        mailing.send(open_server, ["a@example.com"], "Week", "text")
    assert "never-in-the-clear" not in failed.value.message and not kept.mails


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    nowhere = Smtp(**{"host": "127.0.0.1", "port": 1, "from": "reports@example.com"})
    with pytest.raises(MailFailed, match="did not take the mail"):
        mailing.send(nowhere, ["a@example.com"], "Week", "text")


def test_without_a_server_nothing_can_be_sent() -> None:
    with pytest.raises(SettingsError, match="SMTP__HOST"):
        mailing.send(Smtp(), ["a@example.com"], "Week", "text")


def _secret(text: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(text)
