"""What a move costs. A request outweighs any number of fields that one would select."""

from gateway.federation.graph.nodes import Enter, JumpByKey, Move

REQUEST = 1000
FIELD = 1
# More than the fields of any key: what is declared resolvable is preferred.
LAST_RESORT = 100


def cost_of(move: Move) -> int:
    """The move's own cost, without its requirement's."""
    match move:
        case JumpByKey(is_resolvable=False):
            return REQUEST + LAST_RESORT
        case Enter() | JumpByKey():
            return REQUEST
    return FIELD
