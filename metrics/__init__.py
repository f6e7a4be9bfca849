"""What numbers mean: polars and the standard library, no screen, no SQL, no clock."""
