"""Extracts from a hospital's own database: a query in a TOML file, run over SQLAlchemy, loaded as a file would be."""

from data.source.file import BadSource, Source, names, read_source
from data.source.pull import SourceFault, pull
from data.source.watermark import note_watermark, watermark

__all__ = ["BadSource", "Source", "SourceFault", "names", "note_watermark", "pull", "read_source", "watermark"]
