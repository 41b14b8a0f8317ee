"""Where the typed run ends and the careful one takes over: at compilation, and at run time."""


class NotTypableError(Exception):
    """The plan has a shape that generated classes cannot express; it always runs carefully."""


class NotCleanError(Exception):
    """A reply is not exactly what the schema promises; the run goes on carefully."""
