"""Bytes to a frame of text: every value as it stands in the file, nothing guessed; what cannot be known is refused."""

from __future__ import annotations

import hashlib
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.reading.csv_file import read_csv
from data.reading.parquet_file import read_parquet
from data.reading.tidying import Table, UnreadableError, finished, fold
from data.reading.xlsx_file import read_xlsx

__all__ = ["MAX_BYTES", "TextExtract", "UnreadableError", "fold", "read_text", "refuse_no_plain_file"]

MAX_BYTES = 1_000_000_000
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"
# Path separators of other systems, and characters that would write over or break the line of a log.
HOSTILE_NAME = re.compile("[\\\\/\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class TextExtract:
    """One file as text: `rows` has only String columns, named as in the file, blank as null.

    `row_number` (UInt32) is as high as `rows`; row n is the nth below the column names. `ragged` (row_number, reason)
    holds the rows that could not be read: rows in the file = rows.height + ragged.height, blank rows not counted.
    `watermark`: (source, largest value) of an extract that a database gave; see data/source. `labels`: texts beside the
    rows, such as the names of sheets, which are not data but may say too much.
    """

    name: str
    sha256: str
    rows: pl.DataFrame
    row_number: pl.Series
    ragged: pl.DataFrame
    watermark: tuple[str, str] | None = None
    labels: tuple[str, ...] = ()


def read_text(
    path: Path, *, delimiter: str | None = None, encoding: str | None = None, sheet: str | None = None
) -> TextExtract:
    """Read a CSV, XLSX or Parquet file, told apart by its first bytes and not by its name.

    `delimiter` and `encoding` are for CSV, `sheet` for XLSX; None means that the file must leave no doubt. Raises
    UnreadableError, which is one sentence, where it cannot be read with certainty or has more than 1 GB.
    """
    data = _bytes(path)
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(lambda: hashlib.sha256(data).hexdigest())
        table = finished(_table(data, path.name, delimiter, encoding, sheet), path.name)
        return TextExtract(path.name, digest.result(), table.rows, table.row_number, table.ragged, labels=table.labels)


def _bytes(path: Path) -> bytes:
    refuse_no_plain_file(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableError(path.name, f"has {size / 1e9:.1f} GB, more than 1 GB", "split it by month or year")
        data = path.read_bytes()
    except OSError as wrong:
        raise UnreadableError(path.name, "cannot be opened", "check who may read it") from wrong
    if not data:
        raise UnreadableError(path.name, "is empty", "ask for the file again")
    return data


def refuse_no_plain_file(path: Path) -> None:
    """Raise UnreadableError for a link (it can lead anywhere), a pipe or device (it has no end), or a hostile name."""
    if HOSTILE_NAME.search(path.name):
        raise UnreadableError("A file", "has a path or control characters in its name", "rename it")
    try:
        mode = path.lstat().st_mode
    except OSError:
        mode = 0
    if stat.S_ISLNK(mode):
        raise UnreadableError(path.name, "is a link to another file", "name that file itself")
    if not stat.S_ISREG(mode):
        raise UnreadableError(path.name, "is not a file that can be read", "check its name and folder")


def _table(data: bytes, file: str, delimiter: str | None, encoding: str | None, sheet: str | None) -> Table:
    if data.startswith(ZIP):
        return read_xlsx(data, file, sheet=sheet)
    if data.startswith(PARQUET):
        return read_parquet(data, file)
    return read_csv(data, file, delimiter=delimiter, encoding=encoding)
