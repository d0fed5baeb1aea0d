"""Mails, against a real SMTP server on this machine."""

from __future__ import annotations

import email
import re
import socket
from collections.abc import Iterator
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from data import mailing
from data.errors import SettingsError, WarehouseError
from data.mailing import Attachment, Letter, MailFailed
from data.settings import Smtp

WEEK = Letter("plan-1 2026-11-15", "Week", "text")


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
    letter = Letter("plan-1", "Week", "Grüße", (pdf,))
    mailing.send(smtp, letter, ["a@example.com", "b@example.com"])
    assert [to for to, _ in kept.mails] == [["a@example.com"], ["b@example.com"]]
    _, mail = kept.mails[0]
    assert mail["To"] == "a@example.com" and mail["From"] == "reports@example.com"
    assert mail.get_body().get_content().strip() == "Grüße"
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("report.pdf", b"%PDF-1")


def test_a_refused_address_keeps_the_mail_from_nobody_else(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox
    to = ["a@example.com", "gone@example.com", "b@example.com"]
    assert mailing.send(smtp, WEEK, to) == ["gone@example.com"]
    assert [to for to, _ in kept.mails] == [["a@example.com"], ["b@example.com"]]
    with pytest.raises(MailFailed):
        mailing.send(smtp, WEEK, ["gone@example.com"])


def test_who_is_to_be_tried_again_is_told_from_who_was_reached(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox
    reached: list[str] = []
    to = ["later@example.com", "a@example.com", "gone@example.com"]
    with pytest.raises(MailFailed):
        mailing.send(smtp, WEEK, to, note=reached.append)
    assert reached == ["a@example.com"]
    again = [*to[1:], "b@example.com"]
    refused = mailing.send(smtp, WEEK, again, reached=reached, note=reached.append)
    assert refused == ["gone@example.com"]
    assert [to for to, _ in kept.mails] == [["a@example.com"], ["b@example.com"]]
    assert mailing.send(smtp, WEEK, ["a@example.com"], reached=reached) == []
    assert len(kept.mails) == 2


def test_sending_ends_when_what_was_taken_cannot_be_noted(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox

    def note(address: str) -> None:
        raise WarehouseError("The disk is full.")

    with pytest.raises(WarehouseError):
        mailing.send(smtp, WEEK, ["a@example.com", "b@example.com"], note=note)
    assert [to for to, _ in kept.mails] == [["a@example.com"]]


def test_a_repeat_has_the_message_id_of_the_first_and_nothing_else_has(
    inbox: tuple[Inbox, Smtp],
) -> None:
    kept, smtp = inbox
    next_week = Letter("plan-1 2026-11-22", WEEK.subject, WEEK.text)
    for letter in (WEEK, WEEK, next_week):
        mailing.send(smtp, letter, ["a@example.com", "b@example.com"])
    first, second, *others = [mail["Message-ID"] for _, mail in kept.mails]
    assert others[:2] == [first, second] and len({first, second, *others[2:]}) == 4
    assert first.endswith("@example.com>")
    assert all(mail["Date"].datetime.tzinfo for _, mail in kept.mails)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Acme\r\nBcc: evil@example.com", "Acme Bcc: evil@example.com"),
        ("Acme\n\n<script>1</script>", "Acme <script>1</script>"),
        ("a\x00b\x1b[31mc\x7fd\u2028e\x85f", "a b [31mc d e f"),
        ("\u202egnp.exe\u202c\u2066x", "gnp.exe x"),
        ("=?utf-8?q?=0D=0ABcc:_e=40example.com?=", "= ?utf-8?q?=0D=0ABcc:_e=40example.com?="),
        ("==??utf-8?b?DQpCY2M6?=", "== ??utf-8?b?DQpCY2M6?="),
        ("שלום Ж 日本 café", "שלום Ж 日本 café"),
        ("x" * 6_000, "x" * 200),
    ],
)
def test_a_subject_is_one_line_and_makes_no_second_header(
    inbox: tuple[Inbox, Smtp], name: str, shown: str
) -> None:
    kept, smtp = inbox
    mailing.send(smtp, Letter("plan-1", name, f"{name}\n"), ["a@example.com"])
    (to, mail), *rest = kept.mails
    assert to == ["a@example.com"] and not rest
    assert mail.keys() == [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip
    assert mail["Subject"] == shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", mail.get_content().replace("\r\n", "\n"))


def test_a_password_is_not_sent_without_tls(inbox: tuple[Inbox, Smtp]) -> None:
    kept, smtp = inbox
    open_server = smtp.model_copy(update={"user": "u", "password": _secret("never-in-the-clear")})
    with pytest.raises(MailFailed) as failed:
        mailing.send(open_server, WEEK, ["a@example.com"])
    assert "never-in-the-clear" not in failed.value.message and not kept.mails


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    nowhere = Smtp(**{"host": "127.0.0.1", "port": 1, "from": "reports@example.com"})
    with pytest.raises(MailFailed, match="did not take the mail"):
        mailing.send(nowhere, WEEK, ["a@example.com"])


def test_without_a_server_nothing_can_be_sent() -> None:
    with pytest.raises(SettingsError, match="SMTP__HOST"):
        mailing.send(Smtp(), WEEK, ["a@example.com"])


def _secret(text: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(text)
