"""A source on a real PostgreSQL server that the tests start: its types, its watermark, a look that writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from data.loading import status
from data.loading.sources import load_source
from data.source import SourceFault

TABLE = """create table discharge_extract (provider text, site text, ward text, spell_id text, age smallint,
    admission_method text, patient_classification text, admitted_at timestamptz, discharged_at timestamp,
    discharge_ready_date date, weekly_care_cost numeric(8,2), changed_at timestamp)"""
ROWS = """insert into discharge_extract values
    ('RXX','N','A1','S1',70,'21','1','2026-07-01 08:00+00','2026-07-05 12:00','2026-07-03',412.50,'2026-07-05 13:00'),
    ('RXX','N','A1','S2',81,'21','1','2026-07-02 22:30+00',null,null,null,'2026-07-06 06:00')"""
SOURCE = """url = "{url}"
query = "select * from discharge_extract where changed_at >= :since"
watermark = "changed_at"
batch = 1
"""


@pytest.fixture
def store(tmp_path: Path, postgres_schema: str) -> Path:
    """A store with a source `pas` on a schema of its own."""
    engine = create_engine(postgres_schema)
    with engine.begin() as connection:
        connection.execute(text(TABLE))
        connection.execute(text(ROWS))
    engine.dispose()
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "pas.toml").write_text(SOURCE.format(url=postgres_schema), "utf-8")
    return tmp_path


def test_rows_come_over_with_their_types_and_only_what_is_new_the_next_time(store: Path, postgres_schema: str) -> None:
    (first,) = load_source(store, "pas").extracts
    assert (first.kind, first.rows_new, first.rows_quarantined) == ("spells", 2, 0)
    held = status(store)["kinds"]["spells"]
    assert (held["rows"], held["first_day"]) == (2, "2026-07-01")
    engine = create_engine(postgres_schema)
    with engine.begin() as connection:
        connection.execute(
            text("update discharge_extract set discharged_at = '2026-07-09 10:00', changed_at = '2026-07-09 11:00'"
                 " where spell_id = 'S2'")
        )  # fmt: skip
    engine.dispose()
    (second,) = load_source(store, "pas").extracts
    assert (second.rows_in, second.rows_replaced) == (1, 1)


def test_a_query_that_would_write_is_refused_by_the_server(store: Path, postgres_schema: str) -> None:
    lines = f'url = "{postgres_schema}"\nquery = "delete from discharge_extract returning *"\n'
    (store / "sources" / "pas.toml").write_text(lines, "utf-8")
    with pytest.raises(SourceFault, match="its query was refused"):
        load_source(store, "pas")
