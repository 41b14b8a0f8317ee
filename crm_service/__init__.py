"""crm_service."""
