"""Who is shown whom: five roles, every page, by every way to a page; patients counted in all bytes that are sent."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from data import audit
from data.access import DEMONSTRATION
from data.register import open_register
from tests.security.canaries import WARD, board, elsewhere
from tests.security.conftest import ROLES, ROOT, Check, Served
from tests.security.wire import Shown, Wire

ENTRIES = ("menu", "address", "hash", "query", "back", "click")
DEFECT = "Something went wrong"
FINER = "is for those who may see patients"
WITH_PATIENTS = {"", "huddle", "wall", "board-round", "actions", "my-wards", "clock"}
"""Pages that show patients to a coordinator as they open."""


def pages() -> list[str]:
    """The addresses of all pages, read from where they are listed."""
    tree = ast.parse((ROOT / "pages/sections.py").read_text("utf-8"))
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "st.Page"
            and isinstance(node.args[0], ast.Constant)
        ):
            said = {word.arg: ast.literal_eval(word.value) for word in node.keywords if word.arg != "title"}
            found.append("" if said.get("default") else said.get("url_path") or Path(str(node.args[0].value)).stem)
    return found


PAGES = pages()


def enter(wire: Wire, entry: str, name: str, page: str) -> Shown:
    """Open a page in one of the ways there are; `menu` presses it where the menu has it, and asks for it anyway."""
    if entry == "address":
        return wire.open(name=name)
    if entry == "hash":
        return wire.open(page=page)
    if entry == "query":
        return wire.open(name=name, query="ward=Cedar&site=Wrenfield&show=Everybody&role=coordinator&rows=true")
    if entry == "click":
        open_page = wire.open(name=name)
        return wire.open(page=open_page.page, part=open_page.part)
    first = wire.open()
    if entry == "menu":
        return wire.open(page=first.menu.get(name, page))
    wire.open(name=name)
    wire.open(name="definitions")
    return wire.open(name=name, back=True)


def looks(served: Served, subject: str) -> list[tuple[str, object]]:
    """What the audit log holds of somebody's looks at patients: table and place, oldest first."""
    log = audit.rows(open_register(served.store), DEMONSTRATION, limit=400)
    mine = [row for row in reversed(log) if row.subject.endswith(f"|{subject}") and row.action == "looked"]
    return [(row.kind, row.detail["place"]) for row in mine]


def held(served: Served, menu: dict[str, str], check: Check, role: str, name: str, entry: str) -> None:
    """One check: no patient who is not theirs, a line in the log for those who are, no defect."""
    subject = f"{role}-{name or 'home'}-{entry}"
    more = {} if role == "partner" else {"sub": subject}
    with served.wire(role, **more) as wire:
        shown = enter(wire, entry, name, menu[name])
    theirs = shown.canaries - elsewhere(served.store)
    strangers = shown.canaries - theirs if role == "coordinator" else shown.canaries
    right = DEFECT not in shown.said and FINER not in shown.said
    logged = looks(served, subject) if role == "coordinator" and theirs else [("", "")]
    once = bool(logged) and len(logged) == len(set(logged))
    shows = role != "coordinator" or name not in WITH_PATIENTS or entry == "query" or bool(theirs)
    said = (role, name, entry, len(strangers), logged, shows, shown.said[-300:])
    check("role x page x entry", not strangers and right and once and shows, said)


def test_every_page_is_among_them() -> None:
    files = [
        file for place in ("today", "trends", "improve", "trust") for file in (ROOT / "pages" / place).glob("*.py")
    ]
    assert len(PAGES) == len(set(PAGES)) == len([file for file in files if file.stem != "__init__"])


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_shown_a_patient_who_is_not_theirs(
    served: Served, menu: dict[str, str], check: Check, name: str
) -> None:
    for role in ROLES:
        held(served, menu, check, role, name, "address")


@pytest.mark.slow
@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry != "address"])
@pytest.mark.parametrize("name", PAGES)
def test_no_other_way_to_a_page_shows_more(
    served: Served, menu: dict[str, str], check: Check, name: str, entry: str
) -> None:
    for role in ROLES:
        held(served, menu, check, role, name, entry)


def test_a_menu_holds_what_a_role_may_open(served: Served) -> None:
    def offered(role: str) -> set[str]:
        with served.wire(role) as wire:
            return set(wire.open().menu)

    assert offered("auditor") == {""}
    assert offered("partner") == {"", "definitions"}
    assert not offered("executive") & {"huddle", "wall", "board-round", "matched-cohorts", "load", "access"}
    assert "matched-cohorts" in offered("coordinator")
    assert not offered("coordinator") & {"load", "access"}
    assert "load" in offered("steward") and "access" not in offered("steward")
    assert {"load", "access"} <= offered("administrator")


def test_the_tokens_are_there_to_be_found(served: Served) -> None:
    """Without this the checks above could pass on a hospital without patients."""
    here = board(served.store).filter(ward=WARD)
    with served.wire("coordinator") as wire:
        shown = wire.open(name="board-round", query=f"ward={WARD}")
    assert {name.encode() for name in here["local_id"]} <= shown.canaries
    assert len(elsewhere(served.store)) > 10_000


def test_signing_in_is_one_line_a_session(served: Served) -> None:
    with served.wire("analyst", sub="once") as wire:
        wire.open()
        wire.open(name="measure")
        wire.open(name="definitions")
    log = audit.rows(open_register(served.store), DEMONSTRATION, limit=100)
    assert [row.action for row in log if re.search(r"\|once$", row.subject)] == ["signed in"]
