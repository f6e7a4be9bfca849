"""A measure as a page reads it: worked out once, and anew as soon as an entry says otherwise."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_hospital import ALL_MONTH, hospital, spell

from data.access import DEMONSTRATION
from metrics import catalogue
from metrics.scope import Scope
from metrics.trend import Trend
from pages import service
from pages.parts import context, xmr

DISCHARGES = catalogue.metric("discharges")


def test_a_trend_and_its_chart_are_kept_until_an_entry_changes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [spell(f"S{day}", f"2025-01-{day:02}", f"2025-01-{day + 1:02}") for day in range(1, 29)]
    held = hospital(tmp_path, options=ALL_MONTH, spells=rows)
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path / "store"))

    def read(scope: Scope) -> Trend:
        return context.read_from(held, DEMONSTRATION, DISCHARGES, scope, "day")[0]

    first = read(Scope())
    assert read(Scope()) is first
    assert xmr.of(read(Scope()), (), (), 340) is xmr.of(first, (), (), 340)
    assert read(Scope(site="A")) is not first
    service.save_entry(service.Target(metric="discharges", value=2.0, from_day=date(2025, 1, 1)))
    assert (first.target, read(Scope()).target) == (None, 2.0)
    service.save_entry(service.Rebase(metric="discharges", day=date(2025, 1, 15), reason="Another ward"))
    assert read(Scope()).rows["rebase_group"].n_unique() == 2
