"""Run the benchmarks that are named, or all: python -m benchmarks [load facts series pages people scale] [--quick]."""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from benchmarks import common, facts, load, page, pages, people, scale, series
from benchmarks.common import Hospital, Options, hospital, machine, say

BENCHMARKS: dict[str, Callable[[Hospital, Options], None]] = {
    "load": load.run,
    "facts": facts.run,
    "series": series.run,
    "pages": pages.run,
    "people": people.run,
}
OWN_DATA: dict[str, Callable[[Options], None]] = {"scale": scale.run}
"""Those that make their own data and need no demonstration hospital."""
NAMES = (*BENCHMARKS, *OWN_DATA)


def main() -> None:
    """Read the command line, make the hospital once if it is needed, run, and write the page if asked."""
    given = _given()
    options = Options(given.years, given.rounds, given.quick, tuple(given.spells))
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    names = given.names or NAMES
    said: dict[str, list[str]] = {}
    with hospital(options.years) if set(names) & set(BENCHMARKS) else nullcontext() as made:
        for name in names:
            said[name] = _one(name, made, options)
            if given.write is not None:
                page.write(given.write, NAMES, said)


def _one(name: str, made: Hospital | None, options: Options) -> list[str]:
    """Run one; give the lines it said."""
    common.written.clear()
    start = time.monotonic()
    say("", *machine())
    if made is not None and name in BENCHMARKS:
        say(f"- the demonstration hospital, {options.years} years" + ("; --quick" if options.quick else ""))
        BENCHMARKS[name](made, options)
    else:
        OWN_DATA[name](options)
    say("", f"{name} took {time.monotonic() - start:.0f} s.")
    return list(common.written)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speeds as ratios against a floor.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"some of {', '.join(NAMES)}; all without")
    parser.add_argument("--years", type=int, default=Options.years, help="years of the demonstration hospital")
    parser.add_argument("--rounds", type=int, default=Options.rounds, help="runs of each contestant after its warm-up")
    parser.add_argument("--quick", action="store_true", help="a look: fewer people, rounds and spells")
    parser.add_argument("--spells", type=int, nargs="+", default=list(Options.spells), help="the sizes of scale")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put what was run into this page, docs/benchmarks.md"
    )
    given = parser.parse_args()
    if given.years < 2:
        parser.error("--years must be 2 or more: the test areas of the demonstration hospital need a year before them")
    unknown = set(given.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no benchmark called {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}")
    return given


if __name__ == "__main__":
    main()
