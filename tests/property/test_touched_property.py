"""Facts made anew for the touched days alone are the facts made anew as a whole, whatever changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

import duckdb
import pytest

from data import facts
from data.contract import KINDS
from data.loading.merging import create_tables
from data.made_of import MADE_OF
from data.settings import Settings
from data.touched import Family, Touched

FIRST, DAYS = date(2025, 1, 1), 80
PEOPLE = tuple(f"P{number}" for number in range(60))
SITES = {"North": ("Ash", "Beech"), "South": ("Cedar", "Ash")}
Chance = Random
Change = Callable[[duckdb.DuckDBPyConnection, Chance], None]


def hospital(chance: Chance) -> duckdb.DuckDBPyConnection:
    """A hundred and fifty stays over eighty days, a board of one site, and ward stays of some."""
    con = duckdb.connect()
    create_tables(con)
    for number in range(150):
        come = chance.randrange(DAYS - 3)
        admit(con, chance, f"S{number:03}", come, min(DAYS + 5, come + chance.choice((0, 1, 2, 5, 9, 30))))
    for day in range(10, DAYS):
        board(con, chance, "North", day)
    con.execute(
        "insert into ward_stays by name select provider, spell_id, site, 'Fir' as ward, admitted_at as \"from\""
        " from spells where site = 'South'"
    )
    return con


def admit(con: duckdb.DuckDBPyConnection, chance: Chance, spell: str, come: int, leave: int | None) -> None:
    site = chance.choice(list(SITES))
    row = {
        "provider": "RX1", "site": site, "ward": chance.choice(SITES[site]), "spell_id": spell,
        "age": chance.choice((12, 70, 80)), "admission_method": "21", "patient_classification": "1",
        "admitted_at": at(come, 10), "person_id": chance.choice((None, *PEOPLE)),
        "discharged_at": None if leave is None or leave >= DAYS else at(leave, chance.choice((11, 18))),
        "discharge_ready_date": None if chance.random() < 0.5 else at(leave or DAYS, 0),
        "pathway": chance.choice((None, "0", "1")),
    }  # fmt: skip
    con.execute(f"insert into spells by name select {', '.join(f'${name} as {name}' for name in row)}", row)


def board(con: duckdb.DuckDBPyConnection, chance: Chance, site: str, day: int) -> None:
    """The morning's board of a site: those in hospital there, with a status at random."""
    con.execute(
        "insert into board by name select provider, site, ward, spell_id, $at as snapshot_at, pathway,"
        " cast($at as date) + cast(hash(spell_id, $chance, 1) % 3 as integer) as expected_discharge_date,"
        " case cast(hash(spell_id, $chance) % 3 as integer) when 0 then 'Y' when 1 then 'N' end"
        " as meets_criteria_to_reside"
        " from spells where site = $site and admitted_at < $at and (discharged_at is null or discharged_at > $at)",
        {"at": at(day, 8), "site": site, "chance": chance.randrange(1000)},
    )


