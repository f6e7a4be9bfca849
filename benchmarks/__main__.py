"""Run the benchmarks that are named, or all: python -m benchmarks [load] [facts] [series] [pages] [--years 3]."""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable

from benchmarks import facts, load, pages, series
from benchmarks.common import Hospital, Options, hospital, machine

BENCHMARKS: dict[str, Callable[[Hospital, Options], None]] = {
    "load": load.run,
    "facts": facts.run,
    "series": series.run,
    "pages": pages.run,
}


def main() -> None:
    """Read the command line, make the hospital once and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speeds as ratios against a floor.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"some of {', '.join(BENCHMARKS)}; all without")
    parser.add_argument("--years", type=int, default=Options.years, help="years of the demonstration hospital")
    parser.add_argument("--rounds", type=int, default=Options.rounds, help="runs of each contestant after its warm-up")
    given = parser.parse_args()
    if given.years < 2:
        parser.error("--years must be 2 or more: the test areas of the demonstration hospital need a year before them")
    unknown = set(given.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark called {', '.join(sorted(unknown))}: choose from {', '.join(BENCHMARKS)}")
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    print("# Benchmarks\n", *machine(), f"- the demonstration hospital, {given.years} years", sep="\n", flush=True)
    with hospital(given.years) as made:
        for name in given.names or BENCHMARKS:
            start = time.monotonic()
            BENCHMARKS[name](made, Options(given.years, given.rounds))
            print(f"{name} took {time.monotonic() - start:.0f} s.", flush=True)


if __name__ == "__main__":
    main()
