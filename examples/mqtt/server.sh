# Mosquitto on loopback. See tools/example-servers.
if require mosquitto mosquitto; then
  port=$(free_port)
  cat >mosquitto.conf <<END
user root
listener $port 127.0.0.1
allow_anonymous true
END
  start mosquitto -c mosquitto.conf
  wait_for listens "$port"
  allow "127.0.0.1:$port"
  secret MQTT_PORT "$port"
  show MQTT_PORT "$port"
fi
