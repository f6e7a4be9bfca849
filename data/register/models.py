"""The tables of the register. Nothing here leaves the room: callers get the frozen values of entries.py."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Double, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from data.register.columns import FrozenText, ScopeText, StepsText, TextsText, UtcTime
from data.register.entries import EntryScope, Frozen, GoLive, Step


class Base(DeclarativeBase):
    """Portable types only: the same tables on SQLite and PostgreSQL."""

    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        str: Text,
        float: Double,
        datetime: UtcTime,
        EntryScope: ScopeText,
        tuple[str, ...]: TextsText,
        Frozen: FrozenText,
        tuple[Step, ...]: StepsText,
    }


class SchemaRow(Base):
    """One row: the number of the schema that this file is at."""

    __tablename__ = "register_schema"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class AuditRow(Base):
    """One thing somebody did; `hash` covers the row and the hash before it (data/audit.py)."""

    __tablename__ = "audit"
    __table_args__ = (Index("audit_by_kind", "kind", "seq"),)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str]  # UTC in ISO form: text, so that no engine's own idea of time enters the hash
    who: Mapped[str]
    subject: Mapped[str]
    action: Mapped[str]
    kind: Mapped[str]
    entry: Mapped[str]
    detail: Mapped[str]  # canonical JSON, as it was hashed
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHeadRow(Base):
    """One row: the end of the chain. Writers lock it first, so two of them never continue the same row."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


class EntryRow(Base):
    """The columns that every entry has."""

    __abstract__ = True
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    digest: Mapped[str]  # of the entry: a bit that flips on the disk is noticed at the next look, not in an audit


class GoLiveRow(Base):
    """One go-live date of a test area."""

    __tablename__ = "go_live"
    test_area_id: Mapped[str] = mapped_column(ForeignKey("test_area.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]
    scope: Mapped[EntryScope]


class TestAreaRow(EntryRow):
    """A change being tried."""

    __test__ = False
    __tablename__ = "test_area"
    name: Mapped[str]
    primary_metric: Mapped[str]
    direction: Mapped[str]
    why_here: Mapped[str]
    team: Mapped[str]
    scope: Mapped[EntryScope]
    hypothesis: Mapped[str]
    target_metrics: Mapped[tuple[str, ...]]
    balancing_metrics: Mapped[tuple[str, ...]]
    comparison_wards: Mapped[tuple[str, ...]]
    before_from: Mapped[date | None]
    before_to: Mapped[date | None]
    potential: Mapped[float | None]
    potential_source: Mapped[str]
    settle_weeks: Mapped[int]
    status: Mapped[str]
    go_live_rows: Mapped[list[GoLiveRow]] = relationship(
        cascade="all, delete-orphan", order_by=GoLiveRow.position, lazy="selectin"
    )

    @property
    def go_lives(self) -> tuple[GoLive, ...]:
        """The stages in order of date."""
        return tuple(GoLive(day=row.day, scope=row.scope) for row in self.go_live_rows)

    @go_lives.setter
    def go_lives(self, stages: tuple[GoLive, ...]) -> None:
        self.go_live_rows = [GoLiveRow(position=i, day=s.day, scope=s.scope) for i, s in enumerate(stages)]


class BaselineRow(EntryRow):
    """A baseline; what was frozen is one text, written once and read whole."""

    __tablename__ = "baseline"
    name: Mapped[str]
    metric: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    scope: Mapped[EntryScope]
    grain: Mapped[str]
    frozen: Mapped[Frozen | None]


class TargetRow(EntryRow):
    """A target from a day on."""

    __tablename__ = "target"
    metric: Mapped[str]
    value: Mapped[float]
    from_day: Mapped[date]
    scope: Mapped[EntryScope]


class NoteRow(EntryRow):
    """Words beside a day."""

    __tablename__ = "note"
    metric: Mapped[str]
    day: Mapped[date]
    text: Mapped[str]
    scope: Mapped[EntryScope]
    author: Mapped[str]


class RebaseRow(EntryRow):
    """Limits anew from a day on."""

    __tablename__ = "rebase"
    metric: Mapped[str]
    day: Mapped[date]
    reason: Mapped[str]
    scope: Mapped[EntryScope]
    author: Mapped[str]


class EventRow(EntryRow):
    """Something that happened."""

    __tablename__ = "event"
    name: Mapped[str]
    day: Mapped[date]
    to_day: Mapped[date | None]
    scope: Mapped[EntryScope]
    text: Mapped[str]


class WardSponsorRow(EntryRow):
    """The executive who looks after a ward."""

    __tablename__ = "ward_sponsor"
    ward: Mapped[str]
    sponsor: Mapped[str]
    provider: Mapped[str]
    site: Mapped[str]


class UnitCostRow(EntryRow):
    """Pounds for one of something."""

    __tablename__ = "unit_cost"
    name: Mapped[str]
    low: Mapped[float]
    central: Mapped[float]
    high: Mapped[float]
    unit: Mapped[str]
    source: Mapped[str]


class ActionRow(EntryRow):
    """A next step for a patient or a ward."""

    __tablename__ = "action"
    __table_args__ = (Index("action_by_spell", "provider", "spell_id"),)
    about: Mapped[str]
    ward: Mapped[str]
    owner: Mapped[str]
    raised: Mapped[date]
    text: Mapped[str]
    provider: Mapped[str]
    site: Mapped[str]
    spell_id: Mapped[str]
    level: Mapped[str]
    due: Mapped[date | None]
    closed: Mapped[date | None]
    outcome: Mapped[str]
    steps: Mapped[tuple[Step, ...]]
