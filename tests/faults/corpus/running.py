"""A case, made and loaded for real, and what must be true of it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from data.contract import KINDS
from data.errors import DataError
from data.loading import ExtractReport, LoadReport, load, quarantine
from data.loading.preparing import Options, checked, read, split
from data.settings import Settings
from data.warehouse import current, open_version
from tests.faults.corpus.case import Case, Make
from tests.faults.corpus.rows import NHS_NUMBERS, NOW, PROVIDER, put, spell, table, text, weeks

# Parts of values: numbers of spells and persons, NHS numbers in any dress, and the made-up people of class 12.
SECRET = re.compile(
    r"QX\d{4}|P[ZN]\d{4}|Hargreaves|Oduya|Orchard|Station Street|LS1|0113|a\.harg|"
    + "|".join(f"{number[:3]}[ -]?{number[3:6]}[ -]?{number[6:]}" for number in (*NHS_NUMBERS, "9990000018"))
)
TO_DO = re.compile(
    r"(?:[.;?] |, or |right, )(?:ask|break|check|choose|compare|correct|declare|delete|end|export|give|leave|load|mend"
    r"|move|name|open|put|remove|rename|save|say|split|the provider can be given|unmerge|unpack)\b",
    re.IGNORECASE,
)
Rows = dict[str, list[tuple[Any, ...]]]


def no_facts(con: duckdb.DuckDBPyConnection, given: Settings) -> None:
    """Build nothing: the typed tables are all that facts are made from."""


def make(maker: Make, folder: Path) -> list[Path]:
    """The files of a case in a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = maker(folder)
    assert made is not None
    return [made] if isinstance(made, Path) else made


def take(store: Path, files: list[Path], options: Mapping[str, Any]) -> LoadReport | str:
    """The report of a load, or the sentence with which it was refused as a whole."""
    try:
        with as_others_are():
            return load(store, files, build=no_facts, now=NOW, **options)
    except DataError as error:
        return str(error)


def start(kind: str, folder: Path) -> Path:
    """A store as it is before the case."""
    store, files = folder / "store", folder / "in"
    files.mkdir(parents=True)
    if kind == "weeks":
        for path, options in weeks(files):
            load(store, [path], build=no_facts, now=NOW, **options)
    else:
        other = put(files, text([spell(0, provider="RX9", site="RX901", spell_id="QX1000", person_id="PZ1000")]))
        load(store, [other], build=no_facts, now=NOW)
    return store


def rows(store: Path) -> Rows:
    """What every table of a kind holds."""
    version = current(store)
    assert version is not None
    con = open_version(version).cursor()
    held = {kind: con.sql(f"select * exclude extract_id from {kind} order by all").fetchall() for kind in KINDS}
    return {kind: found for kind, found in held.items() if found}


def fingerprint(store: Path) -> dict[str, str]:
    """The hash of every file of a store; the lock says who loaded last and is left out."""
    return {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*"))
        if path.is_file() and path.name != "load.lock"
    }


