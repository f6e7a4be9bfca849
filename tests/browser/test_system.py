"""Delays, front door, case review, intermediate care, continuing healthcare: they open, speak and take entries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages import service
from tests.browser.conftest import ROOT, serve
from tests.browser.looking import barriers, visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser

PAGES = {
    "delays": "Delays",
    "front-door": "Front door",
    "case-review": "Case review",
    "intermediate-care": "Intermediate care",
    "continuing-healthcare": "Continuing healthcare",
}
SPELL = "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_opens_without_a_fault_and_without_a_barrier(page: Page, app: str, path: str, title: str) -> None:
    visit(page, f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    found = barriers(page)
    assert found == []


@pytest.mark.parametrize("path", PAGES)
def test_without_its_extract_a_page_says_which_would_light_it(page: Page, only_spells: str, path: str) -> None:
    visit(page, f"{only_spells}/{path}")
    expect(page.get_by_text(re.compile(r"would be here: load the .* extract")).first).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


@pytest.fixture(scope="module")
def only_spells(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The address of a store with two spells and nothing else."""
    folder = tmp_path_factory.mktemp("only_spells")
    rows = "RX1,A,W1,S1,70,21,1,2026-01-01 10:00,2026-01-09 10:00\nRX1,A,W1,S2,70,21,1,2026-01-02 10:00,\n"
    Path(folder / "spells.csv").write_text(SPELL + rows)
    service.load([folder / "spells.csv"], folder=folder / "store")
    service.allow_one_person(folder / "store")
    process, base = serve(ROOT / "app.py", folder / "server.log", HOMEWARD_STORE=str(folder / "store"))
    yield base
    process.terminate()
    process.wait(20)


def test_figure_3_stands_on_the_page_and_a_line_opens(page: Page, app: str) -> None:
    visit(page, f"{app}/case-review")
    expect(
        page.locator("strong", has_text="1,014 of 2,265 decisions reviewed could have been better: 45%")
    ).to_be_visible()
    row = page.get_by_role("row", name=re.compile("Q2 acute settings"))
    expect(row).to_contain_text("51% (47% to 55%)")
    row.first.click()
    expect(page.get_by_text("Behind it: Q2 acute settings")).to_be_visible()


def test_a_review_is_entered_and_counted(page: Page, app: str) -> None:
    visit(page, f"{app}/case-review")
    page.get_by_text("Enter a review").click()
    settle(page)
    page.get_by_role("textbox", name="Review number").fill("T1")
    page.get_by_role("textbox", name="Reviewer").fill("Ann")
    page.get_by_role("button", name="Save review").click()
    expect(
        page.locator("strong", has_text=re.compile("of 2,266 decisions reviewed.*1 decision was entered here"))
    ).to_be_visible()


def test_bed_days_are_split_by_owner_and_delayed_transfers_by_reason(page: Page, app: str) -> None:
    visit(page, f"{app}/delays?lost_to=Owner&transfers_by=Reason")
    expect(page.get_by_text(re.compile("owners come to four fifths of them")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"Beds in Oct 2026: .* beds, most to"))).to_be_visible()
