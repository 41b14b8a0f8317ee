"""The operations that scenarios send."""

PLACE = """
mutation Place($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    outcome replayed
    order {
      id number status revision confirmedDeliveryDate holdReasons
      customerId netTotal { amount } taxTotal { amount } grossTotal { amount currency }
      lines { sku requestedQuantity confirmedQuantity promises { deliveryDate quantity basis } }
      sync { state } quote { revision state } salesOrder { number status }
    }
    decision { ...Decision }
    userErrors {
      __typename code message path
      ... on IdempotencyKeyReused { firstUsedAt originalOrderId }
      ... on AvailabilityLost { check { ...Check } }
    }
  }
}
fragment Decision on OrderDecision { id expiresAt check { ...Check } }
fragment Check on OrderCheck {
  netTotal { amount } grossTotal { amount } taxes { amount { amount } }
  terms { customerClass paymentTerms prepaymentDue { amount } creditLimit { amount } }
  lines {
    lineIndex availableOnRequestedDate shortfall netAmount { amount }
    proposals { id kind sku quantity heldUntil orderGrossTotal { amount } deliveries { deliveryDate quantity basis } }
  }
}
"""

DECIDE = """
mutation Decide($input: DecideOrderInput!) {
  decideOrder(input: $input) {
    outcome
    order {
      id status revision holdReasons confirmedDeliveryDate grossTotal { amount }
      lines { sku requestedQuantity confirmedQuantity promises { deliveryDate quantity basis } }
      quote { revision state }
      salesOrder {
        id number revision status creditStatus prepaymentDue { amount } grossTotal { amount }
        lines { sku orderedQuantity discountAmount { amount } netAmount { amount } unitPrice { amount } }
      }
    }
    userErrors { __typename code message }
  }
}
"""

ORDER = """
query Order($id: ID!) {
  order(id: $id) {
    id status revision confirmedDeliveryDate holdReasons grossTotal { amount }
    sync { state crm { available stale } erp { available stale } }
    quote { revision state grossTotal { amount } } salesOrder { revision status grossTotal { amount } }
  }
}
"""

UNIFIED = """
query Unified($id: ID!) {
  order(id: $id) {
    number status customerId requestedDeliveryDate holdReasons confirmedDeliveryDate allowedActions
    lines { sku requestedQuantity confirmedQuantity promises { deliveryDate quantity basis } }
    customer {
      displayName
      erpPartner { number terms { paymentTerms priceList { code } } credit { exposure { amount } } }
    }
    quote { number revision state interactions(first: 5) { edges { node { subject startedAt } } } }
    salesOrder {
      number status confirmation delivery billing
      lines {
        product { name } orderedQuantity confirmedQuantity shippedQuantity
        scheduleLines { deliveryDate confirmedQuantity }
      }
      deliveries { edges { node { number trackingNumber } } }
      invoices { edges { node { number state grossTotal { amount } } } }
    }
    sync {
      state
      crm { available stale asOf }
      erp { available stale asOf externalId }
      conflicts { code field crmValue erpValue master }
    }
  }
}
"""

STOCK = """
query Stock($sku: ID!) {
  product(sku: $sku) { item { stock { warehouse { code } onHand reserved safetyStock free } } }
}
"""


def k2(sku: str, quantity: str, key: str, **more: object) -> dict[str, object]:
    """An order of K2 for one line, wanted on Friday 6 March."""
    return {
        "idempotencyKey": key,
        "customer": {"id": "cus_k2"},
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": sku, "quantity": quantity}],
        **more,
    }
