// Composes sets of subgraphs with @apollo/composition, the outside oracle of our composition.
//
// Reads one JSON object a line from stdin, {"id": …, "subgraphs": {name: sdl}}, and writes one a
// line to stdout: {"id", "codes", "hints", "api", "supergraph", "messages"}. `codes` is empty when
// the set composes, and null when the oracle itself crashed. Modules are resolved from the current
// directory: run it where `npm install @apollo/composition@2.14 graphql@16` was run.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.cwd()}/`);
const { composeServices } = require("@apollo/composition");
const { errorCauses, printSchema } = require("@apollo/federation-internals");
const { parse } = require("graphql");

function parsed(subgraphs) {
  const services = [];
  for (const [name, sdl] of Object.entries(subgraphs)) {
    services.push({ name, url: `http://${name}`, typeDefs: parse(sdl) });
  }
  return services;
}

function answer({ id, subgraphs }) {
  let services;
  try {
    services = parsed(subgraphs);
  } catch (error) {
    return { id, codes: ["INVALID_GRAPHQL"], hints: [], messages: [error.message] };
  }
  let result;
  try {
    result = composeServices(services);
  } catch (error) {
    const causes = errorCauses(error);
    if (causes === undefined) return { id, codes: null, hints: [], messages: [String(error)] };
    result = { errors: causes };
  }
  if (result.errors) {
    const codes = result.errors.map((error) => error.extensions?.code ?? "UNKNOWN").sort();
    return { id, codes, hints: [], messages: result.errors.map((error) => error.message) };
  }
  return {
    id,
    codes: [],
    hints: result.hints.map((hint) => hint.definition.code).sort(),
    api: printSchema(result.schema.toAPISchema()),
    supergraph: result.supergraphSdl,
    messages: [],
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
