"""A board round by keyboard: said of the right patient, acknowledged only when kept, and nothing typed ever lost."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.access import DEMONSTRATION
from data.loading import load
from data.register import RoundEntry, open_register, read_entries, save
from pages.parts import frame
from tests.browser.conftest import ROOT, serve
from tests.browser.looking import barriers
from tests.browser.shots import settle
from tests.unit.small_hospital import on_board, spell, write

pytestmark = pytest.mark.browser

ANN = replace(DEMONSTRATION, name="Ann Hall")
REASON = "Awaiting patient transport services"
PATIENTS: dict[str, tuple[str, ...]] = {
    "S1": ("K1", "Bed 2"),
    "S2": ("K2", "Bed 3"),
    "S3": ("K3", "Bed 4"),
    "S4": ("K4", "Bed 1", "Elm"),
}

SITES = tuple(f"Site{number}" for number in range(7))
FREE = iter(SITES)  # each test takes one


class Server:
    """A small hospital with its own server. Each test has a site of its own, so that none sees another's patients."""

    def __init__(self, folder: Path) -> None:
        self.store, self.log = folder / "store", folder / "server.log"
        self.store.mkdir()
        (self.store / "homeward.toml").write_text("one_person_on_this_computer = true\n")
        for site in SITES:
            self.publish(site, "2025-01-10 08:00", PATIENTS)
        self.start()

    def start(self) -> None:
        self.process, self.base = serve(ROOT / "app.py", self.log, HOMEWARD_STORE=str(self.store))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(20)

    def publish(self, site: str, at: str, people: dict[str, tuple[str, ...]]) -> None:
        """A new version of the store with these people on the site's board at that time."""
        stays, board = [], []
        for spell_id, (local_id, bed, *elsewhere) in people.items():
            place = {"site": site, "ward": elsewhere[0] if elsewhere else "Ash"}
            stays.append(spell(f"{site}-{spell_id}", "2025-01-02", **place))
            said = {"bed": bed, "local_id": local_id, "expected_discharge_date": "2025-01-20"}
            board.append(on_board(f"{site}-{spell_id}", at, "N", **place, **said))
        folder = self.store.parent / f"{site}-{at[-5:-3]}"
        report = load(self.store, [write(folder, "spells.csv", stays), write(folder, "board.csv", board)])
        assert not [extract.refused for extract in report.extracts if extract.refused]


class Ward:
    """The ward Ash of one site, and what the register holds of it."""

    def __init__(self, server: Server, site: str) -> None:
        self.server, self.site = server, site

    @property
    def address(self) -> str:
        return f"{self.server.base}/board-round?site={self.site}"

    def publish(self, people: dict[str, tuple[str, ...]]) -> None:
        self.server.publish(self.site, "2025-01-10 09:00", people)

    def kept(self) -> dict[str, RoundEntry]:
        register = open_register(self.server.store)
        found = read_entries(register, DEMONSTRATION, RoundEntry)
        register.close()
        return {entry.spell_id.removeprefix(f"{self.site}-"): entry for entry in found if entry.site == self.site}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("round"))
    yield found
    found.stop()


@pytest.fixture
def ward(server: Server) -> Iterator[Ward]:
    yield Ward(server, next(FREE))
    if server.process.poll() is not None:
        server.start()
    server.process.send_signal(signal.SIGCONT)


def visit(page: Page, ward: Ward) -> None:
    page.goto(f"{ward.address}&ward=Ash")
    settle(page)


def say(page: Page, action: str) -> None:
    page.get_by_label("Next action").fill(action)
    page.keyboard.press("Enter")


def test_a_round_goes_by_keyboard_alone(page: Page, ward: Ward) -> None:
    visit(page, ward)
    assert barriers(page) == []
    page.locator(".hw-round-row").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".hw-round-head")).to_have_text(f"K2 · Bed 3 · Ash, {ward.site}")
    page.keyboard.type("transport pat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Reason for the delay")).to_have_value(REASON)
    page.keyboard.press("Tab")
    page.keyboard.type("transport")
    page.keyboard.press("Tab")
    page.keyboard.type("Site team")
    page.keyboard.press("Tab")
    page.keyboard.type("Book the crew")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".hw-round-head")).to_have_text(f"K3 · Bed 4 · Ash, {ward.site}")
    expect(page.get_by_text("K2 saved")).to_be_visible()
    kept = ward.kept()
    assert list(kept) == ["S2"]
    said = kept["S2"]
    assert (said.delay_reason, said.waiting_for, said.owner) == (REASON, "transport", "Site team")
    assert (said.next_action, str(said.expected_discharge_date)) == ("Book the crew", "2025-01-20")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".hw-round-head")).to_have_text(f"K2 · Bed 3 · Ash, {ward.site}")
    expect(page.get_by_label("Next action")).to_have_value("Book the crew")


