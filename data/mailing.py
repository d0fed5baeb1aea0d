"""Mails by SMTP, for reports that go out by themselves."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from data.errors import LinkboardError, SettingsError
from data.settings import Smtp

_SECONDS = 30.0
_IMPLICIT_TLS_PORT = 465
_TAKEN, _REFUSED, _LATER = "taken", "refused", "later"
_FOR_GOOD = 500  # SMTP: 4xx may pass by itself, 5xx will not


class MailFailed(LinkboardError):
    """The mail server did not take a mail; `reached` are the addresses that it did take it for."""

    def __init__(self, message: str, reached: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.reached = tuple(reached)


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


def send(
    smtp: Smtp, to: Sequence[str], subject: str, text: str, attachments: Sequence[Attachment] = ()
) -> list[str]:
    """Send one plain-text mail, over TLS wherever the server offers it; a password never without.

    Each address gets a mail of its own, so that nobody reads who else does. Returns the addresses
    that the server refused for good. Raises SettingsError when no server is set, MailFailed when
    some can be tried again or none was taken.
    """
    if not (smtp.host and smtp.from_):
        raise SettingsError("No mail can be sent: set SMTP__HOST and SMTP__FROM.")
    fates: dict[str, str] = {}
    try:
        with _connected(smtp) as server:
            for address in to:
                mail = _mail(smtp.from_, address, subject, text, attachments)
                fates[address] = _fate(server, mail)
    except (smtplib.SMTPException, OSError) as error:
        raise _failed(smtp, type(error).__name__, fates) from None
    if _LATER in fates.values() or _TAKEN not in fates.values():
        raise _failed(smtp, "refused", fates)
    return _with(_REFUSED, fates)


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


def _failed(smtp: Smtp, kind: str, fates: Mapping[str, str]) -> MailFailed:
    return MailFailed(
        f"The mail server {smtp.host} did not take the mail ({kind}). Check SMTP__HOST, "
        "SMTP__PORT, SMTP__USER and SMTP__PASSWORD.",
        _with(_TAKEN, fates),
    )


def _with(fate: str, fates: Mapping[str, str]) -> list[str]:
    return [address for address, its in fates.items() if its == fate]


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


def _mail(
    sender: str, to: str, subject: str, text: str, attachments: Sequence[Attachment]
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = " ".join(subject.split())  # a line break would begin another header
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    for attachment in attachments:
        main, _, sub = attachment.media_type.partition("/")
        mail.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    return mail
