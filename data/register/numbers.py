"""NHS numbers in what people type: refused, and never repeated in a sentence."""

from __future__ import annotations

import re
import unicodedata

from data.checking.identifiable import holds_nhs_number

# People type more kinds of spaces and dashes than machines, and more of them in a row.
_BETWEEN = re.compile("[\\s\u2010-\u2015\u2212-]+")
_LONG_NUMBER = re.compile(r"[0-9](?:[\s\u2010-\u2015\u2212-]*[0-9]){9,}")


def holds_number(text: str) -> bool:
    """Whether a text holds an NHS number: ten digits that pass Modulus 11, together or 3-3-4 with spaces or dashes."""
    return holds_nhs_number(_BETWEEN.sub("-", unicodedata.normalize("NFKC", text)))


def without_number(text: str) -> str:
    """The text, its long numbers taken out where it holds an NHS number."""
    return _LONG_NUMBER.sub("(a number)", unicodedata.normalize("NFKC", text)) if holds_number(text) else text
