"""A measure in every ward: wards that share a name are told apart by their site."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.access import DEMONSTRATION
from metrics import catalogue
from metrics.ask import Answers
from metrics.scope import Scope
from pages.parts import by_place
from tests.unit.small_hospital import hospital, spell

DAYS = catalogue.metric("discharges")


@pytest.fixture
def held(tmp_path: Path) -> Answers:
    """Ward 4 at both sites: one discharge at North and two at South, and one in North's ward 5."""
    spells = [
        spell("N4", "2026-01-05", "2026-01-07", site="North", ward="Ward 4"),
        spell("S4", "2026-01-05", "2026-01-08", site="South", ward="Ward 4"),
        spell("T4", "2026-01-05", "2026-01-08", site="South", ward="Ward 4"),
        spell("N5", "2026-01-05", "2026-01-11", site="North", ward="Ward 5"),
    ]
    return hospital(tmp_path, spells=spells)


def test_a_name_that_two_sites_share_is_said_with_its_site(held: Answers) -> None:
    assert by_place.places(held, DEMONSTRATION, Scope()) == {
        "Ward 4, North": Scope(site="North", ward="Ward 4"),
        "Ward 4, South": Scope(site="South", ward="Ward 4"),
        "Ward 5": Scope(ward="Ward 5"),
    }
    assert by_place.places(held, DEMONSTRATION, Scope(site="North")) == {
        "Ward 4": Scope(site="North", ward="Ward 4"), "Ward 5": Scope(site="North", ward="Ward 5"),
    }  # fmt: skip
    assert by_place.places(held, DEMONSTRATION, Scope(), "site") == {
        "North": Scope(site="North"), "South": Scope(site="South"),
    }  # fmt: skip


def test_each_of_them_has_its_own_numbers_and_those_of_its_own_chart(held: Answers) -> None:
    spots = by_place.places(held, DEMONSTRATION, Scope())
    rows = by_place.values(held, DEMONSTRATION, DAYS, Scope(), spots, "week")
    found = dict(rows.select("name", "value").iter_rows())
    assert found == {"Ward 4, North": 1.0, "Ward 4, South": 2.0, "Ward 5": 1.0}
    own = {name: held.window(DEMONSTRATION, DAYS.key, scope).value for name, scope in spots.items()}
    assert own == found
