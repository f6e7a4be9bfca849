"""The tables of findings.py."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from data.register.models import EntryRow


class ComparisonRow(EntryRow):
    """A comparison as it was kept."""

    __tablename__ = "comparison"
    name: Mapped[str]
    metric: Mapped[str]
    method: Mapped[str]
    definition: Mapped[str]
    result: Mapped[str]
    series: Mapped[str]
    input_hash: Mapped[str]
    data_version: Mapped[str]
    frozen_on: Mapped[date]
    test_area: Mapped[str]


class LearningEntryRow(EntryRow):
    """One turn of plan, do, study, act."""

    __tablename__ = "learning"
    title: Mapped[str]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    test_area: Mapped[str]
    metric: Mapped[str]
    plan: Mapped[str]
    prediction: Mapped[str]
    result: Mapped[str]
    next_step: Mapped[str]
    note: Mapped[str]


class CaseReviewRow(EntryRow):
    """One judgement of one decision point."""

    __tablename__ = "case_review"
    __table_args__ = (Index("case_review_by_day", "reviewed_on"), Index("case_review_by_spell", "provider", "spell_id"))
    review_id: Mapped[str]
    reviewer: Mapped[str]
    reviewed_on: Mapped[date]
    decision_point: Mapped[str]
    actual_pathway: Mapped[str]
    ideal_pathway: Mapped[str]
    improvable: Mapped[bool]
    alternative_existed: Mapped[bool | None]
    provider: Mapped[str]
    site: Mapped[str]
    ward: Mapped[str]
    spell_id: Mapped[str]
    reason: Mapped[str]
    likelihood: Mapped[str]


class WardStandardRow(EntryRow):
    """How far a ward meets a standard."""

    __tablename__ = "ward_standard"
    __table_args__ = (Index("ward_standard_by_day", "assessed_on"),)
    provider: Mapped[str]
    site: Mapped[str]
    ward: Mapped[str]
    standard: Mapped[str]
    level: Mapped[int]
    assessed_on: Mapped[date]
    next_due: Mapped[date | None]
    evidence: Mapped[str]


class BenefitLineRow(EntryRow):
    """Pounds a year to a partner."""

    __tablename__ = "benefit_line"
    name: Mapped[str]
    partner: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    low: Mapped[float]
    central: Mapped[float]
    high: Mapped[float]
    from_day: Mapped[date]
    source: Mapped[str]
    to_day: Mapped[date | None]
    test_area: Mapped[str]


class SentReturnRow(EntryRow):
    """A return as it was sent."""

    __tablename__ = "sent_return"
    __table_args__ = (Index("sent_return_by_day", "day"),)
    provider: Mapped[str]
    day: Mapped[date]
    lines: Mapped[str]
    data_version: Mapped[str]
    input_hash: Mapped[str]
    sent_to: Mapped[str]


class PersonRow(EntryRow):
    """Somebody who may sign in."""

    __tablename__ = "person"
    subject: Mapped[str]
    name: Mapped[str]
    roles: Mapped[tuple[str, ...]]
    wards: Mapped[tuple[str, ...]]
    all_wards: Mapped[bool]
    see_patients: Mapped[bool]
    authorities: Mapped[tuple[str, ...]]
    pathways: Mapped[tuple[str, ...]]
    active: Mapped[bool]
