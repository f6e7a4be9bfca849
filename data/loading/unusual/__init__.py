"""What is improbable about an extract beside those before it: said in its report, or kept out until a person agrees.

Each row may be good and the extract wrong all the same: last week's file under a new name, half the wards left out,
hours sent for days. A note leaves the loading as it is; a doubt refuses the extract unless the load says that it is
right. Only the kinds with patients are looked at, and only an extract that is not older than those held.
"""

from __future__ import annotations

import duckdb

from data.checking import Checked
from data.contract import KINDS
from data.errors import DataError
from data.loading.unusual import board, rates, spells, stays

__all__ = ["Unusual", "look"]


class Unusual(DataError):
    """An improbable extract: nothing of it was loaded, until a person says that it is right."""

    def __init__(self, doubts: list[str]) -> None:
        super().__init__(
            f"Unlikely, so not loaded until a person agrees: {' '.join(doubts)} Compare it with the hospital's own"
            " figures; if it is right, load it again with --accept-unusual, or tick Accept unusual on the Load page."
        )


LOOKS = {"spells": spells.look, "board": board.look, "ward_stays": stays.look}


def look(con: duckdb.DuckDBPyConnection, checked: Checked, *, name: str, accept: bool) -> tuple[str, ...]:
    """Give the sentences about an extract that is about to be merged; raises Unusual unless the load accepts it.

    `con` holds what was loaded before; `name` is the extract's.
    """
    found = rates.look(checked, KINDS[checked.kind])
    wanted = LOOKS.get(checked.kind)
    if wanted is not None and not checked.rows.is_empty():
        con.register("incoming_look", checked.rows.to_arrow())
        try:
            found += wanted(con, checked) + rates.beside_the_last(con, checked, name)
        finally:
            con.unregister("incoming_look")
    doubts = [finding.words for finding in found if finding.doubtful]
    if doubts and not accept:
        raise Unusual(doubts)
    return tuple(("Accepted as unusual: " if finding.doubtful else "") + finding.words for finding in found)
