"""What we hold and how it gets in: extracts, versions, facts, the register. Knows nobody."""
