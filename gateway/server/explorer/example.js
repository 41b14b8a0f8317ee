// What a newcomer sees first: one mutation that fills both systems, one query that reads both.
export const EXAMPLE_DOCUMENT = `# One entry, two systems. Run "PlaceOrder", copy the order's id into the
# variable "id", then run "UnifiedOrder".

mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    outcome
    replayed
    order {
      id
      number
      status
      customer { id displayName }
      netTotal { amount currency }
      grossTotal { amount currency }
    }
    decision {
      id
      expiresAt
      check { lines { lineIndex shortfall proposals { id kind quantity deliveries { deliveryDate quantity } } } }
    }
    userErrors { code message path }
  }
}

query UnifiedOrder($id: ID!) {
  order(id: $id) {
    number
    status
    lines { sku requestedQuantity confirmedQuantity promises { deliveryDate quantity } }
    customer { displayName }
    quote { number revision state }
    salesOrder { number status lines { orderedQuantity confirmedQuantity scheduleLines { deliveryDate confirmedQuantity } } }
  }
}

query Catalogue {
  products(first: 10) { edges { node { sku name item { baseUnit listPrice { amount currency } } } } }
}
`;

const DAYS_AHEAD = 14;

export function exampleVariables(today) {
  const delivery = new Date(today.getTime() + DAYS_AHEAD * 24 * 60 * 60 * 1000);
  return {
    input: {
      idempotencyKey: `explorer-${today.getTime()}`,
      customer: {
        new: {
          kind: 'COMPANY',
          legalName: `Example ${today.getTime() % 100000} GmbH`,
          email: `orders-${today.getTime()}@example.com`,
          street: 'Hafenweg',
          houseNumber: '1',
          postalCode: '10115',
          city: 'Berlin',
          country: 'DE',
        },
      },
      lines: [{ sku: 'PUMP-100', quantity: '10' }],
      requestedDeliveryDate: delivery.toISOString().slice(0, 10),
    },
    id: '',
  };
}