def test_an_admission_between_look_and_click_changes_nothing_about_whom_it_is_said(page: Page, ward: Ward) -> None:
    visit(page, ward)
    expect(page.locator(".hw-round-head")).to_contain_text("K1")
    page.get_by_label("Next action").fill("Said of K1")
    ward.publish({"S0": ("K0", "Bed 1"), **PATIENTS})
    page.keyboard.press("Enter")
    expect(page.get_by_text("K1 saved")).to_be_visible()
    assert {key: entry.next_action for key, entry in ward.kept().items()} == {"S1": "Said of K1"}
    expect(page.locator(".hw-round-name").first).to_have_text("K0")
    expect(page.locator(".hw-round-head")).to_contain_text("K2")
    say(page, "Said of K2")
    expect(page.get_by_text("K2 saved")).to_be_visible()
    assert {key: entry.next_action for key, entry in ward.kept().items()} == {"S1": "Said of K1", "S2": "Said of K2"}


def test_what_no_longer_fits_is_refused_and_stays_typed(page: Page, ward: Ward) -> None:
    visit(page, ward)
    page.get_by_label("Next action").fill("Said of K1")
    ward.publish({**PATIENTS, "S1": ("K1", "Bed 7", "Elm"), "S2": ("K9", "Bed 3")})
    page.keyboard.press("Enter")
    refusal = page.get_by_text(f"Nothing was saved: K1 is now on ward Elm, {ward.site}; say it")
    expect(refusal.first).to_be_visible()
    say(page, "Said of K2")  # the list still said K2 when it was opened
    page.locator(".hw-round-row", has_text="K1").click()
    expect(page.get_by_label("Next action")).to_have_value("Said of K1")
    assert "S1" not in ward.kept()


def test_somebody_quicker_is_not_overwritten(page: Page, ward: Ward) -> None:
    visit(page, ward)
    page.get_by_label("Next action").fill("Mine")
    theirs = RoundEntry(
        provider="RX1", site=ward.site, ward="Ash", spell_id=f"{ward.site}-S1", day=frame.now().date(),
        next_action="Theirs",
    )  # fmt: skip
    register = open_register(ward.server.store)
    save(register, ANN, theirs)
    register.close()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was saved: Ann Hall saved this patient").first).to_be_visible()
    page.locator(".hw-round-row", has_text="K1").click()
    expect(page.get_by_text("Theirs: next action Theirs.")).to_be_visible()
    expect(page.get_by_label("Next action")).to_have_value("Mine")
    assert ward.kept()["S1"].next_action == "Theirs"
    page.get_by_role("button", name="Save mine over theirs").click()
    expect(page.get_by_text("K1 saved")).to_be_visible()
    assert (ward.kept()["S1"].next_action, ward.kept()["S1"].version) == ("Mine", 2)


def test_what_is_acknowledged_survives_the_death_of_the_server(page: Page, ward: Ward) -> None:
    visit(page, ward)
    say(page, "Keep this")
    expect(page.get_by_text("K1 saved")).to_be_visible()
    ward.server.stop(signal.SIGKILL)
    assert ward.kept()["S1"].next_action == "Keep this"
    ward.server.start()
    visit(page, ward)
    page.locator(".hw-round-row", has_text="K1").click()
    expect(page.get_by_label("Next action")).to_have_value("Keep this")


def test_without_an_answer_it_is_not_saved_yet_and_is_sent_again(page: Page, ward: Ward) -> None:
    visit(page, ward)
    ward.server.process.send_signal(signal.SIGSTOP)
    say(page, "Sent while nobody listens")
    expect(page.get_by_text("Not saved yet: no answer from the server.")).to_be_visible()
    assert ward.kept() == {}
    ward.server.process.send_signal(signal.SIGCONT)
    expect(page.get_by_text("K1 saved")).to_be_visible()
    assert (ward.kept()["S1"].next_action, ward.kept()["S1"].version) == ("Sent while nobody listens", 1)


def test_delays_a_departure_and_the_end_of_the_round(page: Page, ward: Ward) -> None:
    visit(page, ward)
    page.get_by_role("combobox", name="Add a delay").fill("equipment")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add delay").click()
    expect(page.locator(".hw-round-open")).to_contain_text("Equipment and associated training not yet delivered (P1-3)")
    page.get_by_role("button", name="Ended today").click()
    expect(page.locator(".hw-round-open")).to_have_text("None is open.")
    page.get_by_text("Mark as left").click()
    page.get_by_role("button", name="Has left").click()
    expect(page.locator(".hw-round-row", has_text="K1")).to_contain_text("left")
    page.get_by_role("button", name="Ward completed").click()
    expect(page.get_by_text(re.compile(r"^Completed \d\d:\d\d by"))).to_be_visible()
    page.goto(f"{ward.address}&ward=All")
    settle(page)
    expect(page.get_by_text("1 of 2 wards not completed yet today.")).to_be_visible()
