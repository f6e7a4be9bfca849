"""Bodies of the commands of `homeward`: cli.py parses and prints, these find the answers."""
