"""A command that was handed over, when the app ends in the middle of it."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator

import pytest

from data import handover
from data.commands.console import Console
from data.errors import WarehouseBusy

BEGUN = handover.frame(handover.OUTPUT, b"half a row")


@pytest.fixture
def dying_app() -> Iterator[handover.RunningApp]:
    """Answers with one whole frame, then breaks off inside a chunk."""

    def serve() -> None:
        wire, _ = listener.accept()
        with wire:
            wire.recv(65_536)
            wire.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            wire.sendall(b"%x\r\n%s\r\n8\r\nab" % (len(BEGUN), BEGUN))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield handover.RunningApp(listener.getsockname()[1], "token", 1, "/x/warehouse.duckdb")
        thread.join()


def test_an_app_that_dies_is_one_sentence(dying_app: handover.RunningApp) -> None:
    out = io.BytesIO()
    with pytest.raises(WarehouseBusy, match="did not finish this command"):
        handover.hand_over(dying_app, ["export", "orders"], Console(out, io.BytesIO()))
    assert out.getvalue() == b"half a row"
