"""Case reviews on the page: Figure 3 as table rows, its sentences, the agreement of reviewers, and the export."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import polars as pl
import streamlit as st
import xlsxwriter

from metrics.agreement import Agreement
from metrics.case_review import TOTAL, Line, Opportunity, Pounds, Share
from metrics.suppression_cells import SHOWN, protect
from metrics.suppression_policy import Policy
from pages import service
from pages.parts import words
from pages.parts.charts import bars_height, ranked
from pages.parts.plot import plot
from pages.parts.table import Column

COLUMNS: Final = (
    Column("line", "Decision", "20%", heading=True),
    Column("reviewed", "Reviewed", align="end"),
    Column("improvable", "Improvable", align="end"),
    Column("share", "Share (95%)", "8.5rem", align="end", title="Wilson interval"),
    Column("instead", "Better instead", "16%", title="The two pathways named most, with how often"),
    Column("why", "Most frequent reason", "20%", title="Practitioner variation left out"),
    Column("existed", "Alternative existed", "8.5rem", align="end"),
)
POUNDS: Final = (Column("pounds", "£ a year", "7rem", align="end"), Column("part", "Of all £", "5rem", align="end"))
PATHWAYS: Final = (
    Column("pathway", "Pathway", "46%", heading=True),
    Column("actual", "Taken", align="end"),
    Column("ideal", "Would suit best", align="end"),
    Column("change", "Change", align="end"),
)
EXPORTED: Final = (
    "decision", "reviewed", "improvable", "share", "low", "high", "better_instead", "reason", "volume_a_year",
    "realisable_share", "saving_low", "saving", "saving_high", "pounds_low", "pounds", "pounds_high", "share_of_pounds",
)  # fmt: skip
HIDDEN: Final = "hidden"


def columns(money: Sequence[Pounds]) -> tuple[Column, ...]:
    """The columns of the table; with pounds, which need the room, without whether the alternative existed."""
    return (*COLUMNS[:-1], *POUNDS) if money else COLUMNS


def rows(lines: Sequence[Line], money: Sequence[Pounds]) -> list[dict[str, Any]]:
    """The rows of COLUMNS (and POUNDS): numbers are rounded here and nowhere before."""
    worth = {one.name: one for one in money}
    return [_row(line, worth.get(line.name)) for line in lines]


def _row(line: Line, worth: Pounds | None) -> dict[str, Any]:
    there = line.improvable.of > 0
    return {
        "id": line.name,
        "line": line.name,
        "reviewed": words.count(line.improvable.of) if there else "-",
        "improvable": words.count(line.improvable.n) if there else "-",
        "share": _share(line.improvable) if there else "-",
        "instead": "; ".join(f"P{code} ({often})" for code, often in line.alternatives),
        "why": "" if line.reason is None else f"{line.reason[0]} ({line.reason[1]})",
        "existed": _share(line.existed) if line.existed.of else "",
        "pounds": "" if worth is None else words.pounds(worth.central),
        "part": "" if worth is None else words.share(worth.share),
    }


def said(total: Line, from_app: int) -> str:
    """The sentence above the table."""
    found = total.improvable
    text = (
        f"{words.count(found.n)} of {words.plural(found.of, 'decision')} reviewed could have been better:"
        f" {words.share(found.value)} ({words.share(found.low)} to {words.share(found.high)})."
    )
    if total.practice:
        text += f" For {words.count(total.practice)} of them the reason is practitioner variation."
    if total.unanswered:
        text += f" {words.plural(total.unanswered, 'decision has', 'decisions have')} no answer and are left out."
    if from_app:
        text += f" {words.plural(from_app, 'decision was', 'decisions were')} entered here, the rest came in files."
    return text


def without(left_out: int) -> str:
    """What is said where entries are not counted for somebody who sees no patients."""
    return (
        f"{words.plural(left_out, 'decision was', 'decisions were')} entered here and not counted for people who see no"
        " patients: without the name of its review, none can be told from one in a file."
    )


def shares_chart(lines: Sequence[Line]) -> None:
    """The share improvable of each decision with its interval, beside that of all."""
    known = [line for line in lines if line.name != TOTAL and line.improvable.value is not None]
    if not known:
        st.markdown("No decision has an answer yet.")
        return
    names = [
        (one.name, one.improvable.value, one.improvable.low, one.improvable.high, one.improvable.of) for one in known
    ]
    shares = pl.DataFrame(names, schema=["name", "value", "low", "high", "n"], orient="row")
    top = shares.sort("value", descending=True).row(0, named=True)
    reach = words.interval(top["value"], top["low"], top["high"], "share")
    figure = ranked(shares, unit="share", reference=lines[-1].improvable.value)
    alt = f"{top['name']} is highest: {reach} of {words.count(top['n'])}."
    plot(figure, key="review_shares", alt=alt, height=bars_height(shares.height))


def agreed(found: Agreement | None) -> str:
    """How far reviewers of the same decision agree."""
    if found is None:
        return "No decision was entered here by two reviewers, so nothing can be said about their agreement."
    text = (
        f"{words.plural(found.decisions, 'decision')} reviewed by more than one of {found.reviewers} people:"
        f" they said the same {words.share(found.agreed)} of the time."
    )
    if found.kappa is None:
        return f"{text} All said the same of all, so chance alone would agree as well: there is no kappa."
    reach = "" if found.low is None else f" ({found.low:.2f} to {found.high:.2f})"
    few = "" if found.low is not None else "; too few decisions for an interval"
    return f"{text} {found.method}'s kappa, agreement beyond chance, is {found.kappa:.2f}{reach}{few}."


def pathway_rows(values: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of PATHWAYS."""
    return [
        {
            "id": row["pathway"],
            "pathway": f"P{row['pathway']} {service.system.PATHWAY_WORDS[row['pathway']]}",
            "actual": words.count(row["actual"]),
            "ideal": words.count(row["ideal"]),
            "change": f"{(row['ideal'] - row['actual']) / row['actual']:+.0%}" if row["actual"] else "",
        }
        for row in values.to_dicts()
    ]


