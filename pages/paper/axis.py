"""The scale of a value axis: round numbers that hold all values, so that labels say where they stand."""

from __future__ import annotations

import math
from typing import Final

_LEAST: Final = {"share": 0.01, "count": 1.0, "bed_days": 1.0, "pounds": 1.0, "ratio": 0.01}
_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_WANTED: Final = 6


def axis(span: tuple[float, float], unit: str, *, signed: bool = False) -> tuple[float, float, float]:
    """Least, most and step for a span: about six steps of 1, 2 or 5 times a power of ten.

    A share stays in 0 to 1; nothing goes below 0 unless it is signed.
    """
    low, high = span
    least = _LEAST.get(unit, 0.1)
    size = max((high - low) / _WANTED, least)
    power = 10 ** math.floor(math.log10(size) + 1e-9)
    step = next(step * power for step in _STEPS if step * power >= size * (1 - 1e-9))
    bottom, top = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    if not signed:
        bottom = max(bottom, 0.0)
    if unit == "share":
        top = min(top, 1.0)
    return round(bottom, 6), round(max(top, bottom + step), 6), round(step, 6)
