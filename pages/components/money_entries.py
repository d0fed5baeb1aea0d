"""What only the user knows, entered as a table or as a file, or as a number of days."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import entries
from data.access import ANALYST
from data.entries import Row
from data.errors import AccessDenied, EntriesRefused
from data.runtime import current
from pages.components import access, formats, money_forms, panels, plain
from pages.components.filters import View
from pages.components.money_forms import Assumption, Form

_MOST_SENTENCES = 8


def draw(view: View) -> None:
    with panels.panel(
        "What only you know",
        "No vendor tells these. They are kept in your warehouse and are part of every backup",
    ):
        if access.viewer().role == ANALYST:
            st.caption("Administrators and managers enter these.")
            return
        forms = {
            "Prices": money_forms.prices(),
            "Page values": money_forms.page_values(view),
            "Costs of single orders": money_forms.order_costs(),
            "Outreach": money_forms.outreach_spend(),
        }
        parts = st.tabs([*forms, "Waiting"])
        for part, form in zip(parts, forms.values(), strict=False):
            with part:
                _sheet(form)
        with parts[-1]:
            for assumed in money_forms.WAITING:
                _number(assumed)


def _sheet(form: Form) -> None:
    """The table with its "Save", and a file whose rows are added."""
    st.caption(form.words)
    edited = st.data_editor(
        _begun(form),
        num_rows="dynamic",
        hide_index=True,
        column_config=form.columns,
        column_order=list(form.sheet.columns),
        key=f"{form.key}_{_round(form)}",
        height=300,
        placeholder=formats.NONE,
    )
    if st.button("Save", key=f"{form.key}_save", icon=":material/save:"):
        _store(form, lambda: _replaced(form, edited))
    columns = ", ".join(form.sheet.columns)
    file = st.file_uploader(
        f"Or add the rows of a CSV file; its first line names the columns {columns}",
        type="csv",
        max_upload_size=2,
        key=f"{form.key}_file_{_round(form)}",
    )
    if file is not None and st.button("Add these rows", key=f"{form.key}_add"):
        content = file.getvalue()
        _store(form, lambda: _merged(form, content))
    _told(form.key)


def _begun(form: Form) -> pd.DataFrame:
    """The rows as they stood at the first edit: edits are kept by position, so the table must not
    move under them."""
    state, key = st.session_state, f"{form.key}_begun"
    if key not in state or not _has_edits(form):
        stored = entries.current(current().warehouse, form.sheet)
        state[key] = stored, form.suggested(stored)
    stored, suggested = state[key]
    frame = pd.DataFrame([*stored, *suggested], columns=list(form.sheet.columns))
    amounts = {name: frame[name].astype("float64") for name in form.sheet.amounts}
    days = {name: pd.to_datetime(frame[name]) for name in form.sheet.days}
    texts = {name: frame[name].astype("string") for name in (*form.sheet.texts, "currency")}
    return frame.assign(**texts, **days, **amounts)


def _has_edits(form: Form) -> bool:
    edits = st.session_state.get(f"{form.key}_{_round(form)}") or {}
    return any(edits.values())


def _round(form: Form) -> int:
    return int(st.session_state.get(f"{form.key}_round", 0))


def _anew(form: Form) -> None:
    """Forget the edits: the table begins with what is stored now."""
    st.session_state[f"{form.key}_round"] = _round(form) + 1
    st.session_state.pop(f"{form.key}_begun", None)


def _replaced(form: Form, edited: pd.DataFrame) -> int:
    """Store what stands in the table, unless somebody else changed it meanwhile."""
    warehouse = current().warehouse
    stored, _ = st.session_state[f"{form.key}_begun"]
    if entries.current(warehouse, form.sheet) != stored:
        _anew(form)
        raise EntriesRefused(["Somebody changed this table meanwhile; it is shown anew."])
    return entries.replace(warehouse, form.sheet, _filled(form, edited))


def _filled(form: Form, edited: pd.DataFrame) -> list[Row]:
    """The rows of the table without the suggestions that nobody filled in."""
    _, suggested = st.session_state[f"{form.key}_begun"]
    untouched = {tuple(row.get(name) for name in form.sheet.texts) for row in suggested}
    rows: list[Row] = edited.astype(object).where(edited.notna(), None).to_dict("records")
    return [
        row
        for row in rows
        if any(row[name] is not None for name in form.sheet.amounts)
        or tuple(row[name] for name in form.sheet.texts) not in untouched
    ]


def _merged(form: Form, content: bytes) -> int:
    rows = entries.from_csv(form.sheet, content)
    return entries.merge(current().warehouse, form.sheet, rows)


def _store(form: Form, write: Callable[[], int]) -> None:
    _require_keeper()
    try:
        number = write()
    except EntriesRefused as refused:
        _say(form.key, refused.sentences)
    else:
        _anew(form)
        _say(form.key, [], f"{formats.noun(number, 'row')} stored.")
    st.rerun()


def _require_keeper() -> None:
    viewer = access.viewer()
    if not viewer.is_staff or viewer.role == ANALYST:
        raise AccessDenied("Only administrators and managers of all clients may enter these.")


def _say(key: str, refusals: list[str], success: str = "") -> None:
    st.session_state[f"{key}_told"] = refusals, success


def _told(key: str) -> None:
    """What became of the last "Save": once."""
    refusals, success = st.session_state.pop(f"{key}_told", ([], ""))
    if success:
        st.success(success, icon=":material/check_circle:")
    if refusals:
        more = len(refusals) - _MOST_SENTENCES
        lines = [plain.markdown(sentence) for sentence in refusals[:_MOST_SENTENCES]]
        lines += [f"And {formats.noun(more, 'more row')} like these."] if more > 0 else []
        st.error("\n".join(["Nothing was stored.", *(f"- {line}" for line in lines)]))


def _number(assumed: Assumption) -> None:
    """A number of days that may be left open."""
    st.caption(assumed.words)
    warehouse = current().warehouse
    with st.form(assumed.key, border=False):
        days = st.number_input(
            assumed.label,
            min_value=0.0,
            max_value=3650.0,
            value=entries.assumption(warehouse, assumed.name),
            placeholder=assumed.when_empty,
            width=200,
        )
        is_sent = st.form_submit_button("Save", icon=":material/save:")
    if is_sent:
        _require_keeper()
        try:
            entries.assume(warehouse, assumed.name, days)
        except EntriesRefused as refused:
            _say(assumed.key, refused.sentences)
        else:
            _say(assumed.key, [], "Stored." if days else "Forgotten.")
        st.rerun()
    _told(assumed.key)
