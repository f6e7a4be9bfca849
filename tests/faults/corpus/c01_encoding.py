"""Class 1: encodings and bytes."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

from tests.faults.corpus.case import Group, Make
from tests.faults.corpus.rows import CLEAN, changed, each, mapped, put, raw, table, text
from tests.faults.corpus.sheets import workbook

g = Group(1)
CAFE = each(ward=lambda row: row["ward"].replace("Acacia", "Café"))
CAFE_TWIN = table(CAFE)
BAD = b"\xe9"


def bad_byte(line: int) -> Make:
    """One byte that is not UTF-8 in a line's ward."""
    rows = text().encode().split(b"\n")
    rows[line] = rows[line].replace(b"RX101,", b"RX101," + BAD, 1)
    return raw(b"\n".join(rows))


def renamed_workbook(folder: Path) -> Path:
    """A workbook called .csv."""
    return workbook(folder, CLEAN, "spells.xlsx").rename(folder / "spells.csv")


g.a("UTF-8 with its mark", raw(codecs.BOM_UTF8 + text().encode()))
g.a("UTF-16 LE with its mark", raw(codecs.BOM_UTF16_LE + text().encode("utf-16-le")))
g.a("UTF-16 BE with its mark", raw(codecs.BOM_UTF16_BE + text().encode("utf-16-be")))
g.r("UTF-16 without its mark", raw(text().encode("utf-16-le")), "UTF-16 without its mark")
g.r("UTF-32", raw(text().encode("utf-32")), "UTF-32")
g.a("cp1252 declared", raw(text(CAFE).encode("cp1252")), options=mapped(encoding="cp1252"), twin=CAFE_TWIN)
g.r("cp1252 undeclared", raw(text(CAFE).encode("cp1252")), "is not UTF-8: line 2 holds the byte 0xE9")
g.r("MacRoman", raw(text(CAFE).encode("mac-roman")), "is not UTF-8")
g.r("bad byte in the first row", bad_byte(1), "line 2 holds the byte")
g.r("bad byte in a middle row", bad_byte(6), "line 7 holds the byte")
g.r("bad byte in the last row", bad_byte(12), "line 13 holds the byte")
g.r("two encodings in one file", raw(text(CAFE).encode() + text(CAFE[:1]).encode("cp1252")), "is not UTF-8")
g.w(
    "control characters and line separators",
    table([*changed(3, ward="Be\x07ech")[:5], *changed(5, ward="Be\u2028ech")[5:]]),
    "ward holds a control character.",
    quarantined=2,
    deviates="NUL apart: a file with NUL bytes is refused (class 8), like UTF-16 without its mark",
)
g.a("zero width and no-break space in a name", raw(text().replace("spell_id", "\ufeffspell\u00a0id\u200b", 1)))
g.a("the same in ward names", table(each(ward=lambda row: f"\u200b{row['ward']}\u00a0")))
g.w("right-to-left override", table(changed(4, ward="Be\u202eech")), "ward holds a control character.", quarantined=1)
g.w("letters that look alike", table(changed(4, ward="Bееch")), "mixes letters of two alphabets", quarantined=1)
g.w(
    "mark in the middle of two joined files",
    raw(text(CLEAN[:6]).encode() + codecs.BOM_UTF8 + text(CLEAN[6:]).encode()),
    "the row repeats the column names",
    quarantined=1,
)
g.r("gzip called csv", raw(gzip.compress(text().encode())), "is compressed (gzip)")
g.a("workbook called csv", renamed_workbook)
g.a("csv called xlsx", lambda folder: put(folder, text(), "spells.xlsx"))
g.r("web page called xls", raw("<html><table><tr><td>a</td></tr></table></html>", "spells.xls"), "is a web page")
g.r("PDF", raw(b"%PDF-1.7\n" + text().encode(), "spells.csv"), "is a PDF")
g.r("EBCDIC", raw(text().encode("cp037")), "is not UTF-8")
CASES = g.cases