def new_stay(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    admit(con, chance, f"T{chance.randrange(10**6)}", late(chance), None)


def leaves(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    one(con, chance, "discharged_at = greatest(admitted_at, $at)", at(late(chance), 14))


def comes_back(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    one(con, chance, "discharged_at = null")


def ready_moves(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    change = "discharge_ready_date = cast(admitted_at + interval 1 day as date)"
    con.execute(f"update spells set {change} where spell_id = $spell", {"spell": chosen(con, chance, "South")})


def ward_moves(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    one(con, chance, "ward = 'Beech'")


def goes(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    one(con, chance, None)


def next_board(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    board(con, chance, chance.choice(list(SITES)), late(chance))


def board_corrected(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    con.execute(
        "update board set meets_criteria_to_reside = 'N', ward = 'Cedar' where cast(snapshot_at as date) = $day",
        {"day": at(late(chance), 0).date()},
    )


def board_lost(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    con.execute("delete from board where cast(snapshot_at as date) = $day", {"day": at(late(chance), 0).date()})


def ward_stay(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    """A newer stay of South goes to another ward on its second day."""
    con.execute(
        "insert into ward_stays by name select 'RX1' as provider, spell_id, site, 'Oak' as ward,"
        ' admitted_at + interval 1 day as "from" from spells where spell_id = $spell',
        {"spell": chosen(con, chance, "South")},
    )


def ward_stay_ends(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    con.execute(
        'update ward_stays set "to" = "from" + interval 1 day where spell_id = $spell',
        {"spell": chosen(con, chance, "South")},
    )


def cover_ends(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    covered_to(con, chance.randrange(DAYS - 8, DAYS + 2))


def covered_to(con: duckdb.DuckDBPyConnection, day: int) -> None:
    con.execute("delete from cover_option")
    con.execute("insert into cover_option values ('RX1', null, $day)", {"day": at(day, 0).date()})


def day_not_covered(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    day_not_covered_at(con, late(chance))


def day_not_covered_at(con: duckdb.DuckDBPyConnection, day: int) -> None:
    con.execute("insert into day_not_covered values ('spells', 'RX1', $day)", {"day": at(day, 0).date()})


def other_person(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    """Whose stay it was is corrected: somebody came back, somebody else did not."""
    one(con, chance, f"person_id = '{chance.choice(PEOPLE)}'")


def cost_comes_late(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    one(con, chance, "weekly_care_cost = coalesce(weekly_care_cost, 0) + 100")


def beds_counted(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    """Beds of a ward on a day, or of one more."""
    day = {"day": at(late(chance), 0).date(), "beds": chance.randrange(20)}
    con.execute("delete from beds where date = $day", {"day": day["day"]})
    con.execute(
        "insert into beds by name select 'RX1' provider, 'North' site, 'Ash' ward, $day date, $beds beds_open", day
    )


def date_moves(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    """An older board gave another expected date: the stays on it slipped otherwise, whenever they ended."""
    con.execute(
        "update board set expected_discharge_date = expected_discharge_date + 2 where cast(snapshot_at as date) = $day",
        {"day": at(chance.randrange(40, DAYS), 0).date()},
    )


def date_set(con: duckdb.DuckDBPyConnection, chance: Chance) -> None:
    """A first time of setting an expected date: from then on those without one count as not set, on every day."""
    one(con, chance, "expected_date_set_at = admitted_at + interval 3 hour")


CHANGES: tuple[Change, ...] = (
    new_stay, leaves, comes_back, ready_moves, ward_moves, goes, next_board, board_corrected, board_lost, ward_stay,
    ward_stay_ends, cover_ends, day_not_covered, other_person, cost_comes_late, beds_counted, date_moves, date_set,
)  # fmt: skip


def one(con: duckdb.DuckDBPyConnection, chance: Chance, change: str | None, moment: datetime | None = None) -> None:
    """Change one of the newer stays, or let it go."""
    given = {"spell": chosen(con, chance)} | ({} if moment is None else {"at": moment})
    what = "delete from spells" if change is None else f"update spells set {change}"
    con.execute(f"{what} where spell_id = $spell", given)


def chosen(con: duckdb.DuckDBPyConnection, chance: Chance, site: str = "%") -> str:
    newer = con.execute(
        "select spell_id from spells where admitted_at >= $at and site like $site and age > 18"
        " and coalesce(discharged_at, admitted_at + interval 9 day) > admitted_at + interval 3 day order by 1",
        {"at": at(50, 0), "site": site},
    ).fetchall()
    return str(chance.choice(newer)[0])


def late(chance: Chance) -> int:
    return chance.randrange(50, DAYS + 2)


def at(day: int, hour: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, hour) + timedelta(days=day)


def rows(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    kept = [name for name, _ in facts.statements() if name not in facts.SCRATCH]
    return {name: con.sql(f"select * from {name} order by all").fetchall() for name in kept}


def made_anew(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """The facts of the same tables in a database that knows of no older ones."""
    other = duckdb.connect()
    for name in (*KINDS, "extract", "cover_option", "day_not_covered"):
        other.register("held", con.sql(f"select * from {name}").to_arrow_table())
        other.execute(f"create table {name} as select * from held")
        other.unregister("held")
    facts.build(other, Settings())
    found = rows(other)
    other.close()
    return found


def steps(seed: int) -> None:
    """Every change once, one or two before each build; each time the facts are those of the whole."""
    chance = Random(seed)
    con = hospital(chance)
    facts.build(con, Settings())
    left = chance.sample(CHANGES, len(CHANGES))
    while left:
        changes = [left.pop() for _ in range(min(len(left), chance.choice((1, 1, 2))))]
        for change in changes:
            change(con, chance)
        facts.build(con, Settings())
        here, whole = rows(con), made_anew(con)
        different = [name for name in whole if here[name] != whole[name]]
        assert not different, (seed, [change.__name__ for change in changes], different)
    con.close()


@pytest.fixture
def narrowed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The days from which facts were made anew, of every build that left older ones alone."""
    found: list[int] = []
    before = Touched._narrow

    def watched(self: Touched, family: Family, day: int) -> None:
        found.append(day)
        before(self, family, day)

    monkeypatch.setattr(Touched, "_narrow", watched)
    return found


def test_touched_days_alone_give_the_facts_of_the_whole(narrowed: list[int]) -> None:
    for seed in range(2):
        steps(seed)
    assert len(narrowed) >= 8


def covers_on_after_a_gap(con: duckdb.DuckDBPyConnection, _chance: Chance) -> None:
    """Two days more are covered, the first of them not: the night in between is looked up all the same."""
    day_not_covered_at(con, 61)
    covered_to(con, 62)


@pytest.mark.parametrize(
    ("change", "seed"), [(leaves, 2), (next_board, 0), (covers_on_after_a_gap, 0), (date_set, 0), (date_set, 1)]
)
def test_what_one_change_reaches(narrowed: list[int], change: Change, seed: int) -> None:
    """A morning says who leaves within a week; a board gives a ready date; a night's ward is asked for a day ahead;
    the time of setting an expected date is no part of a stay.
    """
    chance = Random(seed)
    con = hospital(chance)
    if change is covers_on_after_a_gap:
        covered_to(con, 60)
    if change is date_set:  # a first one touches every day
        con.execute("update spells set expected_date_set_at = admitted_at where spell_id = 'S000'")
    facts.build(con, Settings())
    change(con, chance)
    facts.build(con, Settings())
    here, whole = rows(con), made_anew(con)
    assert [name for name in whole if here[name] != whole[name]] == []
    assert narrowed
    con.close()


@pytest.mark.slow
def test_touched_days_alone_give_the_facts_of_the_whole_often(narrowed: list[int]) -> None:
    for seed in range(100, 140):
        steps(seed)
    assert len(narrowed) >= 200


def test_facts_of_another_release_are_made_anew(narrowed: list[int]) -> None:
    con = hospital(Random(1))
    facts.build(con, Settings())
    con.execute(f"update {MADE_OF} set digest = 'older' where feed = 'facts'")
    con.execute("delete from census")
    facts.build(con, Settings())
    assert con.sql("select count(*) > 0 from census").fetchall() == [(True,)]
    assert narrowed == []
    con.close()


def test_a_reason_that_is_grouped_otherwise_touches_every_day(
    narrowed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    con = hospital(Random(1))
    reason = next(iter(facts.REASON_GROUPS))
    con.execute("update board set delay_reason = $reason", {"reason": reason})
    facts.build(con, Settings())
    monkeypatch.setattr(facts, "REASON_GROUPS", facts.REASON_GROUPS | {reason: "Another group"})
    facts.build(con, Settings())
    assert rows(con) == made_anew(con)
    assert narrowed == []
    con.close()
