"""The disk that fails, for a program started by `start`: its n-th step, everything after so many bytes, or kill -9.

The steps are those of the operating system (writes, flushes, renames, removals, new files) below one folder, so that
DuckDB's and SQLite's own are among them. Only on Linux and where there is a C compiler; `why_not` says so.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHIM = "HOMEWARD_TEST_SHIM"


def why_not() -> str:
    """Why this machine can't have a failing disk; "" where it can."""
    if not sys.platform.startswith("linux"):
        return "the failing disk is made for Linux"
    return "" if shutil.which("cc") else "the failing disk needs a C compiler, cc"


def start(folder: Path, program: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start a program of this folder with the failing disk below it; the shim is compiled into `folder`."""
    made = folder / "shim.so"
    if not made.exists():
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", made, HERE / "shim.c", "-ldl", "-lpthread"], check=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "LD_PRELOAD": str(made), SHIM: str(made)}
    command = [sys.executable, str(HERE / program), *map(str, arguments)]
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)


@cache
def _shim() -> ctypes.CDLL:
    found = ctypes.CDLL(os.environ[SHIM])
    found.disarm.restype = found.bytes_written.restype = ctypes.c_long
    found.arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_long, ctypes.c_int, ctypes.c_int]
    return found


def arm(folder: Path, *, at: int = 0, room: int = -1, error: int, lasting: bool = False) -> None:
    """Let step `at` below `folder` fail with `error` (and all after it, if `lasting`), or all beyond `room` bytes.

    `error` 0 kills the process in the place of failing.
    """
    _shim().arm(str(folder).encode(), at, room, error, int(lasting))


def disarm() -> int:
    """All is well again; gives the steps there were since `arm`."""
    return int(_shim().disarm())


def bytes_written() -> int:
    """Bytes since `arm`, a copy by the kernel counted as at most one page a call."""
    return int(_shim().bytes_written())
