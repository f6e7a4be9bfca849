"""The 280 files of the bad-input corpus, each loaded for real and held to its outcome."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from tests.faults.corpus.case import Case
from tests.faults.corpus.cases import CASES, CLASSES
from tests.faults.corpus.running import SECRET, Runner

LONGEST_SECONDS = 30.0


def _marked(case: Case) -> object:
    return pytest.param(case, id=case.id, marks=[pytest.mark.slow] if case.slow else [])


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    yield Runner(tmp_path_factory.mktemp("corpus"))


def test_the_corpus_is_that_of_the_plan() -> None:
    counts = Counter(case.group for case in CASES)
    assert [counts[number] for number in range(1, 15)] == [count for _, count, _ in CLASSES]
    assert [count for _, count, _ in CLASSES] == [24, 26, 24, 26, 22, 12, 26, 16, 24, 14, 22, 20, 14, 10]
    assert len({case.id for case in CASES}) == 280


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_each_file_has_its_outcome(
    case: Case, runner: Runner, tmp_path: Path, caplog: pytest.LogCaptureFixture, record_property: object
) -> None:
    caplog.set_level(logging.DEBUG)
    began = process_time()
    runner.run(case, tmp_path)
    assert case.slow or process_time() - began < LONGEST_SECONDS
    assert not SECRET.search(caplog.text)
    record_property("corpus", f"{case.group:02d}{case.outcome}")  # type: ignore[operator]
