"""changeSalesOrder: what an amendment may do, what it promises, what it costs (section 3.3)."""
