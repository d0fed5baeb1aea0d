"""Reports that go out by themselves, from the schedule to the mailbox of a real SMTP server."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from data import reports, runtime, schedules
from data.access import Scope
from data.reports import Filters
from data.schema import report_deliveries, report_schedules, sync_runs
from data.warehouse import Warehouse
from pages.client_report.sending import ReportSender
from tests.access import crowd
from tests.pages.driving import running_on
from tests.starting import free_port
from tests.test_mailing import Inbox

PASSWORD = "the-mailboxes-own-password"
# Mondays at 7:00 in Berlin: in winter, and on the day after the clocks went forward.
WINTER, SUMMER = datetime(2027, 3, 22, 6), datetime(2027, 3, 29, 5)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Box(Inbox):
    """Keeps what arrives; may refuse an address, or break off after so many mails."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = ""
        self.breaks_after = 1_000

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if len(self.mails) >= self.breaks_after:
            return "421 closing"
        return await super().handle_DATA(server, session, envelope)

    @property
    def reached(self) -> list[str]:
        return [address for addresses, _ in self.mails for address in addresses]


@dataclass
class Office:
    """The runtime's warehouse, and the server that its mails go to."""

    warehouse: Warehouse
    box: Box
    port: int

    @contextmanager
    def open(self) -> Iterator[Box]:
        """The server answers."""
        server = Controller(self.box, hostname="127.0.0.1", port=self.port)
        server.start()
        try:
            yield self.box
        finally:
            server.stop()

    def schedule(self, number: int, *recipients: str, zone: str = "Europe/Berlin") -> str:
        made = schedules.create(
            self.warehouse,
            client_id=crowd.client_id(number),
            cadence="weekly",
            zone=zone,
            recipients=recipients,
            created_by="manager",
        )
        return made.schedule_id

    def read(self, at: datetime) -> None:
        """The vendor was read at this time."""
        row = {"run_id": f"read-{at}", "source": "podcast", "status": "ok", "requests": 1}
        with self.warehouse.write() as connection:
            connection.execute(sa.insert(sync_runs), row | {"started_at": at, "finished_at": at})

    def error_of(self, schedule_id: str) -> str | None:
        listed = schedules.listed(self.warehouse, Scope.everything())
        (found,) = [one for one in listed if one.schedule_id == schedule_id]
        return found.last_error


@pytest.fixture
def office(crowd_file: Path, tmp_path: Path) -> Iterator[Office]:
    """No schedule runs yet."""
    copy = Path(shutil.copy(crowd_file, tmp_path / "crowd.duckdb"))
    port = free_port()
    smtp = {"HOST": "127.0.0.1", "PORT": str(port), "FROM": "reports@house.example"}
    with running_on(copy, **{f"SMTP__{name}": value for name, value in smtp.items()}) as warehouse:
        with warehouse.write(is_data=False) as connection:
            connection.execute(sa.delete(report_schedules))
        yield Office(warehouse, Box(), port)


def sender() -> ReportSender:
    """As a start of the app makes it."""
    return ReportSender(runtime.current())


def printed(mail: Any) -> str:
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(attached.get_content()))
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    said = mail.get_body().get_content() + mail["Subject"] + attached.get_filename()
    return f"{text}{said}".replace("\u200b", "")


def test_each_report_reaches_its_own_people_once(office: Office) -> None:
    office.schedule(1, "ann@one.example", "bob@one.example")
    office.schedule(2, "cid@two.example")
    stopped = office.schedule(3, "dan@three.example")
    schedules.stop(office.warehouse, stopped, Scope.everything())
    office.read(WINTER)
    with office.open() as box:
        assert sender().send_due(WINTER) == 2
        assert box.reached == ["ann@one.example", "bob@one.example", "cid@two.example"]
        for (address,), mail in box.mails:
            number = 2 if address == "cid@two.example" else 1
            assert mail["To"] == address and mail["Cc"] is None and mail["Bcc"] is None
            said = printed(mail)
            assert crowd.token(number) in said and not crowd.foreign(said, number)
        # A minute later, and after a restart.
        late = sender()
        assert late.send_due(WINTER + MINUTE) == sender().send_due(WINTER + HOUR) == 0
        assert len(box.mails) == 3


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Europe/Berlin", SUMMER),
        ("America/New_York", datetime(2027, 3, 15, 11)),  # the clocks went forward on the 14th
        ("Asia/Kathmandu", datetime(2027, 3, 22, 1, 15)),
    ],
)
def test_a_report_goes_out_at_seven_where_the_client_is(
    office: Office, zone: str, due: datetime
) -> None:
    office.schedule(1, "ann@one.example", zone=zone)
    office.read(due - 7 * HOUR)
    with office.open() as box:
        # What was missed before is made up for, once.
        assert sender().send_due(due - timedelta(days=3)) == 1
        assert sender().send_due(due - MINUTE) == 0
        assert sender().send_due(due) == 1
        assert len(box.mails) == 2


