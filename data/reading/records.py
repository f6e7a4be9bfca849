"""Where the records of a CSV text begin and end and how many fields each has, before any parser sees it.

Parsers mend what they should refuse (a stray quote swallows rows, a short row is filled with nulls), so the rows are
counted here first: one vectorised pass over the bytes, in blocks that stay in the processor's cache.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.reading.tidying import UnreadableError

QUOTE, NEWLINE, RETURN, SPACE = 34, 10, 13, 32
FILLER = 1
BLOCK = 1 << 18
MAX_STRAY_LINES = 1_000

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """Records in file order: `starts` and `ends` are byte positions, the end that of its line feed; `delimiters` those
    outside quotes; `stray` the starts of records cut out for a misplaced quote; `spaced` if any field has white space
    at an edge."""

    starts: Places
    ends: Places
    delimiters: Places
    stray: Places
    spaced: bool


@dataclass(frozen=True)
class Block:
    """One block's line feeds outside quotes, the delimiters before each since the last, those after, whether every
    quote stands where one may, and whether a field has white space at an edge."""

    ends: Places
    delimiters: Places
    tail: int
    quotes_fit: bool
    spaced: bool


def find_records(text: bytes, delimiter: str, file: str) -> tuple[bytes, Records]:
    """The records of a text that ends with a line feed, and the text with misplaced quotes blotted out.

    Raises UnreadableError for a quote that is never closed and for more than 1,000 lines with misplaced quotes.
    """
    data = np.frombuffer(text, np.uint8)
    if b'"' not in text:
        return text, _joined(_scan(data, ord(delimiter), quoted=False))
    blocks = _scan(data, ord(delimiter), quoted=True)
    closed = not np.count_nonzero(data == QUOTE) % 2
    if closed and all(block.quotes_fit for block in blocks):
        return text, _joined(blocks)
    lines = _stray_lines(text, data, ord(delimiter), file)
    blotted = bytearray(text)
    for start, end in lines:
        blotted[start:end] = bytes([FILLER]) * (end - start)
    text = bytes(blotted)
    starts = np.array([start for start, _ in lines], np.int64)
    return text, _joined(_scan(np.frombuffer(text, np.uint8), ord(delimiter), quoted=True), starts)


def _scan(data: Bytes, delimiter: int, *, quoted: bool) -> list[Block]:
    starts = range(0, len(data), BLOCK)
    if not quoted:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(lambda start: _plain_block(data, start, delimiter), starts))
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda start: np.count_nonzero(data[start : start + BLOCK] == QUOTE), starts))
        inside = (np.cumsum([0, *counts[:-1]]) % 2).astype(bool)
        fits = _fits(delimiter)
        return list(pool.map(lambda start, open_: _quoted_block(data, start, delimiter, open_, fits), starts, inside))


def _fits(delimiter: int) -> NDArray[np.bool_]:
    """Which bytes may stand outside an opening or a closing quote."""
    fits = np.zeros(256, bool)
    fits[[delimiter, NEWLINE, RETURN, QUOTE]] = True
    return fits


def _plain_block(data: Bytes, start: int, delimiter: int) -> Block:
    block = data[start : start + BLOCK + 1]  # one byte on, to see the neighbour of the last
    line_feed = block == NEWLINE
    edge = line_feed | (block == delimiter)
    places = np.flatnonzero(edge[:BLOCK])
    return _block(places, line_feed[places], start, True, _spaced(block, edge))


def _quoted_block(data: Bytes, start: int, delimiter: int, inside: bool, fits: NDArray[np.bool_]) -> Block:
    block = data[start : start + BLOCK + 1]
    edge = (block == NEWLINE) | (block == delimiter) | (block == QUOTE)
    places = np.flatnonzero(edge[:BLOCK])
    codes = block[places]
    quote = codes == QUOTE
    within = np.bitwise_xor.accumulate(quote.view(np.uint8)) if len(quote) else quote.view(np.uint8)
    within = (within ^ inside).view(bool)
    opening = places[quote & within] + start
    closing = places[quote & ~within] + start
    # the text ends with a line feed, so index -1 (before the first byte) is a place where a quote may open
    quotes_fit = bool(fits[data[opening - 1]].all() and fits[data[closing + 1]].all())
    outside = ~(quote | within)
    inner = places[within & ~quote & (codes <= SPACE)] + start
    beside = data.take([inner - 1, inner + 1], mode="wrap")  # an unclosed quote holds the last line feed of the text
    spaced = _spaced(block, edge) or bool((beside == QUOTE).any())
    return _block(places[outside], codes[outside] == NEWLINE, start, quotes_fit, spaced)


def _spaced(block: Bytes, edge: NDArray[np.bool_]) -> bool:
    """Whether white space, or a control character, stands beside a delimiter, quote or line feed."""
    blank = (block <= SPACE) & ~edge
    return bool(((blank[1:] & edge[:-1]) | (blank[:-1] & edge[1:])).any())


def _block(places: Places, line_feed: NDArray[np.bool_], start: int, quotes_fit: bool, spaced: bool) -> Block:
    at = np.flatnonzero(line_feed)
    last = int(at[-1]) if len(at) else -1
    return Block(places[at] + start, np.diff(at, prepend=-1) - 1, len(places) - 1 - last, quotes_fit, spaced)


def _joined(blocks: list[Block], stray: Places | None = None) -> Records:
    """One list of records; a record that began in earlier blocks gets their delimiters too."""
    carried = 0
    for block in blocks:
        if len(block.ends):
            block.delimiters[0] += carried
            carried = 0
        carried += block.tail
    ends = np.concatenate([block.ends for block in blocks])
    delimiters = np.concatenate([block.delimiters for block in blocks])
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)
    spaced = any(block.spaced for block in blocks)
    return Records(starts, ends, delimiters, np.array([], np.int64) if stray is None else stray, spaced)


def _stray_lines(text: bytes, data: Bytes, delimiter: int, file: str) -> list[tuple[int, int]]:
    """Start and end of each record with a quote where none may be; after one, reading begins again on the next line."""
    quotes = np.flatnonzero(data == QUOTE)
    fits = _fits(delimiter)
    wrong_opening, wrong_closing = ~fits[data[quotes - 1]], ~fits[data[quotes + 1]]
    even = np.arange(len(quotes)) % 2 == 0
    # from a quote of even number on, quotes of even number open and the others close; from an odd one the reverse
    wrong = [
        np.flatnonzero(np.where(even, wrong_opening, wrong_closing)),
        np.flatnonzero(np.where(even, wrong_closing, wrong_opening)),
    ]
    lines: list[tuple[int, int]] = []
    first = 0
    while first < len(quotes):
        among = wrong[first % 2]
        place = int(np.searchsorted(among, first))
        if place == len(among):
            break
        found = int(among[place])
        opening = found if (found - first) % 2 == 0 else found - 1
        lines.append(_line_around(text, quotes, first, opening))
        if len(lines) > MAX_STRAY_LINES:
            raise UnreadableError(
                file, f"has misplaced quotes in more than {MAX_STRAY_LINES:,} lines", "export it again as CSV"
            )
        first = int(np.searchsorted(quotes, lines[-1][1]))
    if (len(quotes) - first) % 2:
        line = text.count(b"\n", 0, int(quotes[-1])) + 1
        raise UnreadableError(
            file,
            f"has a quote on line {line:,} that is never closed",
            "check that the file is whole and export it again",
        )
    return lines


def _line_around(text: bytes, quotes: Places, first: int, opening: int) -> tuple[int, int]:
    """From the start of the record that the quote numbered `opening` stands in, to the end of that quote's line."""
    place = int(quotes[opening])
    end = text.index(b"\n", place)
    while True:
        start = text.rfind(b"\n", 0, place)
        before = int(np.searchsorted(quotes, start))
        if before <= first or (before - first) % 2 == 0:
            return start + 1, end
        place = int(quotes[before - 1])
