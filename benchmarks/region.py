"""A region of 130 providers: made-up spells written by SQL, loaded, its facts built on an engine and added up.

    python -m benchmarks.region --spells 2_000_000 --out FOLDER [--engine URL [--folder SHARED]]

Not among the others of `make bench`: it takes minutes, and gigabytes of the disk. FOLDER must not exist yet.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.common import machine, table
from data import engine
from data.loading import load
from data.settings import Settings
from data.warehouse import current

PROJECT = Path(__file__).resolve().parent.parent
PROVIDERS = 130
FIRST = date(2024, 10, 1)
DAYS = 730
A_FILE = 500_000  # spells that the loader reads at a time: it holds a file whole, as text

# u1, u2 ... are even numbers between 0 and 1, the same for the same spell and seed.
DRAWS = ", ".join(f"(hash(i, {n}, $seed) % 1000003 + 0.5) / 1000003 as u{n}" for n in range(1, 13))
SPELLS = f"""
with drawn as (select i, {DRAWS} from range($low, $high) t(i)),
came as (
    select *, cast(floor(u1 * {PROVIDERS}) as integer) as p,
        date '{FIRST}' + cast(floor(u2 * {DAYS}) as integer) as came_on,
        case when u3 < 0.25 then 0 else cast(floor(-ln(u4) * 6.5) as integer) + 1 end as nights,
        case when u5 < 0.72 then 0 else cast(floor(-ln(u6) * 4) as integer) + 1 end as waited
    from drawn
),
stayed as (
    select *, nights + case when nights > 1 then waited else 0 end as los,
        came_on + cast(floor(u7 * 1440) as integer) * interval 1 minute as admitted,
        date '{FIRST}' + {DAYS} as until
    from came
),
dated as (
    select *, came_on + los as left_on, came_on + los < until as gone,
        came_on + nights as ready_on,
        cast(came_on + los as timestamp) + cast(600 + floor(u8 * 720) as integer) * interval 1 minute as went
    from stayed
)
select
    'R' || lpad(cast(p as varchar), 3, '0') as provider,
    provider || case when u9 < 0.7 then 'A' else 'B' end as site,
    'Ward ' || lpad(cast(1 + cast(floor(u10 * 20) as integer) as varchar), 2, '0') as ward,
    'S' || cast(i as varchar) as spell_id,
    'P' || cast(hash(i, $seed) % cast($people as bigint) as varchar) as person_id,
    18 + cast(floor(sqrt(u11) * 78) as integer) as age,
    case when u12 < 0.52 then '2' else '1' end as sex,
    case when u11 < 0.6 then '300' when u11 < 0.8 then '430' else '100' end as specialty,
    case when u12 < 0.6 then '21' when u12 < 0.95 then '11' else '31' end as admission_method,
    case when nights = 0 and u9 < 0.8 then '2' else '1' end as patient_classification,
    strftime(case when gone and los = 0 then least(admitted, went) else admitted end, '%Y-%m-%d %H:%M:%S')
        as admitted_at,
    case when gone and waited > 0 and nights > 1 or not gone and ready_on < until and u8 < 0.8
        then strftime(ready_on, '%Y-%m-%d') end as discharge_ready_date,
    case when gone then strftime(went, '%Y-%m-%d %H:%M:%S') end as discharged_at,
    case when gone then case when u8 < 0.97 then '1' else '4' end end as discharge_method,
    case when gone then case when u8 >= 0.97 then '79' when u9 < 0.9 then '19' else '54' end end
        as discharge_destination,
    case when waited > 0 and nights > 1 then cast(1 + cast(floor(u6 * 3) as integer) as varchar) else '0' end
        as pathway,
    case when waited > 0 and nights > 1 and gone then cast(50 * (1 + cast(floor(u6 * 20) as integer)) as varchar) end
        as weekly_care_cost
from dated
order by provider, admitted_at
"""

BOARD = f"""
select
    s.provider as provider, s.site as site, s.ward as ward, s.spell_id as spell_id,
    strftime(d.at, '%Y-%m-%d %H:%M:%S') as snapshot_at,
    case
        when hash(s.spell_id, d.at) % 50 = 0 then null
        when d.at >= cast(s.discharge_ready_date as date) then 'N' else 'Y'
    end as meets_criteria_to_reside,
    s.pathway as pathway,
    case hash(s.spell_id) % 3 when 0 then 'social worker' when 1 then 'transport' end as waiting_for
from spells s
join (select date '{FIRST}' + {DAYS} - cast(n as integer) + interval 8 hour as at from range(1, 31) r(n)) d
    on d.at >= cast(s.admitted_at as timestamp)
        and (s.discharged_at is null or d.at < cast(s.discharged_at as timestamp))
