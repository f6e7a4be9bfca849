"""Onward capacity: places held, estimated or entered, and who waits for them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from small_hospital import hospital, on_board, spell

from data.access import Principal
from data.settings import BadSetting, Settings
from metrics.capacity import Service, Waiting, services, waiting
from pages.parts import capacity as said

LAST = date(2026, 3, 29)
EVENTS = {"stat_date": pl.Date, "service": pl.String, "setting": pl.String, "event": pl.String, "patients": pl.Int64,
          "days_in_service": pl.Int64}  # fmt: skip


def events(*rows: tuple[int, str, str, int | None]) -> pl.DataFrame:
    """(days before LAST, service, start or end, days in service) as rows of ic_episode. Hill has beds, Team none."""
    setting = {"Hill": "bed", "Team": "home"}
    made = [(LAST - timedelta(days=back), name, setting[name], event, 1, days) for back, name, event, days in rows]
    return pl.DataFrame(made, schema=EVENTS, orient="row")


def test_places_are_the_most_people_of_eight_weeks_unless_they_were_entered() -> None:
    rows = events(
        (300, "Hill", "start", None), (290, "Hill", "start", None), (280, "Hill", "start", None),
        (200, "Hill", "end", 100),  # two are left, long before the weeks looked at
        (20, "Hill", "start", None), (10, "Hill", "end", 290), (9, "Hill", "end", 281),
        (0, "Team", "start", None),
    )  # fmt: skip
    hill, team = services(rows, {"Team": 4})
    assert (hill.people, hill.places, hill.free, hill.entered, hill.starts) == (1, 3, 2, False, 1 / 8)
    assert (team.people, team.places, team.free, team.entered) == (1, 4, 3, True)
    assert hill.line[-4:] == (2, 3, 1, 1)


def test_an_end_whose_start_was_never_said_takes_nobody_away() -> None:
    (hill,) = services(events((5, "Hill", "start", None), (1, "Hill", "end", None)), {})
    assert hill.people == 1


def test_a_service_that_held_nobody_is_left_out_and_nothing_is_nothing() -> None:
    assert (
        services(events((100, "Hill", "start", None), (99, "Hill", "end", 1), (0, "Team", "start", None)), {})[0].name
        == "Team"
    )
    assert services(events(), {}) == []


def open_service(name: str, setting: str, people: int, places: int, starts: float, entered: bool = False) -> Service:
    return Service(
        name=name, setting=setting, people=people, places=places, entered=entered, starts=starts, on=LAST, line=()
    )


def test_who_waits_meets_the_places_of_their_pathway() -> None:
    board = pl.DataFrame({"pathway": ["1", None, "2", "1", "3"], "patients": [3, 2, 6, 4, 1]})
    found = waiting(board, [open_service("Team", "home", 9, 8, 3.5), open_service("Hill", "bed", 30, 32, 2.0)])
    assert found == [
        Waiting(pathway="1", people=7, free=0, weeks=2.0),
        Waiting(pathway="2", people=6, free=2, weeks=3.0),
        Waiting(pathway="3", people=1, free=None, weeks=None),
        Waiting(pathway="", people=2, free=None, weeks=None),
    ]


def test_the_sentence_says_that_an_estimate_is_a_floor() -> None:
    guessed, known = open_service("Hill", "bed", 31, 32, 4.0), open_service("Hill", "bed", 31, 32, 4.0, entered=True)
    found = [Waiting(pathway="2", people=21, free=1, weeks=5.25)]
    assert said.sentences(found, [guessed]) == [
        "21 people wait on pathway 2, and at least 1 place is free; at 4.0 starts a week it takes about 5 weeks until "
        "all of them have started."
    ]
    assert "and 1 place is free" in said.sentences(found, [known])[0]
    assert said.tile(guessed).unit == "of at least 32"
    assert "estimated for Hill" in said.how([guessed])


def test_the_board_is_counted_by_pathway_without_those_who_have_left_or_meet_the_criteria(tmp_path: Path) -> None:
    rows = [spell(f"S{at}", "2025-01-10") for at in range(4)] + [spell("S9", "2025-01-10", "2025-01-14")]
    board = [
        on_board("S0", "2025-01-14", "N", pathway="2"), on_board("S1", "2025-01-14", "N", pathway="2"),
        on_board("S2", "2025-01-14", "N"), on_board("S3", "2025-01-14", "Y", pathway="2"),
        on_board("S9", "2025-01-14", "N", pathway="1"),
    ]  # fmt: skip
    held = hospital(tmp_path, spells=rows, board=board)
    reader = Principal(name="Bea", roles=frozenset({"executive"}))
    found = held.table(reader, "waiting_now").select("ward", "pathway", "patients").sort("patients")
    assert found.rows() == [("W1", None, 1), ("W1", "2", 2)]


@pytest.mark.parametrize("given", ["places = 3", '[places]\n"Hill" = -1', '[places]\n"Hill" = "many"'])
def test_places_that_are_no_numbers_are_refused(tmp_path: Path, given: str) -> None:
    (tmp_path / "homeward.toml").write_text(given)
    with pytest.raises(BadSetting, match="laces"):
        Settings.read(tmp_path)


def test_places_are_read_by_the_name_of_the_service(tmp_path: Path) -> None:
    (tmp_path / "homeward.toml").write_text('keep_versions = 2\n[places]\n"Millrace House" = 32\n')
    assert Settings.read(tmp_path).places == {"Millrace House": 32}
