"""Improvement work in the register: events beside the data, frozen comparisons, benefit lines."""

from __future__ import annotations

from pathlib import Path

from data.register import Comparison, Entry, NoSuchEntry, remove
from pages.service.core import principal
from pages.service.entered import entries, register


def find_comparison(name: str, folder: Path | None = None) -> Comparison:
    """The frozen comparison of that id or name; raises a sentence that says which there are."""
    held = entries(Comparison, folder)
    for entry in held:
        if name == entry.id or name.casefold() == entry.name.casefold():
            return entry
    there = f"; there are {', '.join(entry.id for entry in held)}" if held else "; none is frozen yet"
    raise NoSuchEntry(f"frozen comparison {name!r}{there}")


def remove_entry(entry: Entry, folder: Path | None = None) -> None:
    """Take an entry out; the audit log keeps that it was there."""
    remove(register(folder), principal(), entry)
