"""What lies ahead and what people wait for: the pages open, say their numbers in words, follow the choice of a ward."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import barriers, visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser

PAGES = {
    "expected": "Expected discharges",
    "capacity": "Onward capacity",
    "waiting-for": "Waiting for",
    "red-green": "Red and green days",
}


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_opens_without_a_fault_and_without_a_barrier(page: Page, app: str, path: str, title: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    visit(page, f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    found = barriers(page)
    assert (found, [text for text in said if "Content Security Policy" in text]) == ([], [])


def test_a_ward_of_the_table_opens_its_own_days_and_scores(page: Page, app: str) -> None:
    visit(page, f"{app}/expected")
    expect(page.get_by_text(re.compile(r"^Over \d+ past mornings the range"))).to_be_visible()
    everybody = page.locator(".hw-tile").first.inner_text()
    row = page.get_by_role("row", name=re.compile("^Alder"))
    row.click()
    expect(page.get_by_role("heading", name="By ward")).to_have_count(0)
    settle(page)
    assert "ward=Alder" in page.url
    assert page.locator(".hw-tile").first.inner_text() != everybody
    expect(page.get_by_role("columnheader", name="Beds free next morning")).to_have_count(0)


def test_capacity_says_who_waits_and_that_places_are_estimated(page: Page, app: str) -> None:
    visit(page, f"{app}/capacity")
    expect(page.get_by_text(re.compile(r"wait on pathway 2, and at least \d+ places? (is|are) free"))).to_be_visible()
    expect(page.get_by_text("Places are estimated for Community team, Millrace House")).to_be_visible()


def test_the_ward_of_the_tracker_shows_its_go_live_and_what_changed(page: Page, app: str) -> None:
    visit(page, f"{app}/waiting-for?ward=Juniper")
    expect(page.get_by_text(re.compile(r"^Flags: 1 Acute mental health"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"social work \d+% then, \d% now"))).to_be_visible()


def test_red_and_green_days_say_how_they_get_here(page: Page, app: str) -> None:
    visit(page, f"{app}/red-green")
    expect(page.get_by_text("in the board round (page Board round), mark each patient's day")).to_be_visible()
