"""Lists as people have them: every row is taken or set aside with its reason."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.access import Scope
from data.indexing import collecting, list_store, lists
from data.indexing.list_store import UnknownList
from data.indexing.lists import MAX_ROWS, ListRefused, ReadList, read, read_text
from tests.fresh import fresh

A, B = "https://a.example.com/1", "https://b.example.com/2"


def taken(found: ReadList) -> list[str]:
    return [e.canonical for e in found.entries if e.canonical and e.duplicate_of is None]


@pytest.mark.parametrize(
    "text",
    [
        f"{A}\n{B}\n",
        f"url\n{A}\n{B}",
        f"Link\r\n{A}\r\n\r\n{B}\r\n",
        f'"URL","Anchor"\n"{A}","x, y"\n"{B}","line\nbreak"\n',
        f"anchor;live_url;target_url\nx;{A};https://me.example.com/\ny;{B};https://me.example.com/",
        f"{A}\tfirst\n{B}\tsecond\n",
        f"name|Page URL\nx|{A}\ny|{B}",
        f"Nr,Website\n1,{A}\n2,{B}\n",
        f"target\n{A}\n{B}\n",
        f'url,note\n{A},a lost " quote\n{B},"it stays lost\n',
        f"order_id,slot,url,url_sha256\nord_1,1,{A},x\nord_1,2,{B},y\n",
    ],
)
def test_the_column_of_urls_is_found(text: str) -> None:
    assert taken(read(text.encode())) == [A, B]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le")],
)
def test_text_of_any_program_is_read(encoding: str, name: str) -> None:
    found = read(f"url;né\n{A};é\n".encode(encoding))
    assert (taken(found), found.encoding, found.notes) == ([A], name, ())


def test_lines_in_another_encoding_are_read_and_told() -> None:
    body = "url\nhttps://a.example.com/é\n".encode() + "https://a.example.com/è\n".encode("cp1252")
    found = read(body)
    assert taken(found) == ["https://a.example.com/%C3%A9", "https://a.example.com/%C3%A8"]
    assert found.encoding == "utf-8 and windows-1252"
    assert "line 3" in found.notes[0]


@pytest.mark.parametrize(
    ("body", "mend"),
    [
        (b"", "one URL on each line"),
        (b" \n\t\n", "one URL on each line"),
        (b"name,email\nJo,jo@example.com\n", "Name the column `url`"),
        (b"name,email\n", "Name the column `url`"),
        (b"url\n", "Put one URL on each line under it"),
        (b"first,second\nhttps://a.example.com/,https://b.example.com/\n", "Name the right one"),
        (b"PK\x03\x04\x00\x00", "Save the list as CSV"),
        (b"%PDF-1.7", "Save the list as CSV"),
        (b"\x00\x01\x02\x03" * 20 + b"abcdefgh" * 99, "no text"),
        (("url\n" + f"{A}\n" * (MAX_ROWS + 1)).encode(), "Split it"),
    ],
)
def test_what_is_no_list_of_urls_is_refused_in_a_sentence_with_the_mend(
    body: bytes, mend: str
) -> None:
    with pytest.raises(ListRefused, match=mend) as refusal:
        read(body)
    assert refusal.value.is_usage


def test_a_column_can_be_named_or_counted() -> None:
    body = f"first,second\n{A},{B}\n".encode()
    assert taken(read(body, column="Second")) == [B]
    assert taken(read(body, column="1")) == [A]
    with pytest.raises(ListRefused, match="no column 'third'"):
        read(body, column="third")


def test_each_row_that_is_refused_says_why_and_the_rest_goes_on() -> None:
    rows = [
        "url,anchor",
        f"{A},x",
        "javascript:alert(1),x",
        "http://127.0.0.1/,x",
        "http://10.0.0.5/admin,x",
        "a.example.com/page,x",
        "https://me:secret@a.example.com/,x",
        ",x",
        f"{A}?utm_source=mail,x",
        "HTTPS://A.example.com:443/1,x",
        B,
    ]
    found = read("\n".join(rows).encode())
    assert {e.row_number: e.code for e in found.entries if e.code} == {
        3: "scheme",
        4: "non_public_ip",
        5: "non_public_ip",
        6: "no_scheme",
        7: "credentials",
        8: "empty",
    }
    assert {e.row_number: e.duplicate_of for e in found.entries if e.duplicate_of} == {9: 2, 10: 2}
    assert (found.taken, found.duplicates, found.refused) == (2, 2, 6)
    assert not any("secret" in entry.url for entry in found.entries)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pw@a.example.com/x", "https://…@a.example.com/x"),
        ("//me:p@w@a.example.com", "//…@a.example.com"),
        ("https://a.example.com/@me", "https://a.example.com/@me"),
        ("plain", "plain"),
    ],
)
def test_what_may_be_a_password_is_masked(url: str, shown: str) -> None:
    assert collecting.masked(url) == shown


def test_a_url_with_commas_in_a_plain_list_stays_whole() -> None:
    url = "https://a.example.com/1,2;3"
    assert taken(read_text(f"{url}\n{A}")) == [url, A]


@pytest.mark.parametrize("end", ["a-1,2.html", "p;jsessionid=1", "a,b;c"])
def test_lines_that_may_be_whole_urls_are_not_cut(end: str) -> None:
    url = f"https://a.example.com/{end}"
    assert taken(read_text(f"{url}\n{url}3")) == [url, f"{url}3"]


def test_columns_without_a_header_are_found_where_no_url_goes_on() -> None:
    assert taken(read_text(f"Jo,{A}\nMo,{B}")) == [A, B]
    assert taken(read_text(f"{A},two words\n{B},one")) == [A, B]


def test_a_url_that_escapes_make_too_long_is_refused_and_the_rest_goes_on() -> None:
    long = "https://a.example.com/" + "\N{CYRILLIC SMALL LETTER ZHE}" * 700
    found = read_text(f"{long}\n{A}")
    assert [entry.code for entry in found.entries] == ["too_long", None]


def test_a_hundred_thousand_duplicates_are_counted_and_told_while_they_are_read() -> None:
    told: list[tuple[int, int]] = []
    began = time.process_time()
    body = ("url\n" + f"{A}\n" * MAX_ROWS).encode()
    found = read(body, progress=lambda done, total: told.append((done, total)))
    assert time.process_time() - began < 20
    assert (found.taken, found.duplicates) == (1, MAX_ROWS - 1)
    assert told[-1] == (MAX_ROWS, MAX_ROWS) and len(told) == 50


def test_a_list_is_kept_with_who_and_when_and_read_again_as_it_was(tmp_path: Path) -> None:
    found = read(f"url\n{A}\n{A}\njavascript:x\n".encode())
    with fresh(tmp_path / "w.duckdb") as warehouse:
        stored = list_store.save(
            warehouse,
            found,
            name="Spring",
            created_by="owner@people.example",
            client_id="cus_1",
            file_name="spring.csv",
        )
        with warehouse.read() as connection:
            assert list_store.all_lists(connection, Scope.everything()) == [stored]
            assert list_store.all_lists(connection, Scope.of(["cus_1"])) == [stored]
            assert list_store.all_lists(connection, Scope.of(["cus_2"])) == []
            again = list_store.entries(connection, stored)
            with pytest.raises(UnknownList):
                list_store.find(connection, stored.list_id, Scope.of(["cus_2"]))
        assert (stored.row_count, stored.taken, stored.duplicates, stored.refused) == (3, 1, 1, 1)
        bare = [(e.row_number, e.url, e.canonical, e.code, e.duplicate_of) for e in again]
        assert bare == [
            (e.row_number, e.url, e.canonical, e.code, e.duplicate_of) for e in found.entries
        ]
        with warehouse.write() as connection:
            list_store.remove(connection, stored.list_id)
        with warehouse.read() as connection:
            assert list_store.entries(connection, stored) == []


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        found = lists.read(body)
    except ListRefused:
        return
    assert found.taken + found.duplicates + found.refused == len(found.entries)
