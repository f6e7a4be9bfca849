"""A region's figures, added up: pages open, show what is there, and say plainly what was added up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from benchmarks.region import settings_of, write_board, write_spells
from data.loading import load
from tests.browser.conftest import ROOT, serve
from tests.browser.looking import visit

pytestmark = pytest.mark.browser

WITHOUT_PATIENTS = ("", "board-round", "wall", "clock")
WITHOUT_WARDS = ("summary", "look-first", "ward-standards")
WITHOUT_AGES = ("equity", "destinations")
AS_EVER = ("daily-return", "measure", "icon-matrix", "waiting-for", "between-wards", "delays", "plan")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a store of 130 providers, a few people each."""
    place = tmp_path_factory.mktemp("region")
    settings_of(place / "store", {})
    files = write_spells(place / "in", 4_000)
    load(place / "store", [*files, write_board(place / "in", files)])
    process, base = serve(ROOT / "app.py", place / "server.log", HOMEWARD_STORE=str(place / "store"))
    yield base
    process.terminate()
    process.wait(20)


def test_pages_open_and_say_what_was_added_up(page: Page, region: str) -> None:
    said = {
        **dict.fromkeys(WITHOUT_PATIENTS, "without single patients"), **dict.fromkeys(WITHOUT_WARDS, "without wards"),
        **dict.fromkeys(WITHOUT_AGES, "without age bands"), **dict.fromkeys(AS_EVER, ""),
    }  # fmt: skip
    for path, left_out in said.items():
        visit(page, f"{region}/{path}")
        expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
        if left_out:
            expect(page.get_by_text(f"pathway and reason group, {left_out}").first).to_be_visible()
        else:
            expect(page.get_by_text("in this store, whose figures")).to_have_count(0)


def test_providers_can_be_held_against_each_other(page: Page, region: str) -> None:
    visit(page, f"{region}/between-wards?between=Provider&over=Last+12+months")
    expect(page.get_by_text("Days past ready between providers")).to_be_visible()
    expect(page.get_by_text(re.compile(r"of \d+ providers"))).not_to_have_count(0)
