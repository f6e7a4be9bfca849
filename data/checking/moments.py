"""ISO dates and times to the wall clock of Europe/London."""

from __future__ import annotations

import polars as pl

LONDON = "Europe/London"
# The forms that nearly every file uses; anything else goes through the parts, one by one.
_COMMON = {19: ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"), 16: ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")}
_PARTS = (
    r"^(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r" ?(?P<zone>Z|z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$"
)


def moments(texts: pl.Series) -> pl.Series:
    """Give naive London times of ISO texts, null where unreadable.

    A date alone is its midnight, `24:00` the next midnight. A text with an offset or Z is turned into London
    time; one without is London time already.
    """
    found = pl.Series(texts.name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(texts))
    lengths = texts.str.len_bytes()
    for length, formats in _COMMON.items():
        for form in formats:
            wanted = (lengths == length) & found.is_null()
            if wanted.any():
                read = texts.set(~wanted, None).str.to_datetime(form, time_unit="us", strict=False)
                found = found.zip_with(found.is_not_null(), read)
    # A 61st second is a leap second to the reader of dates; no hospital's clock shows one.
    found = found.set(texts.str.ends_with(":60").fill_null(False), None)
    rest = (texts.is_not_null() & found.is_null()).arg_true()
    return found.scatter(rest, _by_parts(texts.gather(rest))) if len(rest) else found


def _by_parts(texts: pl.Series) -> pl.Series:
    parts = texts.str.extract_groups(_PARTS).struct.unnest()
    hour, minute, second = (pl.col(name).cast(pl.Int32).fill_null(0) for name in ("hour", "minute", "second"))
    micro = pl.col("fraction").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0)
    midnight = (hour == 24) & (minute == 0) & (second == 0) & (micro == 0)
    real = midnight | ((hour < 24) & (minute < 60) & (second < 60))
    local = pl.col("day").str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")) + pl.duration(
        hours=hour, minutes=minute, seconds=second, microseconds=micro
    )
    sign = pl.when(pl.col("zone").str.starts_with("-")).then(-1).otherwise(1)
    away = pl.col("zone").str.extract(r"^[+-]([0-9]{2})").cast(pl.Int32).fill_null(0) * 60
    away = away + pl.col("zone").str.extract(r"^[+-][0-9]{2}:?([0-9]{2})$").cast(pl.Int32).fill_null(0)
    utc = (local - pl.duration(minutes=sign * away)).dt.replace_time_zone("UTC")
    london = utc.dt.convert_time_zone(LONDON).dt.replace_time_zone(None)
    value = pl.when(pl.col("zone").is_null()).then(local).otherwise(london)
    return parts.select(pl.when(real).then(value).alias(texts.name)).to_series()
