"""The rules of the house, read from the code: who imports whom, no clock below the doors, small files and functions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("data", "metrics", "pages")
DOOR = "pages/service/"
SCREENS = ("streamlit", "plotly")
LONGEST_FILE, LONGEST_FUNCTION, SHARE_OF_SHORT = 360, 25, 0.9
# Loading stamps a version with the time of loading; everything else is told what day it is.
CLOCKS = frozenset({"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time"})


def files(*folders: str) -> list[str]:
    """Paths of the Python files under the folders of the project, from its root."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in found)


PYTHON = [*files(*ROOMS, "sql"), "app.py", "cli.py"]


def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"), name)


def imported(node: ast.AST) -> set[str]:
    """Modules that the imports anywhere inside a node name."""
    found: set[str] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            found |= {alias.name for alias in inner.names}
        elif isinstance(inner, ast.ImportFrom) and inner.module:
            found |= {inner.module, *(f"{inner.module}.{alias.name}" for alias in inner.names)}
    return found


def packages(name: str) -> set[str]:
    return {module.split(".")[0] for module in imported(tree(name))}


def calls(name: str) -> set[str]:
    """What a file calls, the last two names of it: `date.today`."""
    called = [ast.unparse(node.func) for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    return {".".join(call.split(".")[-2:]) for call in called}


def test_the_rooms_are_there() -> None:
    assert all(len(files(room)) > 10 for room in ROOMS)


@pytest.mark.parametrize("name", files("data", "sql"))
def test_data_imports_nothing_of_ours(name: str) -> None:
    assert not packages(name) & {"metrics", "pages", "app", "cli"}


@pytest.mark.parametrize("name", files("metrics"))
def test_metrics_knows_data_in_one_file(name: str) -> None:
    assert not packages(name) & {"pages", "app", "cli"}
    assert "data" not in packages(name) or name == "metrics/ask.py"


@pytest.mark.parametrize("name", [*files("pages"), "cli.py", "app.py"])
def test_the_doors_know_data_through_the_service_alone(name: str) -> None:
    assert "data" not in packages(name) or name.startswith(DOOR)


@pytest.mark.parametrize("name", [name for name in PYTHON if not name.startswith("pages/") and name != "app.py"])
def test_a_screen_is_known_in_pages_alone(name: str) -> None:
    top = {module.split(".")[0] for node in tree(name).body for module in imported(node) if not _is_body(node)}
    assert not top & set(SCREENS)
    assert not packages(name) & set(SCREENS) or name == "cli.py"


def test_the_command_line_starts_streamlit_for_serve_only() -> None:
    users = [
        node.name
        for node in ast.walk(tree("cli.py"))
        if isinstance(node, ast.FunctionDef) and any(module.startswith(SCREENS) for module in imported(node))
    ]
    assert users == ["run_serve"]


@pytest.mark.parametrize("name", [name for name in PYTHON if not name.startswith("data/")])
def test_databases_are_known_in_data_alone(name: str) -> None:
    assert not packages(name) & {"duckdb", "sqlalchemy", "sqlite3"}


@pytest.mark.parametrize("name", [*files("metrics"), "data/facts.py"])
def test_numbers_ask_no_clock(name: str) -> None:
    assert not calls(name) & CLOCKS
    assert "time" not in packages(name)


@pytest.mark.parametrize("name", PYTHON)
def test_files_are_small(name: str) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("room", ROOMS)
def test_nine_in_ten_functions_are_short(room: str) -> None:
    lengths = {
        f"{name}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name in files(room)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    long = sorted(name for name, length in lengths.items() if length > LONGEST_FUNCTION)
    assert len(long) <= (1 - SHARE_OF_SHORT) * len(lengths), long


def test_an_error_for_people_is_one_of_two_families() -> None:
    """Pages and the command line turn these two, and no other, into a sentence."""
    assert "FAULTS = (DataError, MetricError)" in (ROOT / DOOR / "core.py").read_text("utf-8")


def _is_body(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
