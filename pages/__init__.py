"""What people see: pages ask, draw and say. No SQL, no arithmetic on frames, no rule about what a number means."""
