"""The GraphQL documents that the order process sends to CRM and ERP."""

_ERROR = "userErrors { __typename code message path }"

CUSTOMER_FIELDS = """
    id kind lifecycle displayName taxId partnerId version
    emails { address primary } phones { number primary }
    addresses { id roles street houseNumber postalCode city country timeZone }
"""
READ_CUSTOMER = f"""
query ReadCustomer($id: ID!) {{
  customer(id: $id) {{ {CUSTOMER_FIELDS} mergedInto {{ {CUSTOMER_FIELDS} }} }}
}}
"""
READ_CUSTOMERS_OF_REFERENCE = f"""
query ReadCustomersOfReference($reference: String!) {{
  customers(filter: {{ partnerCustomerReference: $reference }}, first: 2) {{
    edges {{ node {{ {CUSTOMER_FIELDS} mergedInto {{ {CUSTOMER_FIELDS} }} }} }}
  }}
}}
"""
READ_CUSTOMERS = f"""
query ReadCustomers($ids: [ID!]!) {{
  customersById(ids: $ids) {{ {CUSTOMER_FIELDS} changedBy {{ kind id clientId partnerId }} }}
}}
"""
READ_QUOTE = """
query ReadQuote($id: ID!) {
  quote(id: $id) {
    id revision state orderId requestedDeliveryDate currency isCurrencyTold customerReference
    customer { id addresses { id } }
    shipTo { id street houseNumber postalCode city country timeZone }
    lines { id quantity unit requestedDeliveryDate note product { sku } }
  }
}
"""
ADOPT_QUOTE = f"""
mutation AdoptQuote(
  $quoteId: ID!, $revision: Int!, $orderId: ID!, $state: QuoteState!, $requestId: ID!
  $isTalkedAbout: Boolean!, $interactionId: ID!, $interactionRequest: ID!
) {{
  adoptQuote(
    quoteId: $quoteId, revision: $revision, orderId: $orderId, state: $state, requestId: $requestId
  ) {{ {_ERROR} }}
  attachInteraction(
    interactionId: $interactionId, quoteId: $quoteId, requestId: $interactionRequest
  ) @include(if: $isTalkedAbout) {{ {_ERROR} }}
}}
"""
READ_CONTRACT_LINES = """
query ReadContractLines($ids: [ID!]!) {
  contractLineTerms(lineIds: $ids) {
    lineId contractId customerId state isOpen sku currency unitPrice targetQuantity targetValue
  }
}
"""
FIND_DUPLICATES = """
query FindDuplicates($probe: DuplicateProbeInput!) {
  findDuplicateCustomers(probe: $probe) { customer { id } matchedOn score blocking }
}
"""
_DUPLICATES = "... on DuplicateCustomer { candidates { customer { id } matchedOn score blocking } }"
CAPTURE_CUSTOMER_AND_QUOTE = f"""
mutation Capture(
  $customerId: ID!, $customerRequest: ID!, $customer: CreateCustomerInput!
  $quoteId: ID!, $quoteRequest: ID!, $quote: CaptureQuoteInput!
) {{
  captureCustomer(id: $customerId, requestId: $customerRequest, input: $customer) {{
    userErrors {{ __typename code message path {_DUPLICATES} }}
  }}
  captureQuote(id: $quoteId, requestId: $quoteRequest, input: $quote) {{ {_ERROR} }}
}}
"""
CAPTURE_QUOTE = f"""
mutation CaptureQuote($quoteId: ID!, $quoteRequest: ID!, $quote: CaptureQuoteInput!) {{
  captureQuote(id: $quoteId, requestId: $quoteRequest, input: $quote) {{ {_ERROR} }}
}}
"""
_REVISE = """captureQuoteRevision(
    quoteId: $quoteId, revision: $revision, requestId: $quoteRequest, input: $quote
  )"""
