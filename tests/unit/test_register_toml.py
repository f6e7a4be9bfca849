"""The register as TOML: in once, out and in again with every digit, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from register_samples import ANN, AT, CAZ, EXECUTIVE, HASH, LATER, PATIENT_ACTION, SERIES, frozen_baseline

from data import audit
from data.access import DEMONSTRATION, NotAllowed
from data.register import (
    BadEntry,
    BadToml,
    Baseline,
    EntryScope,
    FrozenEntry,
    GoLive,
    ImportReport,
    Note,
    Register,
    Target,
    TestArea,
    export_toml,
    freeze,
    import_toml,
    open_register,
    raise_action,
    read_entries,
    read_entry,
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    opened = open_register(tmp_path / "store")
    yield opened
    opened.close()


TEXT = """
[[test_area]]
id = "discharge-hub"
name = "Discharge hub"
why_here = "The longest waits of the trust"
primary_metric = "days_past_ctr"
direction = "lower"
target_metrics = ["days_past_ctr"]
potential = 8
potential_source = "Best quarter of its peers"
before_from = 2024-03-04
before_to = "2025-03-02"
status = "live"
[test_area.scope]
cohort = ["discharge hub"]
[[test_area.go_live]]
date = 2025-03-03
[test_area.go_live.scope]
site = ["North"]
[[test_area.go_live]]
date = 2025-09-01

[[baseline]]
name = "Hub before"
metric = "days_past_ctr"
start = 2025-01-06
end = 2025-01-26

[[target]]
metric = "nctr"
value = 40
from = 2026-04-01

[[ward_sponsor]]
ward = "Ash"
sponsor = "Bea Hart"

[[unit_cost]]
name = "Bed day"
low = 345
central = 395
high = 450

[[note]]
metric = "nctr"
date = 2026-01-05
text = "New form"

[[rebase]]
metric = "nctr"
date = 2024-05-27
reason = "Reason list changed"

[[event]]
name = "Strike"
date = 2026-01-01
to = 2026-01-03
"""


def test_toml_is_imported_once(register: Register) -> None:
    assert import_toml(register, DEMONSTRATION, TEXT, at=AT) == ImportReport(added=8, changed=0, unchanged=0)
    area = read_entry(register, ANN, TestArea, "discharge-hub")
    assert area.go_lives == (
        GoLive(day=date(2025, 3, 3), scope=EntryScope(site=("North",))),
        GoLive(day=date(2025, 9, 1)),
    )
    assert (area.potential, area.before_to) == (8.0, date(2025, 3, 2))
    rows = audit.verify(register).rows
    assert import_toml(register, DEMONSTRATION, TEXT, at=LATER) == ImportReport(added=0, changed=0, unchanged=8)
    changed = TEXT.replace("value = 40", "value = 35")
    assert import_toml(register, DEMONSTRATION, changed, at=LATER) == ImportReport(added=0, changed=1, unchanged=7)
    assert audit.verify(register).rows == rows + 2  # the target, and the import
    assert read_entries(register, ANN, Note)[0].author == "demonstration"


def test_export_and_import_elsewhere_keep_every_digit(register: Register, tmp_path: Path) -> None:
    import_toml(register, DEMONSTRATION, TEXT, at=AT)
    frozen = freeze(
        register, ANN, read_entries(register, ANN, Baseline)[0], centre=0.1 + 0.2, lower=None, upper=2 / 3,
        series=SERIES, input_hash=HASH, data_version="facts-000042", at=AT,
    )  # fmt: skip
    raise_action(register, CAZ, PATIENT_ACTION)
    text = export_toml(register, DEMONSTRATION)
    other = open_register(tmp_path / "other")
    assert import_toml(other, DEMONSTRATION, text) == ImportReport(added=9, changed=0, unchanged=0)
    assert export_toml(other, DEMONSTRATION) == text
    assert read_entries(other, ANN, Baseline)[0].frozen == frozen.frozen
    assert audit.verify(other).ok
    other.close()


def test_importing_the_definition_again_leaves_the_baseline_frozen(register: Register) -> None:
    import_toml(register, DEMONSTRATION, TEXT)
    frozen = freeze(
        register, ANN, read_entries(register, ANN, Baseline)[0], centre=0.3, lower=0, upper=0.6, series=SERIES,
        input_hash=HASH, data_version="facts-000042",
    )  # fmt: skip
    assert import_toml(register, DEMONSTRATION, TEXT) == ImportReport(added=0, changed=0, unchanged=8)
    assert read_entries(register, ANN, Baseline) == (frozen,)
    with pytest.raises(FrozenEntry):
        import_toml(register, DEMONSTRATION, TEXT.replace("start = 2025-01-06", "start = 2025-01-05"))


def test_an_export_leaves_out_patients_and_says_so(register: Register) -> None:
    raise_action(register, CAZ, PATIENT_ACTION)
    text = export_toml(register, EXECUTIVE)
    assert "# Left out: 1 actions about patients whom Bea Hart may not see." in text
    assert "S1" not in text
    assert "Chase" not in text


BAD_TOML = [
    ("[[test_area]\n", BadToml, "^Nothing was imported: the text is not TOML .*line 1"),
    ('[[test_areas]]\nname = "x"\n', BadToml, "there is no kind of entry called 'test_areas'; did you mean test_area?"),
    ('[target]\nmetric = "x"\n', BadToml, r"target is not a list of tables; write \[\[target\]\] above each"),
    (TEXT.replace("potential_source", "potental_source"), BadEntry,
     r"^Test area 'Discharge hub': there is no key 'potental_source'; did you mean potential_source\?"),
    (TEXT.replace('site = ["North"]', 'sites = ["North"]'), BadEntry, r"there is no key 'sites'; did you mean site\?"),
    (TEXT.replace('direction = "lower"\n', ""), BadEntry, "^Test area 'Discharge hub': direction is missing; add it"),
    (TEXT.replace("date = 2025-03-03", 'date = "March"'), BadEntry, "go-live 'March' is not a date"),
    (TEXT.replace("low = 345", 'low = "345"'), BadEntry, "^Unit cost 'Bed day': low '345' is not a number"),
    (TEXT + '[[event]]\nname = "Strike"\ndate = 2026-01-01\n', BadEntry, "^Event 'Strike': it stands twice"),
    ('[[note]]\nversion = 3\n', BadEntry, "^Note number 1: there is no key 'version'"),
    ('[[baseline]]\nname = "b"\nmetric = "m"\nstart = 2025-01-06\nend = 2025-02-02\nfrozen = 3\n', BadEntry,
     "^Baseline 'b': 3 is not a table"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "problem"), BAD_TOML, ids=[problem[:50] for *_, problem in BAD_TOML])
def test_bad_toml_changes_nothing(register: Register, text: str, error: type[Exception], problem: str) -> None:
    with pytest.raises(error, match=problem):
        import_toml(register, DEMONSTRATION, text)
    assert read_entries(register, ANN, Target) == ()


def test_an_import_is_all_or_nothing_and_takes_every_right(register: Register) -> None:
    with pytest.raises(BadEntry, match="metric 'days_past_ctr' is not known"):
        import_toml(register, DEMONSTRATION, TEXT, known_metrics={"nctr"})
    with pytest.raises(NotAllowed):
        import_toml(register, CAZ, TEXT)
    frozen_baseline(register)
    with pytest.raises(FrozenEntry):  # after the test area before it in the text was written
        import_toml(register, DEMONSTRATION, TEXT.replace("end = 2025-01-26", "end = 2025-01-27"))
    assert read_entries(register, ANN, TestArea) == ()
    assert audit.verify(register).ok
