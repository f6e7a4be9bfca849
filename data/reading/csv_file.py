"""CSV text to a table: the dialect is known or refused, rows of the wrong width set aside, then polars parses."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.reading.decoding import utf8_text
from data.reading.records import Records, find_records
from data.reading.tidying import Table, UnreadableError, numbered, ragged_frame

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
MAX_RECORD = 1_000_000
SAMPLE_LINES = 50
QUOTED = re.compile(r'"(?:[^"]|"")*"')
SEPARATOR_LINE = re.compile(rb'"?sep=([,;|\t])"?\r?\n', re.IGNORECASE)


def read_csv(data: bytes, file: str, *, delimiter: str | None, encoding: str | None) -> Table:
    """The rows of a CSV file; those with more or fewer fields than the column names, or a misplaced quote, are ragged.

    `delimiter` None: the one kind among comma, semicolon, tab and bar that the first line uses. Raises UnreadableError
    where that or anything else about the file is not certain.
    """
    text = utf8_text(data, file, encoding).lstrip(b"\r\n")
    if declared := SEPARATOR_LINE.match(text[:20]):
        delimiter = delimiter or declared.group(1).decode()
        text = text[declared.end() :]
    if not text.strip():
        raise UnreadableError(file, "is empty", "ask for the file again")
    whole = text.endswith(b"\n")
    text += b"" if whole else b"\n"
    header = _header(text, file)
    delimiter = _checked_delimiter(delimiter, file) or _decided_delimiter(header, text, file)
    text, records = find_records(text, delimiter, file)
    names = _fields(header, delimiter, file)
    good, ragged = _sorted_out(text, records, len(names), file)
    if not whole and not good[-1] and records.delimiters[-1] < len(names) - 1:
        _refuse_cut_off(text, records, file)
    rows = _parsed(_body(text, records, good), len(names), delimiter, file)
    if rows.height != np.count_nonzero(good) - 1:
        raise UnreadableError(file, "does not have the same rows on a second count", "export it again as CSV")
    row_number = pl.Series("row_number", np.flatnonzero(good)[1:].astype(np.uint32))
    # ASCII has no other white space; what else Unicode has is looked for in the values
    return Table(names, rows, row_number, ragged, spaced=records.spaced or not text.isascii())


def _header(text: bytes, file: str) -> str:
    """The first record: up to the first line feed outside quotes."""
    end = text.find(b"\n")
    while text.count(b'"', 0, end) % 2 and end < MAX_RECORD:
        end = text.find(b"\n", end + 1)
        if end < 0:
            break
    if end < 0 or end > MAX_RECORD:
        raise UnreadableError(
            file, "has a first line that does not end or a quote there that is never closed", "export it again as CSV"
        )
    return text[:end].decode().rstrip("\r")


def _checked_delimiter(delimiter: str | None, file: str) -> str | None:
    if delimiter is None or (len(delimiter) == 1 and delimiter.isascii() and delimiter not in '"\r\n'):
        return delimiter
    raise UnreadableError(file, f"cannot be split at {delimiter!r}", "declare one character as its delimiter")


def _decided_delimiter(header: str, text: bytes, file: str) -> str:
    bare = QUOTED.sub("", header)
    used = [delimiter for delimiter in DELIMITERS if delimiter in bare]
    if len(used) > 1:
        used = [delimiter for delimiter in used if _consistent(delimiter, bare.count(delimiter), text)]
    if len(used) == 1:
        return used[0]
    if not used and not any(delimiter in bare for delimiter in DELIMITERS):
        raise UnreadableError(
            file,
            "has one column only in its first line" + _names_further_down(text),
            'delete any title lines above the column names, or declare it in the mapping, as delimiter = ";"',
        )
    raise UnreadableError(
        file,
        "could be split at more than one character",
        'declare the right one in the mapping, for example delimiter = ";"',
    )


def _consistent(delimiter: str, wanted: int, text: bytes) -> bool:
    """Whether the lines below the first, as far as a sample shows, have the delimiter as often as the first."""
    lines = [line for line in _sample(text)[1:] if line.strip()]
    return bool(lines) and all(QUOTED.sub("", line).count(delimiter) == wanted for line in lines)


def _sample(text: bytes) -> list[str]:
    return [line.decode(errors="replace") for line in text[:MAX_RECORD].split(b"\n", SAMPLE_LINES)[:SAMPLE_LINES]]


def _names_further_down(text: bytes) -> str:
    """A hint where column names stand below title lines: the first later line that has a delimiter twice or more."""
    for number, line in enumerate(_sample(text), start=1):
        if any(line.count(delimiter) > 1 for delimiter in DELIMITERS):
            return f" (line {number} looks like the column names)"
    return ""


def _fields(header: str, delimiter: str, file: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(header, newline=""), delimiter=delimiter))
    except csv.Error as wrong:
        raise UnreadableError(
            file, "has a first line that is no list of column names", "put the names of the columns there"
        ) from wrong


def _sorted_out(text: bytes, records: Records, width: int, file: str) -> tuple[NDArray[np.bool_], pl.DataFrame]:
    """Which records are good (the column names among them, blank lines not), and the ragged ones with the reason."""
    lengths = records.ends - records.starts
    if lengths.max() > MAX_RECORD:
        line = text.count(b"\n", 0, int(records.starts[lengths.argmax()])) + 1
        raise UnreadableError(file, f"has a row of more than 1 MB at line {line:,}", "check its quotes and line ends")
    stray = np.isin(records.starts, records.stray)
    if stray[0]:
        raise UnreadableError(file, "has a misplaced quote among its column names", "export it again as CSV")
    good = (records.delimiters == width - 1) & ~stray & (lengths > 1)
    reasons: dict[int, str] = {}
    for record in map(int, np.flatnonzero(~good)):
        if stray[record]:
            reasons[record] = "a quote stands where none may"
        elif text[records.starts[record] : records.ends[record]].strip():
            if records.delimiters[record] == width - 1:
                good[record] = True
            else:
                reasons[record] = f"the row has {records.delimiters[record] + 1} fields, the column names are {width}"
    _refuse_mostly_ragged(len(reasons), int(np.count_nonzero(good)) - 1, width, file)
    return good, ragged_frame(list(reasons), list(reasons.values()))


def _refuse_cut_off(text: bytes, records: Records, file: str) -> None:
    """A last line with too few fields and no end is where a copy broke off; what came after it is not known."""
    blotted = records.starts[-1] in records.stray
    if not blotted and text[records.starts[-1] : records.ends[-1]].strip():
        line = text.count(b"\n", 0, int(records.starts[-1])) + 1
        raise UnreadableError(
            file, f"ends inside line {line:,}, so it is cut off", "ask for it again, or end that line if it is whole"
        )


def _refuse_mostly_ragged(ragged: int, rows: int, width: int, file: str) -> None:
    if ragged > 2 and ragged > rows:
        raise UnreadableError(
            file,
            f"has {ragged:,} rows of another number of fields than its first line, which has {width}",
            "delete any title lines above the column names, or declare the delimiter in the mapping",
        )


def _body(text: bytes, records: Records, good: NDArray[np.bool_]) -> bytes:
    """The good records below the column names, in as few copies as there are gaps."""
    if good.all():
        return text[records.ends[0] + 1 :]
    edges = np.flatnonzero(np.diff(good[1:], prepend=False, append=False)) + 1
    spans = zip(edges[::2], edges[1::2], strict=True)
    return b"".join(text[records.starts[first] : records.ends[after - 1] + 1] for first, after in spans)


def _parsed(body: bytes, width: int, delimiter: str, file: str) -> pl.DataFrame:
    if not body:
        return pl.DataFrame(schema=numbered(width))
    quote = '"' if b'"' in body else None
    try:
        return pl.read_csv(body, has_header=False, schema=numbered(width), separator=delimiter, quote_char=quote)
    except pl.exceptions.PolarsError as wrong:
        raise UnreadableError(file, "cannot be split into columns", "export it again as CSV") from wrong
