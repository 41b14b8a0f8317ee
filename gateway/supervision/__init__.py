"""CRM, ERP and gateway as children of one process, kept alive until told to stop."""
