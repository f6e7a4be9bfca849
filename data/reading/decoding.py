"""The bytes of a text file to UTF-8 with plain line ends; the encoding is known or the file is refused."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from data.reading.tidying import ZERO_WIDTH, UnreadableError

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
NOT_TABLES = {
    b"\x1f\x8b": ("is compressed (gzip)", "unpack it first"),
    b"%PDF": ("is a PDF, not a table", "ask for the file as CSV"),
    b"\xd0\xcf\x11\xe0": ("is an old .xls workbook or has a password", "save it as .xlsx or CSV without one"),
    b"PARE": ("is an encrypted Parquet file", "ask for it without encryption"),
}
WORKBOOKS = {".parquet": "a Parquet file", ".xlsx": "an Excel workbook"}
"""Kinds that are told by their first bytes: what has none of those and is no text is not what it is named."""
HTML = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)


def utf8_text(data: bytes, file: str, encoding: str | None) -> bytes:
    """The text as UTF-8 with LF or CRLF line ends, non-breaking spaces as spaces and zero-width characters out.

    A byte-order mark wins, then the declared `encoding`, then UTF-8 if every byte agrees. Raises UnreadableError for
    any other encoding, for NUL bytes and for what is not a table of text.
    """
    for magic, (wrong, do) in NOT_TABLES.items():
        if data.startswith(magic):
            raise UnreadableError(file, wrong, do)
    named = WORKBOOKS.get(Path(file).suffix.lower())
    if named is not None and b"\0" in data and not data.startswith((*UTF16_MARKS, *UTF32_MARKS)):
        raise UnreadableError(file, f"is not {named}, whatever its name says", "ask for the file again")
    text = _decoded(data, file, encoding)
    if HTML.match(text[:200]):
        raise UnreadableError(file, "is a web page, not a table", "save it as CSV or .xlsx")
    if b"\0" in text:
        raise UnreadableError(
            file,
            "holds NUL bytes, so it is not text or is UTF-16 without its mark",
            'save it as CSV UTF-8, or declare encoding = "utf-16-le" in the mapping',
        )
    return _plain_line_ends(text if text.isascii() else _plain_spaces(text))


def _decoded(data: bytes, file: str, encoding: str | None) -> bytes:
    if data.startswith(UTF32_MARKS):
        raise UnreadableError(file, "is UTF-32 text", "save it as CSV UTF-8")
    if data.startswith(UTF16_MARKS):
        return _recoded(data, file, "utf-16")
    if data.startswith(codecs.BOM_UTF8):
        data, encoding = data[len(codecs.BOM_UTF8) :], None
    if encoding is not None:
        return _recoded(data, file, encoding)
    if not data.isascii():
        _refuse_unless_utf8(data, file)
    return data


def _recoded(data: bytes, file: str, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeError as wrong:
        raise UnreadableError(file, f"is not the {encoding} text it says it is", "check its encoding") from wrong
    except LookupError as wrong:
        raise UnreadableError(
            file, f"is declared as '{encoding}', which is no known encoding", 'name another, such as "cp1252"'
        ) from wrong


def _refuse_unless_utf8(data: bytes, file: str) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise UnreadableError(
            file,
            f"is not UTF-8: line {line:,} holds the byte 0x{data[wrong.start]:02X}",
            'save it as CSV UTF-8, or declare what it is in the mapping, for example encoding = "cp1252"',
        ) from wrong


def _plain_spaces(text: bytes) -> bytes:
    for character in ZERO_WIDTH:
        text = text.replace(character.encode(), b"")
    return text.replace("\u00a0".encode(), b" ")


def _plain_line_ends(text: bytes) -> bytes:
    returns = text.count(b"\r")
    if returns and returns != text.count(b"\r\n"):
        return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text
