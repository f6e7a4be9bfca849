"""What a ward works with this morning."""
