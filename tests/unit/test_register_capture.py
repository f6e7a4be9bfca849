"""The day's entries and the other kinds of the second release: kept, read by day and patient, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from register_samples import (
    ANN,
    AT,
    CAZ,
    DELAY,
    EXECUTIVE,
    LATER,
    LEFT,
    PATIENT_ACTION,
    REVIEW,
    ROUND,
    SAMPLES,
    WITHOUT_PATIENTS,
)

from data import audit
from data.access import DEMONSTRATION, NotAllowed, Principal
from data.register import (
    Action,
    BadEntry,
    Comparison,
    Delay,
    Departure,
    Entry,
    FrozenEntry,
    Person,
    Register,
    RoundEntry,
    StaleEntry,
    WardRound,
    WardStandard,
    export_toml,
    import_toml,
    read_days,
    read_entries,
    read_entry,
    read_spell,
    remove,
    revision,
    save,
)
from data.register.kinds import KINDS


def days_of(found: tuple[Any, ...]) -> list[tuple[str, date]]:
    return [(entry.spell_id, entry.day) for entry in found]


@pytest.mark.parametrize("entry", SAMPLES, ids=lambda entry: type(entry).__name__)
def test_every_kind_is_kept_edited_and_logged(register: Register, entry: Entry) -> None:
    saved = save(register, DEMONSTRATION, entry, at=AT)
    assert read_entries(register, DEMONSTRATION, type(entry)) == (saved,)
    assert read_entry(register, DEMONSTRATION, type(entry), saved.id) == saved
    if isinstance(entry, Comparison):
        with pytest.raises(FrozenEntry, match=r"comparison 'Hub, first year' is frozen and never changes; make a new"):
            save(register, DEMONSTRATION, replace(saved, method="did"))
        with pytest.raises(NotAllowed, match="may not administer"):
            remove(register, ANN, saved)
    else:
        assert save(register, DEMONSTRATION, saved, at=LATER).version == 2
    with pytest.raises(StaleEntry):
        save(register, DEMONSTRATION, replace(entry, id=saved.id))
    assert audit.verify(register).ok


def test_there_is_a_sample_of_every_kind_that_has_its_own_tests_here() -> None:
    assert {type(entry) for entry in SAMPLES} | {Action} == {kind.entry for kind in KINDS[8:]}


def test_a_patients_day_is_one_entry(register: Register) -> None:
    first = save(register, CAZ, ROUND, at=AT)
    with pytest.raises(StaleEntry, match=r"there is a board round on ward 'Ash' already, saved by Caz Webb at 14:02"):
        save(register, CAZ, replace(ROUND, note="Again"))
    assert save(register, CAZ, replace(ROUND, day=date(2026, 3, 5))).id != first.id
    assert save(register, CAZ, replace(ROUND, spell_id="S2")).id != first.id
    assert save(register, CAZ, DELAY).id != save(register, CAZ, DELAY).id
    assert "S1" not in first.id
    assert "S1" not in repr(audit.rows(register, DEMONSTRATION))


def test_days_are_read_without_the_years(register: Register) -> None:
    for spell, day in (("S1", 4), ("S1", 5), ("S2", 5), ("S1", 7)):
        save(register, CAZ, replace(ROUND, spell_id=spell, day=date(2026, 3, day), due=None))
    found = read_days(register, CAZ, RoundEntry, date(2026, 3, 5), date(2026, 3, 6))
    assert sorted(days_of(found)) == [("S1", date(2026, 3, 5)), ("S2", date(2026, 3, 5))]
    assert len(read_days(register, CAZ, RoundEntry, date(2026, 3, 4), date(2026, 3, 7), ward="Ash")) == 4
    assert read_days(register, CAZ, RoundEntry, date(2026, 3, 4), date(2026, 3, 7), ward="Elm") == ()
    assert read_days(register, CAZ, RoundEntry, date(2026, 3, 4), date(2026, 3, 7), provider="RYY") == ()


def test_a_delay_is_there_on_each_of_its_days(register: Register) -> None:
    for started, ended in ((1, 3), (2, None), (4, 4), (9, None)):
        end = None if ended is None else date(2026, 3, ended)
        save(register, CAZ, replace(DELAY, started=date(2026, 3, started), ended=end))
    found = read_days(register, CAZ, Delay, date(2026, 3, 3), date(2026, 3, 4))
    assert [delay.started.day for delay in found] == [1, 2, 4]
    assert [delay.started.day for delay in read_days(register, CAZ, Delay, date(2026, 3, 5), date(2026, 3, 8))] == [2]


def test_a_stay_is_read_in_order_of_its_days(register: Register) -> None:
    for day in (7, 4, 5):
        save(register, CAZ, replace(ROUND, day=date(2026, 3, day), due=None))
    save(register, CAZ, replace(ROUND, spell_id="S2"))
    save(register, DEMONSTRATION, replace(ROUND, provider="RYY"))
    assert [day.day for _, day in days_of(read_spell(register, CAZ, RoundEntry, "RXX", "S1"))] == [4, 5, 7]
    assert read_spell(register, CAZ, Departure, "RXX", "S1") == ()
    with pytest.raises(NotAllowed, match="Bea Hart may not see patients"):
        read_spell(register, EXECUTIVE, RoundEntry, "RXX", "S1")


@pytest.mark.parametrize("entry", [ROUND, DELAY, LEFT, REVIEW, PATIENT_ACTION], ids=lambda one: type(one).__name__)
def test_who_may_not_see_the_patient_gets_no_word_of_hers(register: Register, entry: Entry) -> None:
    saved = save(register, CAZ, entry)
    elm = replace(CAZ, name="Eve", wards=frozenset({"Elm"}))
    for person in (EXECUTIVE, ANN, WITHOUT_PATIENTS, elm):
        [seen] = read_entries(register, person, type(entry))
        assert seen != saved
        told = repr(seen)
        assert not [word for word in ("S1", "Caz care home", "Chase", "14:30", "daughter", "lift") if word in told]
        assert read_days(register, person, type(entry), date(2026, 3, 1), date(2026, 3, 9)) == (seen,)
        with pytest.raises((NotAllowed, BadEntry)):
            save(register, person, seen)
        with pytest.raises(NotAllowed):
            save(register, person, replace(saved, ward="Elm"))
        with pytest.raises(NotAllowed):
            remove(register, person, saved)
    assert read_spell(register, elm, type(entry), "RXX", "S1") == ()
    assert read_entries(register, CAZ, type(entry)) == (saved,)


def test_a_ward_is_entered_by_its_own_people(register: Register) -> None:
    for entry in SAMPLES:
        if isinstance(entry, WardRound | WardStandard):
            with pytest.raises(NotAllowed, match="Ann Hall may not enter actions and notes on ward Ash"):
                save(register, ANN, entry)
            assert save(register, CAZ, entry).version == 1
            assert read_entries(register, EXECUTIVE, type(entry)) != ()


def test_two_sites_with_a_ward_of_one_name(register: Register) -> None:
    north = replace(CAZ, wards=frozenset({"North/Ash"}))
    mine = save(register, north, ROUND)
    theirs = save(register, DEMONSTRATION, replace(ROUND, site="South", spell_id="S2"))
    assert [entry.spell_id for entry in read_days(register, north, RoundEntry, ROUND.day, ROUND.day)].count("S1") == 1
    assert read_spell(register, north, RoundEntry, "RXX", "S2") == ()
    with pytest.raises(NotAllowed):
        save(register, north, replace(mine, site="South"))
    with pytest.raises(NotAllowed):
        save(register, north, replace(ROUND, site="", spell_id="S3"))
    with pytest.raises(NotAllowed):
        remove(register, north, theirs)


def test_people_are_read_and_changed_by_an_administrator(register: Register) -> None:
    admin = Principal(name="Ada", roles=frozenset({"administrator"}))
    [person] = [entry for entry in SAMPLES if isinstance(entry, Person)]
    saved = save(register, admin, person)
    assert saved.id != save(register, admin, replace(person, subject="https://id.example|77-")).id
    for other in (ANN, CAZ, EXECUTIVE):
        with pytest.raises(NotAllowed):
            save(register, other, saved)
        with pytest.raises(NotAllowed):
            read_entries(register, other, Person)


def test_definitions_leave_as_toml_and_the_days_entries_stay(register: Register) -> None:
    for entry in SAMPLES:
        save(register, DEMONSTRATION, entry, at=AT)
    text = export_toml(register, DEMONSTRATION)
    tables = {line.strip("[]") for line in text.splitlines() if line.startswith("[[")}
    assert tables == {"comparison", "learning", "ward_standard", "benefit_line"}
    assert "S1" not in text
    assert import_toml(register, DEMONSTRATION, text).unchanged == 4


def test_an_exported_comparison_comes_in_elsewhere_with_every_digit(register: Register, tmp_path: Any) -> None:
    [entry] = [entry for entry in SAMPLES if isinstance(entry, Comparison)]
    saved = save(register, ANN, entry)
    other = Register(tmp_path / "other.sqlite")
    import_toml(other, ANN, export_toml(register, ANN))
    assert read_entries(other, ANN, Comparison)[0].result == saved.result == '{"effect":-0.30000000000000004}'
    other.close()


def test_the_revision_of_a_kind_changes_with_it_alone(register: Register) -> None:
    seen = [revision(register, RoundEntry)]
    saved = save(register, CAZ, ROUND)
    seen.append(revision(register, RoundEntry))
    quiet = revision(register, Delay)
    saved = save(register, CAZ, replace(saved, note="x"))
    seen.append(revision(register, RoundEntry))
    remove(register, CAZ, saved)
    seen.append(revision(register, RoundEntry))
    assert len(set(seen)) == 4
    assert revision(register, Delay) == quiet
