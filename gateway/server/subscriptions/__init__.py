"""What clients follow: one request, many answers, by any protocol that they speak."""
