"""Spells taken out for good: no byte of them in any file of the store, none comes back, the record stands."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from cli import main
from data import audit
from data.access import DEMONSTRATION, NotAllowed, Principal
from data.contract.delay_reasons import REASON_GROUPS
from data.groups import groups_of
from data.loading import load
from data.loading.removed import NOT_AGAIN, RemovedUnreadable
from data.loading.removing import NotRemoved, remove
from data.register import Action, Delay, RoundEntry, open_register, read_entries, save
from data.warehouse import current, open_version

NOW = datetime(2026, 11, 22, 9)
GONE = ["GONE-0001", "GONE-0002"]
SPELLS = "provider,site,ward,spell_id,person_id,age,admission_method,patient_classification,admitted_at,discharged_at\n"
BOARD = "provider,site,ward,spell_id,snapshot_at,meets_criteria_to_reside,local_id\n"


def spell(number: str, provider: str = "RXX", day: int = 3) -> str:
    return f"{provider},N,A1,{number},P-{number},70,21,1,2026-01-01 10:00,2026-01-{day:02} 10:00\n"


def write(folder: Path) -> list[Path]:
    spells, board = folder / "spells.csv", folder / "board.csv"
    bad = "RXX,N,A1,GONE-0002,P,x,21,1,2026-01-01 10:00,2026-01-03 10:00\n"
    second = spell("GONE-0001", day=9)
    others = [spell(number) for number in ("KEPT-0001", "KEPT-0002")] + [spell("GONE-0001", "RYY")]
    spells.write_text(SPELLS + spell("GONE-0002") + "".join(others) + bad + second)
    numbers = ["GONE-0001", "GONE-0002", "KEPT-0001"]
    board.write_text(BOARD + "".join(f"RXX,N,A1,{one},2026-01-02 08:00,N,B-{one}\n" for one in numbers))
    return [spells, board]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two versions with those spells in both, entries about them, and the file without patients."""
    found = tmp_path / "store"
    files = write(tmp_path)
    load(found, files, now=NOW)
    extra = tmp_path / "more.csv"
    extra.write_text(SPELLS + spell("KEPT-0003"))
    load(found, [extra], now=NOW)
    version = current(found)
    assert version is not None
    groups_of(version)
    register = open_register(found)
    place = {"provider": "RXX", "site": "N", "ward": "A1"}
    for number in (*GONE, "KEPT-0001"):
        about = {**place, "spell_id": number}
        save(register, DEMONSTRATION, RoundEntry(**about, day=date(2026, 1, 2), note=f"about {number}"))
        delay = next(iter(REASON_GROUPS))
        save(register, DEMONSTRATION, Delay(**about, reason=delay, started=date(2026, 1, 2)))
        raised = {"about": "patient", "owner": "x", "raised": date(2026, 1, 2), "text": f"ring for {number}"}
        save(register, DEMONSTRATION, Action(**about, **raised))
    register.close()
    return found


def holding(store: Path, number: str) -> list[str]:
    """The files of a store that hold the bytes of a number anywhere."""
    return sorted(path.name for path in store.rglob("*") if path.is_file() and number.encode() in path.read_bytes())


def numbers(store: Path, table: str) -> list[tuple[str, str]]:
    version = current(store)
    assert version is not None
    con = open_version(version).cursor()
    return con.execute(f"select provider, spell_id from {table} order by all").fetchall()


def test_no_byte_of_a_removed_spell_is_left(store: Path, tmp_path: Path) -> None:
    assert holding(store, "GONE-0002")
    done = remove(store, DEMONSTRATION, "RXX", GONE, "opt-out", now=NOW)
    assert done.rows == {"board": 2, "spells": 2}
    assert done.entries == 6
    assert holding(store, "GONE-0002") == []
    # Another provider's spell of the same number stays.
    assert numbers(store, "spells") == [
        ("RXX", "KEPT-0001"), ("RXX", "KEPT-0002"), ("RXX", "KEPT-0003"), ("RYY", "GONE-0001"),
    ]  # fmt: skip
    assert numbers(store, "stay") == numbers(store, "spells")
    assert [path.name for path in sorted((store / "versions").iterdir())] == [done.version, f"{done.version}.json"]


