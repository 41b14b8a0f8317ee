"""``python -m crm_service``, which ``unisono crm`` becomes."""

from chassis.service_command import main
from crm_service.service import MIGRATIONS, open_service

if __name__ == "__main__":
    main("crm", 8001, open_service, MIGRATIONS)
