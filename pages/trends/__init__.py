"""How measures move, and what is only noise."""
