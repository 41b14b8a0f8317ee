// Lives a whole life with npm graphql-ws's client at the given address; prints what it has seen.
// Arguments: the WebSocket's address, the id of an order, how many events it has.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, orderId, count] = process.argv.slice(2);
const EVENTS = "subscription ($id: ID) { orderEvents(orderId: $id, afterSequence: 0) { sequence type } }";
const seen = { stages: [] };

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  keepAlive: 100,
  retryAttempts: 0,
  on: Object.fromEntries(
    ["connecting", "opened", "connected", "closed"].map((stage) => [
      stage,
      () => seen.stages.push(stage),
    ]),
  ),
});
const pong = new Promise((resolve) => client.on("pong", (received) => received && resolve(true)));

async function take(payload, most = Infinity) {
  const taken = [];
  for await (const answer of client.iterate(payload)) {
    taken.push(answer);
    if (taken.length === most) break;
  }
  return taken;
}

seen.query = await take({ query: "{ __typename }" });
seen.events = await take({ query: EVENTS, variables: { id: orderId } }, Number(count));
seen.refused = await take({ query: "{ unknown }" }).then(
  () => null,
  (errors) => errors.map((each) => each.extensions.code),
);
const [first, second] = await Promise.all([1, 2].map(() => take({ query: "{ __typename }" })));
seen.together = [first, second];
const staying = client.iterate({ query: EVENTS, variables: { id: orderId } });
await staying.next();
seen.pong = await pong;
await staying.return();
await client.dispose();

function closing(subprotocol, ...messages) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, subprotocol);
    socket.on("open", () => messages.forEach((each) => socket.send(JSON.stringify(each))));
    socket.on("close", (code) => resolve(code));
    socket.on("error", reject);
  });
}

const init = { type: "connection_init" };
const follow = { type: "subscribe", id: "1", payload: { query: EVENTS, variables: { id: orderId } } };
const spoken = "graphql-transport-ws";
seen.codes = await Promise.all([
  closing(spoken, init, { type: "unknown" }),
  closing(spoken, follow),
  closing("graphql-ws", init),
  closing(spoken),
  closing(spoken, init, follow, follow),
  closing(spoken, init, init),
]);
console.log(JSON.stringify(seen));
