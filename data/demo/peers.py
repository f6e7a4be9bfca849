"""Twenty trusts that never were, to set the invented trust beside: their size, level and direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import Calendar, Floats
from data.demo.places import PROVIDER, PROVIDER_NAME

REGIONS = ("Uplands", "Lowlands", "Coast")
NAMES = (
    "Alderbrook", "Ashmere", "Beckhampton", "Birchvale", "Calderwick", "Cloverdale", "Dunmarsh", "Elmhurst Bay",
    "Fairhaven", "Foxcombe", "Greyfell", "Hartsmoor", "Ivybridge Vale", "Larkfield", "Millersford", "Northwold",
    "Oakenshaw", "Pebbleton", "Ravensea", "Silverdown",
)  # fmt: skip
# A national chart moves a little: people ready to leave rose slowly, with more in winter.
RISE_A_YEAR, WINTER, WEEKEND = 0.03, 0.10, 1.05
SAME_DAY = 1.45  # the daily count has those who stayed no night, the monthly tables have not


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One trust: its beds, the share of them with people ready to leave, how that moves in a year, its other levels."""

    code: str
    name: str
    region: str
    beds: int
    ready: float
    yearly: float
    fill: float  # share of beds occupied
    leaving: float  # people discharged a day per bed
    delayed: float  # share of discharges that are delayed
    days: float  # days of delay of those
    four_hours: float


def peers(rng: np.random.Generator) -> tuple[Peer, ...]:
    """The twenty, in order of their codes, which no real trust has."""
    return tuple(
        Peer(
            code=f"RD{number:02d}",
            name=f"{name} Hospitals NHS Trust",
            region=REGIONS[number % len(REGIONS)],
            beds=int(rng.integers(380, 1300)),
            ready=float(rng.uniform(0.07, 0.19)),
            yearly=float(rng.normal(0.0, 0.05)),
            fill=float(rng.uniform(0.88, 0.96)),
            leaving=float(rng.uniform(0.085, 0.115)),
            delayed=float(rng.uniform(0.09, 0.2)),
            days=float(rng.uniform(4.5, 8.5)),
            four_hours=float(rng.uniform(0.62, 0.84)),
        )
        for number, name in enumerate(NAMES, start=1)
    )


def names() -> dict[str, tuple[str, str]]:
    """Code -> name and region of all trusts, the invented one among them."""
    known = {f"RD{at:02d}": (f"{name} Hospitals NHS Trust", REGIONS[at % 3]) for at, name in enumerate(NAMES, 1)}
    return {**known, PROVIDER: (PROVIDER_NAME, REGIONS[0])}


def daily(peer: Peer, calendar: Calendar, rng: np.random.Generator) -> dict[str, Floats]:
    """The same measures as own_counts.daily, of one peer, before anything goes wrong with sending them."""
    at = np.arange(calendar.first, calendar.last + 1)
    years = (at - at[-1]) / 365.25
    weekend = np.where(calendar.quiet[at], WEEKEND, 1.0)
    level = peer.ready * np.exp((RISE_A_YEAR + peer.yearly) * years) * (1 + WINTER * (calendar.winter[at] - 0.5))
    occupied = np.round(
        peer.beds * np.clip(peer.fill + 0.03 * (calendar.winter[at] - 0.5) + _slow(len(at), rng, 0.01), 0.8, 1)
    )
    remaining = rng.poisson(peer.beds * level * weekend * np.exp(_slow(len(at), rng, 0.05)))
    discharged = rng.poisson(SAME_DAY * peer.beds * peer.leaving * np.where(calendar.quiet[at], 0.62, 1.14))
    return {
        "nctr": remaining + discharged,
        "remaining": remaining,
        "discharged": discharged,
        "beds_open": np.full(len(at), float(peer.beds)),
        "beds_occupied": occupied,
        "stay_21_plus": rng.binomial(occupied.astype(int), 0.08 + 0.5 * peer.ready),
    }


def _slow(days: int, rng: np.random.Generator, size: float) -> Floats:
    """Good and bad fortnights about 0, with that standard deviation."""
    noise = np.convolve(rng.standard_normal(days + 20), np.exp(-np.arange(21) / 7.0), mode="valid")
    slow: Floats = size * noise / np.sqrt(np.sum(np.exp(-2 * np.arange(21) / 7.0)))
    return slow
