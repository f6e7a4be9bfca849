"""The kinds of entry: how each is called, stored, checked and who may change it. A new kind is one more line here."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from data.access import Right
from data.register import models, rules
from data.register.checks import E, tidy
from data.register.columns import canonical_json
from data.register.entries import (
    Action,
    Baseline,
    Entry,
    Event,
    Note,
    Rebase,
    Target,
    TestArea,
    UnitCost,
    WardSponsor,
)


@dataclass(frozen=True, kw_only=True)
class EntryKind:
    """One kind. `about` names the fields that say which entry it is; without them each new entry is its own."""

    name: str  # the TOML table, and the kind in the audit log
    words: str
    entry: type[Entry]
    row: type[models.EntryRow]
    right: Right
    check: Callable[[str, Any, rules.Known], None]
    about: tuple[str, ...]

    def label(self, entry: Entry) -> str:
        """The entry in words, for messages: never a patient's."""
        first = str(getattr(entry, self.about[0])) if self.about else str(getattr(entry, "ward", ""))
        return f"{self.words} {first!r}"

    def checked(self, entry: E, known: rules.Known) -> E:
        """The entry tidied and found right, with its id; raises BadEntry."""
        clean = tidy(entry, self.label(entry))
        self.check(self.label(clean), clean, known)
        return clean if clean.id else replace(clean, id=self.new_id(clean))

    def new_id(self, entry: Entry) -> str:
        """An id from what the entry is about, so the same entry made twice is one; readable where it has a name."""
        if not self.about:
            return uuid.uuid4().hex
        parts = [getattr(entry, name) for name in self.about]
        slug = re.sub(r"[^a-z0-9]+", "-", str(parts[0]).lower()).strip("-")[:80]
        if len(parts) == 1 and slug:
            return slug
        digest = hashlib.sha256(canonical_json(parts).encode()).hexdigest()[:12]
        return f"{slug}-{digest}" if slug else digest


KINDS: Final[tuple[EntryKind, ...]] = (
    EntryKind(
        name="test_area",
        words="test area",
        entry=TestArea,
        row=models.TestAreaRow,
        right=Right.DEFINE,
        check=rules.test_area,
        about=("name",),
    ),
    EntryKind(
        name="baseline",
        words="baseline",
        entry=Baseline,
        row=models.BaselineRow,
        right=Right.DEFINE,
        check=rules.baseline,
        about=("name",),
    ),
    EntryKind(
        name="target",
        words="target for",
        entry=Target,
        row=models.TargetRow,
        right=Right.DEFINE,
        check=rules.target,
        about=("metric", "scope", "from_day"),
    ),
    EntryKind(
        name="note",
        words="note on",
        entry=Note,
        row=models.NoteRow,
        right=Right.ENTER,
        check=rules.note,
        about=("metric", "scope", "day", "text"),
    ),
    EntryKind(
        name="rebase",
        words="rebase of",
        entry=Rebase,
        row=models.RebaseRow,
        right=Right.DEFINE,
        check=rules.rebase,
        about=("metric", "scope", "day"),
    ),
    EntryKind(
        name="event",
        words="event",
        entry=Event,
        row=models.EventRow,
        right=Right.DEFINE,
        check=rules.event,
        about=("name", "scope", "day"),
    ),
    EntryKind(
        name="ward_sponsor",
        words="sponsor of ward",
        entry=WardSponsor,
        row=models.WardSponsorRow,
        right=Right.DEFINE,
        check=rules.ward_sponsor,
        about=("ward", "provider", "site"),
    ),
    EntryKind(
        name="unit_cost",
        words="unit cost",
        entry=UnitCost,
        row=models.UnitCostRow,
        right=Right.DEFINE,
        check=rules.unit_cost,
        about=("name",),
    ),
    EntryKind(
        name="action",
        words="action on ward",
        entry=Action,
        row=models.ActionRow,
        right=Right.ENTER,
        check=rules.action,
        about=(),
    ),
)
KIND_OF: Final[dict[type[Entry], EntryKind]] = {kind.entry: kind for kind in KINDS}
