"""While the app holds the file, it makes the backup and answers the doctor; nobody restores."""

from __future__ import annotations

import json
from pathlib import Path

from data.backup import Manifest
from tests.starting import Home, app_of


def test_the_running_app_does_what_it_can(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path}/w.duckdb"
    home = Home(tmp_path, {"WAREHOUSE__URL": url, "SYNC__EVERY_MINUTES": "0"})
    with app_of(home) as app:
        made = home.run("backup")
        assert made.returncode == 0, made.stderr
        folder = Path(made.stdout.decode().strip())
        assert Manifest.read(folder).tables["orders"].rows == 0

        told = json.loads(home.run("doctor", "--json", "--offline", "--repair").stdout)
        sentences = [found["sentence"] for found in told["findings"]]
        assert "needs no repair" in sentences[0]
        assert any(f"held by process {app.process.pid}" in sentence for sentence in sentences)

        refused = home.run("restore", str(folder))
        assert refused.returncode == 1
        assert b"is held by another process" in refused.stderr
