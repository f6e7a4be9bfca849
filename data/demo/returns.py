"""Returned counts and published figures of the invented trust, twenty invented peers and their England.

The trust's own returns are its own counts with the small errors that returns have: some days wrong by a few people,
some not sent, one week in which the people of one site were counted twice, and people whose status nobody recorded on
the board, whom it counts and the board does not. England is the sum of what was sent, so
that a day a trust did not send counts as 0 there, as in the national files.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo import own_counts, peers
from data.demo.calendar import Calendar, Floats
from data.demo.delayed_days import months
from data.demo.places import PROVIDER
from data.demo.published import ENGLAND, Sent, make_published

WRONG, NOT_SENT = 0.04, 0.008  # shares of days
WRONG_BY = 6  # people, at most
TWICE_DAYS, TWICE_AGO, TWICE = 7, 150, 0.35  # a week, so many days before the last one, and the share counted again
SILENT_DAYS, ZERO_DAYS = 14, 21  # a peer that sent nothing for a fortnight, and one that sent 0 for three weeks
COUNTED = ("nctr", "remaining", "discharged")


def make_returned(
    spells: pl.DataFrame, beds: pl.DataFrame, front_door: pl.DataFrame, calendar: Calendar,
    rngs: list[np.random.Generator],
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The extracts returns and published_figures. spells, without bad rows, beds and front_door are the trust's own."""
    trusts = peers.peers(rngs[0])
    sent = _sent(own_counts.daily(spells, beds, calendar), trusts, calendar, rngs[0])
    published = make_published(
        own_counts.monthly(spells, months(calendar)), front_door, sent, trusts, calendar, rngs[1]
    )
    return {"returns": _returns(sent, calendar), "published_figures": published}


def _sent(
    own: dict[str, np.ndarray], trusts: tuple[peers.Peer, ...], calendar: Calendar, rng: np.random.Generator
) -> Sent:
    """Trust -> measure -> a number a day, NaN where nothing was sent."""
    sent = {PROVIDER: _with_errors(own, rng)}
    for peer in trusts:
        days = {name: values.astype(float) for name, values in peers.daily(peer, calendar, rng).items()}
        missing = rng.random(len(days["nctr"])) < NOT_SENT
        sent[peer.code] = {name: np.where(missing, np.nan, values) for name, values in days.items()}
    silent, zero = trusts[3].code, trusts[11].code
    for name in COUNTED:
        sent[silent][name][-90 : SILENT_DAYS - 90] = np.nan
        sent[zero][name][-250 : ZERO_DAYS - 250] = 0
    return sent


def _returns(sent: Sent, calendar: Calendar) -> pl.DataFrame:
    """One row per trust, day and measure; a day that was not sent has no row. England last."""
    days = [calendar.day(at) for at in range(calendar.first, calendar.last + 1)]
    england = {name: np.nansum([one[name] for one in sent.values()], axis=0) for name in sent[PROVIDER]}
    parts = [
        pl.DataFrame({"date": days, "value": values}).select(
            provider=pl.lit(code), date="date", measure=pl.lit(name), value="value"
        )
        for code, measures in {**dict(sorted(sent.items())), ENGLAND: england}.items()
        for name, values in measures.items()
    ]
    rows = pl.concat(parts).filter(pl.col("value").is_not_nan())
    return rows.with_columns(pl.col("value").cast(pl.Int32)).sort("date", "provider", maintain_order=True)


def _with_errors(true: dict[str, np.ndarray], rng: np.random.Generator) -> dict[str, Floats]:
    """The trust's own counts as it sent them."""
    days = len(true["nctr"])
    wrong = rng.random(days) < WRONG
    off = rng.integers(-WRONG_BY, WRONG_BY + 1, days)
    sent = {name: values.astype(float) for name, values in true.items()}
    remaining = np.maximum(sent["remaining"] + np.where(wrong, off, 0), 0)
    twice = slice(max(days - TWICE_AGO, 0), max(days - TWICE_AGO + TWICE_DAYS, 0))
    remaining[twice] = np.round(remaining[twice] * (1 + TWICE))
    fewer = np.where(rng.random(days) < WRONG / 2, rng.integers(1, WRONG_BY, days), 0)
    discharged = np.maximum(sent["discharged"] - fewer, 0)
    sent |= {"remaining": remaining, "discharged": discharged, "nctr": remaining + discharged}
    missing = rng.random(days) < NOT_SENT
    return {name: np.where(missing, np.nan, values) for name, values in sent.items()}
