"""What leaves as a file, and what the server says when it refuses to start."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from data.loading import load
from data.sign_in import allow_one_person
from metrics import catalogue
from metrics.suppression import DEFAULT, nature, policy, suppress
from pages.web.exports import FORMULA, harmless
from tests.browser.conftest import ROOT
from tests.security.canaries import WARD
from tests.security.conftest import Check, Served
from tests.security.test_socket import fetch, with_cookie
from tests.security.wire import SECRET

LINES = 'redirect_uri = "https://h.test/oauth2callback"\nclient_id = "h"\nserver_metadata_url = "https://id.test/x"\n'
Prepare = Callable[[Path], object]


@pytest.mark.parametrize("first", FORMULA)
def test_no_cell_is_a_formula(check: Check, first: str) -> None:
    check("exports", harmless(f"{first}cmd|' /c calc'!A1") == f"'{first}cmd|' /c calc'!A1", first)


def test_the_file_of_patients_holds_no_formula_and_no_stranger(served: Served, check: Check) -> None:
    mine = with_cookie(served, "exporter", groups=["exporter"], wards=[WARD])
    status, body = fetch(served, "/export/board.csv", mine)
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    check("exports", status == 200 and len(rows) > 5, status)
    check("exports", not any(cell.startswith(FORMULA) for row in rows for cell in row), "a formula")
    check("exports", {row[2] for row in rows[1:]} == {WARD}, "another ward")
    check("exports", not any("person_id" in name for name in rows[0]), rows[0])


@pytest.mark.parametrize("counts", [(3, 12, 7, 40, 0), (1, 9), (7, 7, 8)])
def test_no_small_number_leaves(check: Check, counts: tuple[int, ...]) -> None:
    """That none can be worked out from what is left is attacked in test_suppression_property.py."""
    numbers = pl.Series(counts, dtype=pl.Float64)
    none = pl.Series([None] * len(counts), dtype=pl.Float64)
    sites = [f"S{at}" for at in range(len(counts))]
    values = pl.DataFrame({"site": sites, "value": numbers, "numerator": numbers, "denominator": none})
    left = suppress(values, policy(DEFAULT), nature(catalogue.metric("discharges")), by=("site",))
    shown = left["value"].drop_nulls().to_list()
    check("exports", not any(0 < value < 8 for value in shown), shown)


def run(store: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "1", *options]
    known = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
    return subprocess.run(
        command, cwd=ROOT, env=known | {"HOMEWARD_STORE": str(store)} | environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def real(tmp_path: Path) -> Path:
    file = tmp_path / "spells.csv"
    file.write_text(
        "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"
        "RXX,N,A1,CANARYS1,70,21,1,2026-01-01 10:00,2026-01-03 10:00\n"
    )
    load(tmp_path / "store", [file])
    return tmp_path / "store"


def signed(*more: str, change: tuple[str, str] = ("", ""), secret: str = SECRET, mode: int = 0o600) -> Prepare:
    def prepare(store: Path) -> None:
        (store / "sign_in.toml").write_text(LINES.replace(*change) + "".join(f"{line}\n" for line in more))
        (store / "secrets.toml").write_text(f'client_secret = "loopback-only"\ncookie_secret = "{secret}"\n')
        (store / "secrets.toml").chmod(mode)

    return prepare


ONE: Prepare = allow_one_person
REFUSALS: dict[str, tuple[Prepare, tuple[str, ...], str]] = {
    "real data, no sign-in": (lambda store: None, (), "so nobody may open them"),
    "an open address": (ONE, ("--server.address", "0.0.0.0"), "answers this computer only"),
    "every address": (ONE, ("--server.address", "::"), "answers this computer only"),
    "CORS off": (ONE, ("--server.enableCORS", "false"), "enableCORS"),
    "XSRF off": (ONE, ("--server.enableXsrfProtection", "false"), "enableXsrfProtection"),
    "static files": (ONE, ("--server.enableStaticServing", "true"), "enableStaticServing"),
    "a watcher": (ONE, ("--server.fileWatcherType", "poll"), "fileWatcherType"),
    "tracebacks": (ONE, ("--client.showErrorDetails", "full"), "showErrorDetails"),
    "a developer's menu": (ONE, ("--client.toolbarMode", "developer"), "toolbarMode"),
    "telemetry": (ONE, ("--browser.gatherUsageStats", "true"), "gatherUsageStats"),
    "huge uploads": (ONE, ("--server.maxUploadSize", "500"), "Uploads of up to 500 MB"),
    "an agent": (ONE, ("--server.enableAgentApi", "true"), "enableAgentApi"),
    "a short secret": (signed(secret="short"), (), "32 random bytes"),
    "secrets for all": (signed(mode=0o644), (), "read by others"),
    "plain http": (signed(change=("https://h.test", "http://h.test")), (), "must begin with https"),
    "a secret in the open": (signed('client_secret = "x"'), (), "holds a secret"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSALS)
def test_the_server_does_not_start_unsafe(real: Path, check: Check, name: str) -> None:
    prepare, options, words = REFUSALS[name]
    prepare(real)
    ran = run(real, *options)
    said = ran.stdout + ran.stderr
    held = ran.returncode == 2 and words in said and "Traceback" not in said
    check("start-up refusals", held and SECRET not in said, (name, ran.returncode, said[-300:]))
