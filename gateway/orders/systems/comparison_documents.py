"""The GraphQL documents with which the reconciliation reads CRM and ERP, page by page."""

from gateway.orders.systems.documents import CUSTOMER_FIELDS, SALES_ORDER_FIELDS

_CUSTOMER = f"{CUSTOMER_FIELDS} mergedInto {{ id }}"
_QUOTE = """
    id orderId revision state currency updatedAt
    netTotal { amount } taxTotal { amount } customer { id lifecycle mergedInto { id } }
"""
_PARTNER = """{
    customerId version isErased kind name taxId country street postalCode city email phone
}"""
CUSTOMER_PAGE = f"""
query CustomerPage($first: Int!, $after: String) {{
  customers(first: $first, after: $after) {{
    edges {{ node {{ {_CUSTOMER} }} }} pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""
CUSTOMERS = f"""
query Customers($keys: [_Any!]!) {{
  _entities(representations: $keys) {{ ... on Customer {{ {_CUSTOMER} }} }}
}}
"""
QUOTES = f"""
query Quotes($keys: [_Any!]!) {{
  _entities(representations: $keys) {{ ... on Quote {{ {_QUOTE} }} }}
}}
"""
PARTNERS = f"""
query Partners($ids: [ID!]!) {{ partnersByCustomer(customerIds: $ids) {_PARTNER} }}
"""
PARTNER_PAGE = f"""
query PartnerPage($first: Int!, $after: ID) {{
  partnerPage(first: $first, after: $after) {_PARTNER}
}}
"""
SALES_ORDERS = f"""
query SalesOrders($references: [ID!]!, $doubles: Boolean!) {{
  salesOrdersByExternalReferences(externalReferences: $references, withDoubles: $doubles) {{
    {SALES_ORDER_FIELDS} customerId deliveryBlock
  }}
}}
"""
SALES_ORDER_PAGE = f"""
query SalesOrderPage($first: Int!, $after: ID, $customers: [ID!]) {{
  salesOrderPage(first: $first, after: $after, customerIds: $customers) {{
    {SALES_ORDER_FIELDS} customerId deliveryBlock
  }}
}}
"""
