"""Scheduled reports: a thread that looks once a minute for what is due, and mails it."""

from __future__ import annotations

import logging
import threading
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from data import mailing, reports, schedules
from data.access import Scope
from data.errors import LinkboardError
from data.exports import audit
from data.http import SYSTEM_CLOCK
from data.mailing import Attachment, Letter
from data.runtime import Runtime
from data.schedules import Schedule
from pages.client_report import contents, pdf

_LOOK_EVERY = 60.0  # seconds
_RETRY_AFTER = timedelta(hours=1)
# A report is held back while its last day has not been read to the end; after this it says so.
_PATIENCE = timedelta(hours=24)

log = logging.getLogger(__name__)


class ReportSender:
    """Sends what is due until it is stopped. One failing report keeps no other back."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._retry_at: dict[str, datetime] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="report-sender", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopped.wait(_LOOK_EVERY):
            try:
                self.send_due(SYSTEM_CLOCK.now())
            except LinkboardError as error:
                log.warning("Scheduled reports wait: %s", error.message)
            except Exception:
                # what cannot be read or noted now may be in a minute: the thread must outlive it
                log.exception("Scheduled reports wait")

    def send_due(self, now: datetime) -> int:
        """Mail every report that is due at `now` (naive UTC); returns how many went out."""
        sent = 0
        for schedule in schedules.listed(self._runtime.warehouse, Scope.everything()):
            period = schedule.due(now)
            if period is None or now < self._retry_at.get(schedule.schedule_id, now):
                continue
            if self._is_read(schedule, period[1], now):
                sent += self._send(schedule, period, now)
        return sent

    def _is_read(self, schedule: Schedule, end: date, now: datetime) -> bool:
        """Whether the orders have been read after the period's last moment, or long enough ago."""
        after = datetime.combine(end + timedelta(days=1), datetime.min.time())
        ended = after.replace(tzinfo=ZoneInfo(schedule.zone)).astimezone(ZoneInfo("UTC"))
        as_of = reports.as_of(self._runtime.warehouse, "podcast")
        is_late = now >= ended.replace(tzinfo=None) + _PATIENCE
        return is_late or (as_of is not None and as_of >= ended.replace(tzinfo=None))

    def _send(self, schedule: Schedule, period: tuple[date, date], now: datetime) -> bool:
        try:
            refused = self._mail(schedule, period)
        except LinkboardError as error:
            self._put_off(schedule, now, error.message)
            return False
        except Exception:
            # a fault of ours in one report keeps no other back, nor ends the thread
            log.exception("A scheduled report could not be made")
            self._put_off(schedule, now, "The report could not be made; the log says why.")
            return False
        message = f"The mail server refused {', '.join(refused)}." if refused else None
        schedules.note_sent(
            self._runtime.warehouse, schedule.schedule_id, period[1], message=message
        )
        return True

    def _put_off(self, schedule: Schedule, now: datetime, message: str) -> None:
        self._retry_at[schedule.schedule_id] = now + _RETRY_AFTER
        schedules.note_failure(self._runtime.warehouse, schedule.schedule_id, message)
        log.warning("A scheduled report was not sent: %s", message)

    def _mail(self, schedule: Schedule, period: tuple[date, date]) -> list[str]:
        """Noted like any download before it goes out; returns the addresses that were refused."""
        warehouse = self._runtime.warehouse
        report = contents.collect(warehouse, schedule.client_id, *period, schedule.zone)
        document = pdf.render(report)
        audit.whole(warehouse, pdf.about(report), "pdf", document, f"mail {schedule.schedule_id}")
        letter = Letter(
            f"{schedule.schedule_id} {period[1]}",
            f"{report.client}: {report.period}",
            f"{report.headline}\n\nThe report is attached. Data as of {report.as_of} "
            f"({report.zone}).\n\n{report.brand.name}\n",
            (Attachment(pdf.file_name(report), "application/pdf", document),),
        )
        key = (warehouse, schedule.schedule_id, period[1])
        return mailing.send(
            self._runtime.settings.smtp,
            letter,
            schedule.recipients,
            reached=schedules.reached(*key),
            note=partial(schedules.note_reached, *key),
        )
