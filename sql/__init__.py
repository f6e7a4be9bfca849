"""The facts, one SQL statement a file; data/facts.py runs them in the order of their numbers."""
