"""Mails by SMTP, for reports that go out by themselves."""

from __future__ import annotations

import re
import smtplib
import ssl
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from data.errors import LinkboardError, SettingsError
from data.settings import Smtp

_SECONDS = 30.0
_IMPLICIT_TLS_PORT = 465
_TAKEN, _REFUSED, _LATER = "taken", "refused", "later"
_FOR_GOOD = 500  # SMTP: 4xx may pass by itself, 5xx will not
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_MOST_IN_SUBJECT = 200


class MailFailed(LinkboardError):
    """The mail server did not take a mail that may be tried again."""


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A plain text to several people. `reference` says which letter it is: when the same one goes
    to the same address again, it has the same Message-ID, by which a mailbox can drop it."""

    reference: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()


def send(
    smtp: Smtp,
    letter: Letter,
    to: Sequence[str],
    *,
    reached: Collection[str] = (),
    note: Callable[[str], None] = lambda address: None,
) -> list[str]:
    """Send a letter, over TLS wherever the server offers it; a password never without.

    Each address gets a mail of its own, so that nobody reads who else does; those in `reached` have
    theirs and are passed over. `note` is told of each address as soon as the server took its mail:
    what it raises ends the sending. Returns the addresses that the server refused for good. Raises
    SettingsError when no server is set, MailFailed when some can be tried again or none was taken.
    """
    if not (smtp.host and smtp.from_):
        raise SettingsError("No mail can be sent: set SMTP__HOST and SMTP__FROM.")
    waiting = [address for address in to if address not in reached]
    fates = dict.fromkeys(reached, _TAKEN)
    try:
        with _connected(smtp) as server:
            for address in waiting:
                fates[address] = _fate(server, _mail(smtp.from_, address, letter))
                if fates[address] == _TAKEN:
                    note(address)
    except (smtplib.SMTPException, OSError) as error:
        raise _failed(smtp, type(error).__name__) from None
    if _LATER in fates.values() or _TAKEN not in fates.values():
        raise _failed(smtp, "refused")
    return [address for address, fate in fates.items() if fate == _REFUSED]


def _fate(server: smtplib.SMTP, mail: EmailMessage) -> str:
    """One address that cannot be reached must not keep the others from their mail."""
    try:
        server.send_message(mail)
        return _TAKEN
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
    except smtplib.SMTPDataError as error:
        codes = [error.smtp_code]
    except smtplib.SMTPNotSupportedError:
        return _REFUSED  # an address beyond ASCII, and a server that knows ASCII only
    return _REFUSED if min(codes) >= _FOR_GOOD else _LATER


def _failed(smtp: Smtp, kind: str) -> MailFailed:
    return MailFailed(
        f"The mail server {smtp.host} did not take the mail ({kind}). Check SMTP__HOST, "
        "SMTP__PORT, SMTP__USER and SMTP__PASSWORD."
    )


def _connected(smtp: Smtp) -> smtplib.SMTP:
    assert smtp.host is not None
    context = ssl.create_default_context()
    if smtp.port == _IMPLICIT_TLS_PORT:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=_SECONDS)
    try:
        _greet(server, smtp, context)
    except BaseException:
        server.close()
        raise
    return server


def _greet(server: smtplib.SMTP, smtp: Smtp, context: ssl.SSLContext) -> None:
    server.ehlo()
    is_private = isinstance(server, smtplib.SMTP_SSL)
    if not is_private and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
        is_private = True
    if smtp.user and smtp.password:
        if not is_private:
            raise smtplib.SMTPNotSupportedError("a password is not sent without TLS")
        server.login(smtp.user, smtp.password.get_secret_value())


def _mail(sender: str, to: str, letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = _heading(letter.subject)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = _message_id(sender, to, letter.reference)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_CONTROLS.sub("", letter.text))
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        mail.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    return mail


def _heading(text: str) -> str:
    """One line of what can be printed: a line break would begin another header, and signs that
    turn the direction of reading could show another name. Python decodes what looks like an encoded
    word, so that =?utf-8?q?=0ABcc:…?= would be a line break as well."""
    printed = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printed.replace("=?", "= ?").split())[:_MOST_IN_SUBJECT]


def _message_id(sender: str, to: str, reference: str) -> str:
    domain = parseaddr(sender)[1].rpartition("@")[2]
    place = domain if domain and domain.isascii() else "linkboard.invalid"
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{reference} {to}')}@{place}>"
