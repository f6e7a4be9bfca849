"""After the tests: how many files of the bad-input corpus there were of each class, and what became of them."""

from __future__ import annotations

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    from tests.faults.corpus.cases import CLASSES

    reports = terminalreporter.stats.get("passed", [])
    counts = Counter(value for report in reports for name, value in report.user_properties if name == "corpus")
    if not counts:
        return
    terminalreporter.write_sep("-", f"bad input: {counts.total()} of 280 files")
    for number, (name, wanted, _) in enumerate(CLASSES, start=1):
        by = [counts[f"{number:02d}{outcome}"] for outcome in "AWRP"]
        said = ", ".join(f"{outcome} {n}" for outcome, n in zip("AWRP", by, strict=True) if n)
        terminalreporter.write_line(f"{number:2d} {name:38} {sum(by):3d} of {wanted:2d}   {said}")
