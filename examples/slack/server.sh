# Slack itself is not needed: what it sends is signed with a secret that both sides know. See tools/example-servers.
value=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
secret SLACK_SIGNING_SECRET "$value"
show SLACK_SIGNING_SECRET "$value"
