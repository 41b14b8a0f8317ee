"""How long tests wait for what has to happen."""

PATIENCE_SECONDS = 60.0
"""After that a test calls it lost. It is no promise of the product: on a busy machine everything
takes longer, and who waits for an event pays nothing for a distant end. A test of a promise ("within
five seconds") has a figure of its own."""
