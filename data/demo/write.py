"""Files of the demonstration hospital: plain UTF-8 CSV, TOML and JSON, the same bytes for the same seed and day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import tomli_w


def write_extract(rows: pl.DataFrame, folder: Path, name: str) -> int:
    """Writes `name`.csv and returns its number of rows. Times are ISO with seconds, dates ISO, null is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    rows.write_csv(folder / f"{name}.csv", datetime_format="%Y-%m-%dT%H:%M:%S", date_format="%Y-%m-%d")
    return rows.height


def write_toml(document: dict[str, Any], path: Path) -> None:
    """Writes a TOML document."""
    path.write_text(tomli_w.dumps(document), encoding="utf-8", newline="\n")


def write_json(document: dict[str, Any], path: Path) -> None:
    """Writes a JSON document for people to read."""
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
