"""``python -m erp_service``, which ``unisono erp`` becomes."""

from chassis.service_command import main
from erp_service.service import MIGRATIONS, open_service

if __name__ == "__main__":
    main("erp", 8002, open_service, MIGRATIONS)
