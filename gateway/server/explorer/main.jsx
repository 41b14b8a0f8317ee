// The explorer's page: GraphiQL on this gateway's own endpoint. Every byte comes from the package.
import './workers.js';
import 'graphiql/style.css';
import './page.css';

import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { EXAMPLE_DOCUMENT, exampleVariables } from './example.js';

const fetcher = createGraphiQLFetcher({ url: '/graphql' });

createRoot(document.getElementById('explorer')).render(
  <GraphiQL
    fetcher={fetcher}
    initialQuery={EXAMPLE_DOCUMENT}
    initialVariables={JSON.stringify(exampleVariables(new Date()), null, 2)}
  />,
);
