"""Fixed, try again: the page is looked at anew, and what is still broken is not sent."""

from __future__ import annotations

import threading

from data.indexing import jobs, list_store, lists
from tests.indexing.engine_server import Arrival, Said
from tests.indexing.workflow import Workflow, pages

HOST = "own.example"


def test_pages_that_are_still_broken_are_not_queued_again(workflow: Workflow) -> None:
    urls = pages(HOST, 3)
    read = lists.read_text("\n".join(urls), allow_example=True)
    stored = list_store.save(workflow.warehouse, read, name="One", created_by="owner")
    workflow.queue(*urls, campaign=stored.list_id)
    workflow.server.say = lambda _: Said(422)
    assert workflow.submit().refused.total() == 3

    def say(arrival: Arrival) -> Said:
        html = {"Content-Type": "text/html"}
        return Said(404 if arrival.path.endswith("/003") else 200, "<p>x", html)

    workflow.server.say = say
    keys = [entry.sha256 or "" for entry in read.entries]
    chosen = {stored.list_id: keys}
    job = jobs.again(workflow.warehouse, workflow.settings(), chosen, workflow.clock)
    told = job(lambda *_: None, threading.Event())
    assert told.startswith("2 queued again") and "1 not: the page is still dead" in told
    assert workflow.states()[urls[2]] == ("refused", "refused_permanent")
