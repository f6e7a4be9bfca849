"""What can go wrong with the database under the register, each as one sentence."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

from data.errors import DataError


class RegisterReadOnly(DataError):
    """A write to a register that may only be read here."""

    def __init__(self, where: str, remedy: str = "") -> None:
        super().__init__(
            f"Nothing was saved: the register {where} may only be read here; ask whoever runs Homeward to "
            f"{remedy or 'make its folder writable for the account that Homeward runs under'}."
        )


class RegisterFault(DataError):
    """The database under the register could not do its work."""

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(f"The register {where} {problem}: {remedy}.")


BUSY: Final = ("is held by another program", "nothing was saved; try again in a minute")
FULL: Final = ("has no room left on its disk", "nothing was saved; free some space and try again")
DAMAGED: Final = ("is damaged", "restore the newest backup with `homeward restore`")
AWAY: Final = ("could not be reached", "check its address and that its server runs, then try again")
LOST: Final = ("was lost in the middle", "look whether what you saved is there, then try again")
# By the start of SQLite's own error name, or of PostgreSQL's SQLSTATE: what is wrong, and what to do.
FAULTS: Final = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": ("could not be read or written", "check its disk, then try again"),
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": ("is not a database", "restore the newest backup with `homeward restore`"),
    "SQLITE_CANTOPEN": ("could not be opened", "check that its folder exists and that Homeward may read it"),
    "08": AWAY,
    "28": ("does not let Homeward in", "check the name and password in its address"),
    "3D000": ("does not exist", "make that database, then try again"),
    "40": BUSY,  # serialization failure, deadlock
    "42P01": DAMAGED,  # no such table
    "42703": DAMAGED,  # no such column
    "53100": FULL,
    "53300": ("has no free connection", "nothing was saved; try again in a minute"),
    "55P03": BUSY,  # waited too long for a lock
    "57P": LOST,  # the server is stopping
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
READ_ONLY: Final = ("SQLITE_READONLY", "25006", "42501")  # the last two: PostgreSQL's read-only and no right


def sentence_of(error: DBAPIError, where: str) -> DataError | None:
    """The fault as one of ours, or None for what is a defect."""
    name = _name(error)
    if name.startswith(READ_ONLY):
        return RegisterReadOnly(where, "" if name.startswith("SQLITE") else "let it write to that database")
    for start, sentence in FAULTS.items():
        if name.startswith(start):
            return RegisterFault(where, *sentence)
    if error.connection_invalidated:
        return RegisterFault(where, *LOST)
    if not isinstance(error.orig, sqlite3.Error) and type(error.orig).__name__ == "OperationalError":
        return RegisterFault(where, *AWAY)  # PostgreSQL's driver gives no SQLSTATE where it found no server
    return None


def _name(error: DBAPIError) -> str:
    """The engine's own name of a fault; text that can't be decoded and tables that are not ours are damage too."""
    damage = ("Could not decode", "no such table", "no such column")
    if isinstance(error.orig, sqlite3.Error) and str(error.orig).startswith(damage):
        return "SQLITE_CORRUPT"
    return getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
