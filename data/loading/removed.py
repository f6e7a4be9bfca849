"""Whose spells were taken out for good: salted hashes in the store, so that a later load leaves them out again."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from data.checking import Checked
from data.errors import DataError

FILE_NAME: Final = "removed.json"
REASONS: Final = ("cancelled", "opt-out", "re-keyed")
REFUSED: Final = ("cancelled", "opt-out")
"""Reasons for which a later load of the same spell is left out; a re-keyed one comes back under another number."""
NOT_AGAIN: Final = "This spell was taken out of the store and is not loaded again."


class RemovedUnreadable(DataError):
    """Without the list of what was taken out nothing can be loaded: it could bring somebody back."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} can't be read, so nothing is loaded: restore it from the newest backup.")


@dataclass(frozen=True)
class Removed:
    """Hashes of provider and spell, and of the spell alone (for what names no provider), with the store's own salt."""

    salt: str
    marks: frozenset[str]

    def holds(self, provider: str | None, spell_id: str) -> bool:
        """Whether that spell was taken out; without a provider, whether a spell of that number was."""
        return self.mark(provider, spell_id) in self.marks

    def mark(self, provider: str | None, spell_id: str) -> str:
        """The hash that stands for a spell."""
        said = json.dumps([provider, spell_id.strip()]).encode()
        return hmac.new(bytes.fromhex(self.salt), said, "sha256").hexdigest()


def read_removed(store: Path) -> Removed:
    """What was taken out of a store for good; nothing where nothing ever was. Raises RemovedUnreadable."""
    path = store / FILE_NAME
    try:
        held = json.loads(path.read_text("ascii"))
        return Removed(str(held["salt"]), frozenset(held["marks"]))
    except FileNotFoundError:
        return Removed(secrets.token_hex(32), frozenset())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RemovedUnreadable(path) from error


def remember(store: Path, provider: str, spell_ids: Iterable[str]) -> None:
    """Keep these spells out from now on; the file is its owner's alone and replaced whole."""
    held = read_removed(store)
    marks = held.marks | {held.mark(name, one) for one in spell_ids for name in (provider, None)}
    scratch = store / f"{FILE_NAME}.tmp"
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        json.dump({"salt": held.salt, "marks": sorted(marks)}, file)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(store / FILE_NAME)


def without_removed(found: Checked, removed: Removed) -> Checked:
    """A checked extract without the spells that were taken out: counted in quarantine, their numbers in no value."""
    if not removed.marks:
        return found
    values = found.quarantine["value"].to_list()
    told = [value is None or not removed.holds(None, value) for value in values]
    quarantine = found.quarantine.with_columns(value=pl.when(pl.Series(told, dtype=pl.Boolean)).then(pl.col("value")))
    if "spell_id" not in found.rows.columns:
        return replace(found, quarantine=quarantine)
    gone = _gone(found.rows, removed)
    count = int(gone.sum())
    if not count:
        return replace(found, quarantine=quarantine)
    faults = found.rows.filter(gone).select(
        "row_number", column_name=pl.lit("spell_id"), value=pl.lit(None, pl.String), reason=pl.lit(NOT_AGAIN)
    )
    return replace(
        found,
        rows=found.rows.filter(~gone),
        quarantine=pl.concat([quarantine, faults.select(quarantine.columns).cast(quarantine.schema)]),
        reasons={**found.reasons, NOT_AGAIN: count},
    )


def _gone(rows: pl.DataFrame, removed: Removed) -> pl.Series:
    names = ["provider", "spell_id"] if "provider" in rows.columns else ["spell_id"]
    distinct = rows.select(names).unique().filter(pl.col("spell_id").is_not_null())
    held = [removed.holds(row[0] if len(names) > 1 else None, row[-1]) for row in distinct.rows()]
    known = distinct.with_columns(_gone=pl.Series(held, dtype=pl.Boolean))
    joined = rows.select(names).join(known, on=names, how="left", maintain_order="left")
    return joined["_gone"].fill_null(False)