@dataclass
class Runner:
    """Runs cases on copies of the stores that they start from; twins are loaded once each."""

    folder: Path
    starts: dict[str, Path] = field(default_factory=dict)
    twins: dict[tuple[object, ...], Rows] = field(default_factory=dict)

    def store(self, kind: str, folder: Path) -> Path:
        """A copy of a start."""
        if kind not in self.starts:
            self.starts[kind] = start(kind, self.folder / kind)
        shutil.copytree(self.starts[kind], folder / "store")
        return folder / "store"

    def twin(self, case: Case) -> Rows:
        """The rows that the clean twin leaves."""
        key = (case.twin, case.start, repr(case.twin_options))
        if key not in self.twins:
            folder = self.folder / f"twin{len(self.twins)}"
            folder.mkdir()
            store = self.store(case.start, folder)
            files = make(case.twin or table(), folder / "in")
            if len(files) == 1 and case.start == "plain":
                self.twins[key] = _added(rows(store), files[0], case.twin_options)
            else:
                report = take(store, files, case.twin_options)
                assert isinstance(report, LoadReport), report
                assert not [extract.refused for extract in report.extracts if extract.refused]
                self.twins[key] = rows(store)
        return self.twins[key]

    def run(self, case: Case, folder: Path) -> str:
        """Load a case and hold it to its outcome; gives every word that was said."""
        store = self.store(case.start, folder)
        for number, (maker, options) in enumerate(case.before):
            before = take(store, make(maker, folder / f"before{number}"), options)
            assert isinstance(before, LoadReport), before
            assert not before.refused, before
        files = make(case.make, folder / "in")
        was = fingerprint(store)
        report = take(store, files, case.options)
        if case.outcome in "RP":
            said = _refused(case, report)
            assert fingerprint(store) == was, "the store has changed"
            assert take(store, files, case.options) == report, "not the same again"
        else:
            said = self._taken(case, report, store, files)
        assert not SECRET.search(said), "a value of a row is in what was said"
        return said

    def _taken(self, case: Case, report: LoadReport | str, store: Path, files: list[Path]) -> str:
        assert isinstance(report, LoadReport), report
        said = " ".join(word for extract in report.extracts for word in words(extract))
        assert not [extract.refused for extract in report.extracts if extract.refused], said
        assert all(extract.adds_up for extract in report.extracts)
        assert case.says in said, said
        wanted = case.quarantined if case.outcome == "W" else 0
        assert sum(extract.rows_quarantined for extract in report.extracts) == wanted, said
        held = quarantine(store)
        assert held.filter(held["extract"] != "x").select("extract_id", "row_number").n_unique() == wanted
        if case.kept:
            assert {row[2] for row in rows(store)["spells"] if row[0] == PROVIDER} == {case.kept}
        if case.same_rows and case.twin is not case.make:
            _as_twin(rows(store), self.twin(case), wanted, report)
        again = take(store, files, case.options)
        assert isinstance(again, LoadReport), again
        assert not again.published
        assert again.data_version == current(store).data_version  # type: ignore[union-attr]
        return said


def _added(held: Rows, file: Path, options: Mapping[str, Any]) -> Rows:
    """The rows of a store and those of one clean file of new rows, checked and not loaded: a fifth of the time."""
    wanted = Options(
        kind=None, provider=None, mapping=None, as_at=options.get("as_at"), covers_from=None, covers_to=None, now=NOW
    )
    for part in split(read(file, wanted), wanted):
        found = checked(part, wanted)
        assert not found.rows_quarantined, found.reasons
        held[part.kind] = held.get(part.kind, []) + found.rows.select(KINDS[part.kind].column_names).rows()
    return held


def words(extract: ExtractReport) -> list[str]:
    """Every word that a report says about an extract, its name apart."""
    return [*extract.reasons, *extract.notes, *extract.dropped_columns, extract.refused or ""]


def _refused(case: Case, report: LoadReport | str) -> str:
    sentences = [report] if isinstance(report, str) else [extract.refused or "" for extract in report.extracts]
    for sentence in sentences:
        assert sentence, f"taken, and not refused: {report}"
        assert case.says in sentence, sentence
        assert sentence.endswith("."), sentence
        assert TO_DO.search(sentence), f"it does not say what to do: {sentence}"
        assert "Traceback" not in sentence
    if case.outcome == "P":
        assert all("look like" in sentence or "looks like" in sentence for sentence in sentences)
    return " ".join(sentences)


def _as_twin(found: Rows, twin: Rows, quarantined: int, report: LoadReport) -> None:
    """The same rows as the twin's, but for those in quarantine."""
    if not quarantined:
        assert {kind: Counter(kept) for kind, kept in found.items()} == {k: Counter(v) for k, v in twin.items()}
        return
    for kind, kept in found.items():
        assert set(kept) <= set(twin[kind]), "a row that the twin does not have"
    rows_in = sum(extract.rows_in for extract in report.extracts)
    taken = sum(extract.rows_new + extract.rows_replaced + extract.rows_unchanged for extract in report.extracts)
    assert rows_in == taken + quarantined


@contextmanager
def as_others_are() -> Iterator[None]:
    """Without root's right to read every file, where a test runs as root: this thread only."""
    if os.name == "nt" or os.geteuid() != 0:
        yield
        return
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.capget(header, held)
    fewer = (ctypes.c_uint32 * 6)(*held)
    fewer[0] &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, among the effective
    libc.capset(header, fewer)
    try:
        yield
    finally:
        libc.capset(header, held)
