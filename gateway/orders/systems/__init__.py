"""CRM and ERP as the order process sees them."""
