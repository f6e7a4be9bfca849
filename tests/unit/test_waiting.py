"""What people wait for, week by week: the same shares as the catalogue's metric, and what changed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from data.access import DEMONSTRATION
from metrics import waiting
from metrics.ask import answers
from metrics.metric import CENSUS
from metrics.scope import Scope
from pages.parts import waiting as said
from pages.parts.figure import Marker
from pages.parts.lines import SPACE, lines

MONDAY = date(2026, 1, 5)
COLUMNS = ("stat_date", "waiting_for", "from_board", "not_meeting", "patients")


def census(*rows: tuple[int, str | None, int, int]) -> pl.DataFrame:
    """(days after MONDAY, waiting for, on the board, not meeting) as rows of the census."""
    made = [(MONDAY + timedelta(days=at), text, board, waits, 1) for at, text, board, waits in rows]
    return pl.DataFrame(made, schema=COLUMNS, orient="row")


def test_shares_are_of_those_on_the_board_who_do_not_meet_the_criteria() -> None:
    rows = census(
        (0, "therapy", 1, 1), (1, "therapy", 1, 1), (1, None, 1, 1), (2, "housing", 1, 1),
        (2, "therapy", 0, 1), (2, "therapy", 1, 0),  # not on a board; meets the criteria
        (7, "housing", 1, 1), (14, "housing", 1, 1),  # the third week is not over
    )  # fmt: skip
    found = waiting.shares(rows, "waiting_for", MONDAY + timedelta(days=13))
    assert found.rows() == [
        (MONDAY, "housing", 1, 4, 0.25), (MONDAY + timedelta(days=7), "housing", 1, 1, 1.0),
        (MONDAY, "not recorded", 1, 4, 0.25), (MONDAY + timedelta(days=7), "not recorded", 0, 1, 0.0),
        (MONDAY, "therapy", 2, 4, 0.5), (MONDAY + timedelta(days=7), "therapy", 0, 1, 0.0),
    ]  # fmt: skip
    assert waiting.main_parts(found, 1) == ["housing"]  # as often as therapy, and first by name
    folded = waiting.folded(found, ["housing"])
    assert folded["part"].to_list() == ["housing", "housing", "other", "other"]
    assert folded["value"].to_list() == [0.25, 1.0, 0.75, 0.0]


def test_the_last_weeks_are_compared_with_those_before_a_go_live() -> None:
    rows = [(7 * week, "social work" if week < 30 else "treatment", 1, 1) for week in range(40)]
    found = waiting.shares(census(*rows), "waiting_for", date.max)
    live = MONDAY + timedelta(weeks=30)
    compared = waiting.compare(found, live, live)
    assert compared is not None
    assert (compared.weeks_now, compared.weeks_before) == (10, 26)
    assert [(one.part, one.before, one.now) for one in compared.changes] == [
        ("social work", 1.0, 0.0), ("treatment", 0.0, 1.0),
    ]  # fmt: skip
    assert waiting.compare(found, MONDAY, MONDAY) is None
    flag = Marker(number=1, on=live + timedelta(days=2), name="Acute: Juniper")
    before, after, named = said.compared_with([flag], MONDAY)
    assert (before, after, named) == (live, live, "before Acute: Juniper went live")
    assert said.sentence(compared, named) == (
        "Social work 100% then, 0% now; treatment 0% then, 100% now: the last 10 weeks against the 26 weeks before "
        "Acute: Juniper went live."
    )


def test_without_a_go_live_the_same_weeks_of_the_year_before_are_compared() -> None:
    last = MONDAY + timedelta(weeks=80)
    before, after, _ = said.compared_with([], last)
    rows = [(7 * week, "therapy", 1, 1) for week in range(81)]
    compared = waiting.compare(waiting.shares(census(*rows), "waiting_for", date.max), before, after)
    assert compared is not None
    assert (compared.weeks_now, compared.weeks_before) == (26, 26)
    assert said.sentence(compared, "a year ago").startswith("No share has changed by 3 percentage points or more")
    assert before == last - timedelta(weeks=51)


@pytest.mark.parametrize("scope", [Scope(), Scope(ward="Juniper")])
def test_the_shares_are_those_of_the_catalogue(demo_store: Path, scope: Scope) -> None:
    held = answers(demo_store)
    rows = held.fact(DEMONSTRATION, CENSUS, ["waiting_for", "from_board", "not_meeting", "patients"], scope)
    mine = waiting.shares(rows, "waiting_for", date.max).filter(part="social work")
    theirs = held.series(DEMONSTRATION, "waiting_for_share{social work}", scope, "week")
    assert dict(mine.select("period_start", "value").rows()) == dict(theirs.select("period_start", "value").rows())


def test_every_line_has_a_name_clear_of_the_others() -> None:
    days = [MONDAY, MONDAY + timedelta(days=7)]
    values = pl.DataFrame(
        {"period_start": days * 4, "part": [part for part in "abcd" for _ in days], "value": [0.2, 0.1] * 4}
    )
    drawn = lines(values, unit="share", height=364)
    names = [note for note in drawn["layout"]["annotations"] if note["xref"] == "paper"]
    heights = sorted(note["y"] for note in names)
    pixel = (drawn["layout"]["yaxis"]["range"][1]) / 300
    assert len(names) == 4
    assert all(b - a >= (SPACE - 0.01) * pixel for a, b in pairwise(heights))
