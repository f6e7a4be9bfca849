"""The mornings of a hospital as arrays: who was in, of what kind, when they left, and who came and left each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from metrics.ask import Answers, Principal
from metrics.holidays import is_bank_holiday
from metrics.metric import Fact
from metrics.scope import Scope

Floats = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.bool_]

MORNING = Fact("morning", "spells", ("provider", "site", "ward"))
FLOW_DAY = Fact("flow_day", "spells", ("provider", "site", "ward"))
HORIZONS = 8  # today and the seven days after it
SCORED = 365  # mornings
# A year scored, half a year before it to tune ranges on, before that a year of bank holidays and half a year of rates.
MOST_WEEKS = 160
LEFT = tuple(f"left_{ahead}" for ahead in range(HORIZONS))
KIND = ("kind", "days_from", "supported")


@dataclass(frozen=True, eq=False)
class History:
    """One provider's mornings, the last of them the one that is forecast from; nothing after it is in here.

    first: the first morning. places: site and ward, sorted; their order is that of every ward axis. kinds: the kinds of
    patient of sql/41_morning.sql. rows: of that fact, with t (morning), w (ward) and k (kind). patients: t, w.
    leavers, admitted: t, w; NaN on days that are not wholly covered, the last morning's own day among them.
    """

    first: date
    places: pl.DataFrame
    kinds: pl.DataFrame
    rows: pl.DataFrame
    patients: Floats
    leavers: Floats
    admitted: Floats

    @property
    def mornings(self) -> int:
        """How many mornings there are, gaps counted."""
        return len(self.patients)

    @property
    def last(self) -> date:
        """The morning that is forecast from."""
        return self.first + timedelta(days=self.mornings - 1)

    @property
    def known(self) -> Flags:
        """By day: whether what happened on it is wholly known."""
        return np.isfinite(self.leavers[:, 0])

    def day(self, t: int) -> date:
        """The day of a place on the time axis; it may lie ahead."""
        return self.first + timedelta(days=t)

    @cached_property
    def _holidays(self) -> Flags:
        return np.array([is_bank_holiday(self.day(t)) for t in range(self.mornings + HORIZONS)])

    def holiday(self, ahead: int) -> Flags:
        """By morning: whether the day so many days ahead is a bank holiday."""
        return self._holidays[ahead : ahead + self.mornings]

    def counts(self, column: str) -> Floats:
        """A column of `rows` as t, w, k; single precision holds whole numbers of people exactly in half the room."""
        found = np.zeros((self.mornings, self.places.height, self.kinds.height), dtype=np.float32)
        found[self.rows["t"].to_numpy(), self.rows["w"].to_numpy(), self.rows["k"].to_numpy()] = self.rows[column]
        return found


def history(held: Answers, principal: Principal, provider: str) -> History | None:
    """The mornings of one provider, MOST_WEEKS of them at most; None where there are none.

    The last morning is that of the day after the last wholly covered one; a day counts as whole once it is over by the
    as-at time of the data.
    """
    scope = Scope(provider=provider)
    covered = held.table(principal, "cover_day").filter(pl.col("feed") == "spells", scope.providers())["stat_date"]
    whole = covered.filter(covered <= _last_whole_day(held))
    if whole.is_empty():
        return None
    last = max(whole.to_list()) + timedelta(days=1)
    wanted = Scope(provider=provider, from_day=last - timedelta(weeks=MOST_WEEKS), to_day=last)
    rows = _named(held.fact(principal, MORNING, ["site", "ward", *KIND, "patients", *LEFT], wanted))
    flows = _named(held.fact(principal, FLOW_DAY, ["site", "ward", "leavers", "admitted"], wanted))
    return None if rows.is_empty() else arrays(rows, flows, whole, last)


def arrays(rows: pl.DataFrame, flows: pl.DataFrame, whole: pl.Series, last: date) -> History:
    """A history from the rows of the two facts up to `last`, and the days known in whole."""
    first = rows["stat_date"].min()
    assert isinstance(first, date)
    places = pl.concat([rows.select("site", "ward"), flows.select("site", "ward")]).unique().sort("site", "ward")
    kinds = rows.select(KIND).unique().sort(KIND)
    flows = _placed(flows.filter(pl.col("stat_date") >= first), places, first)
    rows = _placed(rows, places, first).join(kinds.with_row_index("k"), on=KIND)
    size = ((last - first).days + 1, places.height)
    patients, leavers, admitted = np.zeros(size), np.zeros(size), np.zeros(size)
    np.add.at(patients, (rows["t"].to_numpy(), rows["w"].to_numpy()), rows["patients"].to_numpy())
    where = flows["t"].to_numpy(), flows["w"].to_numpy()
    leavers[where], admitted[where] = flows["leavers"], flows["admitted"]
    known = pl.date_range(first, last, "1d", eager=True).is_in(whole.implode()).to_numpy() & _before(size[0])
    leavers[~known], admitted[~known] = np.nan, np.nan
    return History(first, places, kinds, rows, patients, leavers, admitted)


def _last_whole_day(held: Answers) -> date:
    as_at = held.version.as_at
    return as_at.date() if as_at.hour == 23 else as_at.date() - timedelta(days=1)


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Places as text, one name for those that are not said."""
    return rows.with_columns(pl.col("site", "ward").cast(pl.String).fill_null("not recorded"))


def _placed(rows: pl.DataFrame, places: pl.DataFrame, first: date) -> pl.DataFrame:
    numbered = rows.join(places.with_row_index("w"), on=["site", "ward"])
    return numbered.with_columns(t=(pl.col("stat_date") - first).dt.total_days())


def _before(mornings: int) -> Flags:
    return np.arange(mornings) < mornings - 1
