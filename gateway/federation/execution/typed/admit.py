"""What decoded objects go through before they join the answer.

First the search for nulls that hide in untyped leaves, then the conversion of tagged or renamed
objects. Both visit only the branches that need it.
"""

from __future__ import annotations

from typing import Any

from gateway.federation.execution.leaves import NULL, has_hidden_null
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.classes import Decoding


def admit(value: Any, decoding: Decoding, body: bytes) -> Any:
    """Look for hidden nulls where there can be any, and convert what needs it.

    Raises:
        NotCleanError: there is a null that the schema forbids.
    """
    if decoding.may_hide_nulls and NULL in body:
        require_no_hidden_nulls(value, decoding)
    return converted(value, decoding) if decoding.needs_conversion else value


def require_no_hidden_nulls(value: Any, decoding: Decoding) -> None:
    """Look at what has been decoded, before any conversion.

    Raises:
        NotCleanError: there is a null that the schema forbids.
    """
    if isinstance(value, list):
        for item in value:
            require_no_hidden_nulls(item, decoding)
        return
    if not value:
        return
    described = decoding.classes[type(value)]
    for name, reference in described.leaves_with_nulls:
        if has_hidden_null(getattr(value, name), reference):
            raise NotCleanError
    for branch in described.branches:
        if branch.decoding.may_hide_nulls:
            require_no_hidden_nulls(getattr(value, branch.decoded_as), branch.decoding)


def converted(value: Any, decoding: Decoding) -> Any:
    """The value with everything in it converted; lists are changed in place."""
    if isinstance(value, list):
        value[:] = [converted(item, decoding) for item in value]
        return value
    if not value:
        return value
    described = decoding.classes[type(value)]
    if described.convert is not None:
        value = described.convert(value)
    for branch in described.branches:
        if branch.decoding.needs_conversion:
            inner = converted(getattr(value, branch.stays_as), branch.decoding)
            setattr(value, branch.stays_as, inner)
    return value
