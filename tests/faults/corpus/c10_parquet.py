"""Class 10: Parquet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from tests.faults.corpus.case import Group, Make
from tests.faults.corpus.rows import CLEAN, NHS_NUMBERS, Row, put, table

g = Group(10)


def columns(rows: Sequence[Row] = CLEAN) -> dict[str, Any]:
    """Text columns; blank as null."""
    return {name: pa.array([row[name] or None for row in rows], pa.string()) for name in rows[0]}


def packed(given: dict[str, Any], **options: Any) -> bytes:
    """A Parquet file of these columns."""
    out = io.BytesIO()
    metadata = options.pop("metadata", None)
    made = pa.table(given)
    pq.write_table(made.replace_schema_metadata(metadata), out, **options)
    return out.getvalue()


def of(given: dict[str, Any], **options: Any) -> Make:
    """The file on disk."""
    return lambda folder: put(folder, packed(given, **options), "spells.parquet")


def with_columns(**given: Any) -> dict[str, Any]:
    """The clean columns with some replaced."""
    return {**columns(), **given}


def moments(name: str) -> list[datetime]:
    """A column of times."""
    return [datetime.fromisoformat(row[name]) for row in CLEAN]


WHOLE = packed(columns(), write_page_checksum=True, compression="none")
FLIPPED = WHOLE.replace(b"QX7003", b"QX7\xff03", 1)
LONDON = [moment.replace(tzinfo=ZoneInfo("Europe/London")) for moment in moments("discharged_at")]
TIMES = with_columns(
    admitted_at=pa.array(moments("admitted_at"), pa.timestamp("ns")),
    discharged_at=pa.array(LONDON, pa.timestamp("us", tz="UTC")),
)


def bomb(folder: Path) -> Path:
    """Five million rows of one text of a kilobyte, which stands in the file once: some thousand bytes say gigabytes."""
    ward = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000_000, pa.int32()), ["x" * 1_000])
    out = io.BytesIO()
    pq.write_table(pa.table({"ward": ward}), out, store_schema=False)
    return put(folder, out.getvalue(), "spells.parquet")


g.r(
    "a wrong footer",
    lambda folder: put(folder, WHOLE[:-8] + b"\x01\x00\x00\x00PAR1", "spells.parquet"),
    "damaged or cut off",
)
g.r("cut off", lambda folder: put(folder, WHOLE[: len(WHOLE) // 2], "spells.parquet"), "damaged or cut off")
g.r("one byte flipped in a page", lambda folder: put(folder, FLIPPED, "spells.parquet"), "damaged or cut off")
g.r(
    "durations for ages",
    of(with_columns(age=pa.array([1] * 12, pa.duration("s")))),
    "no plain values in the column 'age'",
)
g.a(
    "int96, nanoseconds, zones",
    lambda folder: put(folder, packed(TIMES, use_deprecated_int96_timestamps=True), "spells.parquet"),
)
g.a("times without a zone", of(with_columns(admitted_at=pa.array(moments("admitted_at"), pa.timestamp("ms")))))
g.a("dictionaries", of({name: column.dictionary_encode() for name, column in columns().items()}))
g.r("nested", of(with_columns(ward=pa.array([["a"]] * 12))), "no plain values in the column 'ward'")
g.p(
    "an NHS number in its metadata",
    of(columns(), metadata={"made for": f"patient {NHS_NUMBERS[0]}"}),
    "beside the rows",
)
g.r(
    "encrypted",
    lambda folder: put(folder, b"PARE" + WHOLE[4:-4] + b"PARE", "spells.parquet"),
    "is an encrypted Parquet file",
)
g.r("no row group", of({name: column[:0] for name, column in columns().items()}), "column names and no rows")
g.r("a bomb", bomb, "unpacks to more than 4 GB")
g.a("numbers as decimals", of(with_columns(age=pa.array([Decimal(row["age"]) for row in CLEAN], pa.decimal128(5, 0)))))
g.r(
    "csv called parquet",
    lambda folder: put(folder, "PAR1" + table()(folder).read_text(), "spells.parquet"),
    "damaged or cut off",
)  # type: ignore[union-attr]
CASES = g.cases
