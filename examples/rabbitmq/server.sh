# RabbitMQ on loopback with two queues. See tools/example-servers.
if require rabbitmqctl rabbitmq-server && require epmd erlang-base; then
  port=$(free_port)
  management=$(free_port)
  export HOME=$folder ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT RABBITMQ_DIST_PORT
  ERL_EPMD_PORT=$(free_port)
  RABBITMQ_DIST_PORT=$(free_port)
  export RABBITMQ_NODENAME=example$port@localhost RABBITMQ_MNESIA_BASE=$folder/mnesia RABBITMQ_LOG_BASE=$folder/log
  export RABBITMQ_CONFIG_FILE=$folder/rabbit RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
  cat >rabbit.conf <<END
listeners.tcp.local = 127.0.0.1:$port
loopback_users = none
management.tcp.ip = 127.0.0.1
management.tcp.port = $management
load_definitions = $folder/definitions.json
log.console = true
log.file = false
END
  cat >definitions.json <<'END'
{
  "vhosts": [{"name": "/"}],
  "users": [{"name": "guest", "password": "guest", "tags": "administrator"}],
  "permissions": [{"user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}],
  "queues": [
    {"name": "orders", "vhost": "/", "durable": true, "auto_delete": false, "arguments": {}},
    {"name": "shipments", "vhost": "/", "durable": true, "auto_delete": false, "arguments": {}}
  ]
}
END
  echo '[rabbitmq_management].' >enabled_plugins
  start epmd -address 127.0.0.1
  start /usr/lib/rabbitmq/bin/rabbitmq-server
  wait_for listens "$port"
  wait_for listens "$management"
  allow "127.0.0.1:$port"
  secret RABBITMQ_URI "amqp://guest:guest@127.0.0.1:$port"
  show RABBITMQ_MANAGEMENT "http://127.0.0.1:$management/api"
fi
