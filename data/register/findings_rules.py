"""What the entries of findings.py must say."""

from __future__ import annotations

import re

from data.access import ROLE_RIGHTS
from data.register.checks import BadEntry, in_order, known_metric, needed, one_of
from data.register.findings import (
    BenefitLine,
    CaseReview,
    Comparison,
    LearningEntry,
    Person,
    SentReturn,
    WardStandard,
)
from data.register.rules import Known

DECISION_POINTS = tuple(f"Q{number}" for number in range(1, 8))
NEXT_STEPS = ("adopt", "adapt", "abandon")


def comparison(label: str, entry: Comparison, known: Known) -> None:
    """Whole: of a metric, by a method, with its definition, result and input, and the hash of that input."""
    needed(label, name=entry.name, metric=entry.metric, method=entry.method, data_version=entry.data_version)
    needed(label, definition=entry.definition, result=entry.result, series=entry.series)
    known_metric(label, entry.metric, known)
    _sha256(label, entry.input_hash)


def learning(label: str, entry: LearningEntry, known: Known) -> None:
    """Named, not backwards; a next step that there is, and only after a result."""
    needed(label, title=entry.title)
    if entry.metric:
        known_metric(label, entry.metric, known)
    in_order(label, "from_day", entry.from_day, "to_day", entry.to_day)
    if entry.next_step:
        one_of(label, "next step", entry.next_step, NEXT_STEPS)
        needed(label, result=entry.result)


def case_review(label: str, entry: CaseReview, known: Known) -> None:
    """Of a decision point; improvable exactly as the pathways allow; a patient's names her ward."""
    needed(label, review_id=entry.review_id, reviewer=entry.reviewer)
    one_of(label, "decision point", entry.decision_point, DECISION_POINTS)
    needed(label, actual_pathway=entry.actual_pathway, ideal_pathway=entry.ideal_pathway)
    if entry.spell_id:
        needed(label, provider=entry.provider, ward=entry.ward)
    if not entry.improvable and entry.actual_pathway != entry.ideal_pathway:
        raise BadEntry(label, "the ideal pathway is another than the actual one; then the decision was improvable")


def ward_standard(label: str, entry: WardStandard, known: Known) -> None:
    """Of a ward, level 0 to 3; the next assessment after this one."""
    needed(label, provider=entry.provider, ward=entry.ward, standard=entry.standard)
    if not 0 <= entry.level <= 3:
        raise BadEntry(label, f"level is {entry.level}; give 0, 1, 2 or 3")
    in_order(label, "assessed_on", entry.assessed_on, "next_due", entry.next_due)


def benefit_line(label: str, entry: BenefitLine, known: Known) -> None:
    """Named, with partner and source; low <= central <= high, none below 0; not backwards."""
    needed(label, name=entry.name, partner=entry.partner, source=entry.source)
    one_of(label, "kind", entry.kind, ("gross", "reinvest"))
    one_of(label, "status", entry.status, ("identified", "realised"))
    if not 0 <= entry.low <= entry.central <= entry.high:
        found = f"{entry.low:g}, {entry.central:g}, {entry.high:g}"
        raise BadEntry(label, f"low, central and high are {found}; put them in that order, none below 0")
    in_order(label, "from_day", entry.from_day, "to_day", entry.to_day)


def sent_return(label: str, entry: SentReturn, known: Known) -> None:
    """Whole: the lines, the data they came from and the hash of that input."""
    needed(label, provider=entry.provider, lines=entry.lines, data_version=entry.data_version)
    _sha256(label, entry.input_hash)


def person(label: str, entry: Person, known: Known) -> None:
    """Known to an identity provider, with roles that there are."""
    needed(label, subject=entry.subject, name=entry.name)
    for role in entry.roles:
        one_of(label, "role", role, tuple(ROLE_RIGHTS))


def _sha256(label: str, text: str) -> None:
    if re.fullmatch(r"[0-9a-f]{64}", text) is None:
        raise BadEntry(label, "input hash is not 64 hexadecimal digits; work it out anew")
