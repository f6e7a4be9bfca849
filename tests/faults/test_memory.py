"""Little memory: 512 MB for a load of a year. It works, or it refuses in a sentence; never the kernel's killer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data.demo import generate
from data.warehouse import current, verify

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import resource, sys, cli
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
limit = int(sys.argv[1]) * 2**20
if limit:
    held = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + limit, held + limit))
sys.exit(cli.main(sys.argv[2:]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
@pytest.mark.parametrize(("beyond", "setting"), [(0, "512MB"), (512, "512MB"), (128, "128MB")])
def test_a_year_with_little_memory(
    tmp_path: Path, beyond: int, setting: str, record_property: Callable[..., None]
) -> None:
    """`beyond`: MB of addresses that the process may have beside those of its libraries (0: no such limit)."""
    store = tmp_path / "store"
    store.mkdir()
    (store / "homeward.toml").write_text(f'memory_limit = "{setting}"\n')
    generate(tmp_path / "extracts", years=1, last_day=date(2026, 11, 21))
    command = [sys.executable, "-c", PROGRAM, str(beyond), "load", str(tmp_path / "extracts"), "--store", str(store)]
    known = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
    done = subprocess.run(command, env=known, cwd=ROOT, capture_output=True, text=True)
    ended = (0, 2, -6) if beyond == 128 else (0, 2)  # polars aborts where it gets not even a few kilobytes
    assert done.returncode in ended, (done.returncode, done.stderr[-2000:])
    assert "Traceback" not in done.stderr
    version = current(store)
    if done.returncode == 0:
        assert version is not None and verify(version)
    else:
        assert version is None
        assert done.stderr.strip().endswith(".") or (done.returncode == -6 and "memory allocation" in done.stderr)
    record_property("fault", "little memory|1")
