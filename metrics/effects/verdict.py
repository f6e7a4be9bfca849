"""One of five verdicts for a comparison, and the parts of its one sentence (reference methods, sections 0, 3 and 10).

No chances (p) anywhere: an estimate, its interval, and what they rest on. The words are made where they are shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from metrics.effects.estimate import Estimate, NotEnoughData
from metrics.effects.series import InterruptedSeries
from metrics.errors import MetricError
from metrics.metric import Direction

Kind = Literal["improved", "worse", "no clear change", "not enough data", "not comparable"]
Scale = Literal["difference", "ratio"]
NO_CHANGE: dict[Scale, float] = {"difference": 0.0, "ratio": 1.0}
# Percentage points by which the share of patients with a known answer may move between the two periods.
COMPLETENESS_MAY_MOVE = 5.0
ROUNDING = 1e-9
NO_DIRECTION = "The measure changed, but it has no better direction. Set one for this test area."


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a comparison found, and what it rests on.

    estimate: the effect with its interval, None where refused says why there is none. scale: a difference (no change
    is 0) or a ratio (1). percent: the same as a percentage of what was expected. method: the name of the estimator.
    allows_for: of trend, season, other areas. weeks, patients: before and after; wards: with the change and without.
    completeness: share of patients with a known answer (0 to 1) before and after, None where it has no meaning.
    failed: checks that failed, a sentence each. turned: alternatives under which the effect has the other sign.
    interim: whether the agreed end is still to come.
    """

    estimate: Estimate | None
    direction: Direction
    method: str
    scale: Scale = "difference"
    percent: Estimate | None = None
    allows_for: tuple[str, ...] = ()
    weeks: tuple[int, int] | None = None
    wards: tuple[int, int] | None = None
    patients: tuple[int, int] | None = None
    completeness: tuple[float, float] | None = None
    refused: MetricError | None = None
    failed: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    interim: bool = False

    @property
    def completeness_moved(self) -> bool:
        """Whether the share of known answers differs so much that the two periods count different patients."""
        if self.completeness is None:
            return False
        before, after = self.completeness
        return 100 * abs(after - before) > COMPLETENESS_MAY_MOVE + ROUNDING


@dataclass(frozen=True)
class Verdict:
    """The verdict, and why where it is one of the two that give none; one sentence a reason."""

    kind: Kind
    evidence: Evidence
    reasons: tuple[str, ...] = ()

    @property
    def undirected(self) -> bool:
        """Whether the change is clear and only its better direction is missing: it may be read, not judged."""
        return self.reasons == (NO_DIRECTION,)

    def parts(self) -> Mapping[str, Any]:
        """What the one sentence says, by name; None where it says nothing. No estimate where none may be read."""
        found = self.evidence
        readable = self.kind in ("improved", "worse", "no clear change") or self.undirected
        return {
            "verdict": self.kind,
            **_spread("change", found.estimate if readable else None),
            **_spread("percent", found.percent if readable else None),
            "scale": found.scale,
            "method": found.method,
            "allows_for": found.allows_for,
            "weeks": found.weeks,
            "wards": found.wards,
            "patients": found.patients,
            "turned": found.turned if readable else (),
            "interim": found.interim,
            "reasons": self.reasons,
        }


def judge(evidence: Evidence) -> Verdict:
    """The verdict by rules, the first that holds.

    Not comparable: completeness moved by more than 5 points, a failed check, or a refusal that says so. Not enough
    data: a refusal that says so, or no finite estimate. No clear change: the interval holds no change, ends included.
    Improved or worse: by the direction; a clear change of a measure without one is not comparable.
    """
    reasons = _not_comparable(evidence)
    if reasons:
        return Verdict("not comparable", evidence, reasons)
    estimate = evidence.estimate
    if evidence.refused is not None:
        return Verdict("not enough data", evidence, (str(evidence.refused),))
    if estimate is None or not all(math.isfinite(v) for v in (estimate.value, estimate.low, estimate.high)):
        return Verdict("not enough data", evidence, ("The change has no finite interval.",))
    still = NO_CHANGE[evidence.scale]
    if estimate.low <= still <= estimate.high:
        return Verdict("no clear change", evidence)
    if evidence.direction == "neither":
        return Verdict("not comparable", evidence, (NO_DIRECTION,))
    return Verdict("improved" if (estimate.high < still) == (evidence.direction == "lower") else "worse", evidence)


def of_series(
    result: InterruptedSeries,
    direction: Direction,
    *,
    completeness: tuple[float, float] | None = None,
    failed: tuple[str, ...] = (),
    interim: bool = False,
) -> Verdict:
    """The verdict on an interrupted series: its average effect by REML."""
    model = result.headline.design
    allows = tuple(name for name, there in (("trend", model.trend), ("season", model.harmonics > 0)) if there)
    return judge(
        Evidence(
            estimate=result.headline.average(),
            percent=result.headline.percent(),
            direction=direction,
            method="interrupted time series",
            allows_for=allows,
            weeks=result.sides,
            completeness=completeness,
            failed=failed,
            turned=tuple(alternative.words for alternative in result.turned),
            interim=interim,
        )
    )


def _not_comparable(evidence: Evidence) -> tuple[str, ...]:
    reasons = list(evidence.failed)
    if evidence.completeness is not None and evidence.completeness_moved:
        before, after = (100 * share for share in evidence.completeness)
        reasons.insert(
            0,
            f"The share of patients with a known answer moved from {before:.0f}% to {after:.0f}%, more than "
            f"{COMPLETENESS_MAY_MOVE:.0f} points, so the two periods count different patients.",
        )
    if evidence.refused is not None and not isinstance(evidence.refused, NotEnoughData):
        reasons.append(str(evidence.refused))
    return tuple(reasons)


def _spread(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    if estimate is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
