"""Mails by SMTP, for reports that go out by themselves."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from data.errors import LinkboardError, SettingsError
from data.settings import Smtp

_SECONDS = 30.0
_IMPLICIT_TLS_PORT = 465


class MailFailed(LinkboardError):
    """The mail server did not take a mail."""


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


def send(
    smtp: Smtp, to: Sequence[str], subject: str, text: str, attachments: Sequence[Attachment] = ()
) -> None:
    """Send one plain-text mail, over TLS wherever the server offers it; a password never without.

    Each address gets a mail of its own, so that nobody reads who else does. Raises SettingsError
    when no server is set, MailFailed when it refuses.
    """
    if not (smtp.host and smtp.from_):
        raise SettingsError("No mail can be sent: set SMTP__HOST and SMTP__FROM.")
    try:
        with _connected(smtp) as server:
            for address in to:
                server.send_message(_mail(smtp.from_, address, subject, text, attachments))
    except (smtplib.SMTPException, OSError) as error:
        kind = type(error).__name__
        raise MailFailed(
            f"The mail server {smtp.host} did not take the mail ({kind}). Check SMTP__HOST, "
            "SMTP__PORT, SMTP__USER and SMTP__PASSWORD."
        ) from None


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
