"""NHS numbers never come into the register, whatever they are typed into and however."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from register_samples import BASELINE, DELAY, HUB, PATIENT_ACTION, ROUND, SAMPLES, sample

from data.access import DEMONSTRATION
from data.register import (
    BadEntry,
    EntryScope,
    Event,
    Note,
    Rebase,
    Register,
    Target,
    UnitCost,
    WardRound,
    WardSponsor,
    open_register,
    read_entries,
    save,
)
from data.register.entries import DelayReason, Json, Pathway
from data.register.kinds import KINDS


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    opened = open_register(tmp_path)
    yield opened
    opened.close()


OTHERS: tuple[Any, ...] = (
    HUB,
    BASELINE,
    PATIENT_ACTION,
    Target(metric="nctr", value=3, from_day=date(2026, 1, 1)),
    Note(metric="nctr", day=date(2026, 1, 1), text="New form"),
    Rebase(metric="nctr", day=date(2026, 1, 1), reason="New list"),
    Event(name="Strike", day=date(2026, 1, 2)),
    WardSponsor(ward="Ash", sponsor="Bea"),
    UnitCost(name="Bed day", low=1, central=2, high=3),
)
# Made for tests: each passes the Modulus 11 check of the NHS number and was never given to anybody (999 is not issued).
NUMBERS = [
    "9990000018",
    "999 000 0018",
    "999-000-0018",
    "999 – 000 – 0018",
    "999\u00a0000  0018",
    "９９９０００００１８",
]
TEXTS = [
    (entry, name)
    for entry in (*SAMPLES, *OTHERS)
    for name, hint in get_type_hints(type(entry), include_extras=True).items()
    if name != "changed_by" and (hint is str or hint in (Json, DelayReason, Pathway, tuple[str, ...], EntryScope))
]


@pytest.mark.parametrize(("entry", "field"), TEXTS, ids=[f"{type(entry).__name__}-{field}" for entry, field in TEXTS])
def test_an_nhs_number_is_refused_in_every_text_of_every_kind(register: Register, entry: Any, field: str) -> None:
    text = f"Ask about {NUMBERS[1]} please"
    given: Any = (
        EntryScope(ward=(text,)) if field == "scope" else (text,) if isinstance(getattr(entry, field), tuple) else text
    )
    with pytest.raises(BadEntry, match="holds what looks like an NHS number; take it out") as refused:
        save(register, DEMONSTRATION, replace(entry, **{field: given}))
    assert "0018" not in str(refused.value)
    assert read_entries(register, DEMONSTRATION, type(entry)) == ()


@pytest.mark.parametrize("number", NUMBERS)
def test_an_nhs_number_is_known_however_it_is_written(register: Register, number: str) -> None:
    for change in ({"note": f"({number})"}, {"ward": number}, {"day": number}, {"held": number}):
        changed: Any = change
        with pytest.raises(BadEntry) as refused:
            save(register, DEMONSTRATION, replace(sample(WardRound), **changed))
        assert not set("018") & set(str(refused.value).replace("2026-04-01", "")), str(refused.value)


def test_other_numbers_are_no_nhs_numbers(register: Register) -> None:
    note = "Ring 020 7946 0018 or 9990000019; 3 of 12 on 2026-03-04, ward 0.9990000018"
    assert save(register, DEMONSTRATION, replace(ROUND, note=note)).note == note
    # A local pseudonym may be ten digits that pass the check by chance; the loader has asked about it.
    assert save(register, DEMONSTRATION, replace(DELAY, spell_id="9990000018")).spell_id == "9990000018"


def test_every_kind_is_among_them() -> None:
    assert {type(entry) for entry, _ in TEXTS} == {kind.entry for kind in KINDS}
