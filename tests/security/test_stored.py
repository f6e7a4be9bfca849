"""Scripts where words should be: in wards, bays, reasons, file names; in a real Chromium each is read, none is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from data.loading import load
from data.sign_in import allow_one_person
from tests.browser.conftest import ROOT, serve
from tests.browser.shots import settle
from tests.security.conftest import Check

PAYLOADS = (
    "<script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", "<svg onload=window.hit=1>",
    "<a href=javascript:window.hit=1>go</a>", "<b>bold</b>", "</style><script>window.hit=1</script>",
    "[go](javascript:window.hit=1)", "![x](http://127.0.0.1:9/x.png)", "$\\href{javascript:window.hit=1}{x}$",
    ":red[coloured]", "{{constructor.constructor('window.hit=1')()}}", "*<iframe srcdoc='<script>1</script>'>*",
)  # fmt: skip
PAGES = ("board", "huddle", "measure?by=Ward", "between-wards", "waiting-for", "icon-matrix")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hospital whose every ward, bay, local id, owner and reason holds a payload."""
    folder = tmp_path_factory.mktemp("stored")
    spells, board = folder / "spells.csv", folder / "board.csv"
    quoted = [payload.replace('"', '""') for payload in PAYLOADS]
    spells.write_text(
        "provider,site,ward,spell_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"
        + "".join(
            f'RXX,North,"{text}",S{at}x{day},70,21,1,2026-11-{day:02} 10:00,2026-11-{day + 1:02} 10:00\n'
            for at, text in enumerate(quoted)
            for day in range(1, 16)
        )
        + "".join(f'RXX,North,"{text}",O{at},70,21,1,2026-11-10 10:00,\n' for at, text in enumerate(quoted))
    )
    board.write_text(
        "provider,site,ward,spell_id,snapshot_at,meets_criteria_to_reside,bed,local_id,waiting_for,owner\n"
        + "".join(
            f'RXX,North,"{text}",O{at},2026-11-20 08:00,N,"{text}","{text}","{text}","{text}"\n'
            for at, text in enumerate(quoted)
        )
    )
    report = load(folder / "store", [spells, board])
    assert [extract.refused for extract in report.extracts] == [None, None]
    assert all(not extract.rows_quarantined for extract in report.extracts), [one.reasons for one in report.extracts]
    allow_one_person(folder / "store")
    process, base = serve(ROOT / "app.py", folder / "server.log", HOMEWARD_STORE=str(folder / "store"))
    yield base
    process.terminate()
    process.wait(20)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def test_what_is_stored_is_read_and_never_run(page: Page, stored: str, check: Check) -> None:
    dialogs: list[str] = []
    outside: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: None if _own(request.url, stored) else outside.append(request.url))
    read = ""
    for path in PAGES:
        page.goto(f"{stored}/{'' if path == 'board' else path}")
        settle(page)
        assert page.evaluate("window.hit") is None, path
        assert page.locator("[data-testid=stException]").count() == 0, path
        read += page.locator("body").inner_text()
    for payload in PAYLOADS:
        check("stored content", payload in read and not dialogs and not outside, (payload, dialogs, outside))


def _own(url: str, base: str) -> bool:
    return url.startswith((base, "blob:", "data:", "ws:"))


def test_a_name_of_a_file_is_read_too(page: Page, stored: str, tmp_path: Path, check: Check) -> None:
    file = tmp_path / "<img src=x onerror=window.hit=1>.csv"
    file.write_text("a,b\n1,2\n")
    page.goto(f"{stored}/load")
    settle(page)
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check only").click()
    page.get_by_text("Checked, nothing was loaded.").wait_for()
    row = page.locator(".hw-table tbody tr").first.inner_text()
    check("stored content", file.name in row and page.evaluate("window.hit") is None, row)
