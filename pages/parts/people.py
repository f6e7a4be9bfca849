"""People who may come in: as rows, in a form; and lines of the audit log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

import streamlit as st

from pages import service
from pages.parts import choices, empty, saving, words
from pages.parts.table import Column, cell

LONDON: Final = ZoneInfo("Europe/London")
PATHWAYS: Final = ("0", "1", "2", "3")
COLUMNS: Final = (
    Column("name", "Name", "16%", heading=True),
    Column("roles", "Roles", "18%"),
    Column("wards", "Patients of wards"),
    Column("held_to", "Held to", "18%"),
    Column("active", "State", "9rem"),
)
LOG: Final = (
    Column("line", "Line", "5rem", heading=True, align="end"),
    Column("at", "When", "11rem"),
    Column("who", "Who", "16%"),
    Column("what", "What", "18%"),
    Column("detail", "About"),
)


def line(person: service.Person) -> dict[str, Any]:
    """A person as a row of the list."""
    wards = "every ward" if person.all_wards else ", ".join(person.wards) or "none"
    held = [*person.authorities, *(f"pathway {one}" for one in person.pathways)]
    state = cell("May come in", shape="tick") if person.active else cell("Shut out", shape="square", tone="concern")
    return {
        "id": person.id, "name": person.name, "roles": ", ".join(person.roles) or "none",
        "wards": wards if person.see_patients else "sees no patients", "held_to": ", ".join(held), "active": state,
    }  # fmt: skip


def logged(row: Any) -> dict[str, Any]:
    """A line of the audit log as a row; digests are for the check of the log alone."""
    at = row.at.astimezone(LONDON)
    told = {name.replace("_", " "): _text(value) for name, value in row.detail.items() if name != "digest"}
    return {
        "id": str(row.seq), "line": words.count(row.seq), "at": f"{at:%d/%m/%Y %H:%M:%S}", "who": row.who,
        "what": f"{row.action}, {row.kind.replace('_', ' ')}",
        "detail": "; ".join(f"{name}: {value}" for name, value in told.items()),
    }  # fmt: skip


def form(person: service.Person | None) -> None:
    """Who somebody is and what they may do; a new person where there is none yet."""
    key = f"{saving.fresh('person')}_{person.id if person else 'new'}"
    left, middle, right = st.columns(3)
    with left:
        subject = st.text_input(
            "Issuer|subject", person.subject if person else "", key=f"{key}_subject", disabled=person is not None,
            help="As the identity provider names them: https://login.example.nhs.uk|a1b2. The audit log shows it.",
        )  # fmt: skip
        name = st.text_input("Name", person.name if person else "", key=f"{key}_name")
        roles = st.multiselect("Roles", service.ROLES, person.roles if person else (), key=f"{key}_roles")
    with middle:
        sees = st.checkbox("Sees patients", person.see_patients if person else False, key=f"{key}_sees")
        every = st.checkbox("On every ward", person.all_wards if person else False, key=f"{key}_every")
        wards = _several("Wards (a name, or site/ward)", _wards(), person.wards if person else (), f"{key}_wards")
    with right:
        councils = _several("Council's residents only", (), person.authorities if person else (), f"{key}_councils")
        paths = st.multiselect("Pathways only", PATHWAYS, person.pathways if person else (), key=f"{key}_paths")
        active = st.checkbox("May come in", person.active if person else True, key=f"{key}_active")
    drawn = service.Person(
        subject=subject.strip(), name=name.strip(), roles=tuple(roles), wards=tuple(wards), all_wards=every,
        see_patients=sees, authorities=tuple(councils), pathways=tuple(paths), active=active,
    )  # fmt: skip
    _buttons(person, replace(drawn, id=person.id, version=person.version) if person else drawn)


def _buttons(person: service.Person | None, drawn: service.Person) -> None:
    with st.container(horizontal=True, gap="small"):
        save = st.button("Save", key="person_save", type="primary")
        out = person is not None and st.button("Sign out now", key="person_out")
        other = person is not None and st.button("Another person", key="person_other")
    if save:
        try:
            service.save_entry(drawn)
        except service.DataError as refusal:
            return empty.wrong(str(refusal))
        _leave(f"Saved: {drawn.name}.")
    elif out and person is not None:
        service.end_sign_ins(person.subject)
        _leave(f"{person.name} is signed out everywhere.")
    elif other:
        _leave("")


def _leave(said: str) -> None:
    saving.forget("person")
    st.session_state.pop("person_opened", None)
    if said:
        st.toast(said)
    st.rerun()


def _several(label: str, offered: tuple[str, ...], chosen: tuple[str, ...], key: str) -> list[str]:
    """A choice of several that takes words which are not offered too."""
    options = sorted({*offered, *chosen})
    return [str(one) for one in st.multiselect(label, options, chosen, key=key, accept_new_options=True)]


def _wards() -> tuple[str, ...]:
    """The wards of the data; where two sites have a ward of one name, with their sites."""
    if service.freshness() is None:
        return ()
    by_site = choices.places(service.ask(), service.principal())["wards"]
    names = [ward for wards in by_site.values() for ward in wards]
    twice = {name for name in names if names.count(name) > 1}
    return tuple(f"{site}/{ward}" if ward in twice else ward for site, wards in by_site.items() for ward in wards)


def _text(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
