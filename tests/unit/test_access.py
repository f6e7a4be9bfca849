"""Rights: nothing unless a role says so, and patients only on the person's own wards."""

from __future__ import annotations

import pytest

from data.access import DEMONSTRATION, NotAllowed, Principal, Right, may, require, rights_of

EXPECTED = {
    "coordinator": {"read", "see_patients", "enter"},
    "executive": {"read"},
    "analyst": {"read", "enter", "define"},
    "steward": {"read", "load"},
    "auditor": {"audit"},
    "administrator": {"read", "define", "load", "audit", "administer"},
}


@pytest.mark.parametrize("role", EXPECTED)
def test_each_role_gives_exactly_its_rights(role: str) -> None:
    person = Principal(name="Ann", roles=frozenset({role}), wards=None, see_patients=True)
    assert {str(right) for right in rights_of(person)} == EXPECTED[role]


def test_no_role_or_an_unknown_one_gives_nothing() -> None:
    for roles in (frozenset[str](), frozenset({"chief wizard"}), frozenset({"Coordinator"})):
        assert rights_of(Principal(name="Ann", roles=roles, wards=None, see_patients=True)) == frozenset()


def test_roles_add_up() -> None:
    both = Principal(name="Ann", roles=frozenset({"steward", "auditor"}))
    assert rights_of(both) == {Right.READ, Right.LOAD, Right.AUDIT}


def test_patients_need_the_role_the_flag_and_the_ward() -> None:
    own = Principal(name="Ann", roles=frozenset({"coordinator"}), wards=frozenset({"Ash"}), see_patients=True)
    assert may(own, Right.SEE_PATIENTS, "Ash")
    assert not may(own, Right.SEE_PATIENTS, "Birch")
    withheld = Principal(name="Ann", roles=frozenset({"coordinator"}), wards=frozenset({"Ash"}))
    assert not may(withheld, Right.SEE_PATIENTS, "Ash")
    flag_alone = Principal(name="Ann", wards=None, see_patients=True)
    assert not may(flag_alone, Right.SEE_PATIENTS, "Ash")
    no_wards = Principal(name="Ann", roles=frozenset({"coordinator"}), see_patients=True)
    assert not may(no_wards, Right.SEE_PATIENTS, "Ash")


def test_a_ward_may_be_named_with_its_site() -> None:
    wards = frozenset({"North/Ash", "Elm"})
    north = Principal(name="Ann", roles=frozenset({"coordinator"}), wards=wards, see_patients=True)
    assert may(north, Right.SEE_PATIENTS, "Ash", "North")
    assert not may(north, Right.SEE_PATIENTS, "Ash", "South")
    assert not may(north, Right.SEE_PATIENTS, "Ash")
    assert may(north, Right.SEE_PATIENTS, "Elm", "South")
    assert may(north, Right.SEE_PATIENTS, "Elm")


def test_the_demonstration_principal_may_do_everything() -> None:
    assert all(may(DEMONSTRATION, right, "any ward") for right in Right)


def test_a_refusal_says_who_what_and_where() -> None:
    executive = Principal(name="Bea Hart", roles=frozenset({"executive"}))
    with pytest.raises(NotAllowed) as refused:
        require(executive, Right.LOAD)
    assert str(refused.value) == ("Bea Hart may not load extracts: ask whoever runs Homeward here for that right.")
    with pytest.raises(NotAllowed, match=r"^Bea Hart may not see patients on ward Ash: ask whoever"):
        require(executive, Right.SEE_PATIENTS, "Ash")
    assert require(DEMONSTRATION, Right.LOAD) is None


def test_a_principal_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        DEMONSTRATION.wards = None  # type: ignore[misc]
