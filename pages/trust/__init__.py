"""Where the numbers come from and how far to believe them."""