CAPTURE_REVISION = f"""
mutation CaptureRevision(
  $quoteId: ID!, $revision: Int!, $quoteRequest: ID!, $quote: CaptureQuoteInput!
) {{
  {_REVISE} {{ {_ERROR} }}
}}
"""
SET_QUOTE_STATE = f"""
mutation SetQuoteState($quoteId: ID!, $revision: Int!, $state: QuoteState!, $requestId: ID!) {{
  setQuoteState(quoteId: $quoteId, revision: $revision, state: $state, requestId: $requestId) {{
    {_ERROR}
  }}
}}
"""
WRITE_BACK = f"""
mutation WriteBack(
  $quoteId: ID!, $revision: Int!, $isRevised: Boolean!, $quoteRequest: ID!
  $quote: CaptureQuoteInput!, $pricing: QuotePricingInput!, $number: String!, $settleRequest: ID!
  $isProspect: Boolean!, $customerId: ID!, $lifecycleRequest: ID!
) {{
  {_REVISE} @include(if: $isRevised) {{ {_ERROR} }}
  settleQuote(
    quoteId: $quoteId, revision: $revision, pricing: $pricing, erpOrderNumber: $number
    requestId: $settleRequest
  ) {{ {_ERROR} }}
  setCustomerLifecycle(
    id: $customerId, requestId: $lifecycleRequest, lifecycle: CUSTOMER
  ) @include(if: $isProspect) {{ {_ERROR} }}
}}
"""
ERASE_CUSTOMER = f"""
mutation EraseCustomer($id: ID!, $requestId: ID!) {{
  eraseCustomer(id: $id, requestId: $requestId) {{ {_ERROR} }}
}}
"""
EXPORT_CUSTOMER = """
query ExportCustomer($id: ID!) { customerExport(id: $id) }
"""
MERGE_CUSTOMERS = f"""
mutation MergeCustomers($input: CustomerMergeInput!, $requestId: ID!) {{
  mergeCustomerRecords(input: $input, requestId: $requestId) {{
    customer {{ {CUSTOMER_FIELDS} }}
    userErrors {{ __typename code message path ... on FieldNotOwned {{ master }} }}
  }}
}}
"""
_MONEY = "{ amount currency }"
_DELIVERY = "{ deliveryDate shipDate quantity warehouse basis }"
_SIMULATION = f"""{{
    asOf netTotal {_MONEY} grossTotal {_MONEY} exposureAfter {_MONEY} prepaymentDue {_MONEY}
    creditStatus creditLimit {_MONEY} pricingDate
    taxes {{ category rate basis {_MONEY} amount {_MONEY} }}
    terms {{
      class paymentTerms prepaymentPercent priceList {{ code }} currency taxTreatment
      tierDiscounts {{ minQuantity discountPercent }}
    }}
    lines {{
      lineId unitPrice {_MONEY} discountPercent discountAmount {_MONEY} netAmount {_MONEY}
      effectiveDate availableOnRequestedDate fullQuantityOn confirmed {_DELIVERY}
      alternatives {{
        kind sku quantity deliveries {_DELIVERY} unitPrice {_MONEY} lineNetAmount {_MONEY}
        orderGrossTotal {_MONEY} heldCandidate
      }}
    }}"""
