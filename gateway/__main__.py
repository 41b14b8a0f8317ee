"""``python -m gateway`` is ``unisono``."""

from gateway.cli import main

if __name__ == "__main__":
    main()
