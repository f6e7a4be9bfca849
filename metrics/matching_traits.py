"""What people can be matched on: what a discharge says of them that was known as their stay began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from metrics.effects.matched import DAYS_APART

How = Literal["number", "same", "days"]
# What trusts write where they don't know: common words, and the national codes of two columns.
UNKNOWN: Final = ("", "unknown", "not known", "not specified", "not stated", "not recorded")
CODES: Final = {"sex": ("0", "9", "x"), "ethnicity": ("z", "99")}
OLDEST: Final = 90.0  # the age that "85+" stands for


@dataclass(frozen=True)
class Trait:
    """One of them. how: a number in the chance of having the label, the same in a pair, or a day near the other's."""

    key: str
    label: str
    how: How

    def known(self) -> pl.Expr:
        """The trait from rows of the discharge fact, null where blank: a number, words, or the day number of admission.

        An age band is its middle in years.
        """
        if self.how == "days":
            return pl.col("stat_date").to_physical().cast(pl.Int64) - pl.col("stay_days")
        text = pl.col(self.key).cast(pl.String).str.strip_chars()
        if self.how == "number":
            ends = text.str.extract_all(r"\d+").cast(pl.List(pl.Float64))
            middle = (ends.list.min() + ends.list.max() + (ends.list.len() > 1).cast(pl.Float64)) / 2
            return pl.when(text.str.ends_with("+")).then(OLDEST).otherwise(middle)
        blank = text.str.to_lowercase().is_in([*UNKNOWN, *CODES.get(self.key, ())])
        return pl.when(~blank).then(text)


ADMISSION, PATHWAY = "admitted", "pathway"
TRAITS: Final = {
    trait.key: trait
    for trait in (
        Trait("age_band", "Age", "number"),
        Trait("sex", "Sex", "same"),
        Trait("imd_decile", "Deprivation decile", "number"),
        Trait("specialty", "Specialty", "same"),
        Trait(ADMISSION, f"Admission within {DAYS_APART} days", "days"),
        Trait("site", "Site", "same"),
        Trait("ethnicity", "Ethnicity", "same"),
        Trait("local_authority", "Council", "same"),
        Trait(PATHWAY, "Pathway", "same"),
    )
}
USUAL: Final = ("age_band", "sex", "imd_decile", "specialty", ADMISSION)
