// deploy/kafka: what an operator's Kafka must have. The embedded start applies the same.
import { stringify } from 'yaml';
import { topicSettings } from '../kafka-resources.mjs';
import { brokerSettings } from '../kafka-settings.mjs';

/** Replicas of a topic that an operator's cluster should keep. */
const REPLICAS = 3;

/** @param {import('../duties.mjs').Inventory} inventory @returns {string} */
export function topicsAndAcls(inventory) {
  const topics = inventory.topics.map((topic) => ({
    name: topic.name,
    writer: topic.writer,
    readers: topic.readers,
    partitions: topic.partitions,
    replicas: REPLICAS,
    settings: topicSettings(topic, REPLICAS),
  }));
  const acls = inventory.acls.map(({ principal, operation, resource }) => ({
    principal: `User:${principal}`,
    operation,
    [resource.type]: resource.name,
  }));
  const users = inventory.principals.map((p) => p.name);
  return `# Users (SCRAM-SHA-512), topics and ACLs. Every ACL is ALLOW, literal, from every host; what is not listed is
# denied (allow.everyone.if.no.acl.found=false). The administrative principal that applies this belongs to no process.
${stringify({ users, topics, acls }, { lineWidth: 0 })}`;
}

/**
 * deploy/kafka/start-in-container.sh: the broker of docker-compose.yml, with the settings of the embedded start.
 * @returns {string}
 */
export function containerScript() {
  const settings = brokerSettings({
    client: '0.0.0.0:9092',
    advertised: 'kafka:9092',
    controller: '127.0.0.1:9093',
    dataDir: '$STATE/log',
    password: '$password',
  });
  return `#!/bin/bash
# Makes the broker's storage with one SCRAM user for each file in PASSWORDS_DIR, once, then starts it.
set -euo pipefail
umask 077
: "\${PASSWORDS_DIR:?}" "\${KAFKA_HOME:=/opt/kafka}" "\${STATE:=/var/lib/kafka/data}" "\${WORK:=/tmp}"

# broker and controller know each other by a password that nobody else is told
[ -s "$STATE/broker-password" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \\n' > "$STATE/broker-password"
password=$(cat "$STATE/broker-password")
cat > "$WORK/server.properties" <<SETTINGS
${settings.trim()}
SETTINGS

if [ ! -f "$STATE/log/meta.properties" ]; then
  {
    printf '%s\\n' --standalone "--cluster-id=$("$KAFKA_HOME/bin/kafka-storage.sh" random-uuid | tail -n 1)" -c "$WORK/server.properties"
    printf '%s\\n' --add-scram "SCRAM-SHA-512=[name=broker,password=$password]"
    for file in "$PASSWORDS_DIR"/*; do
      printf '%s\\n' --add-scram "SCRAM-SHA-512=[name=$(basename "$file"),password=$(cat "$file")]"
    done
  } > "$WORK/format.args"
  "$KAFKA_HOME/bin/kafka-storage.sh" format "@$WORK/format.args" > /dev/null
  rm "$WORK/format.args"
fi
exec "$KAFKA_HOME/bin/kafka-server-start.sh" "$WORK/server.properties"
`;
}
