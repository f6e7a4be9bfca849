"""What a kind of entry is: how it is called, stored, checked, and who may read and change it."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from data.access import Right
from data.register import models, rules
from data.register.checks import E, tidy
from data.register.columns import canonical_json
from data.register.entries import Entry
from data.register.numbers import holds_number


@dataclass(frozen=True, kw_only=True)
class EntryKind:
    """One kind. `about` names the fields that say which entry it is; without them each new entry is its own."""

    name: str  # the TOML table, and the kind in the audit log
    words: str
    entry: type[Entry]
    row: type[models.EntryRow]
    right: Right
    check: Callable[[str, Any, rules.Known], None]
    about: tuple[str, ...] = ()
    days: tuple[str, ...] = ()  # the field with its day, or its first and last day; last None: it goes on
    on_ward: bool = False  # the right is asked for the entry's ward
    hidden: tuple[str, ...] = ()  # what is emptied for those who may not see the patient it is about
    read: Right = Right.READ
    definition: bool = True  # goes out and comes in as TOML; what is not stays in the register and its backups
    unchanging: bool = False  # saved once and never edited
    exact: bool = False  # its id must differ wherever `about` does, however many there are

    def label(self, entry: Entry) -> str:
        """The entry in words, for messages: never a patient's."""
        named = str(getattr(entry, self.named))
        return self.words if holds_number(named) else f"{self.words} {named!r}"

    @property
    def named(self) -> str:
        """The field that names an entry to people."""
        return "ward" if self.on_ward else self.about[0]

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
        if len(parts) == 1 and slug and not self.exact:
            return slug
        digest = hashlib.sha256(canonical_json(parts).encode()).hexdigest()[: 24 if self.exact else 12]
        return f"{slug}-{digest}" if slug else digest
