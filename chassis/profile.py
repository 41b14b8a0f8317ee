"""How much an installation trusts whoever calls it: the profile, from ``UNISONO_PROFILE``."""

import os
from typing import Final

from chassis.errors import InputError

DEVELOPMENT: Final = "development"
PRODUCTION: Final = "production"


def is_production() -> bool:
    """Whether this is the production profile; without ``UNISONO_PROFILE`` it is development.

    Raises:
        InputError: another profile, since a misspelt one must not open every door; or one that
            forbids another variable that is set.
    """
    profile = os.environ.get("UNISONO_PROFILE", DEVELOPMENT)
    if profile not in (DEVELOPMENT, PRODUCTION):
        raise InputError(
            f"UNISONO_PROFILE: {profile!r} is no profile; write {DEVELOPMENT} or {PRODUCTION}"
        )
    if profile == PRODUCTION and "UNISONO_CLOCK" in os.environ:
        raise InputError(
            "UNISONO_CLOCK: the production profile goes by the system's clock; unset the variable"
        )
    return profile == PRODUCTION
