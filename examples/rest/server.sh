# The OAuth 2 server of the tests, which knows one client. See tools/example-servers.
port=$(free_port)
if node_server oauth2.mjs "$port"; then
  secret TOKEN_URL "http://127.0.0.1:$port/token"
  secret CLIENT_SECRET or-ders:secret
  allow "127.0.0.1:$port"
fi
