"""The parts that pages are built from: words, colours, charts, tables, tiles, filters and plain states."""
