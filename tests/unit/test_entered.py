"""What pages hold of the register: read once, and read anew after every change of that kind by anybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from register_samples import HUB, ROUND

from data.access import DEMONSTRATION
from data.register import Register, RoundEntry, TestArea, remove, save
from pages.service import entered
from tests.postgres import again, at_server


def test_entries_are_held_until_their_kind_changes(register: Register, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("os.environ", at_server(register))
    store = tmp_path / "store"
    assert entered.entries(TestArea, store) == ()
    other = again(register)  # somebody else's program
    saved = save(other, DEMONSTRATION, HUB)
    held = entered.entries(TestArea, store)
    assert held == (saved,)
    for number in range(5):
        save(other, DEMONSTRATION, replace(ROUND, spell_id=f"S{number}"))
        assert entered.entries(TestArea, store) is held
        assert len(entered.entries(RoundEntry, store)) == number + 1
    newer = save(other, DEMONSTRATION, replace(saved, team="Other"))
    assert entered.entries(TestArea, store) == (newer,)
    remove(other, DEMONSTRATION, newer)
    assert entered.entries(TestArea, store) == ()
    other.close()
    entered.register(store).close()
