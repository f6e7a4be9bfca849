"""What stands between the network and the pages: who is there, and what they may not reach."""
