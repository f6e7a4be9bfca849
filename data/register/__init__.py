"""What people enter, kept apart from the extracts: the one door for reading and writing it.

`open_register` gives the register; `save`, `remove`, `read_entries` and `read_entry` serve every kind of entry.
"""

from data.register.actions import close_action, escalate, open_actions, raise_action
from data.register.areas import find_area
from data.register.baselines import freeze
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
from data.register.service import (
    FrozenBaseline,
    NoSuchEntry,
    StaleEntry,
    read_entries,
    read_entry,
    remove,
    save,
)
from data.register.store import Register, RegisterFault, RegisterReadOnly, open_register
from data.register.targets import target_on, trajectory
from data.register.toml_io import BadToml, ImportReport, export_toml, import_toml

__all__ = [
    "Action",
    "BadEntry",
    "BadToml",
    "Baseline",
    "Entry",
    "EntryScope",
    "Event",
    "Frozen",
    "FrozenBaseline",
    "GoLive",
    "ImportReport",
    "NoSuchEntry",
    "Note",
    "Rebase",
    "Register",
    "RegisterFault",
    "RegisterReadOnly",
    "StaleEntry",
    "Step",
    "Target",
    "TestArea",
    "UnitCost",
    "WardSponsor",
    "close_action",
    "escalate",
    "export_toml",
    "find_area",
    "freeze",
    "import_toml",
    "open_actions",
    "open_register",
    "raise_action",
    "read_entries",
    "read_entry",
    "remove",
    "save",
    "target_on",
    "trajectory",
]
