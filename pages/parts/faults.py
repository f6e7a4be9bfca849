"""The one place where an error becomes words on a page: ours say their own sentence, anything else is a defect."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Final

from pages import service
from pages.parts import empty

DEFECT: Final = "Something went wrong here and it was noted. Nothing was changed: reload, or choose another page."
_log = logging.getLogger("homeward")
_ROOT: Final = Path(__file__).parents[2]


def tell(fault: Exception) -> bool:
    """Shows the fault on the page and returns True: nothing more to show. A defect is logged without its data."""
    if isinstance(fault, service.FAULTS):
        empty.wrong(str(fault))
    else:
        _log.error("Defect: %s", trail(fault))
        empty.wrong(DEFECT)
    return True


def trail(fault: BaseException) -> str:
    """The kind of a fault and the lines it came through. Its message may hold a value, so it is left out."""
    steps = traceback.extract_tb(fault.__traceback__)
    lines = [f"{_short(step.filename)}:{step.lineno} {step.name}" for step in steps]
    return f"{type(fault).__name__} at {' > '.join(lines) or 'an unknown place'}"


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name


class WithoutValues(logging.Filter):
    """Keeps messages and values of exceptions out of another library's log: only their kind and lines stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, with its exception cut to `trail`."""
        if record.exc_info and record.exc_info[1] is not None:
            record.msg, record.args = f"{record.getMessage()}: {trail(record.exc_info[1])}", ()
            record.exc_info = record.exc_text = None
        return True
