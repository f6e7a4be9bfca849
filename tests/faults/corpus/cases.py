"""All 280 cases, and how many of each class the plan asks for."""

from __future__ import annotations

from tests.faults.corpus import (
    c01_encoding,
    c02_dialect,
    c03_header,
    c04_types,
    c05_clinical,
    c06_clocks,
    c07_identity,
    c08_size,
    c09_xlsx,
    c10_parquet,
    c11_hostile,
    c12_personal,
    c13_plausible,
    c14_delivery,
)

CLASSES = (
    ("encoding and bytes", 24, c01_encoding),
    ("delimiters, quotes, line ends", 26, c02_dialect),
    ("header and columns", 24, c03_header),
    ("types and formats", 26, c04_types),
    ("impossible clinical facts", 22, c05_clinical),
    ("clocks", 12, c06_clocks),
    ("identity, corrections, late arrivals", 26, c07_identity),
    ("truncation, emptiness, size", 16, c08_size),
    ("XLSX", 24, c09_xlsx),
    ("Parquet", 14, c10_parquet),
    ("hostile content", 22, c11_hostile),
    ("identifiable data", 20, c12_personal),
    ("plausible but wrong", 14, c13_plausible),
    ("delivery", 10, c14_delivery),
)
CASES = [case for _, _, module in CLASSES for case in module.CASES]
