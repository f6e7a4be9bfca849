"""The invented trust: two sites, their wards, what each ward is for, and its beds on each day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.calendar import Anything, Calendar, Floats, Ints

PROVIDER = "RDM"
PROVIDER_NAME = "Demonstration Hospitals NHS Trust"
KESTREL, WRENFIELD = "Kestrel Park", "Wrenfield"
SITES = (KESTREL, WRENFIELD)
COUNCILS = ("Kestrelshire", "Wrenford", "Saltmere")
CHILDREN = {KESTREL: "Kingfisher", WRENFIELD: "Wagtail"}  # outside the adult population, not in beds.csv
MATERNITY = {KESTREL: "Primrose", WRENFIELD: "Bluebell"}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a ward is for. `nights` is the mean from admission to being ready, `fill` the midnight share of beds."""

    specialty: str
    age: int
    age_spread: int
    nights: float
    frail: float = 1.0  # multiplies the chance of needing support after hospital
    elective: float = 0.0  # share of admissions that are planned
    died: float = 0.03
    moved: float = 0.015  # to another hospital
    winter: float = 1.0  # how much winter raises demand here
    fill: float = 0.93
    spread: float = 1.02  # sigma of the log of nights


KINDS = {
    "acute": Kind(
        specialty="Acute internal medicine",
        age=66,
        age_spread=19,
        nights=2.6,
        frail=0.5,
        fill=0.87,
        winter=1.2,
        spread=1.25,
    ),
    "short": Kind(
        specialty="General internal medicine", age=68, age_spread=18, nights=3.2, frail=0.6, winter=1.2, spread=1.2
    ),
    "medicine": Kind(specialty="General internal medicine", age=73, age_spread=15, nights=8.2, died=0.05, winter=0.4),
    "respiratory": Kind(specialty="Respiratory medicine", age=72, age_spread=14, nights=8.0, died=0.06, winter=1.8),
    "cardiology": Kind(specialty="Cardiology", age=71, age_spread=14, nights=6.8, frail=0.6, elective=0.15),
    "elderly": Kind(specialty="Elderly medicine", age=84, age_spread=7, nights=10.5, frail=1.25, died=0.07, winter=1.3),
    "stroke": Kind(specialty="Stroke medicine", age=76, age_spread=12, nights=12.5, frail=1.7, died=0.07, winter=0.5),
    "gastro": Kind(specialty="Gastroenterology", age=62, age_spread=18, nights=7.5, frail=0.7, elective=0.1),
    "renal": Kind(specialty="Nephrology", age=66, age_spread=15, nights=8.5, frail=0.9, elective=0.1),
    "surgery": Kind(
        specialty="General surgery", age=60, age_spread=18, nights=5.2, frail=0.6, elective=0.35, died=0.015, winter=0.2
    ),
    "urology": Kind(
        specialty="Urology", age=66, age_spread=16, nights=4.8, frail=0.5, elective=0.4, died=0.01, winter=0.2
    ),
    "orthopaedics": Kind(
        specialty="Trauma and orthopaedics",
        age=72,
        age_spread=17,
        nights=7.8,
        frail=1.2,
        elective=0.25,
        died=0.015,
        winter=0.4,
    ),
    "planned": Kind(
        specialty="Trauma and orthopaedics",
        age=69,
        age_spread=11,
        nights=4.0,
        frail=0.6,
        elective=0.85,
        died=0.002,
        winter=-0.8,
        fill=0.86,
    ),
    "gynaecology": Kind(
        specialty="Gynaecology",
        age=49,
        age_spread=16,
        nights=3.2,
        frail=0.3,
        elective=0.5,
        died=0.003,
        winter=0.0,
        fill=0.86,
    ),
    "critical": Kind(
        specialty="Critical care medicine",
        age=61,
        age_spread=17,
        nights=5.5,
        frail=0.4,
        died=0.17,
        moved=0.05,
        fill=0.84,
        winter=0.6,
    ),
    "rehabilitation": Kind(
        specialty="Rehabilitation medicine",
        age=78,
        age_spread=11,
        nights=16.5,
        frail=1.6,
        died=0.02,
        winter=0.3,
        spread=0.7,
    ),
    "mental health": Kind(
        specialty="Adult mental health",
        age=43,
        age_spread=15,
        nights=8.0,
        frail=0.8,
        died=0.001,
        moved=0.02,
        winter=0.0,
        spread=0.85,
        fill=0.90,
    ),
}


