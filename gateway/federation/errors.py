"""What can go wrong in the engine, by whose fault.

    FederationError
    ├── FieldSetError           a subgraph's author: a field set that cannot be read
    ├── LinkError               a schema's author: an @link that cannot be read
    ├── SupergraphError         whoever composed it: an SDL that is no supergraph, or asks for more
    │                           than this engine handles
    ├── OperationError          the client: no such operation, or several
    └── PlanningError           an operation that cannot be planned
        └── PlanningBudgetError … within the budget

Composition does not raise: it collects ``Diagnostic`` values. Failures of subgraphs at execution
are values too, since they cost only their fetch.
"""


class FederationError(Exception):
    """The root of all errors of the engine."""


class FieldSetError(FederationError):
    """A field set that cannot be read, or selects what does not exist."""


class LinkError(FederationError):
    """An ``@link`` that cannot be read; ``line`` is where it is written (0: unknown)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class SupergraphError(FederationError):
    """A supergraph that the engine cannot serve; ``line`` is where it says so (0: unknown)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class OperationError(FederationError):
    """A document without the operation that was asked for."""


class PlanningError(FederationError):
    """An operation for which there is no plan."""


class PlanningBudgetError(PlanningError):
    """An operation whose planning would take more paths, fetches or time than allowed."""
