"""Example mapping files; copy one and change it. Every key is explained in the first that uses it."""
