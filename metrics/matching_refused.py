"""Why people can't be matched, a sentence each; those of metrics.effects.matched stand there."""

from __future__ import annotations

from metrics.effects.estimate import NotComparable, NotEnoughData
from metrics.matching_traits import TRAITS


class NothingToScore(NotComparable):
    """No trait that the chance of having the label could be worked out from."""

    def __init__(self) -> None:
        labels = " or ".join(trait.label.lower() for trait in TRAITS.values() if trait.how == "number")
        super().__init__(
            "Partners are chosen by who is as likely to be in the cohort: match on a trait that tells, "
            f"{labels}, in which its people differ."
        )


class AddedUp(NotComparable):
    """The store holds numbers of people, not people."""

    def __init__(self) -> None:
        super().__init__("These discharges are added up, not one a row: load the spells extract to match people.")


class TooFewApart(NotEnoughData):
    """Hardly any pair differs, so the interval would be too sure."""

    def __init__(self, apart: int, needed: int) -> None:
        super().__init__(
            f"In only {apart} pairs do the two differ in the outcome; {needed} are needed. Use a longer period or a "
            "larger area."
        )


class TooMany(NotComparable):
    """The search would hold up everybody else for half a minute or more."""

    def __init__(self, cohort: int, others: int) -> None:
        super().__init__(
            f"{cohort:,} people are too many to look for a partner each among {others:,} others: choose a shorter "
            "period or one site."
        )
