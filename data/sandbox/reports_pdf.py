"""The PDF behind ``pdf_url``: one page, the figures of the JSON report."""

from datetime import UTC, datetime

from data.sandbox import views
from data.sandbox.orders import Order


def render(order: Order, now: datetime) -> bytes:
    """A delivered order's report as PDF, the same bytes for the same order and moment."""
    from fpdf import FPDF  # half a second of import that a start of the demo does without

    report = views.report(order, now, reports_url="")
    pdf = FPDF()
    pdf.set_creation_date((order.ended_at or now).replace(tzinfo=UTC))
    pdf.set_title(f"Report {order.order_id}")
    pdf.add_page()
    pdf.set_font("Helvetica", style="B", size=16)
    pdf.cell(text=f"Placement report {order.order_id}", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=10)
    for name, value in report["summary"].items():
        pdf.cell(text=f"{name.replace('_', ' ')}: {value}", new_x="LMARGIN", new_y="NEXT")
    with pdf.table(col_widths=(16, 64, 20)) as table:
        table.row(("Platform", "Page", "Indexed at (UTC)"))
        for placement in report["placements"]:
            table.row([str(value) if value else "-" for value in placement.values()])
    return bytes(pdf.output())
