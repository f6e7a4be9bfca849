"""The daily return of a date and provider: its lines, its checks, what it is held against; for page and command."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl

from metrics import daily_return, return_checks
from metrics.ask import Answers, UnknownPlace
from metrics.daily_return import COLUMNS, DAILY_RETURN, Line, NotCovered
from metrics.metric import CENSUS, DISCHARGE, RETURN_DAY
from metrics.return_checks import Check
from metrics.scope import Scope
from pages import service

HISTORY: Final = timedelta(weeks=return_checks.WEEKS)
PUBLISHED: Final = timedelta(days=27)


@dataclass(frozen=True, eq=False)
class Return:
    """A daily return with all that stands beside it. provider: None where several are summed.

    history: metrics.daily_return.by_day of the covered days from eight weeks before; agreement: with loaded returns.
    """

    provider: str | None
    providers: tuple[str, ...]
    day: date
    lines: tuple[Line, ...]
    checks: tuple[Check, ...]
    history: pl.DataFrame
    agreement: pl.DataFrame
    input_hash: str
    data_version: str

    @property
    def name(self) -> str:
        """The provider, or the providers summed."""
        return self.provider or ", ".join(self.providers)

    def file_name(self, kind: str) -> str:
        """What a file of it is called: letters, digits and hyphens."""
        provider = "".join(letter if letter.isalnum() else "-" for letter in self.name)
        return f"daily-return-{provider}-{self.day.isoformat()}.{kind}"

    def document(self) -> dict[str, Any]:
        """The return as one JSON object: totals by key, pathways, reason_groups, delay_reasons, checks."""
        return {
            "date": self.day.isoformat(),
            "provider": self.name,
            "data_version": self.data_version,
            **daily_return.document(self.lines),
            "lines": [asdict(line) for line in self.lines],
            "checks": [asdict(check) for check in self.checks],
            "fit_to_send": all(check.outcome != "wrong" for check in self.checks),
        }


def providers(held: Answers, who: service.Principal) -> list[str]:
    """The providers whose spells are loaded."""
    return _cover(held, who, Scope())["provider"].cast(pl.String).unique().sort().to_list()


def days(held: Answers, who: service.Principal, provider: str | None) -> list[date]:
    """The covered days, oldest first."""
    return sorted(_cover(held, who, Scope(provider=provider))["stat_date"].unique().to_list())


def newest(covered: list[date], as_at: datetime) -> date:
    """The newest covered day that was over when the data were taken, else the newest covered day."""
    over = [day for day in covered if day < as_at.date()]
    return (over or covered)[-1]


def gather(held: Answers, who: service.Principal, day: date, provider: str | None = None) -> Return:
    """The return of `day`; without a provider, of all that are loaded, summed. Raises NotCovered, UnknownPlace."""
    known = providers(held, who)
    if provider is not None and provider not in known:
        raise UnknownPlace("provider", provider, known)
    wanted = (provider,) if provider else tuple(known)
    one = wanted[0] if len(wanted) == 1 else None
    scope = Scope(provider=one, from_day=day - HISTORY, to_day=day)
    cover = _cover(held, who, scope)
    covering = set(cover.filter(pl.col("stat_date") == day)["provider"].cast(pl.String))
    if not covering:
        raise NotCovered(day, one, days(held, who, one))
    rows = held.fact(who, DAILY_RETURN, COLUMNS, scope)
    of_day = rows.filter(pl.col("stat_date") == day)
    found = daily_return.lines(of_day, held.table(who, "delay_reason_group"))
    history = daily_return.by_day(rows, cover["stat_date"].unique().to_list())
    returns = _published(held, who, one, day)
    checks = [
        return_checks.everyone_covered(day, covering, set(wanted)),
        return_checks.day_over(day, _reach(held, who), held.version.as_at),
        return_checks.adds_up(found),
        return_checks.counted_otherwise(found, _discharged(held, who, one, day)),
        *return_checks.statuses(of_day),
        *return_checks.recorded(found),
        return_checks.as_on_board(found, of_day, _on_boards(held, who, one, day)),
        return_checks.since_yesterday(of_day, _remaining(history, day - timedelta(days=1))),
        *return_checks.jumps(day, history),
        return_checks.published(day, history, returns),
        *(_sent(one, day, history) if one else ()),
    ]
    agreement = return_checks.agreement(history, returns)
    version = held.version.data_version
    return Return(one, wanted, day, found, tuple(checks), history, agreement, _hash(of_day), version)


def _reach(held: Answers, who: service.Principal) -> datetime:
    """The time to which the spells reach."""
    found = held.table(who, "extract").filter(pl.col("kind") == "spells")["as_at"].max()
    return found if isinstance(found, datetime) else held.version.as_at


def _on_boards(held: Answers, who: service.Principal, provider: str | None, day: date) -> int:
    """Those not meeting the criteria on the last boards of the day, as the census counts them."""
    scope = Scope(provider=provider, from_day=day, to_day=day)
    rows = held.fact(who, CENSUS, ["from_board", "not_meeting", "patients"], scope)
    return int(rows.filter(pl.col("from_board") == 1, pl.col("not_meeting") == 1)["patients"].sum())


def _discharged(held: Answers, who: service.Principal, provider: str | None, day: date) -> int:
    """The discharges of the day as the discharge measures hold them, those who died left out."""
    scope = Scope(provider=provider, from_day=day, to_day=day)
    out = held.fact(who, DISCHARGE, ["patients", "died"], scope)
    return int(out.filter(pl.col("died") == 0)["patients"].sum())


def _published(held: Answers, who: service.Principal, provider: str | None, day: date) -> pl.DataFrame:
    """The loaded returns of four weeks; none for a sum of providers, of which some may not have returned."""
    scope = Scope(provider=provider, from_day=day - PUBLISHED, to_day=day)
    found = held.fact(who, RETURN_DAY, ["measure", "return_value"], scope)
    return found if provider else found.clear()


def _cover(held: Answers, who: service.Principal, scope: Scope) -> pl.DataFrame:
    cover = held.table(who, "cover_day")
    return cover.filter(pl.col("feed") == "spells", scope.providers(), scope.days()).select("provider", "stat_date")


def _remaining(history: pl.DataFrame, day: date) -> int | None:
    found = history.filter(pl.col("stat_date") == day)["remaining"]
    return int(found[0]) if found.len() else None


def _sent(provider: str, day: date, history: pl.DataFrame) -> list[Check]:
    """The day before, and the day itself where it was sent already, against the data of now."""
    found = []
    for on in (day - timedelta(days=1), day):
        now = history.filter(pl.col("stat_date") == on)
        entry = service.sent_return(provider, on)
        if now.height and (entry is not None or on != day):
            sent = service.sent_lines(entry) if entry else None
            found.append(return_checks.as_sent(on, sent, now.row(0, named=True)))
    return found


def _hash(rows: pl.DataFrame) -> str:
    """Of the rows that the lines were counted from, in an order of their own."""
    text = rows.with_columns(pl.all().cast(pl.String)).sort(rows.columns).write_csv()
    return hashlib.sha256(text.encode()).hexdigest()
