"""The daily board, the wall screen and the huddle sheet in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from data import audit
from data.access import DEMONSTRATION
from data.loading import load
from data.register import Departure, RoundEntry, WardRound, open_register, save
from pages.parts import frame
from tests.browser.conftest import ROOT, serve
from tests.browser.looking import barriers, visit
from tests.browser.refreshing import Screen, memory_of
from tests.browser.shots import settle
from tests.unit.board_sql import COUNTED
from tests.unit.small_hospital import on_board, spell, write

pytestmark = pytest.mark.browser

ANN = replace(DEMONSTRATION, name="Ann Hall")
ASH = {"provider": "RX1", "site": "A", "ward": "Ash"}
INDEX = "empty-table-header"  # of Streamlit's editor


@dataclass
class Ward:
    """A hospital of one ward of 30 people who all wait, and one of two; taken an hour ago, so that it is fresh."""

    store: Path
    base: str
    pid: int
    taken: datetime


def publish(store: Path, taken: datetime, people: int = 30) -> None:
    """A version with so many people on Ash, each a day longer past ready than the next, and two on Elm."""
    at = f"{taken:%Y-%m-%d %H:%M}"
    stays, rows = [], []
    for n in range(people):
        admitted, ready = (f"{taken - timedelta(days=n + more):%Y-%m-%d}" for more in (4, 1))
        stays.append(spell(f"S{n}", admitted, ward="Ash", discharge_ready_date=ready))
        owner = "" if n == 3 else "Care transfer hub"
        named = {"bed": f"Bay B bed {n}", "local_id": f"K{n}", "waiting_for": "care home placement", "owner": owner}
        rows.append(on_board(f"S{n}", at, "N", ward="Ash", **named))
    for n, status in enumerate(("Y", ""), start=50):
        stays.append(spell(f"S{n}", f"{taken - timedelta(days=30):%Y-%m-%d}", ward="Elm"))
        rows.append(on_board(f"S{n}", at, status, ward="Elm", bed=f"Bed {n}", local_id=f"K{n}"))
    folder = store.parent / f"in-{taken:%d%H%M}-{people}"
    report = load(store, [write(folder, "spells.csv", stays), write(folder, "board.csv", rows)], as_at=taken)
    assert [dict(extract.reasons) for extract in report.extracts] == [{}, {}]


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    folder = tmp_path_factory.mktemp("ward")
    store, now = folder / "store", frame.now()
    taken = max(now - timedelta(hours=1), now.replace(hour=0, minute=1))
    store.mkdir()
    (store / "homeward.toml").write_text("one_person_on_this_computer = true\n")
    publish(store, taken)
    register, day = open_register(store), frame.now().date()
    save(register, ANN, RoundEntry(**ASH, spell_id="S29", day=day, owner="Social work", next_action="Panel", due=day))
    save(register, ANN, Departure(**ASH, spell_id="S28", left_on=day, left_at="09:00"))
    save(register, ANN, WardRound(**ASH, day=day))
    register.close()
    process, base = serve(ROOT / "app.py", folder / "server.log", HOMEWARD_STORE=str(store))
    yield Ward(store, base, process.pid, taken)
    process.terminate()
    process.wait(20)


def test_each_tile_is_the_count_of_the_extracts(page: Page, app: str, hospital: Path) -> None:
    file = hospital / "versions" / (hospital / "CURRENT").read_text().strip()
    with duckdb.connect(str(file), read_only=True) as own:
        found = own.execute(COUNTED).fetchone()
    assert found is not None
    patients, waiting, seven, fourteen, twenty_one, no_status, no_owner, overdue, wards = found
    visit(page, f"{app}/")
    assert page.locator(".hw-tile-value").all_inner_texts()[:7] == [
        f"{waiting} of {patients}", str(seven), str(fourteen), str(twenty_one), str(overdue), str(no_owner),
        f"{no_status} on {wards} wards",
    ]  # fmt: skip
    page.get_by_role("button", name="21 days or more").click()
    expect(page.locator(".hw-table tbody tr")).to_have_count(twenty_one)
    assert "stay=21" in page.url
    page.get_by_role("button", name="No status recorded").click()
    expect(page.locator(".hw-table tbody tr")).to_have_count(no_status)


def test_a_new_coordinator_sees_whom_to_chase_first(page: Page, ward: Ward) -> None:
    visit(page, f"{ward.base}/")
    first = "Chase first: Ash, Bay B bed 3 (K3), 4 days past ready, nobody owns the next step."
    expect(page.get_by_text(first)).to_be_visible()
    rows = page.locator(".hw-table tbody tr")
    expect(rows.first).to_contain_text("K3")
    expect(rows.first).to_contain_text("Nobody yet")
    expect(rows.nth(1)).to_contain_text("Panel, today")
    expect(rows.nth(1)).to_contain_text(re.compile(r"entered \d\d:\d\d by Ann Hall"))
    expect(rows.last).to_contain_text("Left 09:00")
    expect(page.locator(".hw-tile-value").first).to_have_text("29 of 31")
    assert barriers(page, INDEX) == []


def test_every_row_and_ward_is_reached_by_keyboard(page: Page, ward: Ward) -> None:
    visit(page, f"{ward.base}/")
    strip = page.locator(".hw-strip button")
    expect(strip.first).to_have_attribute(
        "aria-label", re.compile("^Ash, A: 29 of 29 waiting, longest 30 days past ready, Morning round")
    )
    strip.first.focus()
    page.keyboard.press("ArrowRight")
    expect(strip.nth(1)).to_be_focused()
    expect(strip.nth(1)).to_have_attribute("aria-label", re.compile("Elm, A: 0 of 2 waiting, round not completed"))
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid=stSelectbox]", has_text="Ward").locator("input")).to_have_value("Ash")
    settle(page)
    assert "ward=Ash" in page.url
    page.locator(".hw-table tbody tr").first.focus()
    page.keyboard.press("End")
    expect(page.locator(".hw-table tbody tr").last).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Patient K0")


def test_a_wall_screen_of_thirty_beds_is_large_and_still(browser: Browser, ward: Ward) -> None:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    visit(page, f"{ward.base}/wall?site=A&ward=Ash")
    sizes = page.locator(".hw-wall *").evaluate_all(
        "all => all.filter(one => one.checkVisibility() && [...one.childNodes]"
        ".some(node => node.nodeType === 3 && node.data.trim())).map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 36
    figures = page.locator(".hw-wall-counts dd, .hw-wall-time b")
    assert min(figures.evaluate_all("all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")) >= 48
    tables = page.locator(".hw-wall table")
    assert [tables.nth(n).locator("tbody tr").count() for n in (0, 1)] == [15, 14]
    lowest = "all => Math.max(...all.map(one => one.getBoundingClientRect().bottom))"
    footer = page.locator(".hw-wall footer").bounding_box()
    assert footer is not None and footer["y"] + footer["height"] <= 1080
    assert tables.locator("tbody tr").evaluate_all(lowest) <= footer["y"]
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.locator("button:visible, a:visible, input:visible, select:visible").count() == 0
    expect(page.locator(".hw-wall header")).to_contain_text(f"{ward.taken:%H:%M}")
    expect(page.locator(".hw-wall footer")).to_contain_text("1 left; round completed")
    assert barriers(page, INDEX) == []
    context.close()


def test_a_wall_screen_takes_up_a_new_version_and_greys_when_it_is_old(ward: Ward) -> None:
    with Screen(ward.base, "wall", "site=A&ward=Elm") as screen:
        assert "K50" not in "".join(screen.texts)  # meets the criteria, so a count and no row
        looks = looked(ward)
        screen.refresh()
        assert looked(ward) == looks  # nothing has changed, so nobody's rows were read again
        publish(ward.store, ward.taken + timedelta(minutes=10), people=31)
        screen.refresh()
        assert f"{ward.taken + timedelta(minutes=10):%H:%M}" in "".join(screen.texts)
        assert looked(ward) == looks + 1


@pytest.mark.parametrize(
    ("refreshes", "warm", "most"), [(200, 100, 0.02), pytest.param(10_080, 1_000, 0.01, marks=pytest.mark.slow)]
)
def test_a_week_of_refreshes_keeps_its_memory(ward: Ward, refreshes: int, warm: int, most: float) -> None:
    """A wall screen asks once a minute: 10,080 times a week. Measured from when the server is warm."""
    with Screen(ward.base, "wall", "site=A&ward=Ash") as screen:
        for _ in range(warm):
            screen.refresh()
        before = memory_of(ward.pid)
        for _ in range(refreshes):
            screen.refresh()
        assert memory_of(ward.pid) < before * (1 + most)


def looked(ward: Ward) -> int:
    register = open_register(ward.store)
    found = [row for row in audit.rows(register, DEMONSTRATION) if row.action == "looked"]
    register.close()
    return len(found)


def test_old_data_grey_the_board_and_the_wall(page: Page, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "homeward.toml").write_text("one_person_on_this_computer = true\n")
    publish(store, datetime(2025, 1, 10, 8), people=3)
    process, base = serve(ROOT / "app.py", tmp_path / "server.log", HOMEWARD_STORE=str(store))
    try:
        visit(page, f"{base}/")
        expect(page.get_by_text(re.compile(r"These data are \d+ days old \(to Fri 10 Jan 08:00\)"))).to_be_visible()
        grey = page.locator("[class*=st-key-board_old]")
        assert grey.evaluate("one => getComputedStyle(one).filter") == "grayscale(1)"
        assert barriers(page, INDEX) == []
        visit(page, f"{base}/wall?ward=Ash")
        expect(page.locator(".hw-wall-old .hw-wall-said")).to_contain_text("days old")
        visit(page, f"{base}/wall?ward=Ask")
        expect(page.locator(".hw-wall")).to_contain_text("There is no ward called Ask in the data: did you mean Ash?")
    finally:
        process.terminate()
        process.wait(20)


def test_a_huddle_sheet_prints_once_it_is_logged(page: Page, ward: Ward) -> None:
    page.add_init_script("window.print = () => (document.body.dataset.printed = 'yes')")
    visit(page, f"{ward.base}/")
    page.get_by_role("link", name="Huddle sheet").click()
    expect(page.get_by_role("heading", level=2, name=re.compile("^Ash, A: huddle sheet"))).to_be_visible()
    settle(page)
    assert barriers(page, INDEX) == []
    page.emulate_media(media="print")
    expect(page.get_by_text("Not printed: press Print on the page")).to_be_visible()
    expect(page.locator(".hw-sheet-ward").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Print").click()
    expect(page.locator("body[data-printed=yes]")).to_have_count(1)
    newest = audit.rows(register := open_register(ward.store), DEMONSTRATION, limit=1)[0]
    register.close()
    assert (newest.action, newest.kind, newest.detail["place"]) == (
        "printed", "huddle_sheet", "everywhere, not meeting criteria, or no status",
    )  # fmt: skip
    rows = page.locator(".hw-sheet tbody tr")
    assert newest.detail["rows"] == rows.count()
    expect(page.locator(".hw-sheet-stamp").first).to_contain_text(f"number {newest.seq} in the log")
    page.emulate_media(media="print")
    expect(rows.first).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    assert re.search(rb"/MediaBox \[0 0 84[0-9.]+ 59[0-9.]+\]", page.pdf(prefer_css_page_size=True))


def test_a_choice_with_nobody_says_so(page: Page, ward: Ward) -> None:
    visit(page, f"{ward.base}/?ward=Elm&show=To%20chase%20first")
    expect(page.get_by_text("No people listed under To chase first for ward Elm.")).to_be_visible()
