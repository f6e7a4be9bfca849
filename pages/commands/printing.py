"""How the commands print: one JSON document, CSV, or columns for a person to read."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from typing import Any


def say(options: argparse.Namespace, document: Any, lines: Sequence[str], code: int = 0) -> int:
    """An answer as one JSON document, or its lines for a person; gives the exit code."""
    if options.json:
        print_json(document)
    else:
        print("\n".join(lines))
    return code


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, default=str, ensure_ascii=False)
    print()


def print_csv(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Rows as CSV on standard output, null as an empty field."""
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def print_table(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Rows in columns for a person to read; a null is a dash."""
    cells = [[_cell(row[name]) for name in columns] for row in rows]
    widths = [max(len(name), *(len(line[i]) for line in cells), 1) for i, name in enumerate(columns)]
    for line in [list(columns), *cells]:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
