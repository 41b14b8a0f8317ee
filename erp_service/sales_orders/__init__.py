"""Sales orders: states derived from quantities."""
