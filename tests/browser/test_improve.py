"""The Improve pages: they open without a fault or a barrier, what is entered reaches the register, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages import service
from tests.browser.conftest import ROOT, serve
from tests.browser.looking import barriers, visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser

ROUNDS = "Midday board rounds"
PARTNER = "Hospice"
PAGES = {
    f"test-areas?area={ROUNDS}": "Test areas",
    f"test-areas?area={ROUNDS}&show=Edit": "Test areas",
    "test-areas?show=Events": "Test areas",
    "compare": "Compare",
    "plan": "Plan a test",
    "benefits": "Benefits",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital of its own: these tests write into its register."""
    folder = tmp_path_factory.mktemp("improve")
    service.make_demonstration(folder=folder, years=1, last_day=date(2026, 11, 21))
    return folder


@pytest.fixture(scope="module")
def improve(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Homeward serving that hospital."""
    log = tmp_path_factory.mktemp("improve_log") / "server.log"
    process, base = serve(ROOT / "app.py", log, HOMEWARD_STORE=str(store))
    yield base
    process.terminate()
    process.wait(20)


def area(store: Path) -> service.TestArea:
    return next(entry for entry in service.entries(service.TestArea, store) if entry.name == ROUNDS)


@pytest.mark.parametrize(("path", "title"), PAGES.items())
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_without_a_fault_and_without_a_barrier(
    browser: Browser, improve: str, path: str, title: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    visit(page, f"{improve}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[data-testid=stProgress]")).to_have_count(0)
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    found = barriers(page)
    context.close()
    assert found == []


def test_a_test_area_says_what_happened_how_sure_and_what_was_checked(page: Page, improve: str) -> None:
    visit(page, f"{improve}/test-areas?area={ROUNDS}")
    expect(
        page.get_by_text(re.compile(r"^Improved: discharges a day in each ward is .* \(95% interval"))
    ).to_be_visible()
    expect(page.get_by_role("heading", name="How sure")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Enough weeks on each side"))).to_be_visible()
    expect(page.get_by_text("Back as an emergency within 30 days").first).to_be_visible()
    page.get_by_text("Other ways to work it out", exact=True).last.click()
    expect(page.get_by_role("cell", name=re.compile("ways to choose 3 of the 6 wards"))).to_be_visible()


def test_a_new_test_area_is_saved_and_opened(page: Page, improve: str, store: Path) -> None:
    visit(page, f"{improve}/test-areas?show=New+test+area")
    page.get_by_role("button", name="Save test area").click()
    expect(page.get_by_text("name is empty; fill it in")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Seated by nine")
    page.get_by_label("Why here", exact=True).fill("The lounge is empty until noon.")
    page.get_by_label("Why here", exact=True).press("Tab")
    settle(page)
    page.get_by_role("button", name="Save test area").click()
    settle(page)
    expect(page.get_by_text("No go-live date is registered")).to_be_visible()
    kept = next(entry for entry in service.entries(service.TestArea, store) if entry.name == "Seated by nine")
    assert (kept.why_here, kept.status, kept.version) == ("The lounge is empty until noon.", "planned", 1)


def test_a_stale_save_is_refused_and_what_was_typed_stays(page: Page, improve: str, store: Path) -> None:
    visit(page, f"{improve}/test-areas?area={ROUNDS}&show=Edit")
    team = page.get_by_label("Team", exact=True)
    team.fill("The team as I typed it")
    team.press("Tab")
    settle(page)
    quicker = service.save_entry(replace(area(store), team="Somebody was quicker"), store)
    page.get_by_role("button", name="Save test area").click()
    expect(page.get_by_text(re.compile("Nothing was saved: .* after you opened it"))).to_be_visible()
    expect(team).to_have_value("The team as I typed it")
    assert area(store) == quicker
    page.get_by_role("button", name="Drop what I typed").click()
    settle(page)
    expect(team).to_have_value("Somebody was quicker")


def test_an_event_is_entered_and_stands_on_the_chart_as_a_letter(page: Page, improve: str, store: Path) -> None:
    visit(page, f"{improve}/test-areas?show=Events")
    page.get_by_label("What happened", exact=True).fill("A strike")
    date_box = page.locator("[data-testid=stDateInput]", has_text="On or from").locator("[role=spinbutton]")
    for box, typed in zip(date_box.all(), ("10", "06", "2026"), strict=True):
        box.click()
        page.keyboard.type(typed)
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name="Save event").click()
    expect(page.get_by_role("cell", name="10 Jun 2026")).to_be_visible()
    assert [entry.day for entry in service.entries(service.Event, store)] == [date(2026, 6, 10)]
    visit(page, f"{improve}/measure")
    # Its letter depends on what else the register holds.
    expect(page.get_by_text(re.compile("^Events: .*A strike, 10 Jun 2026"))).to_be_visible()


def test_a_result_is_frozen_and_opens_as_it_was(page: Page, improve: str, store: Path) -> None:
    visit(page, f"{improve}/compare?measure=Going+home")
    said = page.locator("[data-testid=stMarkdown] strong").first.inner_text()
    page.get_by_label("Keep this result under a name").fill("Going home, kept")
    page.get_by_role("button", name="Freeze this result").click()
    expect(page.get_by_text("Frozen comparisons (1)")).to_be_visible()
    kept = service.find_comparison("Going home, kept", store)
    visit(page, f"{improve}/compare?frozen={kept.id}")
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_text("Its input and definition are as they were.")).to_be_visible()
    expect(page.get_by_text(re.compile("hold the same values in all"))).to_be_visible()


def test_a_line_of_pounds_is_entered_and_a_cost_stands_below_nothing(page: Page, improve: str, store: Path) -> None:
    visit(page, f"{improve}/benefits")
    page.get_by_text("Add or correct a line").click()
    settle(page)
    page.get_by_label("What it is", exact=True).fill("Hub staff")
    page.get_by_label("Where the figure comes from", exact=True).fill("Month 7 accounts")
    for name in ("low", "central", "high"):
        page.get_by_label(f"Pounds a year, {name}", exact=True).fill("500000")
    page.keyboard.press("Tab")
    settle(page)
    page.locator("[data-testid=stSelectbox]", has_text="Gain or cost").locator("button").first.click()
    page.locator("[role=option]", has_text="Running cost").click()
    settle(page)
    # A partner whom the demonstration does not know, so that the row is this line alone.
    page.locator("[data-testid=stSelectbox]", has_text="Whose budget").locator("input").fill(PARTNER)
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("button", name="Save line").click()
    row = page.get_by_role("row", name=re.compile(f"^{PARTNER} identified"))
    expect(row).to_contain_text("£0 (£0 to £0)")
    expect(row).to_contain_text("-£500,000 (-£500,000 to -£500,000)")
    (line,) = [entry for entry in service.entries(service.BenefitLine, store) if entry.partner == PARTNER]
    assert (line.name, line.kind, line.central, line.source) == ("Hub staff", "reinvest", 500_000.0, "Month 7 accounts")
