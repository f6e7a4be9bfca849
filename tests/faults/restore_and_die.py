"""A process that restores a backup and kills itself at the named step: store, file, step. Run by test_restore."""

from __future__ import annotations

import sys
from pathlib import Path

from data.keeping import restore
from tests.faults.load_and_die import die_at
from tests.faults.one_thing import NOW

if __name__ == "__main__":
    die_at(sys.argv[3])
    restore(Path(sys.argv[1]), Path(sys.argv[2]), NOW, replace=True)
