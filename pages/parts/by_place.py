"""A measure in every ward or site at once, with what the register holds for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from metrics.ask import Answers
from metrics.matrix import Line
from metrics.metric import Metric
from metrics.periods import Grain
from metrics.scope import Scope
from pages import service
from pages.parts.context import frozen

Place = tuple[tuple[str, tuple[str, ...]], ...]


def places(held: Answers, who: service.Principal, scope: Scope, by: str = "ward") -> dict[str, Scope]:
    """The places in scope by the name they have on screen, with the scope that their own chart has.

    A ward's name that two sites share is said with its site: "Ward 4, North".
    """
    return held.kept(who, ("spots", scope, by), lambda: _places(held, who, scope, by))


def _places(held: Answers, who: service.Principal, scope: Scope, by: str) -> dict[str, Scope]:
    known = held.places(who).filter(scope.providers(), *scope.places("cohort", "service"))
    if by != "ward":
        names = known[by].cast(pl.String).drop_nulls().unique().sort().to_list()
        return {name: replace(scope, **{by: name}) for name in names}
    pairs = known.select(pl.col("site", "ward").cast(pl.String)).drop_nulls("ward").unique().sort("ward", "site")
    shared = set(pairs.filter(pl.col("ward").is_duplicated())["ward"])
    found = {}
    for site, ward in pairs.iter_rows():
        if ward in shared and site is not None:
            found[f"{ward}, {site}"] = replace(scope, ward=ward, site=site)
        else:
            found[ward] = replace(scope, ward=ward)
    return found


def values(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, spots: Mapping[str, Scope], grain: Grain,
    by: str = "ward",
) -> pl.DataFrame:  # fmt: skip
    """The series of a measure with the column name: the place as `places` names it."""
    if not spots:  # nothing to ask about; a region's figures may know no wards at all
        return held.series(who, metric.key, scope, grain).clear().with_columns(name=pl.lit(None, pl.String))
    question = ("by place", metric.key, scope, tuple(spots.items()), grain, by)
    return held.kept(who, question, lambda: _values(held, who, metric, scope, spots, grain, by))


def _values(
    held: Answers, who: service.Principal, metric: Metric, scope: Scope, spots: Mapping[str, Scope], grain: Grain,
    by: str,
) -> pl.DataFrame:  # fmt: skip
    apart = {str(spot.site) for name, spot in spots.items() if by == "ward" and name != spot.ward}
    whole = held.series(who, metric.key, scope, grain, by).rename({by: "name"}).filter(pl.col("name").is_in([*spots]))
    parts = [whole]
    for site in sorted(apart):
        named = {str(spot.ward): name for name, spot in spots.items() if spot.site == site and name != spot.ward}
        mine = held.series(who, metric.key, replace(scope, site=site), grain, by).rename({by: "name"})
        parts.append(mine.filter(pl.col("name").is_in([*named])).with_columns(pl.col("name").replace(named)))
    return pl.concat(parts)


class Entries:
    """Baselines, targets and rebases of the register, found by measure and place without reading it again."""

    def __init__(self, held: Answers, who: service.Principal) -> None:
        self.one_provider = len(held.choices(who, "provider")) == 1
        self.baselines: dict[object, service.Baseline] = {}
        for baseline in sorted(service.entries(service.Baseline), key=lambda entry: entry.start):
            if baseline.frozen:
                self.baselines[(*self._at(baseline), baseline.grain)] = baseline
        self.targets: dict[object, service.Target] = {}
        today = held.version.as_at.date()
        for target in sorted(service.entries(service.Target), key=lambda entry: entry.from_day):
            if target.from_day <= today:
                self.targets[self._at(target)] = target
        self.rebases: dict[object, list[date]] = {}
        for rebase in service.entries(service.Rebase):
            self.rebases.setdefault(self._at(rebase), []).append(rebase.day)

    def line(self, metric: Metric, rows: pl.DataFrame, spots: Mapping[str, Scope], grain: Grain) -> Line:
        """The measure's line of a matrix, each place with exactly its own entries."""
        at = {name: (metric.key, self._place(scope)) for name, scope in spots.items()}
        baselines = {name: self.baselines.get((*where, grain)) for name, where in at.items()}
        return Line(
            metric,
            rows,
            targets={name: self.targets[where].value for name, where in at.items() if where in self.targets},
            rebases={name: self.rebases[where] for name, where in at.items() if where in self.rebases},
            baselines={name: kept for name, entry in baselines.items() if (kept := frozen(entry)) is not None},
        )

    def target(self, metric: Metric, scope: Scope) -> float | None:
        """The target in force for exactly this measure and place."""
        found = self.targets.get((metric.key, self._place(scope)))
        return None if found is None else found.value

    def _at(self, entry: service.Baseline | service.Target | service.Rebase) -> tuple[str, Place]:
        return entry.metric, self._place(service.scope_of(entry.scope))

    def _place(self, scope: Scope) -> Place:
        """A place to look up; in a store of one provider its name says nothing."""
        chosen = scope.chosen()
        if self.one_provider:
            chosen.pop("provider", None)
        return tuple(sorted(chosen.items()))
