"""What the tests of pages share: going to one, and what stands in the way of somebody on it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.shots import settle


def visit(page: Page, address: str) -> None:
    """Go there and wait until the page has stopped changing."""
    page.goto(address)
    settle(page)


def barriers(page: Page, *allowed: str) -> list[tuple[str, str]]:
    """What axe finds on the page as it stands: the rule and the start of the element; `allowed`: rules that a widget of
    Streamlit's on this page breaks.
    """
    return [
        (rule["id"], node["html"][:90])
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
        if rule["id"] not in allowed
    ]
