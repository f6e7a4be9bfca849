"""The same wire behind the real provider: a sign-in in Chromium, its cookie on a socket of ours, and what it gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from metrics.ask import answers
from metrics.scope import Scope
from pages import service
from tests.browser import test_sign_in
from tests.browser.test_sign_in import base, sign_in, store, visitor
from tests.security.conftest import Check
from tests.security.wire import Wire

__all__ = ["base", "store", "visitor"]
pytestmark = [*test_sign_in.pytestmark, pytest.mark.slow]


@pytest.mark.parametrize(("name", "sees"), [("coord", True), ("exec", False)])
def test_what_the_provider_said_gives_the_same_on_the_wire(
    visitor: Page, base: str, store: Path, check: Check, name: str, sees: bool
) -> None:
    sign_in(visitor, base, name)
    expect(visitor.get_by_role("button", name="Sign out")).to_be_visible()
    held = {
        one["name"]: one["value"] for one in visitor.context.cookies(base) if one["name"].startswith("_streamlit_u")
    }
    with Wire(base, cookies=held) as wire:
        raw = wire.open(name="board-round", query="ward=Alder").raw
    everybody = answers(store).board(service.DEMONSTRATION, Scope())
    here = set(everybody.filter(ward="Alder")["spell_id"])
    shown = {spell for spell in everybody["spell_id"] if spell.encode() in raw}
    check("real provider", bool(shown) == sees and shown <= here, (name, len(shown), len(shown - here)))
