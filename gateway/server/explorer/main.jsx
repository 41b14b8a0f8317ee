// The explorer's page: GraphiQL on this gateway's own endpoint. Every byte comes from the package.
import './workers.js';
import 'graphiql/style.css';
import './page.css';

import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { EXAMPLE_DOCUMENT, exampleVariables } from './example.js';

// The page of a contract stands beside its endpoint: /partner before /partner/graphql.
const contract = location.pathname.replace(/\/$/, '');
const url = new URL(`${contract}/graphql`, location.href);
const subscriptionUrl = url.href.replace(/^http/, 'ws');
const fetcher = createGraphiQLFetcher({ url: url.pathname, subscriptionUrl });
// The example is written for the whole schema.
const example = contract
  ? {}
  : {
      initialQuery: EXAMPLE_DOCUMENT,
      initialVariables: JSON.stringify(exampleVariables(new Date()), null, 2),
    };

createRoot(document.getElementById('explorer')).render(<GraphiQL fetcher={fetcher} {...example} />);
