"""280 files that a hospital could send, each with what must become of it.

`python -m tests.faults.corpus OUT` makes them all.

The classes are those of the reliability plan, one module each; `case.py` says what a case is, `rows.py` has the rows.
"""
