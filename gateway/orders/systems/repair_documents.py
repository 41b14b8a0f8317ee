"""The GraphQL documents with which the reconciliation repairs CRM and ERP."""

from gateway.orders.systems.documents import SALES_ORDER_FIELDS

_ERROR = "userErrors { __typename code message path }"
SET_DELIVERY_BLOCK = """
mutation SetDeliveryBlock($reference: ID!, $blocked: Boolean!, $reason: String!) {
  setDeliveryBlock(externalReference: $reference, blocked: $blocked, reason: $reason) {
    salesOrder { id deliveryBlock } userErrors { code message path }
  }
}
"""
RESTORE_PARTNER = f"""
mutation RestorePartner($input: ErpPartnerInput!, $version: Int!) {{
  restorePartner(input: $input, expectedVersion: $version) {{ {_ERROR} }}
}}
"""
REOPEN_QUOTE = f"""
mutation ReopenQuote($quoteId: ID!, $revision: Int!, $requestId: ID!) {{
  reopenQuote(quoteId: $quoteId, revision: $revision, requestId: $requestId) {{ {_ERROR} }}
}}
"""
SETTLE_QUOTE = f"""
mutation SettleQuote(
  $quoteId: ID!, $revision: Int!, $pricing: QuotePricingInput!, $number: String!, $requestId: ID!
) {{
  settleQuote(
    quoteId: $quoteId, revision: $revision, pricing: $pricing, erpOrderNumber: $number
    requestId: $requestId
  ) {{ {_ERROR} }}
}}
"""
WRITE_PRICING = f"""
mutation WritePricing(
  $quoteId: ID!, $revision: Int!, $pricing: QuotePricingInput!, $requestId: ID!
) {{
  writeBackQuotePricing(
    quoteId: $quoteId, revision: $revision, pricing: $pricing, requestId: $requestId
  ) {{ {_ERROR} }}
}}
"""
CALL_THE_CUSTOMER = f"""
mutation CallTheCustomer($input: LogInteractionInput!) {{
  logInteraction(input: $input) {{ {_ERROR} }}
}}
"""
WHOLE_SALES_ORDER = f"""
query WholeSalesOrder($reference: ID!) {{
  salesOrderByExternalReference(externalReference: $reference) {{
    {SALES_ORDER_FIELDS}
    customerId customerReference requestedDeliveryDate deliveryPolicy
    shipTo {{ street houseNumber postalCode city country timeZone }}
    wanted: lines {{ id position sku unit orderedQuantity requestedDeliveryDate }}
  }}
}}
"""
SALES_ORDER_BY_NUMBER = """
query SalesOrderByNumber($number: String!) {
  salesOrderByNumber(number: $number) { id externalReference }
}
"""
RAISE_REVISION = f"""
mutation RaiseRevision($reference: ID!, $expected: Int!, $new: Int!, $requestId: ID!) {{
  raiseRevision(
    externalReference: $reference, expectedRevision: $expected, newRevision: $new
    requestId: $requestId
  ) {{ salesOrder {{ {SALES_ORDER_FIELDS} }} {_ERROR} }}
}}
"""
WHOLE_QUOTE = """
query WholeQuote($id: ID!) {
  quote(id: $id) {
    id revision state lines { id quantity unit requestedDeliveryDate product { sku } }
  }
}
"""
REASSIGN_QUOTE = f"""
mutation ReassignQuote($quoteId: ID!, $customerId: ID!, $requestId: ID!) {{
  reassignQuote(quoteId: $quoteId, customerId: $customerId, requestId: $requestId) {{ {_ERROR} }}
}}
"""
REASSIGN_SALES_ORDER = f"""
mutation Reassign($reference: ID!, $customerId: ID!, $requestId: ID!) {{
  reassignSalesOrder(
    externalReference: $reference, customerId: $customerId, requestId: $requestId
  ) {{ salesOrder {{ {SALES_ORDER_FIELDS} }} {_ERROR} }}
}}
"""
