"""`python -m tests.faults.corpus OUT`: each case's files in a folder of its own, and an index."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from tests.faults.corpus.cases import CASES


def main() -> None:
    """Make the files; the five largest only when asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.corpus", description=__doc__)
    parser.add_argument("out", type=Path, help="a folder, made if it is not there")
    parser.add_argument("--slow", action="store_true", help="the very large files too")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / "index.csv").open("w", encoding="utf-8", newline="") as index:
        writer = csv.writer(index)
        writer.writerow(["class", "name", "outcome", "folder", "said", "differs from the plan because"])
        for case in CASES:
            writer.writerow([case.group, case.name, case.outcome, case.id, case.says, case.deviates])
            if options.slow or not case.slow:
                for number, (before, _) in enumerate(case.before):
                    _make(before, options.out / case.id / f"before{number}")
                _make(case.make, options.out / case.id)
    print(f"{len(CASES)} cases in {options.out}")


def _make(make: object, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    make(folder)  # type: ignore[operator]


if __name__ == "__main__":
    main()
