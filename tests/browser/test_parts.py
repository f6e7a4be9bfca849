"""The parts in a real browser: in place, by keyboard, by id, as text, with safe headers and no outside host."""

from __future__ import annotations

import gzip
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser


def pick(page: Page, label: str, option: str) -> None:
    page.locator("[data-testid=stSelectbox]", has_text=label).first.locator("button").first.click()
    page.locator("[role=listbox] [role=option]", has_text=option).first.click()
    settle(page)


def test_a_row_opens_by_its_id_with_mouse_and_keyboard(page: Page, parts: str) -> None:
    visit(page, parts)
    page.locator(".hw-table tbody tr").nth(1).click()
    expect(page.get_by_text("opened S2 pressed None")).to_be_visible()
    page.locator('.hw-table tr[data-id="S1"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("opened S3 pressed None")).to_be_visible()


def test_the_focus_stays_with_the_patient_when_rows_before_it_leave(page: Page, parts: str) -> None:
    visit(page, parts)
    pick(page, "Site", "South")
    pick(page, "Site", "All")
    page.locator('.hw-table tr[data-id="S2"]').focus()
    page.evaluate("window.row = document.querySelector('.hw-table tr[data-id=S2]')")
    pick(page, "Site", "South")
    rows = page.locator(".hw-table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_have_attribute("data-id", "S2")
    assert page.evaluate("window.row === document.querySelector('.hw-table tr[data-id=S2]')")


def test_data_are_shown_as_text_and_never_as_markup(page: Page, parts: str) -> None:
    visit(page, parts)
    expect(page.get_by_text("<b>Care home</b> & more")).to_be_visible()
    assert page.locator(".hw-table b").count() == 0
    visit(page, f"{parts}/chart")
    page.locator(".hw-plot .annotation", has_text="1").first.hover()
    expect(page.get_by_text("1: Hub <i>north</i>, 19 Jan 2026")).to_be_visible()


def test_the_table_is_a_table_to_a_screen_reader(page: Page, parts: str) -> None:
    visit(page, parts)
    table = page.get_by_role("table", name="3 people. Arrow keys move between rows, Enter opens one.")
    expect(table.get_by_role("columnheader")).to_have_text(["Days", "Patient", "Waiting for"])
    expect(table.get_by_role("rowheader")).to_have_text(["S1", "S2", "S3"])


def test_a_tile_is_a_button_that_says_its_icon_in_words(page: Page, parts: str) -> None:
    visit(page, parts)
    tile = page.locator("button.hw-tile")
    expect(tile).to_contain_text("Worse: unusually high")
    tile.click()
    expect(page.get_by_text("opened None pressed late")).to_be_visible()


def test_a_chart_changes_in_place(page: Page, parts: str) -> None:
    visit(page, f"{parts}/chart")
    page.evaluate("window.drawn = document.querySelector('.hw-plot-box .main-svg')")
    assert page.evaluate("document.querySelector('.hw-plot-box').data.at(-1).y") == [3, 4, None, 5, 9]
    pick(page, "Measure", "Share")
    assert page.evaluate("document.querySelector('.hw-plot-box').data.at(-1).y") == [0.3, 0.4, None, 0.5, 0.9]
    assert page.evaluate("window.drawn === document.querySelector('.hw-plot-box .main-svg')")
    shapes = page.locator(".hw-dots path")
    assert [shape.get_attribute("data-shape") for shape in shapes.all()] == ["circle", "square"]
    assert (shapes.first.get_attribute("d") or "").count("M") == 3  # of five places one has no value


def test_arrow_keys_say_the_points_and_enter_returns_one(page: Page, parts: str) -> None:
    visit(page, f"{parts}/chart")
    box = page.get_by_role("application", name="Waits rose in February.")
    box.focus()
    said = page.locator(".hw-plot [aria-live]")
    page.keyboard.press("ArrowLeft")
    expect(said).to_have_text(
        "week of 2 Feb 2026: 9.0 days, a change for the worse: above the upper limit, mean 4.0, limits 3.0 to 5.0"
    )
    page.keyboard.press("Home")
    expect(said).to_contain_text("week of 5 Jan 2026: 3.0 days, within the usual variation")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("week of 26 Jan 2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("clicked 2026-01-26")).to_be_visible()


def test_a_click_on_a_point_returns_its_id(page: Page, parts: str) -> None:
    visit(page, f"{parts}/chart")
    points = page.locator(".hw-dots [data-shape=circle]").bounding_box()
    assert points is not None
    page.mouse.move(points["x"] + 3, points["y"] + points["height"] - 3)  # the first of them is the lowest
    expect(page.locator(".hw-plot .hovertext")).to_contain_text("within the usual variation")
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_text("clicked 2026-01-05")).to_be_visible()


def test_the_place_is_in_the_address_and_comes_back_from_it(page: Page, parts: str, browser: Browser) -> None:
    visit(page, f"{parts}/chart")
    assert "from=2026-01-01" in page.url and "to=2026-11-20" in page.url
    pick(page, "Site", "South")
    assert "site=South" in page.url
    other = browser.new_context().new_page()
    visit(other, page.url.replace("from=2026-01-01", "from=2026-04-06"))
    expect(other.get_by_text("from 2026-04-06 to 2026-11-20 site South")).to_be_visible()
    other.context.close()


def test_a_choice_follows_to_the_next_page(page: Page, parts: str) -> None:
    visit(page, parts)
    pick(page, "Site", "South")
    page.locator("[data-testid=stSidebarNavLink]", has_text="Chart").click()
    settle(page)
    expect(page.get_by_text("site South")).to_be_visible()
    assert "site=South" in page.url


def test_our_errors_say_their_sentence_and_defects_say_nothing_of_their_data(
    page: Page, parts: str, parts_log: Path
) -> None:
    visit(page, f"{parts}/broken")
    expect(page.get_by_text("nctr can't be split by bed: choose ward.")).to_be_visible()
    visit(page, f"{parts}/defect")
    expect(page.get_by_text("Something went wrong here and it was noted.")).to_be_visible()
    log = parts_log.read_text()
    assert "Defect: ValueError at" in log
    assert "943" not in log


@pytest.mark.parametrize("path", ["", "chart"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_and_no_refused_script_and_no_outside_host(
    browser: Browser, parts: str, path: str, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2] if "://" in request.url else ""))
    visit(page, f"{parts}/{path}")
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(rule["id"], rule["nodes"][0]["target"]) for rule in found] == []
    assert [text for text in said if "Content Security Policy" in text] == []
    assert {host for host in hosts if host} <= {parts.split("/")[2]}


def get(address: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(address, headers={"accept-encoding": "gzip"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, dict(refused.headers), refused.read()


def test_scripts_are_compressed_and_kept_for_ever(parts: str) -> None:
    index = get(parts)[2].decode()
    script = index.split('src="./static/js/')[1].split('"')[0]
    status, headers, body = get(f"{parts}/static/js/{script}")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert len(gzip.decompress(body)) > 2 * len(body)


def test_every_answer_has_the_safe_headers(parts: str) -> None:
    for path in ("/", "/chart", "/readyz", "/_stcore/health"):
        headers = get(parts + path)[1]
        headers = {name.lower(): value for name, value in headers.items()}
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]


def test_not_ready_without_data_says_why(parts: str) -> None:
    status, _, body = get(f"{parts}/readyz")
    assert (status, json.loads(body)) == (503, {"ready": False, "reason": "Nothing is loaded yet."})


@pytest.mark.parametrize("path", ["/parts/0000000000000000/plot.js", "/parts/..%2f..%2fapp.py/plot.js"])
def test_a_script_of_another_release_is_not_found(parts: str, path: str) -> None:
    assert get(parts + path)[0] in (400, 404)
