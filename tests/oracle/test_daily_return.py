"""The daily return a second time: SQL straight over the extracts as they were written, from the contract's words alone.

remaining: in hospital as D + 1 begins and not meeting criteria then; the status is that of the last board of D where it
has the patient, else the ready date. discharged: discharges of the population on D that did not die. nctr: both.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.access import Principal
from data.demo import generate
from data.loading import load
from metrics import daily_return
from metrics.ask import Answers, answers
from metrics.daily_return import COLUMNS, DAILY_RETURN
from metrics.scope import Scope
from pages import returning

STEPS = {
    "spells": """
        select *, admitted_at::timestamp::date as adm, discharged_at::timestamp::date as dis,
               discharged_at::timestamp as gone,
               coalesce(discharge_ready_date::date, criteria_not_met_at::timestamp::date) as said_ready
        from read_csv('{folder}/spells.csv', all_varchar = true, nullstr = '')
        where spell_id not in (select unnest($bad_spells))""",
    "cover": """
        select provider, unnest(generate_series(first, last, interval 1 day))::date as day
        from (select provider, min(dis) as first, max(greatest(adm, coalesce(dis, adm))) as last
              from spells group by provider)""",
    "snapshots": """
        select *, snapshot_at::timestamp as taken, snapshot_at::timestamp::date as day
        from read_csv('{folder}/board.csv', all_varchar = true, nullstr = '')
        where meets_criteria_to_reside is null or meets_criteria_to_reside in ('Y', 'N')""",
    # In time order, blanks skipped: if the last is N, the day of the first row of that unbroken run of N.
    "runs": """
        select provider, spell_id, min(day) as run from snapshots s
        where meets_criteria_to_reside = 'N' and not exists (
            from snapshots later where later.provider = s.provider and later.spell_id = s.spell_id
            and later.meets_criteria_to_reside = 'Y' and later.taken >= s.taken)
        group by provider, spell_id""",
    "population": """
        select s.*, coalesce(said_ready, case when run >= adm and (dis is null or run <= dis) then run end) as ready
        from spells s left join runs using (provider, spell_id)
        where age::integer >= 18 and patient_classification = '1'
          and admission_method not in ('31', '32', '82', '83')""",
    "last_rows": """
        select * from snapshots
        qualify taken = max(taken) over (partition by provider, site, day)""",
    "last_row": """
        select * from last_rows
        qualify row_number() over (partition by provider, spell_id, day order by taken desc, site) = 1""",
    "staying": """
        select c.day, c.day + 1 - p.adm as stay, b.delay_reason, b.spell_id is not null as listed,
               case when b.spell_id is not null then b.meets_criteria_to_reside is not distinct from 'N'
                    else coalesce(p.ready < c.day + 1, false) end as waiting
        from population p
        join cover c on c.provider = p.provider and p.adm < c.day + 1 and (p.dis is null or c.day + 1 <= p.dis)
        left join last_row b on b.provider = p.provider and b.spell_id = p.spell_id and b.day = c.day""",
    "leaving": """
        select c.day, p.gone::time < time '17:01' as early, p.pathway from population p
        join cover c on c.provider = p.provider and c.day = p.dis
        where (discharge_method is null or discharge_method not in ('4', '5'))
          and (discharge_destination is null or discharge_destination <> '79')""",
}
TOTALS = """
    select day, coalesce(discharged, 0) as discharged, coalesce(early, 0) as discharged_by_1700,
           coalesce(discharged - early, 0) as discharged_after_1700,
           coalesce(p0, 0) as pathway_0, coalesce(p1, 0) as pathway_1, coalesce(p2, 0) as pathway_2,
           coalesce(p3, 0) as pathway_3, coalesce(px, 0) as pathway_not_recorded,
           coalesce(remaining, 0) as remaining, coalesce(d7, 0) as stay_7_plus, coalesce(d14, 0) as stay_14_plus,
           coalesce(d21, 0) as stay_21_plus, coalesce(discharged, 0) + coalesce(remaining, 0) as nctr
    from (select distinct day from cover)
    left join (select day, count(*) as discharged, count(*) filter (where early) as early,
                      count(*) filter (where pathway = '0') as p0, count(*) filter (where pathway = '1') as p1,
                      count(*) filter (where pathway = '2') as p2, count(*) filter (where pathway = '3') as p3,
                      count(*) filter (where pathway is null) as px from leaving group by day) using (day)
    left join (select day, count(*) as remaining, count(*) filter (where stay >= 7) as d7,
                      count(*) filter (where stay >= 14) as d14, count(*) filter (where stay >= 21) as d21
               from staying where waiting group by day) using (day)
    order by day"""
REASONS = """
    select day, coalesce(delay_reason, 'Not recorded') as reason, count(*) as people
    from staying where waiting group by all"""


def counted(folder: Path) -> tuple[dict[date, dict[str, int]], dict[date, dict[str, int]]]:
    """By hand, day by day: the totals, and the reasons of those remaining (those that anybody has)."""
    bad = json.loads((folder / "truth.json").read_text("utf-8"))["bad_rows"]["spells"]
    refused = {"bad_spells": [row["spell_id"] for row in bad]}
    with duckdb.connect() as con:
        for name, text in STEPS.items():
            known = refused if "$bad_spells" in text else {}
            con.execute(f"create temp table {name} as {text.format(folder=folder)}", known)
        totals = {row.pop("day"): row for row in con.sql(TOTALS).pl().to_dicts()}
        reasons: dict[date, dict[str, int]] = {day: {} for day in totals}
        for day, reason, people in con.sql(REASONS).fetchall():
            reasons[day][reason] = people
    return totals, reasons


def agree(folder: Path, store: Path, principal: Principal, fewest: int) -> None:
    """Every line of every covered day."""
    totals, reasons = counted(folder)
    held = answers(store)
    rows = held.fact(principal, DAILY_RETURN, COLUMNS, Scope())
    by_day = {day: part for (day,), part in rows.group_by("stat_date")}
    national = held.table(principal, "delay_reason_group")
    assert returning.days(held, principal, None) == sorted(totals)
    assert len(totals) >= fewest
    for day, expected in totals.items():
        document = daily_return.document(daily_return.lines(by_day[day], national))
        pathways = {f"pathway_{name}": number for name, number in document["pathways"].items()}
        found = {key: {**document, **pathways}[key] for key in expected}
        assert found == expected, day
        assert {key: number for key, number in document["delay_reasons"].items() if number} == reasons[day], day


def remaining(held: Answers, principal: Principal, day: date) -> pl.DataFrame:
    """The people whom the return of a day counts as remaining."""
    people = held.people_of_days(principal, "return_patient", Scope(from_day=day, to_day=day))
    return people.filter(pl.col("event") == "remaining")


@pytest.fixture(scope="module")
def year(demo_store: Path) -> Iterator[tuple[Path, Path]]:
    """The extracts and the store of one year of the demonstration hospital."""
    yield demo_store.parent / "extracts", demo_store


def test_every_day_of_a_year(year: tuple[Path, Path], principal: Principal) -> None:
    agree(*year, principal, 364)


@pytest.mark.slow
def test_every_day_of_three_years(tmp_path: Path, principal: Principal) -> None:
    generate(tmp_path / "in", years=3, last_day=date(2026, 11, 21))
    load(tmp_path / "store", [tmp_path / "in"])
    agree(tmp_path / "in", tmp_path / "store", principal, 1090)


def test_sixty_days_as_page_and_command_give_them(
    year: tuple[Path, Path], principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(year[1]))
    totals, _ = counted(year[0])
    held = answers(year[1])
    for day in sorted(random.Random(1).sample(sorted(totals), 60)):
        found = returning.gather(held, principal, day)
        document = found.document()
        assert {key: document[key] for key in ("nctr", "discharged", "remaining")} == {
            key: totals[day][key] for key in ("nctr", "discharged", "remaining")
        }
        assert [check for check in found.checks if check.outcome == "wrong"] == []
        people = held.people_of_days(principal, "return_patient", Scope(from_day=day, to_day=day)).filter(
            pl.col("event") == "remaining"
        )
        assert people.height == document["remaining"] == people["spell_id"].n_unique()


def test_the_people_who_remain_on_the_newest_day_are_those_of_its_board_who_did_not_leave(
    year: tuple[Path, Path], principal: Principal
) -> None:
    held = answers(year[1])
    newest = returning.days(held, principal, None)[-1]
    people = held.people_of_days(principal, "return_patient", Scope(from_day=newest, to_day=newest)).filter(
        pl.col("event") == "remaining"
    )
    board = held.table(principal, "board").filter(
        pl.col("snapshot_at").dt.date() == newest, pl.col("meets_criteria_to_reside") == "N"
    )
    stays = held.table(principal, "stay")
    open_ = stays.filter(pl.col("population") == 1).filter(
        pl.col("discharged_at").is_null() | (pl.col("discharged_at").dt.date() > newest)
    )
    listed = set(board["spell_id"]) & set(open_["spell_id"])
    assert listed
    assert set(people.filter(pl.col("from_board") == 1)["spell_id"]) == listed
    assert newest == held.version.as_at.date() - timedelta(days=1)
