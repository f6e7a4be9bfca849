"""What teams try, and whether it worked."""
