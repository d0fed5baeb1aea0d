"""How reports look: name, colour and logo are entered here and seen as they will stand on top."""

from __future__ import annotations

from html import escape

import streamlit as st

from data import brands, logos
from data.access import Viewer
from data.brands import HOUSE, Brand
from data.errors import LinkboardError
from data.runtime import current
from pages.components import access, plain

_TYPES = ["png", "jpg", "jpeg", "svg"]


def editor(client_id: str, client: str) -> None:
    """For one client's reports, or for all that have no look of their own (`HOUSE`).

    To be offered only to those who may send reports of this client.
    """
    brand = brands.of_client(current().warehouse, client_id)
    _preview(brand, client)
    with st.form(f"brand_{client_id}", border=False):
        name = st.text_input("Name of the sender", brand.name, max_chars=brands.MOST_LETTERS)
        colour = st.color_picker("Colour", brand.colour)
        upload = st.file_uploader(
            "Logo",
            type=_TYPES,
            max_upload_size=1,
            help=f"PNG, JPEG or SVG of shapes, up to {logos.MOST_BYTES // 1000} kB.",
        )
        if st.form_submit_button("Save the look"):
            logo = upload.getvalue() if upload else None
            _save(client_id, name, colour, logo)

    def may(viewer: Viewer) -> bool:
        clients = viewer.scope.clients
        return viewer.sends_reports and (clients is None or client_id in clients)

    with st.container(horizontal=True):
        warehouse = current().warehouse
        if brand.logo is not None and brands.has_own(warehouse, client_id):
            st.button(
                "Remove the logo",
                key=f"unlogo_{client_id}",
                on_click=access.callback(brands.remove_logo, may),
                args=(warehouse, client_id),
            )
        if brands.has_own(warehouse, client_id):
            st.button(
                "Back to Linkboard's look" if client_id == HOUSE else "Back to the look of all",
                key=f"unbrand_{client_id}",
                on_click=access.callback(brands.forget, may),
                args=(warehouse, client_id),
            )


def _save(client_id: str, name: str, colour: str, logo: bytes | None) -> None:
    try:
        brands.save(current().warehouse, client_id, name=name, colour=colour, logo=logo)
    except LinkboardError as error:
        st.error(plain.markdown(error.message))
        return
    st.rerun()


def _preview(brand: Brand, client: str) -> None:
    """The head of a report, on paper as it is printed."""
    sender = (
        f'<img src="{brand.logo_url}" alt="" style="max-height:40px;max-width:45%">'
        if brand.logo_url
        else f"<b>{escape(brand.name)}</b>"
    )
    st.html(
        '<div style="background:#fff;color:#101828;border:1px solid #DDE2EA;border-radius:8px;'
        'padding:14px 16px"><div style="display:flex;justify-content:space-between;gap:16px;'
        f'align-items:center;padding-bottom:8px;border-bottom:3px solid {escape(brand.colour)}">'
        f'<b style="font-size:1.2rem">{escape(client)}</b>{sender}</div></div>'
    )
