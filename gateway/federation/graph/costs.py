"""What a move costs. A request outweighs any number of fields that one would select."""

from gateway.federation.graph.nodes import Enter, JumpByKey, Move

REQUEST = 1000
FIELD = 1
# More than the fields of any key: what every object has is preferred, and what is declared
# resolvable more than that.
NULLABLE = 100
LAST_RESORT = 200


def cost_of(move: Move) -> int:
    """The move's own cost, without its requirement's."""
    match move:
        case JumpByKey():
            resort = 0 if move.is_resolvable else LAST_RESORT
            return REQUEST + resort + (NULLABLE if move.may_be_null else 0)
        case Enter():
            return REQUEST
    return FIELD
