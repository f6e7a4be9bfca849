"""The register: saving, versions, permission, freezing, actions; on a real SQLite file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from register_samples import ANN, AT, CAZ, EXECUTIVE, HUB, LATER, PATIENT_ACTION, SERIES, frozen_baseline

from data import audit
from data.access import DEMONSTRATION, NotAllowed, Principal
from data.register import (
    Action,
    BadEntry,
    Baseline,
    EntryScope,
    Event,
    FrozenEntry,
    NoSuchEntry,
    Note,
    Rebase,
    Register,
    StaleEntry,
    Step,
    Target,
    TestArea,
    UnitCost,
    WardSponsor,
    close_action,
    escalate,
    export_toml,
    find_area,
    open_actions,
    raise_action,
    read_entries,
    read_entry,
    remove,
    save,
    target_on,
    trajectory,
)
from tests.postgres import again


def test_an_area_comes_back_whole(register: Register) -> None:
    saved = save(register, ANN, HUB, at=AT)
    found = read_entry(register, EXECUTIVE, TestArea, "discharge-hub")
    assert found == saved
    assert (found.version, found.changed_by, found.changed_at) == (1, "Ann Hall", AT)
    assert [stage.day for stage in found.go_lives] == [date(2025, 3, 3), date(2025, 9, 1)]
    assert found.go_lives[1].scope == EntryScope(site=("North", "South"))
    assert found.potential == 8.0
    assert found.target_metrics == ("days_past_ctr", "home_share")


def test_it_lasts_beyond_the_process_object(register: Register) -> None:
    save(register, ANN, HUB, at=AT)
    register.close()
    other = again(register)
    assert read_entries(other, ANN, TestArea)[0].name == "Discharge hub"
    other.close()


def test_an_edit_raises_the_version_and_replaces_the_stages(register: Register) -> None:
    saved = save(register, ANN, HUB, at=AT)
    edited = save(register, DEMONSTRATION, replace(saved, go_lives=saved.go_lives[:1], potential=None), at=LATER)
    assert (edited.version, edited.changed_by) == (2, "demonstration")
    assert read_entry(register, ANN, TestArea, HUB.id) == edited
    assert audit.rows(register, DEMONSTRATION)[0].detail["fields"] == ["go_lives", "potential"]


def test_a_stale_edit_says_who_and_when_and_overwrites_nothing(register: Register) -> None:
    first = save(register, ANN, HUB, at=AT)
    save(register, ANN, replace(first, team="Ann's team"), at=LATER)
    with pytest.raises(StaleEntry) as stale:
        save(register, DEMONSTRATION, replace(first, team="Mine"), at=LATER)
    assert str(stale.value) == (
        "Nothing was saved: Ann Hall saved test area 'Discharge hub' at 09:00 on 1 July 2026, after you opened it; "
        "open it again to make your change."
    )
    assert read_entry(register, ANN, TestArea, HUB.id).team == "Ann's team"


def test_a_second_new_entry_of_the_same_name_is_refused(register: Register) -> None:
    save(register, ANN, replace(HUB, id=""), at=AT)
    with pytest.raises(StaleEntry, match="there is a test area 'Discharge hub' already, saved by Ann Hall at 14:02"):
        save(register, ANN, replace(HUB, id=""), at=LATER)


def test_removal_takes_the_newest_version_and_is_logged(register: Register) -> None:
    saved = save(register, ANN, HUB, at=AT)
    newer = save(register, ANN, replace(saved, team="Other"), at=AT)
    with pytest.raises(StaleEntry):
        remove(register, ANN, saved)
    remove(register, ANN, newer, at=LATER)
    assert read_entries(register, ANN, TestArea) == ()
    with pytest.raises(NoSuchEntry, match=r"^The register has no test area 'discharge-hub': it may have been removed"):
        read_entry(register, ANN, TestArea, "discharge-hub")
    with pytest.raises(NoSuchEntry):
        save(register, ANN, newer)
    with pytest.raises(NoSuchEntry):
        remove(register, ANN, newer)
    assert audit.rows(register, DEMONSTRATION)[0].action == "removed"
    assert audit.verify(register).ok


def test_who_may_not_is_refused_and_logged(register: Register) -> None:
    with pytest.raises(NotAllowed, match=r"^Caz Webb may not change test areas, baselines, targets and costs: ask"):
        save(register, CAZ, HUB, at=AT)
    with pytest.raises(NotAllowed):
        read_entries(register, Principal(name="Nobody"), TestArea)
    with pytest.raises(NotAllowed):
        export_toml(register, Principal(name="Nobody"))
    logged = [(row.who, row.action, row.entry) for row in audit.rows(register, DEMONSTRATION)]
    assert logged == [
        ("Nobody", "refused", "read"), ("Nobody", "refused", "read"), ("Caz Webb", "refused", "define"),
    ]  # fmt: skip
    assert read_entries(register, EXECUTIVE, TestArea) == ()


def test_every_kind_is_kept_and_given_back(register: Register) -> None:
    made = [
        Target(metric="nctr", value=40, from_day=date(2026, 4, 1)),
        Note(metric="nctr", day=date(2026, 1, 5), text="New form\r\nfrom today"),
        Rebase(metric="nctr", day=date(2024, 5, 27), reason="Reason list changed", author="Dee"),
        Event(name="Strike", day=date(2026, 1, 1), to_day=date(2026, 1, 3)),
        WardSponsor(ward="Ash", sponsor="Bea Hart", site="North"),
        UnitCost(name="Bed day", low=345, central=395.5, high=450, unit="bed day", source="Trust finance"),
    ]
    for entry in made:
        saved = save(register, DEMONSTRATION, entry, at=AT)
        assert read_entries(register, EXECUTIVE, type(entry)) == (saved,)
    assert read_entries(register, EXECUTIVE, Note)[0].text == "New form\nfrom today"
    assert read_entries(register, EXECUTIVE, Note)[0].author == "demonstration"
    assert read_entries(register, EXECUTIVE, Rebase)[0].author == "Dee"


def test_a_frozen_baseline_keeps_every_digit_and_never_changes(register: Register) -> None:
    frozen = frozen_baseline(register)
    found = read_entry(register, EXECUTIVE, Baseline, "hub-before")
    assert found == frozen
    assert found.frozen is not None
    assert (found.frozen.centre, found.frozen.upper, found.frozen.lower) == (0.30000000000000004, 2 / 3, None)
    assert (found.frozen.n, found.frozen.series) == (2, SERIES)
    assert (found.frozen.by, found.frozen.at, found.frozen.data_version) == ("Ann Hall", AT, "facts-000042")
    with pytest.raises(FrozenEntry, match="baseline 'Hub before' is frozen and never changes"):
        save(register, ANN, replace(found, name="Hub before"))
    with pytest.raises(NotAllowed, match="may not administer Homeward"):
        remove(register, ANN, found)
    remove(register, DEMONSTRATION, found)


def test_a_trajectory_is_stepped_by_date(register: Register) -> None:
    ash = EntryScope(ward=("Ash",))
    for day, value in ((date(2026, 7, 1), 30.0), (date(2026, 4, 1), 40.0)):
        save(register, ANN, Target(metric="nctr", value=value, from_day=day, scope=ash))
    save(register, ANN, Target(metric="nctr", value=99, from_day=date(2026, 4, 1)))
    steps = trajectory(register, EXECUTIVE, "nctr", ash)
    assert [step.value for step in steps] == [40.0, 30.0]
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [target_on(steps, day) for day in days] == [None, 40.0, 40.0, 30.0]


def test_an_area_is_found_by_id_or_name(register: Register) -> None:
    save(register, ANN, HUB)
    assert find_area(register, ANN, "discharge-hub").name == "Discharge hub"
    assert find_area(register, ANN, "discharge HUB").id == "discharge-hub"
    with pytest.raises(NoSuchEntry, match=r"no test area 'discharge-hut' \(did you mean discharge-hub\?\): it may"):
        find_area(register, ANN, "discharge-hut")


def test_a_scope_touches_what_it_does_not_rule_out() -> None:
    scope = EntryScope(site=("North",), ward=("Ash", "Elm"))
    assert scope.touches()
    assert scope.touches(provider="RXX", site="North", ward="Ash")
    assert not scope.touches(site="South")
    assert not scope.touches(site="North", ward="Fir")
    assert EntryScope().touches(site="South", ward="Fir", cohort="discharge hub")


def test_actions_climb_the_ladder_and_close(register: Register) -> None:
    action = raise_action(register, CAZ, PATIENT_ACTION, at=AT)
    raised = escalate(register, CAZ, action, "manager", "Mo", date(2026, 3, 6), at=AT)
    assert raised.steps == (Step(level="team", day=date(2026, 3, 1)), Step(level="manager", day=date(2026, 3, 6)))
    with pytest.raises(BadEntry, match="coordinator is not above manager; choose a higher level"):
        escalate(register, CAZ, raised, "coordinator", "Cy", date(2026, 3, 7))
    closed = close_action(register, CAZ, raised, "Care home took her", date(2026, 3, 8), at=LATER)
    assert open_actions(register, CAZ) == ()
    assert (closed.level, closed.owner, closed.version) == ("manager", "Mo", 3)
    with pytest.raises(BadEntry, match="it is closed; raise a new one"):
        escalate(register, CAZ, closed, "executive", "Bea", date(2026, 3, 9))


def test_open_actions_come_by_due_date(register: Register) -> None:
    for text, due in (("b", None), ("c", date(2026, 3, 9)), ("a", date(2026, 3, 2))):
        raise_action(register, CAZ, replace(PATIENT_ACTION, text=text, due=due))
    assert [action.text for action in open_actions(register, CAZ)] == ["a", "c", "b"]
    assert open_actions(register, CAZ, wards=frozenset({"Elm"})) == ()


def test_an_action_about_a_patient_is_masked_for_those_who_may_not_see_her(register: Register) -> None:
    saved = raise_action(register, CAZ, PATIENT_ACTION, at=AT)
    seen = read_entry(register, EXECUTIVE, Action, saved.id)
    assert (seen.ward, seen.level, seen.due) == ("Ash", "team", date(2026, 3, 5))
    assert (seen.spell_id, seen.text, seen.outcome) == ("", "", "")
    assert "S1" not in repr(audit.rows(register, DEMONSTRATION))


def test_an_action_needs_its_ward_before_and_after(register: Register) -> None:
    elm = replace(CAZ, name="Eve", wards=frozenset({"Elm"}))
    saved = raise_action(register, CAZ, PATIENT_ACTION, at=AT)
    with pytest.raises(NotAllowed, match="on ward Ash"):
        raise_action(register, elm, PATIENT_ACTION)
    with pytest.raises(NotAllowed, match="on ward Ash"):
        save(register, elm, replace(saved, ward="Elm"))
    with pytest.raises(NotAllowed, match="on ward Ash"):
        remove(register, elm, replace(saved, ward="Elm"))
    with pytest.raises(NotAllowed, match="see patients on ward Ash"):
        raise_action(register, replace(CAZ, see_patients=False), PATIENT_ACTION)
    assert read_entry(register, CAZ, Action, saved.id) == saved
