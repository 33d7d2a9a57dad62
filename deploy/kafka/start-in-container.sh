#!/bin/bash
# Generated from deploy/duties.yaml by `npm run generate`: edit there.
# Makes the broker's storage with one SCRAM user for each file in PASSWORDS_DIR, once, then starts it.
set -euo pipefail
umask 077
: "${PASSWORDS_DIR:?}" "${KAFKA_HOME:=/opt/kafka}" "${STATE:=/var/lib/kafka/data}" "${WORK:=/tmp}"

# broker and controller know each other by a password that nobody else is told
[ -s "$STATE/broker-password" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$STATE/broker-password"
password=$(cat "$STATE/broker-password")
cat > "$WORK/server.properties" <<SETTINGS
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:9093
listeners=CLIENT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093
advertised.listeners=CLIENT://kafka:9092
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENT
listener.security.protocol.map=CONTROLLER:SASL_PLAINTEXT,CLIENT:SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="broker" password="$password";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="controller" password="$password" user_controller="$password";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:controller;User:broker;User:admin
auto.create.topics.enable=false
unclean.leader.election.enable=false
min.insync.replicas=1
message.max.bytes=1048576
socket.request.max.bytes=8388608
log.dirs=$STATE/log
num.network.threads=2
num.io.threads=4
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
SETTINGS

if [ ! -f "$STATE/log/meta.properties" ]; then
  {
    printf '%s\n' --standalone "--cluster-id=$("$KAFKA_HOME/bin/kafka-storage.sh" random-uuid | tail -n 1)" -c "$WORK/server.properties"
    printf '%s\n' --add-scram "SCRAM-SHA-512=[name=broker,password=$password]"
    for file in "$PASSWORDS_DIR"/*; do
      printf '%s\n' --add-scram "SCRAM-SHA-512=[name=$(basename "$file"),password=$(cat "$file")]"
    done
  } > "$WORK/format.args"
  "$KAFKA_HOME/bin/kafka-storage.sh" format "@$WORK/format.args" > /dev/null
  rm "$WORK/format.args"
fi
exec "$KAFKA_HOME/bin/kafka-server-start.sh" "$WORK/server.properties"
