"""Access: who may come in and what they may do, and the audit log of who did what."""

from __future__ import annotations

import streamlit as st

from pages import service
from pages.parts import people, words
from pages.parts.table import table

SHOWN = 200

who = service.principal()
if service.may(who, service.Right.ADMINISTER):
    st.header("People", anchor=False)
    st.markdown(
        "Somebody entered here has these roles and wards, whatever the identity provider says of their groups; a "
        "change holds at their next click. Everybody else has what their groups give (docs/sign_in.md)."
        if service.mode() is service.Mode.SIGN_IN
        else "There is no sign-in here, so nobody is asked who they are. People entered now count once there is one."
    )
    entered = {person.id: person for person in service.entries(service.Person)}
    listed = [people.line(person) for person in sorted(entered.values(), key=lambda one: one.name.casefold())]
    if listed:
        title = words.plural(len(listed), "person entered", "people entered")
        opened = table(listed, people.COLUMNS, key="people", caption=title)
        if opened:
            st.session_state["person_opened"] = opened
    chosen = entered.get(st.session_state.get("person_opened", ""))
    with st.expander("Add a person" if chosen is None else f"Change {words.escaped(chosen.name)}", expanded=True):
        people.form(chosen)

st.header("Audit log", anchor=False)
if st.button("Check the whole log"):
    found = service.verify_audit(None)
    end = f"Note this end elsewhere: {found.rows}:{found.head}" if found.ok else ""
    st.markdown(f"{'✓' if found.ok else '✗'} {words.escaped(found.sentence)} {end}")
rows = service.audit_rows(SHOWN)
if rows:
    caption = f"The newest {words.plural(len(rows), 'line')}: who did what, never a patient's name"
    table([people.logged(row) for row in rows], people.LOG, key="audit", caption=caption, opens=False, height=520)
else:
    st.markdown("Nothing has been logged yet: sign-ins, looks at patients, entries, exports and loads would be here.")
