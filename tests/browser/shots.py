"""Screenshots of pages of a running server, at the size of an old hospital PC and of a wall screen.

python tests/browser/shots.py board summary --out /tmp/shots [--base http://127.0.0.1:8501] [--dark] [--full]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: Final = (ViewportSize(width=1366, height=768), ViewportSize(width=1920, height=1080))

# Settled: the script is done, nothing is stale or sliding, every chart is drawn, and nothing has changed for 350 ms.
SETTLED: Final = """
() => new Promise(done => {
  let last = performance.now()
  const watch = new MutationObserver(() => (last = performance.now()))
  watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
  const look = () => {
    const app = document.querySelector('[data-testid=stApp]')
    const idle = app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    const waiting = document.querySelector('[data-stale=true],[data-testid=stSkeleton],[data-testid=stAppSkeleton]')
    const undrawn = [...document.querySelectorAll('.hw-plot-box')].some(box => !box.querySelector('.main-svg'))
    const empty = [...document.querySelectorAll('.hw-slot')].some(slot => !slot.firstElementChild)
    const ends = each => each.effect.getComputedTiming().endTime !== Infinity
    const sliding = document.getAnimations().some(each => each.playState === 'running' && ends(each))
    const still = idle && !sliding && !waiting && !undrawn && !empty
    if (still && performance.now() - last > 350) { watch.disconnect(); done() }
    else setTimeout(look, 25)
  }
  look()
})
"""


def settle(page: Page) -> None:
    """Waits until the page has stopped changing; raises Playwright's TimeoutError after its default time."""
    page.wait_for_selector("[data-testid=stApp]")
    page.evaluate(SETTLED)


def shoot(browser: Browser, base: str, paths: list[str], out: Path, *, dark: bool, full: bool) -> None:
    """Writes one PNG for each path and size into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light")
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and print("console:", message.text[:300]))
        for path in paths:
            page.goto(f"{base}/{path.strip('/')}")
            settle(page)
            name = f"{path.strip('/').replace('/', '_') or 'first'}-{size['width']}{'-dark' if dark else ''}.png"
            page.screenshot(path=out / name, full_page=full)
        context.close()


def main() -> None:
    """Reads the command line and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--base", default="http://127.0.0.1:8501")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--full", action="store_true")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        shoot(browser, given.base.rstrip("/"), given.paths, given.out, dark=given.dark, full=given.full)
        browser.close()


if __name__ == "__main__":
    main()
