# The SOAP service of the tests, which knows one user. See tools/example-servers.
port=$(free_port)
if node_server soap.mjs "$port"; then
  secret SOAP_URL "http://127.0.0.1:$port/closed"
  secret SOAP_PASSWORD 'pass & word'
  allow "127.0.0.1:$port"
fi
