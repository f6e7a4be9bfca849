"""Destinations, cost of care, equity, matched cohorts, ward standards, learning log: they open, speak, take entries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages import service
from tests.browser.conftest import ROOT, serve
from tests.browser.looking import barriers
from tests.browser.shots import settle
from tests.browser.test_system import SPELL, visit

pytestmark = pytest.mark.browser

PAGES = {
    "destinations?cohort=discharge+hub&age=65+and+over": (
        "Destinations", re.compile("Where people went, discharge hub, 65 and over.*In the baseline"),
    ),
    "cost": ("Cost of care", re.compile("A week of care costs £.* less")),
    "equity": ("Equity", re.compile("of 2[0-9] groups.*more than chance explains")),
    "matched-cohorts?stayed=7+nights+or+more": (
        "Matched cohorts", re.compile("in 1,[0-9]{3} matched pairs, length of stay is .* and for nothing else"),
    ),
    "ward-standards": ("Ward standards", re.compile("Of [0-9]+ wards: .* overdue")),
    "learning": ("Learning log", re.compile("turns of plan, do, study, act")),
}  # fmt: skip


@pytest.mark.parametrize(("path", "expected"), PAGES.items())
def test_a_page_opens_speaks_and_has_no_barrier(
    page: Page, app: str, path: str, expected: tuple[str, re.Pattern[str]]
) -> None:
    visit(page, f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(expected[0])
    expect(page.get_by_text(expected[1]).first).to_be_visible()
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    found = barriers(page)
    assert found == []


def test_the_flow_of_destinations_is_read_band_by_band_with_the_keyboard(page: Page, app: str) -> None:
    visit(page, f"{app}/destinations")
    chart, told = page.get_by_role("application", name=re.compile("most from")), page.locator(".hw-flow-said")
    chart.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(re.compile(r"^\S.* to Home: [0-9,]+ (person|people)$"))
    first = told.inner_text()
    page.keyboard.press("End")
    expect(told).not_to_have_text(first)
    expect(page.locator(".hw-flow [aria-live]")).to_have_text(told.inner_text())
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()


def test_a_turn_of_learning_is_entered_and_stands_on_its_chart(page: Page, app: str, hospital: Path) -> None:
    visit(page, f"{app}/learning")
    page.get_by_text("Add or correct an entry").click()
    settle(page)
    page.get_by_label("What was tried", exact=True).fill("Taxi home")
    page.locator("[data-testid=stSelectbox]", has_text="Measure").locator("input").fill("Discharged before noon")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Save entry").click()
    expect(page.get_by_role("rowheader", name="Taxi home")).to_be_visible()
    (entry,) = [one for one in service.entries(service.LearningEntry, hospital) if one.title == "Taxi home"]
    assert (entry.metric, entry.next_step) == ("before_noon_share", "")
    visit(page, f"{app}/measure?measure=Discharged+before+noon")
    expect(page.get_by_text(re.compile("Events: .*Learning log, Taxi home"))).to_be_visible()


def test_an_assessment_is_entered_and_stands_in_the_ward_s_history(page: Page, app: str, hospital: Path) -> None:
    visit(page, f"{app}/ward-standards")
    page.get_by_text("Enter an assessment").click()
    settle(page)
    page.get_by_label("What it rests on", exact=True).fill("Ten notes read")
    page.get_by_role("button", name="Save assessment").click()
    expect(page.get_by_text(re.compile("^Saved: Senior review before midday"))).to_be_visible()
    (entry,) = [one for one in service.entries(service.WardStandard, hospital) if one.evidence == "Ten notes read"]
    page.get_by_role("row", name=re.compile(rf"^{entry.ward}\b")).first.click()
    expect(page.get_by_role("cell", name="Ten notes read")).to_be_visible()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The address of a store with two spells and no entry."""
    folder = tmp_path_factory.mktemp("bare")
    rows = "RX1,A,W1,S1,70,21,1,2026-01-01 10:00,2026-01-09 10:00\nRX1,A,W1,S2,70,21,1,2026-01-02 10:00,\n"
    Path(folder / "spells.csv").write_text(SPELL + rows)
    service.load([folder / "spells.csv"], folder=folder / "store")
    service.allow_one_person(folder / "store")
    process, base = serve(ROOT / "app.py", folder / "server.log", HOMEWARD_STORE=str(folder / "store"))
    yield base
    process.terminate()
    process.wait(20)


@pytest.mark.parametrize("path", [path.split("?")[0] for path in PAGES])
def test_with_next_to_nothing_a_page_says_what_would_be_there(page: Page, bare: str, path: str) -> None:
    visit(page, f"{bare}/{path}")
    told = re.compile("would be here|not known|Of 1 ward|hidden|for everybody")
    expect(page.get_by_text(told).first).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
