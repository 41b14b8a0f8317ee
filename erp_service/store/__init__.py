"""From database rows to the values that the pure cores take. Reads only."""
