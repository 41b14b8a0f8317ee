"""The operations of the demo: of its first orders, of the story, and of the look into each system.

All but the last two are the gateway's.
"""

DEMO_ORDERS = """
query DemoOrders($customer: ID!) {
  customer(id: $customer) { id }
  orders(first: 100) { edges { node { id revision customerReference pendingDecision { id } } } }
}
"""

PLACE_DEMO_ORDER = """
mutation PlaceDemoOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    order { id revision pendingDecision { id } }
    userErrors { code message }
  }
}
"""

DECIDE_DEMO_ORDER = """
mutation DecideDemoOrder($input: DecideOrderInput!) {
  decideOrder(input: $input) { userErrors { code message } }
}
"""

REACHED = "query Reached { __typename }"

CALLER = """
query Caller($phone: PhoneNumber!) {
  identifyCaller(phoneNumber: $phone) { normalisedNumber matches { id displayName } }
}
"""

CATALOGUE = """
query Catalogue($on: Date!, $quantity: Decimal!) {
  pumps: products(search: "circulation pump", first: 5) { edges { node { ...Row } } }
  valves: products(search: "ball valve", first: 5) { edges { node { ...Row } } }
}
fragment Row on Product {
  sku name
  item {
    listPrice { amount currency }
    availability(shipTo: "DE", on: $on, quantity: $quantity) { availableToPromise fullQuantityOn }
  }
}
"""

PLACE = """
mutation Place($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    outcome
    order {
      id number status revision
      customer { number displayName lifecycle erpPartner { number } }
      quote { number revision state }
    }
    decision {
      id expiresAt
      check {
        netTotal { amount } grossTotal { amount currency }
        terms {
          customerClass paymentTerms creditLimit { amount } prepaymentDue { amount }
          tierDiscounts { minQuantity discountPercent }
        }
        lines {
          sku requestedQuantity requestedDate availableOnRequestedDate shortfall
          proposals {
            id kind sku quantity heldUntil orderGrossTotal { amount currency }
            deliveries { deliveryDate quantity basis }
          }
        }
      }
    }
    userErrors { code message }
  }
}
"""

DECIDE = """
mutation Decide($input: DecideOrderInput!) {
  decideOrder(input: $input) {
    order { status revision }
    userErrors { code message }
  }
}
"""

UNIFIED = """
query Unified($id: ID!) {
  order(id: $id) {
    number status revision holdReasons confirmedDeliveryDate grossTotal { amount currency }
    lines { sku requestedQuantity confirmedQuantity promises { deliveryDate quantity basis } }
    customer { number displayName erpPartner { number terms { paymentTerms } } }
    quote { id number revision state }
    salesOrder { number revision status creditStatus prepaymentDue { amount currency } }
    sync { state }
  }
}
"""

QUOTE_IN_THE_CRM = """
query QuoteInTheCrm($id: ID!) { quote(id: $id) { lines { product { sku } quantity } } }
"""

ORDER_IN_THE_ERP = """
query OrderInTheErp($number: String!) {
  salesOrderByNumber(number: $number) { lines { sku orderedQuantity } }
}
"""
