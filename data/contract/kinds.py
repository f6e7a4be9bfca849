"""All kinds of extract, spells first: the others refer to them."""

from __future__ import annotations

from data.contract.beds import BEDS
from data.contract.board import BOARD
from data.contract.case_reviews import CASE_REVIEWS
from data.contract.chc import CHC
from data.contract.delayed_days import DELAYED_DAYS
from data.contract.failed_discharges import FAILED_DISCHARGES
from data.contract.front_door import FRONT_DOOR
from data.contract.intermediate_care import INTERMEDIATE_CARE
from data.contract.kind import Kind
from data.contract.published_figures import PUBLISHED_FIGURES
from data.contract.returns import RETURNS
from data.contract.spells import SPELLS
from data.contract.ward_stays import WARD_STAYS

_ALL = (
    SPELLS,
    BOARD,
    BEDS,
    WARD_STAYS,
    DELAYED_DAYS,
    FRONT_DOOR,
    INTERMEDIATE_CARE,
    CASE_REVIEWS,
    CHC,
    FAILED_DISCHARGES,
    RETURNS,
    PUBLISHED_FIGURES,
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
