"""The contract as data: kinds, codes, delay reasons, and which kind a file is."""

from __future__ import annotations

import pytest

from data.contract import KINDS, AmbiguousColumns, UnknownKind, matching, recognise
from data.contract.codes import DISCHARGE_DESTINATIONS, pathway, yes_no
from data.contract.delay_reasons import GROUPS, REASON_GROUPS, national

REQUIRED_OF_SPELLS = (
    "provider", "site", "ward", "spell_id", "age", "admission_method", "patient_classification", "admitted_at",
)  # fmt: skip
KEYS = {
    "spells": ("provider", "spell_id"),
    "board": ("provider", "site", "spell_id", "snapshot_at"),
    "beds": ("provider", "site", "ward", "date"),
    "ward_stays": ("provider", "spell_id", "from"),
    "delayed_days": ("provider", "site", "period_start", "period_end", "reason", "attributable_to"),
    "front_door": ("provider", "site", "date"),
    "intermediate_care": ("provider", "service", "episode_id"),
    "case_reviews": ("review_id", "decision_point"),
    "chc": ("provider", "referral_id"),
    "failed_discharges": ("provider", "spell_id", "planned_on"),
    "returns": ("provider", "date", "measure"),
    "published_figures": ("source", "level", "code", "period_start", "period_end", "measure", "part"),
}


def test_every_kind_has_its_key() -> None:
    assert {name: kind.key for name, kind in KINDS.items()} == KEYS


def test_required_columns_are_those_with_a_star() -> None:
    assert KINDS["spells"].required_names == REQUIRED_OF_SPELLS
    assert KINDS["board"].required_names == ("provider", "site", "ward", "spell_id", "snapshot_at")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_kinds_are_whole(kind) -> None:  # type: ignore[no-untyped-def]
    assert len(set(kind.column_names)) == len(kind.columns)
    assert set(kind.key) <= set(kind.column_names)
    assert kind.dated_by in kind.column_names
    assert all(column.words and not column.words.endswith(".") for column in kind.columns)
    assert {rule.column for rule in kind.rules} <= set(kind.column_names)
    assert recognise(kind.column_names) == kind.name


def test_retired_destinations_are_on_the_list() -> None:
    assert {"54", "65", "85", "86", "38"} <= set(DISCHARGE_DESTINATIONS)


def test_there_are_37_delay_reasons_in_five_groups() -> None:
    assert len(REASON_GROUPS) == 37
    assert {group: len(reasons) for group, reasons in GROUPS.items()} == {
        "Hospital process": 7,
        "Wellbeing concerns": 4,
        "Care transfer hub process": 3,
        "Interface process": 12,
        "Capacity": 11,
    }


@pytest.mark.parametrize(
    "text",
    [
        "Residential/nursing home care not yet available (P3)",
        "Capacity - Residential/nursing home care not yet available (P3)",
        "Capacity – Residential/nursing home care not yet available (Pathway 3)",
        "Capacity–Residential/nursing\u00a0home care not yet available?(P3)",
        "residential/nursing home care NOT yet available (p3)",
    ],
)
def test_a_delay_reason_is_known_in_every_published_spelling(text: str) -> None:
    assert national(text) == "Residential/nursing home care not yet available (P3)"


def test_a_delay_reason_of_another_group_or_unknown_is_none() -> None:
    assert national("Hospital process - Residential/nursing home care not yet available (P3)") is None
    assert national("Waiting for a bed") is None


@pytest.mark.parametrize(("text", "code"), [("0", "0"), ("P3", "3"), ("p 1", "1"), ("4", None), ("P", None)])
def test_pathway(text: str, code: str | None) -> None:
    assert pathway(text) == code


def test_yes_no() -> None:
    assert [yes_no(text) for text in ("Y", "n", "Yes", "NO", "maybe")] == ["Y", "N", "Y", "N", None]


def test_names_match_without_case_spaces_and_underscores() -> None:
    columns = ["Provider", "SITE", "Ward", "Spell ID", "SnapshotAt", "mood"]
    assert matching(columns, KINDS["board"])["Spell ID"] == "spell_id"
    assert "mood" not in matching(columns, KINDS["board"])
    assert recognise(columns) == "board"


def test_two_columns_for_one_name_are_refused() -> None:
    with pytest.raises(AmbiguousColumns, match="two columns for spell_id"):
        matching(["spell_id", "Spell Id"], KINDS["spells"])


def test_a_load_option_stands_for_the_provider_column() -> None:
    columns = [name for name in REQUIRED_OF_SPELLS if name != "provider"]
    assert recognise(columns, provider_given=True) == "spells"
    with pytest.raises(UnknownKind, match=r"nearest is spells\. .*missing for spells: provider\. .*--provider"):
        recognise(columns)


def test_unknown_columns_are_refused_with_the_nearest_kind() -> None:
    with pytest.raises(UnknownKind, match=r"nearest is beds\. Columns missing for beds: beds_open"):
        recognise(["provider", "site", "ward", "date", "beds"])
    with pytest.raises(UnknownKind, match="No column here is one that Homeward knows"):
        recognise(["a", "b"])


def test_a_tie_asks_for_the_kind() -> None:
    both = {*KINDS["chc"].column_names, *KINDS["beds"].column_names}
    with pytest.raises(UnknownKind, match=r"fit beds and chc equally well\. Say which with --kind"):
        recognise(sorted(both))
