// Lives a whole life with npm graphql-sse's client at the given address, in both of its modes.
// Arguments: the address, the id of an order, how many events it has.
import { createClient } from "graphql-sse";

const [url, orderId, count] = process.argv.slice(2);
const EVENTS = "subscription ($id: ID) { orderEvents(orderId: $id, afterSequence: 0) { sequence type } }";

async function live(singleConnection) {
  const statuses = [];
  const client = createClient({
    url,
    singleConnection,
    retryAttempts: 0,
    fetchFn: async (address, options) => {
      const answer = await fetch(address, options);
      statuses.push(`${options.method} ${answer.status}`);
      return answer;
    },
  });
  async function take(payload, most = Infinity) {
    const taken = [];
    for await (const answer of client.iterate(payload)) {
      taken.push(answer);
      if (taken.length === most) break;
    }
    return taken;
  }
  const seen = {};
  const events = { query: EVENTS, variables: { id: orderId } };
  seen.query = await take({ query: "{ __typename }" });
  seen.events = await take(events, Number(count));
  seen.refused = await take({ query: "{ unknown }" }).then(
    (answers) => answers[0].errors[0].extensions.code,
    (error) => `HTTP ${error.response.status}`,
  );
  seen.together = await Promise.all([
    take(events, Number(count)),
    take({ query: "{ __typename }" }),
  ]);
  client.dispose();
  return { ...seen, statuses: [...new Set(statuses)].sort() };
}

console.log(JSON.stringify({ distinct: await live(false), single: await live(true) }));
