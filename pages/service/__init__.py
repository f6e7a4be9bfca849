"""The one door from the pages and the command line to `data`: one file a subject, all of it named here."""

from __future__ import annotations

from data import demo
from data.access import Principal, Right
from data.contract.kind import Kind
from data.errors import DataError
from data.register import Baseline, EntryScope, Note, Rebase, Target, TestArea, UnitCost
from metrics.ask import Answers, NothingLoaded
from metrics.errors import MetricError
from pages.service.core import (
    FAULTS,
    Freshness,
    ask,
    board_time,
    freshness,
    may_define,
    principal,
    readiness,
    settings,
    spc_rules,
    store,
)
from pages.service.entered import (
    entries,
    entry_scope,
    export_register,
    find_test_area,
    freeze_baseline,
    import_register,
    register,
    save_entry,
    scope_of,
)
from pages.service.loads import (
    kinds,
    load,
    load_uploaded,
    make_demonstration,
    quarantine,
    read_text_file,
    status,
)

__all__ = [
    "FAULTS",
    "Answers",
    "Baseline",
    "DataError",
    "EntryScope",
    "Freshness",
    "Kind",
    "MetricError",
    "Note",
    "NothingLoaded",
    "Principal",
    "Rebase",
    "Right",
    "Target",
    "TestArea",
    "UnitCost",
    "ask",
    "board_time",
    "demo",
    "entries",
    "entry_scope",
    "export_register",
    "find_test_area",
    "freeze_baseline",
    "freshness",
    "import_register",
    "kinds",
    "load",
    "load_uploaded",
    "make_demonstration",
    "may_define",
    "principal",
    "quarantine",
    "read_text_file",
    "readiness",
    "register",
    "save_entry",
    "scope_of",
    "settings",
    "spc_rules",
    "status",
    "store",
]
