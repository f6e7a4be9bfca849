"""Finding test areas: by id or name, and those that a view of one place could hold."""

from __future__ import annotations

from data.access import Principal
from data.register.checks import nearest
from data.register.entries import TestArea
from data.register.reading import read_entries
from data.register.service import NoSuchEntry
from data.register.store import Register


def find_area(register: Register, principal: Principal, name: str) -> TestArea:
    """The test area of that id, or that name in any case; raises NoSuchEntry naming the nearest."""
    areas = read_entries(register, principal, TestArea)
    for area in areas:
        if name == area.id or name.casefold() == area.name.casefold():
            return area
    hint = f" ({nearest(name, [area.id for area in areas])})" if areas else ""
    raise NoSuchEntry(f"test area {name!r}{hint}")
