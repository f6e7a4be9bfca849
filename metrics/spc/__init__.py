"""XmR charts as NHSRplotthedots 0.2.2 draws them, and what this product says where those rules mislead.

options.py   what a chart is asked for          segments.py  order, facets, rebases
limits.py    centre line and process limits     rules.py     the four signals, point by point
icons.py     labels, variation, assurance       policy.py    when limits and signals should not be read
chart.py     all of it, as finished frames      document.py  the JSON document of `homeward spc`
"""

from __future__ import annotations

from metrics.spc.chart import ROW_FIELDS, SpcChart, spc
from metrics.spc.document import spc_document, typed_series
from metrics.spc.options import IMPROVEMENT_OF, REFERENCE, Rules, SpcOptions

__all__ = [
    "IMPROVEMENT_OF",
    "REFERENCE",
    "ROW_FIELDS",
    "Rules",
    "SpcChart",
    "SpcOptions",
    "spc",
    "spc_document",
    "typed_series",
]
