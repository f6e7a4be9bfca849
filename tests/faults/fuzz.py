"""Byte by byte: good files, damaged in every way that is cheap to think of, into the readers and the checks.

`python -m tests.faults.fuzz --minutes 30` runs as long as it is told and prints what it tried. A file may be refused
with a sentence (DataError) or read; anything else is a fault: the file is kept, with the seed that made it.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import resource
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import DataError
from data.loading.preparing import Options, checked, read, split
from tests.faults.corpus.rows import CLEAN, NOW, each, put, text, week_board
from tests.faults.corpus.sheets import workbook

OPTIONS = Options(kind=None, provider=None, mapping=None, as_at=None, covers_from=None, covers_to=None, now=NOW)
MAX_MEMORY = 8_000_000_000
SLOW_SECONDS = 20.0
WORTH = [
    b"", b"\0", b'"', b"'", b",", b";", b"\n", b"\r", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"9" * 400, b"-1",
    b"2025-02-30", b"=", b"PK\x03\x04", b"PAR1", "\u202e\u200b".encode(), b"\x7f\xff\xff\xff", b"\xff" * 4, bytes(8),
]  # fmt: skip


def seeds(folder: Path) -> dict[str, bytes]:
    """Good files of each format, small."""
    table = pa.table({name: [row[name] or None for row in CLEAN] for name in CLEAN[0]})
    pq.write_table(table, folder / "spells.parquet", compression="snappy")
    pq.write_table(table, folder / "plain.parquet", compression="none", write_page_checksum=True, use_dictionary=False)
    pq.write_table(table, folder / "loose.parquet", compression="none", use_dictionary=False)
    return {
        "spells.csv": text().encode(),
        "quoted.csv": text(each(ward='"A, ""B""\n"')).encode(),
        "wide.csv": text().encode("utf-16"),
        "semicolon.csv": text(delimiter=";", ending="\r\n").encode(),
        "board.csv": text(week_board(9)[:20]).encode(),
        "spells.xlsx": workbook(folder).read_bytes(),
        "spells.parquet": (folder / "spells.parquet").read_bytes(),
        "plain.parquet": (folder / "plain.parquet").read_bytes(),
        "loose.parquet": (folder / "loose.parquet").read_bytes(),
    }


def flipped(data: bytearray, draw: random.Random, _other: bytes) -> bytearray:
    """A few bits turned."""
    for _ in range(draw.randint(1, 8)):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return data


def replaced(data: bytearray, draw: random.Random, _other: bytes) -> bytearray:
    """A stretch written over with something that parsers stumble on."""
    at = draw.randrange(len(data))
    data[at : at + draw.randint(0, 6)] = draw.choice(WORTH)
    return data


def cut(data: bytearray, draw: random.Random, _other: bytes) -> bytearray:
    """A piece left out, the end above all."""
    first = draw.randrange(len(data))
    del data[first : first + draw.choice([1, 2, 16, 200, len(data)])]
    return data


def repeated(data: bytearray, draw: random.Random, _other: bytes) -> bytearray:
    """A piece twice, or many times."""
    first = draw.randrange(len(data))
    piece = data[first : first + draw.randint(1, 100)]
    data[first:first] = piece * draw.choice([1, 1, 2, 50])
    return data


def spliced(data: bytearray, draw: random.Random, other: bytes) -> bytearray:
    """The beginning of one file and the end of another."""
    return data[: draw.randrange(len(data))] + other[draw.randrange(len(other)) :]


def shuffled(data: bytearray, draw: random.Random, _other: bytes) -> bytearray:
    """The lines in another order."""
    lines = data.split(b"\n")
    draw.shuffle(lines)
    return bytearray(b"\n".join(lines))


Change = Callable[[bytearray, random.Random, bytes], bytearray]
CHANGES: tuple[Change, ...] = (flipped, flipped, replaced, replaced, cut, repeated, spliced, shuffled)


def damaged(from_: dict[str, bytes], seed: int) -> Iterator[tuple[str, bytes]]:
    """Endless damaged files, the same for the same seed: (the name of the good one, bytes)."""
    draw = random.Random(seed)
    names = list(from_)
    while True:
        name = draw.choice(names)
        if name.endswith(".xlsx") and draw.random() < 0.8:
            yield name, repacked(from_[name], draw)
        else:
            yield name, changed(from_[name], draw, from_[draw.choice(names)])


def changed(data: bytes, draw: random.Random, other: bytes) -> bytes:
    """One to four changes."""
    found = bytearray(data)
    for _ in range(draw.choice([1, 1, 1, 2, 4])):
        if found:
            found = draw.choice(CHANGES)(found, draw, other)
    return bytes(found)


def repacked(data: bytes, draw: random.Random) -> bytes:
    """A workbook of which one part is damaged inside, its package whole: the checksum would stop any other damage."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        names = whole.namelist()
        target = draw.choice([*names, *(name for name in names if "sheet" in name or "workbook.xml" in name)])
        for name in names:
            content = whole.read(name)
            package.writestr(
                name, changed(content, draw, whole.read(draw.choice(names))) if name == target else content
            )
    return out.getvalue()


def outcome(path: Path) -> str:
    """What becomes of a file: `refused`, or `read`, or the last line of a fault."""
    try:
        for part in split(read(path, OPTIONS), OPTIONS):
            found = checked(part, OPTIONS)
            assert found.rows_in == found.rows.height + found.duplicates + found.rows_quarantined, "rows are lost"
    except DataError as error:
        return "refused" if str(error).endswith(".") else f"no sentence: {error}"
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return "fault: " + traceback.format_exc()[-1500:]
    return "read"


def sweep(folder: Path, seed: int, *, until: float | None = None, files: int | None = None) -> Counter[str]:
    """Try damaged files until a time (of time.monotonic) or for a number; each stays on disk while it is read."""
    counts: Counter[str] = Counter()
    for tried, (name, data) in enumerate(damaged(seeds(folder), seed)):
        if tried == files or (until is not None and time.monotonic() > until):
            return counts
        path = put(folder, data, f"now-{seed}{Path(name).suffix}")
        began = time.monotonic()
        what = outcome(path)
        if time.monotonic() - began > SLOW_SECONDS:
            what = "slow"
        if what not in ("refused", "read"):
            kept = path.rename(folder / f"fault-{seed}-{tried}{path.suffix}")
            print(f"{kept} ({name}): {what}", flush=True)
            what = "fault"
        counts[f"{name} {what}"] += 1
    return counts


def _worker(folder: Path, seed: int, until: float, out: multiprocessing.SimpleQueue[dict[str, int]]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    out.put(dict(sweep(folder, seed, until=until)))


def main() -> None:
    """Run workers for the time given; one that dies leaves its file behind and counts as a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    until, counts = time.monotonic() + 60 * options.minutes, Counter[str]()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    context = multiprocessing.get_context("spawn")
    out = context.SimpleQueue()
    places = [folder / str(number) for number in range(options.workers)]
    for place in places:
        place.mkdir()
    workers = [
        context.Process(target=_worker, args=(place, options.seed + number, until, out))
        for number, place in enumerate(places)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            counts["worker died"] += 1
    while not out.empty():
        counts.update(out.get())
    faults = sum(count for what, count in counts.items() if what.endswith(("fault", "died")))
    print(
        json.dumps(
            {"files": counts.total(), "faults": faults, "folder": str(folder), **dict(sorted(counts.items()))}, indent=1
        )
    )
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
