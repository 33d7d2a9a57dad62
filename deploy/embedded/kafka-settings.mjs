import { MAX_MESSAGE_BYTES } from './duties.mjs';

/**
 * The broker's own user. It and the controller stand among the super users; no process of ours has their password.
 */
const BROKER = 'broker';

/**
 * `server.properties` of a one-node cluster (KRaft; broker and controller in one process): SASL/SCRAM for clients, ACLs that deny what is not
 * allowed, no topic made by accident. The same for the embedded start and for docker-compose.yml.
 * @param {{ client: string, advertised: string, controller: string, dataDir: string, password: string }} at
 *   listeners as host:port; `password` is for broker and controller among themselves
 */
export const brokerSettings = ({ client, advertised, controller, dataDir, password }) => `
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=${controller}
listeners=CLIENT://${client},CONTROLLER://${controller}
advertised.listeners=CLIENT://${advertised}
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENT
listener.security.protocol.map=CONTROLLER:SASL_PLAINTEXT,CLIENT:SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${BROKER}" password="${password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="controller" password="${password}" user_controller="${password}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:controller;User:${BROKER};User:admin
auto.create.topics.enable=false
unclean.leader.election.enable=false
min.insync.replicas=1
message.max.bytes=${MAX_MESSAGE_BYTES}
socket.request.max.bytes=${8 * MAX_MESSAGE_BYTES}
log.dirs=${dataDir}
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
`;

/**
 * Arguments of the storage tool that make the cluster's storage and its SCRAM users.
 * @param {{ settingsFile: string, clusterId: string, users: Record<string, string>, password: string }} options
 * @returns {string[]} for a file that the tool reads (`@file`), so that no password stands in a process list
 */
export const formatArguments = ({ settingsFile, clusterId, users, password }) => [
  '--standalone',
  `--cluster-id=${clusterId}`, // as one argument, because an id may begin with a hyphen
  '-c',
  settingsFile,
  ...Object.entries({ ...users, [BROKER]: password }).flatMap(([name, secret]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${secret}]`,
  ]),
];