def test_the_record_stands_and_the_log_is_whole(store: Path) -> None:
    remove(store, DEMONSTRATION, "RXX", GONE, "re-keyed", now=NOW)
    register = open_register(store)
    assert audit.verify(register).ok
    newest = audit.rows(register, DEMONSTRATION, limit=1)[0]
    assert (newest.action, newest.kind) == ("removed", "spells")
    assert newest.detail == {
        "reason": "re-keyed", "spells": 2, "rows": {"board": 2, "spells": 2}, "entries": 6,
        "version": "facts-000003.duckdb",
    }  # fmt: skip
    assert {entry.spell_id for entry in read_entries(register, DEMONSTRATION, RoundEntry)} == {"KEPT-0001"}


@pytest.mark.parametrize(("reason", "back"), [("opt-out", 0), ("cancelled", 0), ("re-keyed", 2)])
def test_who_was_removed_does_not_come_back(store: Path, tmp_path: Path, reason: str, back: int) -> None:
    remove(store, DEMONSTRATION, "RXX", GONE, reason, now=NOW)
    again = tmp_path / "again.csv"
    again.write_text(SPELLS + spell("GONE-0001", day=4) + spell("GONE-0002", day=4) + spell("KEPT-0004"))
    (report,) = load(store, [again], now=NOW).extracts
    assert (report.rows_new, report.rows_quarantined) == (1 + back, 2 - back)
    assert report.reasons == ({} if back else {NOT_AGAIN: 2})
    assert bool(holding(store, "GONE-0002")) == bool(back)


def test_removing_again_changes_nothing(store: Path) -> None:
    first = remove(store, DEMONSTRATION, "RXX", GONE, "opt-out", now=NOW)
    again = remove(store, DEMONSTRATION, "RXX", GONE, "opt-out", now=NOW)
    assert (again.rows, again.entries, again.version) == ({}, 0, first.version)


def test_removing_makes_another_data_version(store: Path) -> None:
    before = current(store)
    remove(store, DEMONSTRATION, "RXX", GONE, "opt-out", now=NOW)
    after = current(store)
    assert before is not None and after is not None
    assert before.data_version != after.data_version


def test_it_takes_the_right_to_administer(store: Path) -> None:
    steward = Principal(name="S", subject="s", roles=frozenset({"steward"}))
    with pytest.raises(NotAllowed):
        remove(store, steward, "RXX", GONE, "opt-out", now=NOW)
    assert numbers(store, "spells")[0] == ("RXX", "GONE-0001")


def test_what_makes_no_sense_is_refused(store: Path) -> None:
    for given in (("RXX", [" "], "opt-out"), ("", GONE, "opt-out"), ("RXX", GONE, "why not")):
        with pytest.raises(NotRemoved):
            remove(store, DEMONSTRATION, *given, now=NOW)


def test_a_lost_list_stops_loads_rather_than_bring_somebody_back(store: Path, tmp_path: Path) -> None:
    remove(store, DEMONSTRATION, "RXX", GONE, "opt-out", now=NOW)
    path = store / "removed.json"
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("{")
    again = tmp_path / "again.csv"
    again.write_text(SPELLS + spell("GONE-0001"))
    with pytest.raises(RemovedUnreadable):
        load(store, [again], now=NOW)


def test_the_command_says_what_it_did(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = tmp_path / "out.txt"
    listed.write_text("spell_id\nGONE-0001\nGONE-0002\n")
    given = ["remove", "--store", str(store), "--provider", "RXX", "--spells", str(listed), "--reason", "opt-out"]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "2 spells named; taken out: 2 of board, 2 of spells, 6 entries." in said
    assert "GONE" not in said
    assert main([*given[:-3], str(tmp_path / "none.txt"), "--reason", "opt-out"]) == 2
    assert holding(store, "GONE-0002") == []


def test_a_value_in_quarantine_goes_too(tmp_path: Path) -> None:
    store, file = tmp_path / "store", tmp_path / "spells.csv"
    twice = spell("GONE-0002") + spell("GONE-0002", day=8)
    file.write_text(SPELLS + twice + spell("KEPT-0001"))
    load(store, [file], now=NOW)
    version = current(store)
    assert version is not None
    values = open_version(version).cursor().sql("select value from quarantine").pl()
    assert isinstance(values, pl.DataFrame)
    remove(store, DEMONSTRATION, "RXX", GONE, "opt-out", now=NOW)
    assert holding(store, "GONE-0002") == []
