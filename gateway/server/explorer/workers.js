// Monaco asks for its workers by label; ours are files beside the page, never another host's.
const WORKERS = { json: './json.worker.js', graphql: './graphql.worker.js' };

globalThis.MonacoEnvironment = {
  getWorker(_workerId, label) {
    const file = WORKERS[label] ?? './editor.worker.js';
    return new Worker(new URL(file, import.meta.url), { type: 'module' });
  },
};
