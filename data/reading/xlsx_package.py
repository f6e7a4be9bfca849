"""The package of an XLSX file, looked at before anything in it is unpacked."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from xml.etree import ElementTree

from data.reading.tidying import UnreadableError

MAX_UNPACKED = 300_000_000
MAX_RATIO = 100
MAX_ENTRIES = 2_000
SMALL = 1_000_000
# what zipfile raises for a damaged package, depending on where the damage is
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, ValueError)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# a formula that was never calculated: no value element, or an empty one, after it
UNCALCULATED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
MERGED = re.compile(rb'<mergeCell\b[^>]*?\bref="[A-Z]+([0-9]+):[A-Z]+([0-9]+)"')


def opened(data: bytes, file: str) -> zipfile.ZipFile:
    """The package, if it is whole, small enough and holds no macros, external links, other packages or declarations.

    Sizes are the declared ones: zipfile reads no further than an entry's declared size, so a lie cuts the entry off
    and fails its checksum.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as wrong:
        raise damaged(file) from wrong
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked / packed > MAX_RATIO):
        raise UnreadableError(file, "unpacks to more than a table needs", "save the one sheet as CSV")
    if "xl/workbook.xml" not in names:
        raise UnreadableError(file, "is a zip archive and not an Excel workbook", "unpack it and load the files inside")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError(file, "has a password", "save it without one")
    if any("vbaproject" in name.lower() for name in names):
        raise UnreadableError(file, "holds macros", "save it as .xlsx without them")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise UnreadableError(file, "has links to other workbooks", "break the links or save the sheet as CSV")
    if any(name.lower().endswith((".zip", ".xlsx", ".xls", ".bin.zip")) for name in names):
        raise UnreadableError(file, "holds other files inside", "remove them or save the sheet as CSV")
    _refuse_damaged(package, file)
    return package


def damaged(file: str) -> UnreadableError:
    """The one sentence for a package that is not whole."""
    return UnreadableError(file, "is a damaged or cut off .xlsx file", "ask for it again")


def _refuse_damaged(package: zipfile.ZipFile, file: str) -> None:
    """Every entry against its checksum, once, so that damage is found before any sheet is read."""
    try:
        broken = package.testzip()
    except BROKEN as wrong:
        raise damaged(file) from wrong
    if broken:
        raise damaged(file)


def part(package: zipfile.ZipFile, name: str, file: str) -> bytes:
    """One XML part; refused if it is damaged or declares entities, which no spreadsheet program writes."""
    try:
        xml = package.read(name)
    except BROKEN as wrong:
        raise damaged(file) from wrong
    if b"<!DOCTYPE" in xml[:SMALL] or b"<!ENTITY" in xml[:SMALL]:
        raise UnreadableError(file, "declares XML entities", "save it again from Excel")
    return xml


def sheet_parts(package: zipfile.ZipFile, file: str) -> dict[str, str]:
    """Sheet name to the name of its part, from the workbook's relations."""
    try:
        book = ElementTree.fromstring(part(package, "xl/workbook.xml", file))
        links = ElementTree.fromstring(part(package, "xl/_rels/workbook.xml.rels", file))
    except (ElementTree.ParseError, LookupError, ValueError) as wrong:  # LookupError: an encoding nobody knows
        raise damaged(file) from wrong
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = book.iter(f"{MAIN}sheet")
    return {
        sheet.get("name", ""): posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(RELATION), ""))).lstrip(
            "/"
        )
        for sheet in sheets
    }


def merged_rows(xml: bytes) -> list[tuple[int, int]]:
    """First and last sheet row of each merged range."""
    return [(int(first), int(last)) for first, last in MERGED.findall(xml)]


def uncalculated_cell(xml: bytes) -> str | None:
    """The first cell with a formula whose value was never stored, such as `C7`."""
    found = UNCALCULATED.search(xml)
    return found.group(1).decode() if found else None
