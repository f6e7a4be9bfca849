"""The pages themselves on the demonstration hospital: they open, say the right thing, and keep to the right patient."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from metrics import board
from metrics.ask import answers
from metrics.scope import Scope
from pages import service
from tests.browser.looking import barriers, visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser

PAGES = {
    "": "Daily board",
    "summary": "Summary",
    "measure": "Measure",
    "test-areas": "Test areas",
    "data-health": "Data health",
    "definitions": "Definitions",
    "load": "Load",
}
WIDGETS = ("presentation-role-conflict", "empty-table-header")  # Streamlit's uploader and editor break them


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_opens_without_a_fault_and_without_a_barrier(page: Page, app: str, path: str, title: str) -> None:
    outside: list[str] = []
    page.on(
        "request",
        lambda request: (
            outside.append(request.url) if not request.url.startswith((app, "blob:", "data:", "ws:")) else None
        ),
    )
    visit(page, f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("Data to 08:00 Sun 22 Nov")).to_be_visible()
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    found = barriers(page, *WIDGETS)
    assert (found, outside) == ([], [])


def test_the_board_lists_the_people_that_the_facts_count(page: Page, app: str, hospital: Path) -> None:
    held = answers(hospital)
    listed = held.board(service.principal(), Scope())
    waiting = listed.filter(board.NOT_MEETING)
    visit(page, f"{app}/")
    shown = page.locator(".hw-table tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    assert sorted(shown) == sorted(waiting["spell_id"].to_list())
    expect(page.locator(".hw-tiles").first).to_contain_text(f"{waiting.height} of {listed.height}")


def test_a_row_opens_that_patient_and_no_other(page: Page, app: str, hospital: Path) -> None:
    visit(page, f"{app}/")
    row = page.locator(".hw-table tbody tr").nth(3)
    spell, name = row.get_attribute("data-id"), row.locator("th").inner_text()
    row.click()
    expect(page.get_by_role("dialog")).to_contain_text(name)
    found = answers(hospital).table(service.principal(), "board_now")
    assert found.filter(found["spell_id"] == spell)["local_id"].to_list() == [name]


def test_a_place_that_there_is_not_is_said_and_not_taken_for_everything(page: Page, app: str) -> None:
    visit(page, f"{app}/?site=Nowhere&provider=RX9")
    said = page.locator("[data-testid=stAlert]")
    expect(said).to_have_text(
        [f"The {label} in the address is not in these data: All is shown." for label in ("provider", "site")]
    )
    page.locator("[data-testid=stSelectbox]", has_text="Site").locator("button").first.click()
    page.locator("[role=option]", has_text="Kestrel Park").click()
    settle(page)
    expect(said).to_have_count(1)  # there is one provider, so no list in which to choose another


def test_the_place_is_in_the_address(page: Page, app: str) -> None:
    visit(page, f"{app}/measure?measure=Going%20home&site=Wrenfield&per=month")
    expect(page.locator("[data-testid=stSelectbox]", has_text="Measure").locator("input")).to_have_value("Going home")
    expect(page.get_by_text(re.compile(r"^Going home was \d+% in [A-Z][a-z]{2} 2026"))).to_be_visible()
    page.locator("[data-testid=stSelectbox]", has_text="Site").locator("button").first.click()
    page.locator("[role=option]", has_text="Kestrel Park").click()
    settle(page)
    assert "site=Kestrel" in page.url


def test_a_tile_of_the_summary_opens_its_chart(page: Page, app: str) -> None:
    visit(page, f"{app}/summary")
    page.locator(".hw-tiles button", has_text="Going home").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Measure")
    settle(page)
    expect(page.locator("[data-testid=stSelectbox]", has_text="Measure").locator("input")).to_have_value("Going home")


def test_a_baseline_is_frozen_from_the_chart_and_drawn(page: Page, app: str, hospital: Path) -> None:
    visit(page, f"{app}/measure?measure=Discharged%20before%20noon")
    page.get_by_text("Baseline, new limits, notes").click()
    settle(page)  # a form that slides open moves away from under a click
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_text(re.compile("than in the baseline|from the baseline"))).to_be_visible()
    kept = [entry for entry in service.entries(service.Baseline, hospital) if entry.metric == "before_noon_share"]
    assert len(kept) == 1 and kept[0].frozen is not None and kept[0].frozen.n >= 12


def test_nothing_loaded_is_one_sentence_and_two_buttons(page: Page, empty_app: str) -> None:
    visit(page, f"{empty_app}/")
    expect(page.get_by_text("Homeward holds no data yet")).to_be_visible()
    expect(page.get_by_role("button", name="Open the demonstration hospital")).to_be_visible()
    expect(page.get_by_role("button", name="Load my extracts")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{empty_app}/readyz")
    assert refused.value.code == 503
    assert json.load(refused.value)["ready"] is False
    refused.value.close()


def test_readyz_names_the_version(app: str, hospital: Path) -> None:
    with urllib.request.urlopen(f"{app}/readyz") as answer:
        said = json.load(answer)
    assert (said["ready"], said["version"]) == (True, "facts-000001.duckdb")
    assert said["as_at"] == "2026-11-22T08:00:00"


def test_a_file_is_loaded_in_the_browser_and_reported(page: Page, empty_app: str, tmp_path: Path) -> None:
    file = tmp_path / "spells.csv"
    file.write_text(
        "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"
        "RX1,North,B4,s1,80,21,1,2026-11-01 10:00,2026-11-05 11:00\n"
        "RX1,North,B4,s2,80,21,1,2026-11-01 10:00,2026-10-05 11:00\n"
    )
    visit(page, f"{empty_app}/load")
    expect(page.get_by_text("There is no sign-in here")).to_be_visible()
    page.get_by_text("I alone use this computer").click()
    page.get_by_role("button", name="Go on to my extracts").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check only").click()
    expect(page.get_by_text("Checked, nothing was loaded.")).to_be_visible()
    row = page.locator(".hw-table tbody tr")
    expect(row).to_contain_text("The discharge is before the admission.")
    assert row.locator("td").all_inner_texts()[1:6] == ["2", "1", "0", "0", "1"]
