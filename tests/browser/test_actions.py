"""Actions, a sponsor's wards and the patient's drawer on the demonstration hospital, by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.access import DEMONSTRATION
from data.register import Action, escalate, open_register, read_entries
from metrics.timeline import waits
from pages.parts import frame
from pages.service import stays
from tests.browser.looking import barriers, visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser

PAGES = {
    "board-round": "Board round", "board-round?ward=Ash": "Board round", "actions": "Actions", "my-wards": "My wards",
}  # fmt: skip


def held(hospital: Path, action_id: str) -> Action:
    register = open_register(hospital)
    found = next(entry for entry in read_entries(register, DEMONSTRATION, Action) if entry.id == action_id)
    register.close()
    return found


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_opens_without_a_fault_and_without_a_barrier(page: Page, app: str, path: str, title: str) -> None:
    visit(page, f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    assert barriers(page) == []


def test_a_ward_of_the_list_opens_its_round(page: Page, app: str) -> None:
    visit(page, f"{app}/board-round")
    row = page.locator(".hw-table tbody tr").nth(2)
    ward = row.locator("th").inner_text()
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hw-round-head")).to_contain_text(f"· {ward},")
    settle(page)
    assert f"ward={ward}" in page.url


def test_an_action_is_escalated_and_closed_by_keyboard(page: Page, app: str, hospital: Path) -> None:
    visit(page, f"{app}/actions?level=Team")
    row = page.locator(".hw-table").first.locator("tbody tr").first
    action_id = row.get_attribute("data-id") or ""
    row.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("Owner there").fill("Head of patient flow")
    page.get_by_role("dialog").get_by_text("Manager", exact=True).click()
    page.get_by_role("button", name="Escalate").click()
    expect(page.get_by_text("Escalated to manager.")).to_be_visible()
    found = held(hospital, action_id)
    assert (found.level, found.owner, found.steps[-1].day) == ("manager", "Head of patient flow", frame.now().date())
    visit(page, f"{app}/actions?level=Manager")
    page.locator(f'.hw-table tbody tr[data-id="{action_id}"]').click()
    page.get_by_role("dialog").get_by_label("How it ended").fill("Agreed with the partner")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Closed.")).to_be_visible()
    assert held(hospital, action_id).outcome == "Agreed with the partner"


def test_nobodys_action_is_overwritten(page: Page, app: str, hospital: Path) -> None:
    visit(page, f"{app}/actions?level=Discharge%20coordinator")
    row = page.locator(".hw-table").first.locator("tbody tr").first
    action_id = row.get_attribute("data-id") or ""
    row.click()
    page.get_by_role("dialog").get_by_label("How it ended").fill("Mine")
    register = open_register(hospital)
    escalate(register, DEMONSTRATION, held(hospital, action_id), "executive", "Chief nurse", frame.now().date())
    register.close()
    page.get_by_role("button", name="Close", exact=True).last.click()
    expect(page.get_by_role("dialog")).to_contain_text("after you opened it")
    expect(page.get_by_role("dialog").get_by_label("How it ended")).to_have_value("Mine")
    assert (held(hospital, action_id).closed, held(hospital, action_id).owner) == (None, "Chief nurse")


def test_a_sponsor_sees_the_wards_and_what_is_escalated(page: Page, app: str) -> None:
    visit(page, f"{app}/my-wards?sponsor=Medical%20director")
    wards = page.locator(".hw-table").first.locator("tbody tr")
    expect(wards).to_have_count(5)
    expect(page.get_by_text(re.compile(r"^Figures of [A-Z][a-z]{2} \d+ Nov; actions as they are now"))).to_be_visible()


def test_the_drawer_tells_the_stay_of_that_patient(
    page: Page, app: str, hospital: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(page, f"{app}/")
    row = page.locator(".hw-table tbody tr").nth(1)
    spell, days = row.get_attribute("data-id") or "", int(row.locator("td").first.inner_text())
    row.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".hw-time-said")).to_contain_text(f"{days} days past ready")
    expect(drawer.locator(".hw-time-events li").last).to_contain_text("Admitted")
    assert barriers(page) == []
    monkeypatch.setenv("HOMEWARD_STORE", str(hospital))
    stay = stays.stay("RDM", spell)
    assert stay is not None
    shown = [int(part) for part in drawer.locator(".hw-time-part span:first-child").all_inner_texts()]
    assert shown == waits(stay)["days"].to_list()
    assert sum(shown) == days
