"""What a move costs. A request outweighs any number of fields that one would select."""

from gateway.federation.graph.nodes import Enter, JumpByKey, Move

REQUEST = 1000
FIELD = 1


def cost_of(move: Move) -> int:
    """The move's own cost, without its requirement's."""
    return REQUEST if isinstance(move, Enter | JumpByKey) else FIELD
