"""The order process's own database: claims, projection, events, audit, reader cursors."""
