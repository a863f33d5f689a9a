# The GraphQL API of the tests. See tools/example-servers.
port=$(free_port)
if node_server graphql.mjs "$port"; then
  secret GRAPHQL_URL "http://127.0.0.1:$port/graphql"
  allow "127.0.0.1:$port"
fi
