"""erp_service."""
