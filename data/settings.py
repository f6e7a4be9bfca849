"""The settings of one store: `homeward.toml` in its folder, every line optional."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from data.errors import DataError

FILE_NAME = "homeward.toml"


LOWEST = {
    "adult_age": 0,
    "keep_versions": 1,
    "fresh_hours_warn": 1,
    "fresh_hours_stale": 1,
    "spc_shift_length": 3,
    "spc_trend_length": 3,
}


ENGINE = ("url", "folder", "schema", "bring", "splits")
SPLITS = (
    "site", "ward", "specialty", "pathway", "age_band", "sex", "ethnicity", "imd_decile", "local_authority", "cohort",
    "delay_reason", "reason_group", "waiting_for", "owner",
)  # fmt: skip


class BadSetting(DataError):
    """The settings file can't be read, or holds a setting or a value that does not exist."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a store can be told; the defaults are the national reading of each rule."""

    adult_age: int = 18
    """The age in years from which a spell belongs to the population."""

    blank_ready_date: str = "same_day"
    """A blank ready date is no delay (`same_day`, the national guidance) or leaves the spell out (`exclude`)."""

    keep_versions: int = 3
    """How many versions of the store are kept, the newest included."""

    fresh_hours_warn: int = 26
    """Hours after the as-at time from which pages say that the data are getting old."""

    fresh_hours_stale: int = 50
    """Hours after the as-at time from which pages say that the data are out of date."""

    dtoc_population: int | None = None
    """Residents aged 18 and over, for delayed transfers per 100,000; without it that rate is blank."""

    spc_shift_length: int = 7
    """Points in a row on one side of the mean that are a signal; some NHS tools use 6 or 8."""

    spc_trend_length: int = 7
    """Points in a row that rise, or fall, that are a signal; some NHS tools use 6."""

    spc_screen_outliers: bool = True
    """Extreme moving ranges are left out of the limits, as NHSRplotthedots does; the national Excel tool keeps them."""

    one_person_on_this_computer: bool = False
    """Real data may be opened without a sign-in, on loopback only: one person uses them on their own computer."""

    places: Mapping[str, int] = field(default_factory=dict)
    """Places of an intermediate care service by its name, a table [places]; a service not named there is estimated."""

    memory_limit: str | None = None
    """The most memory a load may use, such as `2GB`; without it, DuckDB's own limit."""

    register_url: str | None = None
    """Where the register is, as `[register] url`: postgresql+psycopg://...; without it, a file in the store."""

    engine_url: str | None = None
    """The engine that builds the facts, `[engine] url`: postgresql+psycopg://... or impala4://...; else DuckDB here."""

    engine_folder: str | None = None
    """`[engine] folder`: one that Homeward and Spark both read and write, at the same path, for tables as Parquet."""

    engine_schema: str = "homeward"
    """`[engine] schema`: the schema on the engine that is this store's own; two stores must not share one."""

    engine_bring: str = "auto"
    """`[engine] bring`: the facts come back row by row (`rows`), added up (`groups`), or by their size (`auto`)."""

    engine_splits: tuple[str, ...] = ("site", "pathway", "reason_group")
    """`[engine] splits`: what added-up facts can still be split by, beside the provider; fewer are smaller."""

    def __post_init__(self) -> None:
        """Refuse a value outside what the setting takes, with a sentence."""
        for name, low in LOWEST.items():
            _whole_number(name, getattr(self, name), low)
        if self.dtoc_population is not None:
            _whole_number("dtoc_population", self.dtoc_population, 1)
        _places(self.places)
        for name in ("spc_screen_outliers", "one_person_on_this_computer"):
            if not isinstance(getattr(self, name), bool):
                raise BadSetting(f"{name} in {FILE_NAME} must be true or false.")
        if self.blank_ready_date not in ("same_day", "exclude"):
            raise BadSetting(f'blank_ready_date in {FILE_NAME} must be "same_day" or "exclude".')
        if self.memory_limit is not None and not re.fullmatch(r"[0-9]+ ?[KMGT]i?B", str(self.memory_limit)):
            raise BadSetting(f'memory_limit in {FILE_NAME} must be a size such as "2GB".')
        if self.register_url is not None and not isinstance(self.register_url, str):
            raise BadSetting(f"url under [register] in {FILE_NAME} must be a text in quotes.")
        _engine(self)
        if self.fresh_hours_stale < self.fresh_hours_warn:
            raise BadSetting(f"fresh_hours_stale in {FILE_NAME} must not be less than fresh_hours_warn.")

    @classmethod
    def read(cls, store: Path) -> Settings:
        """Give the settings of a store; a store without the file has the defaults. Raises BadSetting."""
        path = store / FILE_NAME
        if not path.exists():
            return cls()
        try:
            given: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadSetting(f"{FILE_NAME} can't be read: {error}. Correct the file.") from error
        given |= _table(given, "register", ("url",)) | _table(given, "engine", ENGINE)
        known = [field.name for field in fields(cls)]
        for name in given:
            if name not in known:
                raise BadSetting(f"{name} in {FILE_NAME} is not a setting. The settings are {', '.join(known)}.")
        return cls(**given)


def _table(given: dict[str, Any], name: str, takes: tuple[str, ...]) -> dict[str, Any]:
    """Take the table [name] out of `given`: each of its lines is the setting name_line."""
    found = given.pop(name, {})
    if not isinstance(found, dict) or found.keys() - set(takes):
        how = "one setting, url" if takes == ("url",) else f"the settings {', '.join(takes)}"
        raise BadSetting(f"[{name}] in {FILE_NAME} takes {how}. Correct the file.")
    return {f"{name}_{line}": tuple(value) if isinstance(value, list) else value for line, value in found.items()}


def _engine(settings: Settings) -> None:
    for name in ("url", "folder"):
        if not isinstance(getattr(settings, f"engine_{name}"), str | None):
            raise BadSetting(f"{name} under [engine] in {FILE_NAME} must be a text in quotes.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", str(settings.engine_schema)):
        raise BadSetting(f"schema under [engine] in {FILE_NAME} must be a name of small letters, digits and _.")
    if settings.engine_bring not in ("auto", "rows", "groups"):
        raise BadSetting(f'bring under [engine] in {FILE_NAME} must be "auto", "rows" or "groups".')
    unknown = [name for name in settings.engine_splits if name not in SPLITS]
    if unknown or isinstance(settings.engine_splits, str):
        raise BadSetting(f"splits under [engine] in {FILE_NAME} must be a list of any of {', '.join(SPLITS)}.")


def _places(given: object) -> None:
    if not isinstance(given, Mapping):
        raise BadSetting(f'places in {FILE_NAME} must be a table: [places], then "Name of the service" = 32.')
    for service, places in given.items():
        _whole_number(f"The places of {service}", places, 0)


def _whole_number(name: str, value: object, low: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < low:
        raise BadSetting(f"{name} in {FILE_NAME} must be a whole number, {low} or more.")
