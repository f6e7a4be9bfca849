"""Benchmarks in a browser: where the trust stands, the others beside it, and its own counts against the published."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.shots import settle


def test_the_trust_stands_beside_england_and_its_region(page: Page, app: str) -> None:
    page.goto(f"{app}/benchmarks")
    settle(page)
    expect(page.get_by_text("Demonstration Hospitals NHS Trust: ").first).to_contain_text("England: ")
    expect(page.get_by_text("Demonstration Hospitals NHS Trust: ").first).to_contain_text("of 21 trusts")
    expect(page.get_by_role("heading", name="All trusts")).to_be_visible()
    own = page.get_by_role("row", name="Demonstration Hospitals NHS Trust (RDM), own")
    expect(own).to_have_count(1)
    expect(page.get_by_text("not a published total")).to_be_visible()


def test_returned_counts_are_held_against_own_ones(page: Page, app: str) -> None:
    page.goto(f"{app}/benchmarks?measure=Beds+with+people+ready+to+leave+%28return%29")
    settle(page)
    expect(page.get_by_text("Remaining in hospital: of ").first).to_contain_text("with both own and published figures")
    expect(page.get_by_text("The largest differences, published less own:")).to_be_visible()
