"""The one family of errors the metrics room raises on purpose."""

from __future__ import annotations


class MetricError(Exception):
    """A question about numbers that can't be answered as asked.

    Each subclass stands in the file that raises it and builds its own sentence from facts: what is wrong, where,
    what to do. The text is shown to people as it is.
    """
