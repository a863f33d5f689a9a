// A GraphQL API over HTTP: orders, with a mutation, errors of every kind, and who asks.
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';

const schema = buildSchema(`
  type Order { id: ID!, total: Float!, note: String, secretNote: String }
  input OrderInput { total: Float!, note: String }
  type Query { order(id: ID!): Order, orders(ids: [ID!]!): [Order], whoami: String, echo(text: String): String }
  type Mutation { place(order: OrderInput!): Order! }
`);
const orders = new Map([['7', { id: '7', total: 12.5, note: 'grüße' }]]);
const withErrors = (order) => order && { ...order, secretNote: () => { throw new Error('not for you'); } };
const rootValue = {
  order: ({ id }) => withErrors(orders.get(id)),
  orders: ({ ids }) => ids.map((id) => withErrors(orders.get(id))),
  whoami: (_, { who }) => who,
  echo: ({ text }) => text,
  place: ({ order }) => {
    const placed = { id: String(orders.size + 100), ...order };
    orders.set(placed.id, placed);
    return withErrors(placed);
  },
};
const handler = createHandler({
  schema,
  rootValue,
  context: (request) => ({ who: request.headers.authorization ?? request.headers['x-key'] ?? new URL(request.url, 'http://peer').searchParams.get('key') }),
});
createServer((request, response) => {
  if (request.url.startsWith('/closed') && !request.headers.authorization) {
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"who are you?"}');
    return;
  }
  handler(request, response);
}).listen(Number(process.env.PORT), '127.0.0.1');