@dataclass(frozen=True)
class Ward:
    """`escalation` is the number of beds opened on top in winter."""

    name: str
    site: str
    kind: Kind
    beds: int
    escalation: int = 0


def _wards(site: str, rows: tuple[tuple[str, str, int, int], ...]) -> tuple[Ward, ...]:
    return tuple(Ward(name, site, KINDS[kind], beds, extra) for name, kind, beds, extra in rows)


WARDS = _wards(
    KESTREL,
    (
        ("Alder", "acute", 42, 0),
        ("Ash", "short", 28, 0),
        ("Aspen", "medicine", 28, 0),
        ("Beech", "medicine", 28, 0),
        ("Birch", "respiratory", 28, 4),
        ("Bramble", "respiratory", 24, 4),
        ("Cedar", "cardiology", 28, 0),
        ("Cherry", "cardiology", 18, 0),
        ("Elder", "elderly", 28, 4),
        ("Elm", "elderly", 28, 4),
        ("Fern", "elderly", 26, 4),
        ("Foxglove", "stroke", 26, 0),
        ("Gorse", "gastro", 26, 0),
        ("Hawthorn", "renal", 22, 0),
        ("Hazel", "surgery", 28, 0),
        ("Heather", "surgery", 26, 0),
        ("Holly", "urology", 24, 0),
        ("Hornbeam", "orthopaedics", 28, 2),
        ("Ivy", "orthopaedics", 26, 2),
        ("Iris", "gynaecology", 16, 0),
        ("Jasmine", "critical", 16, 2),
        ("Juniper", "mental health", 60, 0),
    ),
) + _wards(
    WRENFIELD,
    (
        ("Larch", "acute", 32, 0),
        ("Laurel", "short", 20, 0),
        ("Lime", "medicine", 26, 0),
        ("Linden", "medicine", 26, 0),
        ("Maple", "respiratory", 24, 4),
        ("Medlar", "cardiology", 20, 0),
        ("Mulberry", "elderly", 26, 4),
        ("Myrtle", "elderly", 26, 4),
        ("Oak", "surgery", 24, 0),
        ("Olive", "planned", 22, 0),
        ("Pine", "rehabilitation", 20, 2),
        ("Poplar", "rehabilitation", 24, 4),
        ("Rowan", "medicine", 24, 0),
        ("Rosemary", "critical", 8, 0),
    ),
)
WARD_NAMES = tuple(ward.name for ward in WARDS)
JUNIPER = WARD_NAMES.index("Juniper")


def ward_numbers(*names: str) -> Ints:
    """Places of the named wards in `WARDS`."""
    return np.array([WARD_NAMES.index(name) for name in names])


def of_kind(field: str) -> Anything:
    """One field of each ward's kind, in the order of `WARDS`."""
    return np.array([getattr(ward.kind, field) for ward in WARDS])


def beds_open(calendar: Calendar, rng: np.random.Generator) -> Ints:
    """Beds open by ward (rows) and day number (columns): escalation beds open in winter, bays close for infection."""
    base = np.array([ward.beds for ward in WARDS])[:, None]
    extra = np.array([ward.escalation for ward in WARDS])[:, None]
    winter = calendar.winter[None, :]
    opened = np.clip(np.floor((winter - 0.72) / 0.12 + 1), 0, 2) / 2  # half of them first, then all
    beds = base + np.floor(extra * opened).astype(np.int64)
    days = beds.shape[1]
    for ward, start in zip(rng.integers(0, len(WARDS), days // 40), rng.integers(0, days, days // 40), strict=True):
        if WARDS[ward].beds >= 20:
            beds[ward, start : start + rng.integers(4, 10)] -= 2
    return beds


def wanted(calendar: Calendar, beds: Ints) -> Floats:
    """Patients each ward would hold at midnight, by ward and day number: fuller in winter where winter matters."""
    season = 1 + 0.05 * of_kind("winter")[:, None] * (calendar.winter[None, :] - 0.5)
    return np.minimum(beds * of_kind("fill")[:, None] * season, beds * 0.97)
