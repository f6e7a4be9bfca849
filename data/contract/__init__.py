"""The contract: every kind of extract, its columns, types, rules and words, one file each."""

from __future__ import annotations

from data.contract.kind import Column, Kind, Rule
from data.contract.kinds import KINDS
from data.contract.recognising import AmbiguousColumns, UnknownKind, matching, recognise

__all__ = ["KINDS", "AmbiguousColumns", "Column", "Kind", "Rule", "UnknownKind", "matching", "recognise"]
