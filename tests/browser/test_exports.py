"""Patients as a file: audited, harmless to a spreadsheet, never kept by a cache."""

from __future__ import annotations

import csv
import io
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from data import audit
from data.access import DEMONSTRATION
from metrics.scope import Scope
from pages import service
from pages.web.exports import harmless

pytestmark = pytest.mark.browser


def test_the_board_leaves_whole_and_the_log_says_so(app: str, hospital: Path) -> None:
    with urllib.request.urlopen(f"{app}/export/board.csv?ward=Alder") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
        assert answer.headers["cache-control"] == "no-store"
    held = service.ask(hospital).board(DEMONSTRATION, Scope(ward=("Alder",)))
    assert {row["spell_id"] for row in rows} == set(held["spell_id"]) and len(rows) == held.height > 5
    newest = next(row for row in audit.rows(service.register(hospital), DEMONSTRATION) if row.action == "exported")
    assert (newest.kind, newest.detail["rows"]) == ("board", held.height)


def test_a_ward_that_nobody_has_exports_no_row(app: str) -> None:
    with urllib.request.urlopen(f"{app}/export/board.csv?ward=%27%20or%201=1--") as answer:
        assert len(answer.read().decode().splitlines()) == 1


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/script-health-check"])
def test_what_no_page_needs_is_not_served(app: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(app + path)


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_leaves_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_a_number_leaves_as_it_is() -> None:
    assert (harmless(-2), harmless("A-1"), harmless(None)) == (-2, "A-1", None)