where s.provider < 'R010'
order by all
"""


@dataclass
class Laps:
    """Seconds of each step, in order."""

    rows: list[tuple[str, float]] = field(default_factory=list)

    def time(self, name: str, run: Callable[[], object]) -> None:
        """Run once and keep how long it took."""
        start = time.monotonic()
        run()
        self.rows.append((name, time.monotonic() - start))
        print(f"- {name}: {self.rows[-1][1]:.1f} s", flush=True)


def write_spells(folder: Path, number: int, *, seed: int = 1, a_file: int = A_FILE) -> list[Path]:
    """Write that many spells of 130 providers over two years as Parquet of texts, `a_file` to a file at most."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for low in range(0, number, a_file):
        path = folder / f"spells-{low // a_file:03d}.parquet"
        given = {"low": low, "high": min(low + a_file, number), "seed": seed, "people": max(1, number * 6 // 10)}
        with duckdb.connect() as con:
            con.sql(SPELLS, params=given).write_parquet(str(path))
        files.append(path)
    return files


def write_board(folder: Path, files: list[Path]) -> Path:
    """Write the boards of ten of the providers, each morning of the last thirty days."""
    path = folder / "board.parquet"
    with duckdb.connect() as con:
        con.execute(
            "create view spells as select * from read_parquet([" + ", ".join(f"'{file}'" for file in files) + "])"
        )
        con.sql(BOARD).write_parquet(str(path))
    return path


def settings_of(store: Path, lines: Mapping[str, str]) -> None:
    """Write the settings of a store that adds its facts up, on the engine that `lines` name or here."""
    store.mkdir(parents=True)
    said = "".join(f'{name} = "{value}"\n' for name, value in lines.items() if value)
    (store / "homeward.toml").write_text(
        f'one_person_on_this_computer = true\n[engine]\nbring = "groups"\n{said}', "utf-8"
    )


def main() -> None:
    """Read the command line, make the region, load it, and print what it took and what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.region", description="A region of 130 providers.")
    parser.add_argument("--spells", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="a folder that is made")
    parser.add_argument("--engine", default="", help="as url under [engine]; DuckDB here without")
    parser.add_argument("--folder", default="", help="as folder under [engine]")
    given = parser.parse_args()
    store, laps = given.out / "store", Laps()
    settings_of(store, {"url": given.engine, "folder": given.folder})
    print(
        "# A region\n",
        *machine(),
        f"- {given.spells:,} spells, {PROVIDERS} providers, {DAYS} days\n",
        sep="\n",
        flush=True,
    )
    files: list[Path] = []
    laps.time("writing the spells", lambda: files.extend(write_spells(given.out / "in", given.spells, seed=given.seed)))
    laps.time("writing ten boards", lambda: files.append(write_board(given.out / "in", list(files))))
    took = Building(laps)
    laps.time("homeward load, all of it", lambda: load(store, files, build=took.build))
    laps.time("homeward series nctr --by provider, first", lambda: ask(store))
    laps.time("homeward series nctr --by provider, again", lambda: ask(store))
    table("Seconds", ("step", "s"), laps.rows)
    table("The store", ("what", "number"), sizes(store))


@dataclass
class Building:
    """The loader's build, timed by itself: it is most of what another engine changes."""

    laps: Laps

    def build(self, con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
        """Build the facts as `homeward load` does."""
        self.laps.time("of that, the facts and their adding up", lambda: engine.build(con, settings))


def ask(store: Path) -> None:
    """The command itself, month by month; every provider must be in its answer."""
    command = ("series", "nctr", "--by", "provider", "--grain", "month", "--json", "--store", str(store))
    done = subprocess.run([sys.executable, "-m", "cli", *command], cwd=PROJECT, capture_output=True, check=True)
    rows = json.loads(done.stdout)["rows"]
    assert len({row["provider"] for row in rows}) == PROVIDERS, "a provider is not in the answer"


def sizes(store: Path) -> list[tuple[str, float]]:
    """Rows of the two large facts as they came back, patients in them, and the bytes of the store's file."""
    version = current(store)
    assert version is not None
    with duckdb.connect(str(version.path), read_only=True) as con:
        found = [(f"{name}: {what}", float(con.sql(f"select {sql} from {name}").fetchall()[0][0]))
                 for name in ("discharge", "census")
                 for what, sql in (("rows", "count(*)"), ("patients", "sum(patients)"))]  # fmt: skip
    return [*found, ("MB of the store's file", version.size / 1e6)]


if __name__ == "__main__":
    main()
