"""What subgraphs must keep to; one rule a file, each reports all that it finds."""
