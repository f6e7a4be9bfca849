"""The facts on another engine: the organisation's own PostgreSQL or Spark, by the very same statements as here.

What is loaded is checked and merged in the store as ever. Then the typed tables go to the engine (only those parts
whose rows changed), the statements of sql/ run there, and the facts come back: row by row, or added up for a region.
"""

from __future__ import annotations

import duckdb

from data import facts
from data.engine.bringing import bring, here_added_up
from data.engine.engine import BadEngine, Engine, EngineFault, address, opened
from data.engine.rolling import kept, splits_wanted
from data.engine.sending import send
from data.made_of import MADE_OF
from data.settings import Settings

__all__ = ["BadEngine", "Engine", "EngineFault", "address", "build", "kept", "opened", "splits_wanted"]


def build(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Build every fact anew on the engine that the settings name, here where they name none; `con` holds the result.

    Raises EngineFault, BadEngine: then `con` may hold facts of two loads and must be given up.
    """
    splits = splits_wanted(con, settings)
    if settings.engine_url is None:
        facts.build(con, settings)
        if splits is not None:
            here_added_up(con, splits)
            con.execute(f"drop table {MADE_OF}")
        return
    con.execute(f"drop table if exists {MADE_OF}")  # the next build here makes everything anew
    facts.prepare(con, settings)
    with opened(settings) as engine:
        send(con, engine)
        facts.make(engine)
        bring(con, engine, splits)
