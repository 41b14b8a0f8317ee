"""From a confirmed order to its money: picking, shipment, invoice, payment."""
