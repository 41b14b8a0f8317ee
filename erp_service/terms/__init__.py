"""Terms, tax treatment and credit of a customer (R-TRM)."""
