"""A hospital for the board paper: two sites with hostile names, one of them too small to be shown."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from small_hospital import Row, hospital, spell

from data.access import DEMONSTRATION
from data.register.entries import Baseline, EntryScope, GoLive, Target, TestArea
from metrics.ask import Answers
from metrics.scope import Scope
from pages import paper, service
from pages.paper.content import Paper

MONDAY = date(2025, 1, 6)
WEEKS = 60
BIG, SMALL = '=HYPERLINK("http://evil.example","x")', "<script>alert(1)</script>"
AREA = "@SUM(1+1)*cmd|' /C calc'!A0"
# Days past ready of each of the few people who left the small site: it must not be in any file.
CANARY = 137


def _spells() -> list[Row]:
    rows = []
    for week in range(WEEKS):
        for number in range(20 + week % 7):
            left = MONDAY + timedelta(weeks=week, days=number % 7)
            rows.append(_spell(f"b{week}-{number}", left, number % 4, BIG))
    for month in range(13):
        left = MONDAY + timedelta(days=2 + 30 * month)
        rows.append(_spell(f"s{month}", left, CANARY, SMALL))
    return rows


def _spell(name: str, left: date, delay: int, site: str) -> Row:
    ready = left - timedelta(days=delay)
    came = ready - timedelta(days=3)
    return spell(name, f"{came}", f"{left}", discharge_ready_date=f"{ready}", site=site, ward="+W1")


@dataclass(frozen=True)
class Hospital:
    """The store and its answers."""

    folder: Path
    held: Answers

    @contextmanager
    def chosen(self) -> Iterator[None]:
        """The process's store, whose register the pages read."""
        before = os.environ.get("HOMEWARD_STORE")
        os.environ["HOMEWARD_STORE"] = str(self.folder)
        try:
            yield
        finally:
            os.environ.pop("HOMEWARD_STORE")
            if before is not None:
                os.environ["HOMEWARD_STORE"] = before


@cache
def made() -> Hospital:
    """Loaded once a process, with a baseline, a target and a test area."""
    folder = Path(tempfile.mkdtemp(prefix="homeward-paper-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    held = hospital(
        folder, spells=_spells(), options={"covers_from": MONDAY, "covers_to": MONDAY + timedelta(weeks=WEEKS, days=-1)}
    )
    found = Hospital(folder / "store", held)
    with found.chosen():
        base = Baseline(
            name="First half", metric="days_past_ctr", start=MONDAY, end=MONDAY + timedelta(weeks=26, days=-1)
        )
        service.freeze_baseline(service.save_entry(base))
        service.save_entry(Target(metric="discharges", value=500.0, from_day=MONDAY))
        live = GoLive(day=MONDAY + timedelta(weeks=30))
        service.save_entry(
            TestArea(
                name=AREA,
                primary_metric="days_past_ctr",
                direction="lower",
                why_here="-",
                go_lives=(live,),
                balancing_metrics=("home_share",),
                scope=EntryScope(site=(BIG,)),
                potential=1.0,
                potential_source="Review",
            )
        )
        service.save_entry(
            TestArea(name="Few", primary_metric="days_past_ctr", direction="lower", why_here="-", go_lives=(live,),
                     scope=EntryScope(site=(SMALL,)))
        )  # fmt: skip
    return found


@cache
def content(site: str | None = None, policy: str = "hes_1_7_round5", to_day: date | None = None) -> Paper:
    """What is in the paper."""
    with made().chosen():
        return paper.content(made().held, DEMONSTRATION, Scope(site=site), to_day, policy)


@cache
def file(kind: str, site: str | None = None, policy: str = "hes_1_7_round5") -> bytes:
    """The paper as a file."""
    with made().chosen():
        return paper.build(kind, made().held, DEMONSTRATION, Scope(site=site), None, policy)


def parts(content: bytes) -> dict[str, str]:
    """Every part of an office file as text, those of the workbooks inside it too."""
    found = {}
    with zipfile.ZipFile(BytesIO(content)) as opened:
        for name in opened.namelist():
            part = opened.read(name)
            if name.endswith(".xlsx"):
                found |= {f"{name}/{inner}": text for inner, text in parts(part).items()}
            else:
                found[name] = part.decode("utf-8", "replace")
    return found


def tells(text: str, number: int) -> bool:
    """Whether the number stands in the text by itself, with or without decimals of 0."""
    return re.search(rf"(?<![\d.]){number}(\.0+)?(?![\d.]|\.\d)", text) is not None