SIMULATE = f"""
mutation Simulate($input: ErpSalesOrderInput!, $prospect: ErpProspectInput) {{
  simulateSalesOrder(input: $input, prospect: $prospect) {_SIMULATION} {_ERROR} }}
}}
"""
SALES_ORDER_FIELDS = f"""
  id number externalReference revision status creditStatus updatedAt
  netTotal {_MONEY} grossTotal {_MONEY}
  lines {{
    id sku unit status
    orderedQuantity confirmedQuantity pickedQuantity shippedQuantity invoicedQuantity
    cancelledQuantity openQuantity unitPrice {_MONEY} discountAmount {_MONEY} netAmount {_MONEY}
    scheduleLines {{ deliveryDate confirmedQuantity basis warehouse {{ code }} }}
  }}
"""
_SALES_ORDER = f"{{{SALES_ORDER_FIELDS}}}"
HOLD = f"""
mutation Hold(
  $partner: ErpPartnerInput!, $isKept: Boolean!
  $input: ErpSalesOrderInput!, $holdId: ID!, $requestId: ID!
) {{
  upsertPartner(input: $partner) {{ {_ERROR} }}
  holdAvailability(
    input: $input, holdId: $holdId, minutes: 30, requestId: $requestId
  ) @include(if: $isKept) {{ heldUntil {_ERROR} }}
}}
"""
CREATE_SALES_ORDER = f"""
mutation CreateSalesOrder($partner: ErpPartnerInput!, $input: ErpSalesOrderInput!) {{
  upsertPartner(input: $partner) {{ {_ERROR} }}
  createSalesOrder(input: $input) {{ salesOrder {_SALES_ORDER} {_ERROR} }}
}}
"""
UPSERT_PARTNERS = f"""
mutation UpsertPartners($inputs: [ErpPartnerInput!]!) {{
  upsertPartners(inputs: $inputs) {{ partner {{ number version }} {_ERROR} }}
}}
"""
CHECK_MERGE = f"""
mutation CheckMerge($ids: [ID!]!) {{ checkPartnerMerge(customerIds: $ids) {{ {_ERROR} }} }}
"""
MERGE_PARTNERS = f"""
mutation MergePartners($survivor: ErpPartnerInput!, $losers: [ID!]!, $requestId: ID!) {{
  mergePartners(survivor: $survivor, loserIds: $losers, requestId: $requestId) {{ {_ERROR} }}
}}
"""
BLOCK_PARTNER = f"""
mutation BlockPartner($customerId: ID!, $requestId: ID!) {{
  blockPartner(customerId: $customerId, requestId: $requestId) {{
    retained {{ entityType count legalBasis blockedUntil }} {_ERROR}
  }}
}}
"""
EXPORT_PARTNER = """
query ExportPartner($customerId: ID!) { partnerExport(customerId: $customerId) }
"""
RELEASE_HOLD = f"""
mutation ReleaseHold($holdId: ID!, $requestId: ID!) {{
  releaseHold(holdId: $holdId, requestId: $requestId) {{ {_ERROR} }}
}}
"""
_REFUSAL = """userErrors {
    code message path
    ... on ErpRefusal { currentRevision lineId lineStatus minimumQuantity }
  }"""
CANCEL_SALES_ORDER = f"""
mutation CancelSalesOrder(
  $reference: ID!, $revision: Int!, $requestId: ID!, $reason: String!, $lines: [ErpCancelLineInput!]
) {{
  cancelSalesOrder(
    externalReference: $reference, expectedRevision: $revision, requestId: $requestId
    reason: $reason, lines: $lines
  ) {{
    salesOrder {_SALES_ORDER}
    cancelledLines {{ lineId cancelledQuantity remainingQuantity }}
    refundDue {_MONEY}
    {_REFUSAL}
  }}
}}
"""
SIMULATE_CHANGE = f"""
mutation SimulateChange($input: ErpSalesOrderChangeInput!) {{
  simulateSalesOrderChange(input: $input) {_SIMULATION}
    wanted: lines {{ id: lineId sku quantity requestedDeliveryDate }} {_REFUSAL}
  }}
}}
"""
HOLD_CHANGE = f"""
mutation HoldChange($input: ErpSalesOrderChangeInput!, $holdId: ID!, $requestId: ID!) {{
  holdSalesOrderChange(input: $input, holdId: $holdId, minutes: 30, requestId: $requestId) {{
    heldUntil {_REFUSAL}
  }}
}}
"""
CHANGE_SALES_ORDER = f"""
mutation ChangeSalesOrder($input: ErpSalesOrderChangeInput!) {{
  changeSalesOrder(input: $input) {{ salesOrder {_SALES_ORDER} {_REFUSAL} }}
}}
"""
LOOK_UP = f"""
query LookUp($reference: ID!) {{
  salesOrderByExternalReference(externalReference: $reference) {_SALES_ORDER}
}}
"""
READ_SALES_ORDER = f"""
query ReadSalesOrder($id: ID!) {{ salesOrder(id: $id) {_SALES_ORDER} }}
"""
