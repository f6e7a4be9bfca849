"""The audit log: chained, whole after threads and kills, and quick to say where it was touched."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from register_samples import ANN, AT, EXECUTIVE, HUB, LATER
from sqlalchemy import NullPool, create_engine, text

from data import audit
from data.access import DEMONSTRATION, NotAllowed, Principal
from data.register import Note, Register, StaleEntry, open_register, read_entries, remove, save
from tests.postgres import at_server, at_store

AUDITOR = Principal(name="Di Poe", roles=frozenset({"auditor"}), subject="https://id.example|77")


def touch(register: Register, *statements: str) -> None:
    """Change the database behind the product's back."""
    address = f"sqlite:///{register.file}" if register.file else register.place
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def three_rows(register: Register) -> None:
    saved = save(register, ANN, HUB, at=AT)
    save(register, ANN, replace(saved, team="Other"), at=LATER)
    audit.record(register, AUDITOR, "looked", "board", detail={"rows": 31, "data_version": "facts-000042"}, at=LATER)


def test_an_empty_log_is_whole(register: Register) -> None:
    result = audit.verify(register)
    assert (result.ok, result.rows, result.first_bad, result.head) == (True, 0, None, "0" * 64)


def test_each_row_says_who_did_what_and_when(register: Register) -> None:
    three_rows(register)
    looked, changed, added = audit.rows(register, DEMONSTRATION)
    assert (looked.seq, looked.who, looked.subject) == (3, "Di Poe", "https://id.example|77")
    assert (looked.action, looked.kind, looked.entry, looked.at) == ("looked", "board", "", LATER)
    assert looked.detail == {"rows": 31, "data_version": "facts-000042"}
    assert (changed.seq, changed.action, changed.kind, changed.entry) == (2, "changed", "test_area", "discharge-hub")
    assert changed.detail["fields"] == ["team"]
    assert (added.seq, added.who, added.action, added.at) == (1, "Ann Hall", "added", AT)
    assert [row.seq for row in audit.rows(register, DEMONSTRATION, limit=1, before=3)] == [2]


def test_the_hash_of_a_row_is_pinned(register: Register) -> None:
    audit.record(register, AUDITOR, "looked", "board", entry="", detail={"rows": 31}, at=AT)
    # sha256sum of 64 zeros and [1,"2026-03-03T14:02:00.000000+00:00","Di Poe",...,"board","","{\\"rows\\":31}"]
    assert audit.verify(register).head == "493d8e31aed82efcb8aa9a50e0ac8ec6baeecf1f78f3ff6a73e13d913c50bfc8"


def test_the_log_needs_its_own_right(register: Register) -> None:
    three_rows(register)
    assert len(audit.rows(register, AUDITOR)) == 3
    with pytest.raises(NotAllowed, match="Bea Hart may not read the audit log"):
        audit.rows(register, EXECUTIVE)


TOUCHES = [
    ("UPDATE audit SET who = 'Somebody else' WHERE seq = 2", 2, "Row 2 of the audit log was changed"),
    ("UPDATE audit SET at = '2026-07-01T08:00:01.000000+00:00' WHERE seq = 2", 2, "Row 2 of the audit log was changed"),
    ("UPDATE audit SET detail = '{}' WHERE seq = 3", 3, "Row 3 of the audit log was changed"),
    ("DELETE FROM audit WHERE seq = 1", 1, "Row 1 of the audit log is missing"),
    ("DELETE FROM audit WHERE seq = 2", 2, "Row 2 of the audit log is missing"),
    ("DELETE FROM audit WHERE seq = 3", 3, "The audit log stops after row 2, which is not its true end"),
    ("DELETE FROM audit_head", 4, "The audit log stops after row 3, which is not its true end"),
    ("UPDATE audit SET seq = seq + 10", 1, "Row 1 of the audit log is missing"),
    ("UPDATE test_area SET direction = 'higher'", 2, "The test area with id discharge-hub was changed without passing"),
    ("UPDATE test_area SET scope = 'x'", 3, "The register's table test_area holds something that Homeward did not wri"),
    ("DELETE FROM go_live", 2, "The test area with id discharge-hub was changed without passing through Homeward"),
    ("DELETE FROM test_area", 2, "The test_area with id discharge-hub was removed outside Homeward"),
    (
        "INSERT INTO ward_sponsor VALUES ('Ash', 'Me', '', '', 'ash', 1, 'me', '2026-01-01 00:00:00.000000', '')",
        0,
        "The sponsor of ward with id ash was changed without passing through Homeward",
    ),
]


