"""Spells taken out of the store for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from data.loading.removed import REASONS
from data.loading.removing import Removal, remove
from pages.service.core import principal, store

REMOVAL_REASONS = REASONS


def remove_spells(provider: str, spell_ids: Sequence[str], reason: str, now: datetime) -> Removal:
    """Take them out of every version, the register and later loads; needs the right to administer."""
    return remove(store(), principal(), provider, spell_ids, reason, now=now)
