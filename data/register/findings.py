"""What is found, learned, reviewed, promised and sent; and who may come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.register.entries import Entry, Json, Pathway, SpellId


@dataclass(frozen=True, kw_only=True)
class Comparison(Entry):
    """A comparison as it was kept, its own input beside it; it never changes once saved.

    `definition`, `result` and `series` are JSON texts, stored as `canonical_json` writes them.
    """

    name: str
    metric: str
    method: str
    definition: Json
    result: Json
    series: Json
    input_hash: str
    data_version: str
    frozen_on: date
    test_area: str = ""  # its id


@dataclass(frozen=True, kw_only=True)
class LearningEntry(Entry):
    """One turn of plan, do, study, act; `next_step` is adopt, adapt, abandon or "" while it runs."""

    title: str
    from_day: date
    to_day: date | None = None
    test_area: str = ""  # its id
    metric: str = ""
    plan: str = ""
    prediction: str = ""
    result: str = ""
    next_step: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseReview(Entry):
    """One reviewer's judgement of one decision point (Q1 to Q7) in a case; pathways are "0" to "3".

    `alternative_existed` None: not judged. With a spell it is about a patient, and masked as such.
    """

    review_id: str
    reviewer: str
    reviewed_on: date
    decision_point: str
    actual_pathway: Pathway
    ideal_pathway: Pathway
    improvable: bool
    alternative_existed: bool | None = None
    provider: str = ""
    site: str = ""
    ward: str = ""
    spell_id: SpellId = ""
    reason: str = ""
    likelihood: str = ""


@dataclass(frozen=True, kw_only=True)
class WardStandard(Entry):
    """How far a ward meets a standard on a day: level 0 (not at all) to 3 (in full)."""

    provider: str
    site: str
    ward: str
    standard: str
    level: int
    assessed_on: date
    next_due: date | None = None
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class BenefitLine(Entry):
    """Pounds a year that a change is worth to a partner: low <= central <= high; `to_day` None: without end.

    `kind` is gross or reinvest (spent on the new way of working); `status` is identified or realised.
    """

    name: str
    partner: str
    kind: str
    status: str
    low: float
    central: float
    high: float
    from_day: date
    source: str
    to_day: date | None = None
    test_area: str = ""  # its id


@dataclass(frozen=True, kw_only=True)
class SentReturn(Entry):
    """The national return of a day as it was sent: `lines` is a JSON text, stored as `canonical_json` writes it."""

    provider: str
    day: date
    lines: Json
    data_version: str
    input_hash: str
    sent_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Person(Entry):
    """Somebody who may sign in: `subject` is the identity provider's issuer and subject, joined by "|".

    `wards` are names, or SITE/WARD where two sites have a ward of that name; `all_wards` stands for every one.
    """

    subject: str
    name: str
    roles: tuple[str, ...]
    wards: tuple[str, ...] = ()
    all_wards: bool = False
    see_patients: bool = False
    authorities: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    active: bool = True
