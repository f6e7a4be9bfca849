"""Keeping a store safe: one file that holds all of it, getting it back to the same hashes, a check of its health."""

from data.keeping.backup import Backup, backup
from data.keeping.doctor import Check, examine
from data.keeping.restore import Restored, restore
from data.keeping.swap import settle

__all__ = ["Backup", "Check", "Restored", "backup", "examine", "restore", "settle"]