def test_a_report_waits_for_the_last_day_to_be_read_but_not_for_ever(office: Office) -> None:
    office.schedule(1, "ann@one.example", zone="UTC")
    office.read(datetime(2027, 3, 21, 23, 59))
    monday = datetime(2027, 3, 22, 7)
    with office.open() as box:
        assert sender().send_due(monday) == 0 and not box.mails
        assert sender().send_due(monday + 18 * HOUR) == 1


def test_a_server_that_is_down_is_said_and_tried_again_after_an_hour(office: Office) -> None:
    failing, other = office.schedule(1, "ann@one.example"), office.schedule(2, "cid@two.example")
    office.read(WINTER)
    working = sender()
    assert working.send_due(WINTER) == 0
    for schedule in (failing, other):
        said = office.error_of(schedule) or ""
        assert "did not take the mail" in said and "ann@" not in said
    with office.open() as box:
        assert working.send_due(WINTER + 59 * MINUTE) == 0 and not box.mails
        assert working.send_due(WINTER + HOUR) == 2
        assert sorted(box.reached) == ["ann@one.example", "cid@two.example"]
    assert office.error_of(failing) is None


def test_one_dead_address_keeps_no_other_from_its_mail_and_brings_none_twice(
    office: Office,
) -> None:
    schedule = office.schedule(1, "ann@one.example", "gone@one.example", "bob@one.example")
    office.read(WINTER)
    with office.open() as box:
        box.refused = "gone@one.example"
        assert sender().send_due(WINTER) == 1
        assert sender().send_due(WINTER + HOUR) == 0
        assert box.reached == ["ann@one.example", "bob@one.example"]
    assert "gone@one.example" in (office.error_of(schedule) or "")


def test_who_was_reached_before_the_server_broke_off_gets_no_second_mail(office: Office) -> None:
    office.schedule(1, "ann@one.example", "bob@one.example")
    office.read(WINTER)
    working = sender()
    with office.open() as box:
        box.breaks_after = 1
        assert working.send_due(WINTER) == 0
        box.breaks_after = 1_000
        assert working.send_due(WINTER + HOUR) == 1
        assert box.reached == ["ann@one.example", "bob@one.example"]


def test_after_a_start_the_rest_get_their_mail_and_nobody_a_second(office: Office) -> None:
    office.schedule(1, "ann@one.example", "bob@one.example", "cid@one.example")
    office.read(WINTER)
    with office.open() as box:
        box.breaks_after = 2
        assert sender().send_due(WINTER) == 0
        box.breaks_after = 1_000
        assert sender().send_due(WINTER + MINUTE) == 1
        assert box.reached == ["ann@one.example", "bob@one.example", "cid@one.example"]
        office.read(WINTER + timedelta(days=7))
        assert sender().send_due(WINTER + timedelta(days=7)) == 1
        assert len(box.reached) == 6


def test_a_mail_that_was_taken_but_not_noted_comes_again_as_the_same_mail(office: Office) -> None:
    """What a kill leaves between the server's answer and our note."""
    office.schedule(1, "ann@one.example", "bob@one.example")
    office.read(WINTER)
    with office.open() as box:
        box.breaks_after = 1
        sender().send_due(WINTER)
        with office.warehouse.write(is_data=False) as connection:
            connection.execute(sa.delete(report_deliveries))
        box.breaks_after = 1_000
        assert sender().send_due(WINTER + MINUTE) == 1
        assert box.reached == ["ann@one.example", "ann@one.example", "bob@one.example"]
        first, again, other = [mail["Message-ID"] for _, mail in box.mails]
        assert first == again != other


def test_what_was_mailed_stands_in_the_audit(office: Office) -> None:
    schedule = office.schedule(1, "ann@one.example")
    office.read(WINTER)
    with office.open():
        sender().send_due(WINTER)
    lines = reports.run(office.warehouse, "downloads", Filters(), Scope.everything())
    (line,) = lines[lines["name"] == "client_report"].itertuples()
    assert schedule in line.identity and crowd.client_id(1) in line.filters
    assert "ann@one.example" not in f"{line}"
