"""After the tests: how many files of the bad-input corpus there were of each class, how many faults of each kind."""

from __future__ import annotations

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("passed", [])
    _corpus(terminalreporter, reports)
    _faults(terminalreporter, reports)


def _faults(terminalreporter: pytest.TerminalReporter, reports: list[pytest.TestReport]) -> None:
    """Each test of a fault says "its kind|how many times it was made"."""
    counts: Counter[str] = Counter()
    for report in reports:
        for name, value in report.user_properties:
            if name == "fault":
                kind, many = str(value).split("|")
                counts[kind] += int(many)
    if counts:
        terminalreporter.write_sep("-", f"faults in operation: {counts.total():,} made")
        for kind, many in sorted(counts.items()):
            terminalreporter.write_line(f"{kind:42} {many:5,d}")


def _corpus(terminalreporter: pytest.TerminalReporter, reports: list[pytest.TestReport]) -> None:
    from tests.faults.corpus.cases import CLASSES

    counts = Counter(value for report in reports for name, value in report.user_properties if name == "corpus")
    if not counts:
        return
    terminalreporter.write_sep("-", f"bad input: {counts.total()} of 280 files")
    for number, (name, wanted, _) in enumerate(CLASSES, start=1):
        by = [counts[f"{number:02d}{outcome}"] for outcome in "AWRP"]
        said = ", ".join(f"{outcome} {n}" for outcome, n in zip("AWRP", by, strict=True) if n)
        terminalreporter.write_line(f"{number:2d} {name:38} {sum(by):3d} of {wanted:2d}   {said}")
