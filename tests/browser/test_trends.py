"""The trend pages that compare places: they open, say their icons in words, sort, and lead to the right chart."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import barriers, visit
from tests.browser.shots import settle

pytestmark = pytest.mark.browser

PAGES = {
    "icon-matrix": "Icon matrix",
    "look-first": "Where to look first",
    "between-wards": "Between wards",
}


@pytest.mark.parametrize(("path", "title"), PAGES.items())
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_opens_without_a_fault_and_without_a_barrier(
    browser: Browser, app: str, path: str, title: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    visit(page, f"{app}/{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    found = barriers(page)
    context.close()
    assert (found, [text for text in said if "Content Security Policy" in text]) == ([], [])


def test_every_icon_has_words_and_a_cell_without_one_says_why(page: Page, app: str) -> None:
    visit(page, f"{app}/icon-matrix")
    cells = page.locator(".hw-matrix tr.hw-opens td")
    icons, words = "cell.querySelectorAll('.hw-pic').length", "cell.querySelector('.hw-unseen').textContent.trim()"
    read = f"cells => cells.map(cell => [{icons}, {words}])"
    found = cells.evaluate_all(read)
    assert len(found) > 500
    assert all(words for _, words in found)
    assert {count for count, _ in found} >= {0, 1}
    kinds = {words.split(";")[0] for count, words in found if count}
    assert "Usual variation" in kinds
    assert kinds <= {
        "Usual variation", "Better: unusually high", "Better: unusually low", "Worse: unusually high",
        "Worse: unusually low", "Unusually high", "Unusually low",
    }  # fmt: skip


def test_a_measures_name_sorts_the_wards_and_a_cell_opens_its_chart_by_keyboard(page: Page, app: str) -> None:
    visit(page, f"{app}/icon-matrix")
    name = page.get_by_role("button", name="Length of stay days", exact=True)
    name.click()
    expect(name).to_have_attribute("aria-pressed", "true")
    row = page.locator(".hw-matrix tr", has=name).first
    shown = [float(text) for text in row.locator(".hw-matrix-value").all_inner_texts() if re.fullmatch(r"[\d.]+", text)]
    assert shown == sorted(shown, reverse=True)
    ward, value = page.locator(".hw-matrix thead th").first.inner_text(), shown[0]
    name.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".hw-matrix-said")).to_contain_text(f"{ward}, Length of stay: {value} days.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/measure?**")
    settle(page)
    assert f"ward={ward}" in page.url
    expect(page.get_by_text(f"Length of stay was {value} days in the week of")).to_be_visible()


def test_weights_stand_in_the_address_and_change_the_order(page: Page, app: str) -> None:
    visit(page, f"{app}/look-first?weight_signal=0.0&weight_distance=0.0&weight_worsening=0.0&weight_doubt=0.0")
    expect(page.get_by_text("on its own chart (weight 0)")).to_be_visible()
    days = [int(text) for text in page.locator(".hw-table tbody tr td:nth-child(4)").all_inner_texts()]
    assert len(days) == 10
    assert days == sorted(days, reverse=True)


def test_a_ward_opens_its_chart_from_a_page_whose_site_was_chosen(page: Page, app: str) -> None:
    visit(page, f"{app}/look-first?site=Wrenfield")
    page.locator(".hw-opens tbody tr").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Measure")
    expect(page).to_have_url(re.compile(r"/measure\?.*site=Wrenfield"))


def test_the_menu_opens_pages_marks_the_one_that_is_open_and_takes_a_choice_along(page: Page, app: str) -> None:
    visit(page, f"{app}/summary?site=Wrenfield")
    menu = page.get_by_role("navigation", name="Pages")
    expect(menu.locator("[aria-current=page]")).to_have_text("Summary")
    menu.get_by_role("link", name="Measure", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Measure")
    expect(page).to_have_url(re.compile(r"/measure\?.*site=Wrenfield"))
    expect(menu.locator("[aria-current=page]")).to_have_text("Measure")


def test_back_and_a_new_tab_work_from_the_menu(page: Page, app: str) -> None:
    visit(page, f"{app}/summary")
    menu = page.get_by_role("navigation", name="Pages")
    menu.get_by_role("link", name="Measure", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Measure")
    settle(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Summary")
    expect(menu.locator("[aria-current=page]")).to_have_text("Summary")
    with page.context.expect_page() as opened:
        menu.get_by_role("link", name="Daily board").click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Daily board")
    expect(page.get_by_role("heading", level=1)).to_have_text("Summary")


def test_the_summary_names_the_first_three_wards_and_what_is_not_known(page: Page, app: str) -> None:
    visit(page, f"{app}/look-first")
    first = page.locator(".hw-table tbody th").all_inner_texts()[:3]
    visit(page, f"{app}/summary")
    expect(page.get_by_role("heading", name="What we don't know")).to_be_visible()
    named = page.locator("ol li strong").all_inner_texts()
    assert named == first


def test_the_funnel_says_how_many_lie_outside_and_lists_them(page: Page, app: str) -> None:
    visit(page, f"{app}/between-wards?measure=Home%20on%20the%20ready%20date")
    said = page.locator(".hw-plot-words")
    expect(said).to_contain_text(re.compile(r"^\d+ of \d+ wards lie outside what chance alone explains"))
    outside = int(said.inner_text().split()[0])
    visit(page, f"{app}/between-wards?measure=Home%20on%20the%20ready%20date&shown=Table")
    expect(page.get_by_role("cell", name=re.compile("99.8% limit$"))).to_have_count(outside)