def _share(found: Share) -> str:
    return words.interval(found.value, found.low, found.high, "share")


def export(
    lines: Sequence[Line], money: Sequence[Pounds], inputs: Mapping[str, Opportunity], rule: Policy
) -> pl.DataFrame:
    """The columns of EXPORTED, one row a line and the total: unrounded where `rule` hides and rounds nothing.

    With small numbers hidden, a share is that of the counts shown, without an interval.
    """
    parts = [line for line in lines if line.name != TOTAL]
    counts = np.array([[line.improvable.n, line.improvable.of - line.improvable.n] for line in parts])
    state = protect(counts, rule)
    worth = {one.name: one for one in money}
    found = [
        _exported(line, state[at], rule, worth.get(line.name), inputs.get(line.name))
        for at, line in enumerate([*parts, lines[-1]])
    ]
    return pl.DataFrame(found, schema=dict.fromkeys(EXPORTED, pl.String))


def _exported(
    line: Line, state: Any, rule: Policy, worth: Pounds | None, given: Opportunity | None
) -> dict[str, str | None]:
    yes, of = (None if state[at] != SHOWN else rule.rounded(count) for at, count in
               ((0, line.improvable.n), (2, line.improvable.of)))  # fmt: skip
    exact = rule.fewest == 0
    share = None if yes is None or not of else yes / of
    return {
        "decision": line.name,
        "reviewed": HIDDEN if of is None else f"{of:g}",
        "improvable": HIDDEN if yes is None else f"{yes:g}",
        "share": _plain(line.improvable.value if exact else share),
        "low": _plain(line.improvable.low) if exact else None,
        "high": _plain(line.improvable.high) if exact else None,
        "better_instead": "; ".join(f"P{code}" for code, often in line.alternatives if not rule.is_small(often)),
        "reason": None if line.reason is None or rule.is_small(line.reason[1]) else line.reason[0],
        "volume_a_year": None if given is None else _plain(given.volume),
        "realisable_share": None if given is None else _plain(given.realisable),
        "saving_low": None if given is None else _plain(given.low),
        "saving": None if given is None else _plain(given.central),
        "saving_high": None if given is None else _plain(given.high),
        "pounds_low": None if worth is None else _plain(worth.low),
        "pounds": None if worth is None else _plain(worth.central),
        "pounds_high": None if worth is None else _plain(worth.high),
        "share_of_pounds": None if worth is None else _plain(worth.share),
    }


def _plain(value: float | None) -> str | None:
    return None if value is None else repr(float(value))


def workbook(values: pl.DataFrame) -> bytes:
    """The export as XLSX; text stays text, so no cell becomes a formula."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Figure 3")
        bold = book.add_format({"bold": True})
        for column, name in enumerate(values.columns):
            sheet.write_string(0, column, name.replace("_", " "), bold)
        for at, row in enumerate(values.iter_rows(), start=1):
            for column, text in enumerate(row):
                _write(sheet, at, column, text)
        sheet.set_column(0, 0, 44)
        sheet.freeze_panes(1, 1)
    return held.getvalue()


def _write(sheet: Any, at: int, column: int, text: str | None) -> None:
    if text is None:
        return
    try:
        sheet.write_number(at, column, float(text))
    except ValueError:
        sheet.write_string(at, column, text)
