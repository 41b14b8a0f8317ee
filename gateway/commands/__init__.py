"""The commands of ``unisono``: one file each, with ``add_to(subparsers)`` and its ``run``."""
