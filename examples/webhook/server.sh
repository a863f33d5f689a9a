# No server: only a secret that both sides know. See tools/example-servers.
value=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
secret WEBHOOK_SECRET "$value"
show WEBHOOK_SECRET "$value"
