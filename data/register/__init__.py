"""What people enter, kept apart from the extracts: the one door for reading and writing it.

`open_register` gives the register; `save`, `remove`, `read_entries` and `read_entry` serve every kind of entry,
`read_days` and `read_spell` those that have days and patients.
"""

from data.register.actions import close_action, escalate, open_actions, raise_action
from data.register.areas import find_area
from data.register.baselines import freeze
from data.register.capture import Delay, Departure, RoundEntry, WardRound
from data.register.checks import BadEntry
from data.register.entries import (
    Action,
    Baseline,
    Entry,
    EntryScope,
    Event,
    Frozen,
    GoLive,
    Note,
    Rebase,
    Step,
    Target,
    TestArea,
    UnitCost,
    WardSponsor,
)
from data.register.faults import RegisterFault, RegisterReadOnly
from data.register.findings import (
    BenefitLine,
    CaseReview,
    Comparison,
    LearningEntry,
    Person,
    SentReturn,
    WardStandard,
)
from data.register.reading import read_days, read_entries, read_entry, read_spell, revision
from data.register.service import FrozenEntry, NoSuchEntry, StaleEntry, remove, save
from data.register.store import Register, open_register
from data.register.targets import target_on, trajectory
from data.register.toml_io import BadToml, ImportReport, export_toml, import_toml

__all__ = [
    "Action",
    "BadEntry",
    "BadToml",
    "Baseline",
    "BenefitLine",
    "CaseReview",
    "Comparison",
    "Delay",
    "Departure",
    "Entry",
    "EntryScope",
    "Event",
    "Frozen",
    "FrozenEntry",
    "GoLive",
    "ImportReport",
    "LearningEntry",
    "NoSuchEntry",
    "Note",
    "Person",
    "Rebase",
    "Register",
    "RegisterFault",
    "RegisterReadOnly",
    "RoundEntry",
    "SentReturn",
    "StaleEntry",
    "Step",
    "Target",
    "TestArea",
    "UnitCost",
    "WardRound",
    "WardSponsor",
    "WardStandard",
    "close_action",
    "escalate",
    "export_toml",
    "find_area",
    "freeze",
    "import_toml",
    "open_actions",
    "open_register",
    "raise_action",
    "read_days",
    "read_entries",
    "read_entry",
    "read_spell",
    "remove",
    "revision",
    "save",
    "target_on",
    "trajectory",
]
