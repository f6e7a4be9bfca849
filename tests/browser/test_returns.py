"""The daily return, the clock and the failed discharges on their pages: what the facts count is what people see."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from metrics import clock
from metrics.ask import answers
from metrics.scope import Scope
from pages import returning, service
from tests.browser.looking import barriers, visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser

PAGES = {
    "daily-return": "Daily return",
    "clock": "24-hour clock",
    "failed-discharges": "Failed discharges",
    "failed-discharges?shown=Expected+dates": "Failed discharges",
}


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_opens_without_a_fault_and_without_a_barrier(page: Page, app: str, path: str, title: str) -> None:
    visit(page, f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    found = barriers(page)
    assert found == []


def test_the_return_of_the_newest_day_its_people_and_its_record(
    page: Page, app: str, hospital: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(hospital))
    held, who = answers(hospital), service.principal()
    day = returning.newest(returning.days(held, who, None), held.version.as_at)
    document = returning.gather(held, who, day).document()
    visit(page, f"{app}/daily-return")
    tiles = page.locator(".hw-tiles").first
    for key in ("nctr", "discharged", "remaining"):
        expect(tiles).to_contain_text(str(document[key]))
    page.get_by_text("Show the people").click()
    settle(page)
    rows = page.locator(".hw-table").last.locator("tbody tr")
    expect(rows).to_have_count(document["remaining"])
    page.get_by_role("button", name="Record as sent").click()
    expect(page.get_by_text(re.compile("Recorded as sent by"))).to_be_visible()
    sent = service.sent_return(document["provider"], day, hospital)
    assert sent is not None and service.sent_lines(sent)["nctr"] == document["nctr"]
    with page.expect_download() as download:
        page.get_by_role("button", name="Download .csv").click()
    assert download.value.suggested_filename == f"daily-return-{document['provider']}-{day}.csv"


def test_the_clock_lists_those_who_wait(page: Page, app: str, hospital: Path) -> None:
    held, who = answers(hospital), service.principal()
    waiting = clock.waiting_now(clock.cases(held.people(who, "clock_open", Scope())))
    visit(page, f"{app}/clock")
    shown = page.locator(".hw-table").first.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")
    assert shown == waiting["spell_id"].to_list()
    first = page.locator(".hw-table").first.locator("tbody tr").first
    name = first.locator("th").inner_text()
    first.click()
    expect(page.get_by_role("dialog")).to_contain_text(name)


def test_failed_plans_are_counted_and_their_people_shown_on_asking(page: Page, app: str, hospital: Path) -> None:
    held, who = answers(hospital), service.principal()
    visit(page, f"{app}/failed-discharges?weeks=All+days")
    rows = held.people_of_days(who, "failed_plan", Scope())
    expect(page.locator(".hw-tiles").first).to_contain_text(f"{rows.height:,}")
    again = rows.filter(pl.col("attempt") > 1).height
    expect(page.get_by_text(re.compile(f"^{again:,} of {rows.height:,} .* came after an earlier plan"))).to_be_visible()
    page.get_by_text("Show the people").click()
    settle(page)
    expect(page.locator(".hw-table").last.locator("tbody tr")).to_have_count(200)
