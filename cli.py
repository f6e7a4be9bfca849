"""The command-line door: the same numbers without a browser. One plain sentence for bad input, never a traceback."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from metrics.catalogue import DIGEST, METRICS
from metrics.metric import Metric
from metrics.periods import GRAINS
from metrics.scope import Scope
from metrics.spc import SpcOptions, spc_document, typed_series
from metrics.suppression_policy import DEFAULT, POLICIES
from pages import service
from pages.commands import equity, expected, huddle, improve, keeping, loading, matched, removing, sitrep, system
from pages.commands.loading import day, show_progress
from pages.commands.printing import print_csv, print_json, print_table, say

BAD_INPUT, FAULT, STOPPED = 2, 1, 130
COMMANDS = (
    huddle,
    keeping,
    loading,
    improve,
    expected,
    equity,
    matched,
    removing,
    sitrep,
    system,
)  # modules of pages/commands: each declares its own


class BadInput(Exception):
    """What was typed can't be carried out; the text is the sentence to print."""


class Parser(argparse.ArgumentParser):
    """argparse without its usage block: one sentence, exit 2."""

    def error(self, message: str) -> NoReturn:
        """Refuse with the sentence that argparse made, and where to look."""
        raise BadInput(f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` shows what can be said.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 2 for bad input, 1 for a fault of ours."""
    try:
        options = parser().parse_args(arguments)
        if options.store:
            os.environ["HOMEWARD_STORE"] = str(options.store)
        restored = service.settle()
        if restored is not None:
            print(restored, file=sys.stderr)
        return options.run(options) or 0
    except (BadInput, *service.FAULTS) as refusal:
        print(refusal, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        return FAULT
    except KeyboardInterrupt:
        print("Stopped before it was done; it can be run again.", file=sys.stderr)
        return STOPPED
    except Exception as defect:
        logging.getLogger("homeward").debug("defect", exc_info=True)
        print(
            f"Homeward has a fault ({type(defect).__name__}): nothing was changed. Please report it.", file=sys.stderr
        )
        return FAULT


def parser() -> Parser:
    """Every command of the contract, section 5, that exists."""
    top = Parser(prog="homeward", description="How well people are getting home from hospital.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)

    def command(name: str, run: Callable[[Any], int | None], words: str, *, as_json: bool = True) -> Parser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        made.add_argument("--store", type=Path, help="the store's folder (else HOMEWARD_STORE, else .homeward)")
        if as_json:
            made.add_argument("--json", action="store_true", help="one JSON document on standard output, nothing else")
        return made

    demo = command("demo", run_demo, "Make the demonstration hospital: extracts, registers, truth.json.", as_json=False)
    demo.add_argument("--out", type=Path, help="write the files there and load nothing")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--years", type=int, default=3)
    demo.add_argument("--last-day", type=day, help="the last day of its data (yesterday)")
    demo.add_argument("--if-empty", action="store_true", help="do nothing when the store holds data")

    command("status", run_status, "How fresh and complete the store is, and what was refused.")
    command("metrics", run_metrics, "The catalogue of metrics with definitions and sources.")

    series = command("series", run_series, "A metric over time.")
    series.add_argument("metric")
    series.add_argument("--grain", choices=GRAINS, default="week")
    series.add_argument("--by", metavar="SPLIT")
    for place in ("provider", "site", "ward", "cohort"):
        series.add_argument(f"--{place}")
    series.add_argument("--from", dest="from_day", type=day)
    series.add_argument("--to", dest="to_day", type=day)
    series.add_argument("--csv", action="store_true")

    spc = command("spc", run_spc, "Limits, rules and icons of any series: a CSV with date and value.")
    spc.add_argument("file", type=Path)
    spc.add_argument("--improvement", choices=("increase", "decrease", "neutral"), default="increase")
    spc.add_argument("--target", type=float)
    spc.add_argument("--rebase", type=day, action="append", default=[])
    spc.add_argument("--fix-after", type=int)
    spc.add_argument("--shift-length", type=int, default=7, help="points in a row on one side of the mean")
    spc.add_argument("--trend-length", type=int, default=7, help="points in a row that rise or fall")
    spc.add_argument("--no-screening", action="store_true", help="keep extreme moving ranges, as the Excel tool does")

    paper = command("board-paper", run_board_paper, "A board paper: slides, a workbook or a page.", as_json=False)
    paper.add_argument("--out", type=Path, required=True, help="a file that ends in .pptx, .xlsx or .html")
    paper.add_argument("--to", dest="to_day", type=day, help="the last day that counts (that of the data)")
    paper.add_argument("--policy", default=DEFAULT, help=f"small numbers: one of {', '.join(POLICIES)}")
    paper.add_argument("--site")

    for module in COMMANDS:
        module.declare(lambda name, answer, words: command(name, lambda options: say(options, *answer(options)), words))

    register = command("register", run_register, "Export or import what people entered, as TOML.", as_json=False)
    register.add_argument("action", choices=("export", "import"))
    register.add_argument("file", type=Path)

    serve = command("serve", run_serve, "Open the app in this machine's browser.", as_json=False)
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument("--address", default="127.0.0.1")
    return top


def run_demo(options: argparse.Namespace) -> None:
    """Write the demonstration hospital; without --out load it too."""
    # The command line is where today's date enters: nothing below asks a clock.
    last_day = options.last_day or date.today() - timedelta(days=1)
    if options.years < 1:
        raise BadInput("--years must be 1 or more.")
    if options.seed < 0:
        raise BadInput("--seed must be 0 or more.")
    if options.if_empty:
        service.upgrade(progress=show_progress)
        if service.freshness() is not None:
            return
    if options.out:
        with usable(options.out):
            service.demo.generate(
                options.out, seed=options.seed, years=options.years, last_day=last_day, progress=show_progress
            )
        print(f"The demonstration hospital is in {options.out}; `homeward load {options.out}` loads it.")
        return
    service.make_demonstration(seed=options.seed, years=options.years, last_day=last_day, progress=show_progress)
    print("The demonstration hospital is loaded; `homeward serve` opens it.")


def run_status(options: argparse.Namespace) -> None:
    """Print the store's state."""
    found = service.status()
    if options.json:
        print_json(found)
        return
    if found["version"] is None:
        print("Nothing is loaded yet: run `homeward demo` for the demonstration hospital, or `homeward load`.")
        return
    print(f"Version {found['version']}, data to {found['as_at']}, loaded {found['loaded_at']}.")
    columns = ("kind", "rows", "extracts", "first_day", "last_day", "rows_quarantined")
    kinds = [{"kind": name, **kind} for name, kind in found["kinds"].items() if kind["extracts"]]
    print_table(columns, kinds)
    if found["board_rows_waiting"]:
        print(f"{found['board_rows_waiting']:,} board rows wait for their spell.")


def run_metrics(options: argparse.Namespace) -> None:
    """Print the catalogue."""
    rows = [{**describe(metric), "definitions": DIGEST} for metric in METRICS.values()]
    if options.json:
        print_json(rows)
        return
    for row in rows:
        print(f"{row['key']}: {row['label']} ({row['unit']}, better: {row['direction']})\n    {row['definition']}")


def describe(metric: Metric) -> dict[str, Any]:
    """A metric's card: words, formula, source, direction, splits."""
    return {
        "key": metric.key, "label": metric.label, "unit": metric.unit, "direction": metric.direction,
        "definition": metric.definition, "formula": metric.formula, "source": metric.source,
        "reviewed": metric.reviewed.isoformat(), "fact": metric.fact.name, "splits": list(metric.fact.splits),
    }  # fmt: skip


def run_series(options: argparse.Namespace) -> None:
    """Print a metric over time."""
    if options.from_day and options.to_day and options.from_day > options.to_day:
        raise BadInput(f"--from {options.from_day} is after --to {options.to_day}: swap the days.")
    scope = Scope(
        provider=options.provider, site=options.site, ward=options.ward, cohort=options.cohort,
        from_day=options.from_day, to_day=options.to_day,
    )  # fmt: skip
    answers = service.ask()
    values = answers.series(service.principal(), options.metric, scope, options.grain, options.by)
    rows = values.with_columns(pl.col("period_start").cast(pl.String)).to_dicts()
    if options.json:
        version = answers.version.data_version
        print_json({"metric": options.metric, "grain": options.grain, "data_version": version, "rows": rows})
    elif options.csv:
        print_csv(values.columns, rows)
    else:
        print_table(values.columns, rows)


def run_board_paper(options: argparse.Namespace) -> None:
    """Write the board paper."""
    from pages import paper  # the office libraries take half a second that no other command needs

    scope, kind = Scope(site=options.site), options.out.suffix.lstrip(".").lower()
    content = paper.build(kind, service.ask(), service.principal(), scope, options.to_day, options.policy)
    with usable(options.out):
        options.out.write_bytes(content)
    print(f"The board paper is in {options.out}.")


def run_spc(options: argparse.Namespace) -> None:
    """Print the SPC chart of a file as JSON, or its rows as a table."""
    chosen = SpcOptions(
        improvement=options.improvement, target=options.target, rebase=options.rebase or None,
        fix_after_n=options.fix_after, shift_length=options.shift_length, trend_length=options.trend_length,
        screen_outliers=not options.no_screening,
    )  # fmt: skip
    document = spc_document(typed_series(service.read_text_file(options.file)), chosen)
    if options.json:
        return print_json(document)
    columns = ["date", "value", "mean", "lpl", "upl", "special_cause_type", "point_type"]
    print_table(columns, document["rows"])
    print(f"variation: {document['variation_icon']}   assurance: {document['assurance_type']}")


def run_register(options: argparse.Namespace) -> None:
    """Write the register to a file, or read one in."""
    if options.action == "export":
        text = service.export_register()
        with usable(options.file):
            options.file.write_text(text, "utf-8")
        print(f"The register is in {options.file}.")
        return
    if not options.file.is_file():
        raise BadInput(f"There is no file {options.file}: name the TOML file to import.")
    with usable(options.file):
        text = options.file.read_text("utf-8")
    report = service.import_register(text)
    print(f"Register: {report.added} added, {report.changed} changed, {report.unchanged} unchanged.")


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Turn the trouble that the disk has with a path that was typed into a sentence."""
    try:
        yield
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not text in UTF-8: name another file.") from None
    except OSError as trouble:
        raise BadInput(f"{path} can't be used: {trouble.strerror}. Name another place.") from trouble


def run_serve(options: argparse.Namespace) -> None:
    """Serve the app on this machine until it is stopped."""
    from streamlit.web import cli as streamlit

    service.upgrade(progress=show_progress)
    app = Path(__file__).resolve().parent / "app.py"
    os.environ["HOMEWARD_STORE"] = str(service.store().resolve())
    os.chdir(app.parent)  # Streamlit reads its settings and theme from the working folder
    sys.argv = ["streamlit", "run", app.name, "--server.port", str(options.port), "--server.address", options.address]
    streamlit.main()


if __name__ == "__main__":
    sys.exit(main())
