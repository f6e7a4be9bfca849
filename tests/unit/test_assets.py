"""The parts' scripts: the smaller build of the chart script where it is there and fits, else the whole one."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.parts import assets

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def unremembered() -> Iterator[None]:
    """Nothing of the files that a test puts there is kept."""
    yield
    for remembered in (assets.digest, assets.compressed, assets._plotly):
        remembered.cache_clear()


def whole_version() -> str:
    return assets._version(assets._whole()).removeprefix("v")


def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None) -> bytes:
    """The chart script that pages get, with a smaller build of that version there."""
    smaller = tmp_path / "plotly-basic.min.js"
    if version is not None:
        smaller.write_text(f"/**\n* plotly.js (basic - minified) v{version}\n*/\n")
    monkeypatch.setattr(assets, "SMALLER", smaller)
    for remembered in (assets.digest, assets.compressed, assets._plotly):
        remembered.cache_clear()
    return gzip.decompress(assets.compressed("plotly.min.js"))


def test_the_smaller_build_is_served_where_it_is_of_the_same_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"basic" in served(tmp_path, monkeypatch, whole_version())[:100]


@pytest.mark.parametrize("version", [None, "0.0.1"])
def test_without_one_that_fits_the_whole_build_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None
) -> None:
    assert len(served(tmp_path, monkeypatch, version)) > 3_000_000


def test_another_smaller_build_is_another_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served(tmp_path, monkeypatch, None)
    without = assets.digest()
    served(tmp_path, monkeypatch, whole_version())
    assert assets.digest() != without


def test_set_up_fetches_the_build_of_the_version_that_is_installed() -> None:
    assert f"@{whole_version()} " in (ROOT / "Makefile").read_text("utf-8")
