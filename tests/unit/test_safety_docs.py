"""The safety documents speak of what is there: tests that exist, settings with their defaults, hazards H1 to H12."""

from __future__ import annotations

import ast
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from data.access import ROLE_RIGHTS
from data.settings import Settings
from metrics.catalogue import DIGEST, METRICS
from metrics.catalogue.digest import digest
from metrics.metric import patients

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
NAMED = sorted(
    {(path.name, found) for path in DOCS for found in re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", path.read_text())}
)


@pytest.mark.parametrize(("document", "named"), NAMED)
def test_every_test_that_is_named_exists(document: str, named: str) -> None:
    file, _, function = named.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    assert not function or function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_hazard_has_a_control_and_a_test() -> None:
    rows = re.findall(r"^\| (H\d+) \|(.+)\|$", (ROOT / "docs/safety/hazard_log.md").read_text(), re.MULTILINE)
    assert [name for name, _ in rows] == [f"H{number}" for number in range(1, 13)]
    assert all("tests/" in row and len(row.split("|")) == 5 for _, row in rows)


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        assert target.startswith("http") or (path.parent / target).exists(), target


def test_every_setting_stands_in_the_documentation() -> None:
    text = (ROOT / "docs/running.md").read_text("utf-8")
    missing = [field.name for field in fields(Settings) if f"| `{field.name}` |" not in text]
    assert missing == []


def test_every_role_stands_in_the_documentation() -> None:
    text = (ROOT / "docs/sign_in.md").read_text("utf-8")
    assert all(f"\n| {role} |" in text for role in ROLE_RIGHTS)


def test_a_changed_definition_changes_the_digest() -> None:
    assert digest(METRICS.values()) == DIGEST
    changed = [
        replace(metric, numerator=patients()) if metric.key == "home_share" else metric for metric in METRICS.values()
    ]
    assert digest(changed) != DIGEST
    reworded = [replace(metric, label=metric.label + "!") for metric in METRICS.values()]
    assert digest(reworded) == DIGEST
