"""Parquet to a table of text."""

from __future__ import annotations

import io

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.reading.tidying import Table, UnreadableError, clean, numbered, ragged_frame

MAX_UNPACKED = 4_000_000_000
ISO_TIME = "%Y-%m-%dT%H:%M:%S%.f"


def read_parquet(data: bytes, file: str) -> Table:
    """Every column as text: dates and times in ISO 8601, zoned times as Europe/London clock time, whole floats plain.

    Raises UnreadableError for a damaged file, a nested or binary column, and more than 4 GB unpacked. pyarrow reads,
    because it checks page checksums and the old int96 times; polars casts.
    """
    rows, labels = _arrow(data, file)
    texts = [_text(rows.to_series(at), name, file) for at, name in enumerate(rows.columns)]
    names = [clean(name) for name in rows.columns]
    frame = pl.DataFrame(texts) if texts else pl.DataFrame()
    frame.columns = list(numbered(len(names)))
    row_number = pl.Series("row_number", range(1, frame.height + 1), dtype=pl.UInt32)
    return Table(names, frame, row_number, ragged_frame([], []), labels=labels)


def _arrow(data: bytes, file: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    try:
        source = pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True, read_dictionary=_repeated(data))
        groups = range(source.metadata.num_row_groups)
        if sum(source.metadata.row_group(group).total_byte_size for group in groups) > MAX_UNPACKED:
            raise _too_large(file)
        names = source.schema_arrow.names
        if len(set(names)) < len(names):
            raise UnreadableError(file, "has two columns of one name", "rename or remove one of them")
        table = _read(source, file)
        table.validate(full=True)
        # by its columns alone: polars panics on metadata that is not UTF-8, and nothing in metadata is data
        rows = pl.from_arrow(pa.Table.from_arrays([_plain(column) for column in table.columns], names=names))
    except (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError) as wrong:
        raise UnreadableError(file, "is damaged or cut off", "ask for the Parquet file again") from wrong
    assert isinstance(rows, pl.DataFrame)
    return rows, _labels(source.schema_arrow)


def _repeated(data: bytes) -> list[str]:
    """The text columns: read as lists of different texts, since what a file says of its size counts each but once."""
    return [field.name for field in pq.read_schema(io.BytesIO(data)) if _is_text(field.type)]


def _read(source: pq.ParquetFile, file: str) -> pa.Table:
    """The rows, batch by batch for as long as they stay below the limit."""
    size, batches = 0, []
    for batch in source.iter_batches():
        size += sum(_unpacked(column) for column in batch.columns)
        if size > MAX_UNPACKED:
            raise _too_large(file)
        batches.append(batch)
    return pa.Table.from_batches(batches) if batches else source.schema_arrow.empty_table()


def _unpacked(column: pa.Array) -> int:
    """The bytes of a column with every text written out."""
    if not _is_list_of_texts(column.type):
        return int(column.nbytes)
    return pc.sum(pc.binary_length(column.dictionary).take(column.indices)).as_py() or 0


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.large_string()) if _is_list_of_texts(column.type) else column


def _is_list_of_texts(kind: pa.DataType) -> bool:
    return pa.types.is_dictionary(kind) and _is_text(kind.value_type)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _too_large(file: str) -> UnreadableError:
    return UnreadableError(file, "unpacks to more than 4 GB", "split it by month or year")


def _labels(schema: pa.Schema) -> tuple[str, ...]:
    """What was written beside the rows: the metadata of the file and of each column."""
    notes = [schema.metadata or {}, *(field.metadata or {} for field in schema)]
    return tuple(value.decode(errors="replace") for note in notes for value in note.values())


def _text(column: pl.Series, name: str, file: str) -> pl.Series:
    kind = column.dtype
    if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Duration):
        raise UnreadableError(
            file, f"holds no plain values in the column '{clean(name)}' ({kind})", "leave it out or write it as text"
        )
    if isinstance(kind, pl.Datetime):
        clock = column.dt.convert_time_zone("Europe/London").dt.replace_time_zone(None) if kind.time_zone else column
        return clock.dt.strftime(ISO_TIME)
    if kind.is_float():
        return _float_text(column)
    text = column.cast(pl.String)
    return text.str.replace_all("\u00a0", " ").str.replace_all("[\u200b\u2060\ufeff]", "")


def _float_text(column: pl.Series) -> pl.Series:
    """Floats exactly, whole ones without `.0`: a column of ages with gaps is written as floats by many tools."""
    whole = (column == column.floor()) & (column.abs() < 2**53)
    plain = column.set(~whole.fill_null(False), None).cast(pl.Int64).cast(pl.String)
    return plain.fill_null(column.cast(pl.String))