@pytest.mark.parametrize(("statement", "first_bad", "words"), TOUCHES, ids=[statement for statement, *_ in TOUCHES])
def test_a_touch_from_outside_is_found(register: Register, statement: str, first_bad: int, words: str) -> None:
    three_rows(register)
    assert audit.verify(register).ok
    touch(register, statement)
    result = audit.verify(register)
    assert (result.ok, result.first_bad) == (False, first_bad)
    assert result.sentence.startswith(words)
    assert result.sentence.endswith("restore the newest backup, and ask who had access to the database.")


def test_a_whole_new_chain_is_found_by_a_head_kept_elsewhere(register: Register, tmp_path: Path) -> None:
    three_rows(register)
    noted = (3, audit.verify(register).head)
    audit.record(register, AUDITOR, "looked", "board")
    assert audit.verify(register, noted).ok
    other = open_register(tmp_path / "other")
    for _ in range(3):
        audit.record(other, AUDITOR, "looked", "board")
    assert audit.verify(other).ok
    assert audit.verify(other, noted).sentence.startswith("Row 3 of the audit log is not the one that was noted")
    other.close()
    shorter = open_register(tmp_path / "shorter")
    save(shorter, ANN, HUB, at=AT)
    assert audit.verify(shorter, noted).first_bad == 2
    shorter.close()


def test_what_fails_leaves_no_row(register: Register) -> None:
    saved = save(register, ANN, HUB, at=AT)
    with pytest.raises(StaleEntry):
        save(register, ANN, HUB)
    with pytest.raises(ZeroDivisionError), register.writing() as session:
        audit.append(session, ANN, "looked", "board", "", {}, AT)
        raise ZeroDivisionError
    assert audit.verify(register).rows == 1
    remove(register, ANN, saved)
    again = save(register, ANN, HUB)
    assert again.version == 1
    assert audit.verify(register).ok


def test_eight_threads_write_one_chain(register: Register) -> None:
    def write(thread: int) -> list[str]:
        notes = [Note(metric="nctr", day=date(2026, 1, 5), text=f"{thread} {number}") for number in range(25)]
        return [save(register, ANN, note).id for note in notes]

    with ThreadPoolExecutor(8) as pool:
        ids = [one for written in pool.map(write, range(8)) for one in written]
    assert sorted(ids) == [note.id for note in read_entries(register, ANN, Note)]
    result = audit.verify(register)
    assert (result.ok, result.rows) == (True, 200)


def test_of_eight_edits_of_one_version_one_is_saved(register: Register) -> None:
    saved = save(register, ANN, HUB)

    def edit(thread: int) -> bool:
        try:
            save(register, ANN, replace(saved, team=str(thread)))
        except StaleEntry:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(edit, range(8))) == [False] * 7 + [True]
    assert audit.verify(register).rows == 2


WRITER = """
import sys
from datetime import date
from pathlib import Path
from typing import Any
from data.access import DEMONSTRATION
from data.register import Note, open_register, save
register = open_register(Path(sys.argv[1]))
for number in range(5):
    note = Note(metric="nctr", day=date(2026, 1, 5), text=f"{sys.argv[2]} {number}")
    print(save(register, DEMONSTRATION, note).id, flush=True)
"""


def test_processes_that_make_the_register_together_share_one_chain(register: Register) -> None:
    commands = [[sys.executable, "-c", WRITER, *at_store(register), str(number)] for number in range(4)]
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": at_server(register)}
    writers = [subprocess.Popen(command, **pipes) for command in commands]
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [(b"", 0)] * 4
    result = audit.verify(register)
    assert (result.ok, result.rows) == (True, 20)
