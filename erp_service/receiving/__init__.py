"""Supply that is planned, moved or received, and the promises that follow it (R-ATP-8)."""
