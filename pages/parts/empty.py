"""What a page says when there is nothing, too little, or something wrong: what would be here and what brings it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages import service

# The extract that brings each kind of number, in words a steward knows.
BROUGHT_BY: Final[dict[str, str]] = {
    "spells": "the spells extract (one row per hospital stay)",
    "board": "the board extract (one row per inpatient per snapshot)",
    "beds": "the beds extract (beds open per ward and day)",
    "delayed_days": "the delayed days extract (or the DToC workbook)",
    "front_door": "the front door extract (attendances, handovers, admissions)",
    "intermediate_care": "the intermediate care extract",
    "case_reviews": "the case reviews extract",
    "chc": "the continuing healthcare extract",
    "failed_discharges": "the failed discharges extract",
    "returns": "the returns extract (or a published NHS England file)",
    "published": "a published NHS England file (discharge ready date, A&E, beds or delay reasons by month)",
}


def nothing(what: str, kind: str, where: str | None = None, *, needs: str | None = None) -> None:
    """No rows at all: "Wards and who waits there would be here. Load the board extract ..."."""
    said = service.added_up(needs) if needs else None
    if said:
        st.markdown(f"{what} would be here, but {said}")
        return
    place = f" for {where}" if where else ""
    st.markdown(f"No data{place}. {what} would be here: load {BROUGHT_BY.get(kind, kind)} on the Load page.")


def none_match(what: str, where: str) -> None:
    """There are data, but none of these in the scope chosen: a true nothing, not a fault."""
    st.markdown(f"No {what} for {where}. Widen the choice above to see more.")


def partial(sentence: str) -> None:
    """Something is shown, but less than asked for: says what is left out and why, in words, quietly."""
    st.markdown(f"Left out: {sentence}")


def wrong(sentence: str) -> None:
    """What is wrong, where, what to do: a sentence that one of our errors built."""
    st.error(sentence)


def no_test_areas() -> None:
    """No test area is registered: what would be here, and how one gets in."""
    st.markdown(
        "No test area is registered. What a team tries, where and since when would be here, with before, now and "
        "potential: `homeward register import FILE` reads them from a TOML file."
    )
