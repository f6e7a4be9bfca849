"""What the data room says when it cannot go on: one family, each member building its own sentence."""

from __future__ import annotations


class DataError(Exception):
    """A fault in what was given, as one sentence: what is wrong, where, what to do; never with a patient's value."""
