// Topics and ACLs of the inventory, made by the administrative principal; and what a running cluster really has, for
// the doctor and the tests.
import kafkajs from 'kafkajs';
import { ADMIN, MAX_MESSAGE_BYTES } from './duties.mjs';

const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  Kafka,
  ResourcePatternTypes,
  logLevel,
} = kafkajs;

const DAY = 86_400_000;
/** How long records stay. Kafka is transport, not evidence; documents of governance stay, since every new reader needs them. */
const RETENTION = { upstream: 30 * DAY, statements: 90 * DAY, governance: -1 };

/**
 * Configuration of a topic. Nothing is compacted: a reader that starts over is to see every record, in order. When a record came is the
 * broker's word, not its writer's: what a stolen key dates back still comes late.
 * @param {import('./duties.mjs').Topic} topic
 * @param {number} replicationFactor
 * @returns {Record<string, string>}
 */
export const topicSettings = (topic, replicationFactor) => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(RETENTION[topic.kind]),
  'max.message.bytes': String(MAX_MESSAGE_BYTES),
  'min.insync.replicas': replicationFactor > 2 ? '2' : '1',
  'message.timestamp.type': 'LogAppendTime',
});

/** @param {import('./duties.mjs').Acl} acl @returns {import('kafkajs').AclEntry} */
const toEntry = ({ principal, resource, operation }) => ({
  principal: `User:${principal}`,
  host: '*',
  resourceType: resource.type === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
  resourceName: resource.name,
  resourcePatternType: ResourcePatternTypes.LITERAL,
  operation: AclOperationTypes[operation],
  permissionType: AclPermissionTypes.ALLOW,
});

/**
 * @param {{ brokers: string[], username?: string, password: string }} at default user: `admin`
 * @returns {import('kafkajs').Kafka} a quiet client
 */
export const kafkaClient = ({ brokers, username = ADMIN, password }) =>
  new Kafka({
    brokers,
    clientId: username,
    sasl: { mechanism: 'scram-sha-512', username, password },
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 20 },
  });

/**
 * Makes what is missing of the inventory's topics and ACLs; running it again changes nothing.
 * @param {{ brokers: string[], username?: string, password: string }} at
 * @param {import('./duties.mjs').Inventory} inventory
 * @param {number} [replicationFactor] 1 for one node
 */
export async function applyTopicsAndAcls(at, inventory, replicationFactor = 1) {
  const admin = kafkaClient(at).admin();
  await admin.connect();
  try {
    await admin.createAcls({ acl: inventory.acls.map(toEntry) });
    const existing = new Set(await admin.listTopics());
    const topics = inventory.topics
      .filter((topic) => !existing.has(topic.name))
      .map((topic) => ({
        topic: topic.name,
        numPartitions: topic.partitions,
        replicationFactor,
        configEntries: Object.entries(topicSettings(topic, replicationFactor)).map(([name, value]) => ({
          name,
          value,
        })),
      }));
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true, timeout: 30_000 });
  } finally {
    await admin.disconnect();
  }
}

/** @param {Record<string, unknown>} names @param {number} value */
const nameOf = (names, value) => Object.keys(names).find((key) => names[key] === value) ?? String(value);

/**
 * How topics of a running cluster are set.
 * @param {{ brokers: string[], username?: string, password: string }} at @param {readonly string[]} topics
 * @returns {Promise<Map<string, Map<string, string>>>} settings by topic
 */
export async function readTopicSettings(at, topics) {
  const admin = kafkaClient(at).admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
    });
    const settings = (/** @type {import('kafkajs').ConfigEntries[]} */ entries) =>
      new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
    return new Map(
      resources.map(({ resourceName, configEntries }) => [resourceName, settings(configEntries)]),
    );
  } finally {
    await admin.disconnect();
  }
}

/**
 * Every ACL of a running cluster, also those that are not ours.
 * @param {{ brokers: string[], username?: string, password: string }} at
 * @returns {Promise<{ principal: string, type: string, name: string, pattern: string, operation: string, permission: string, host: string }[]>}
 */
export async function readAcls(at) {
  const admin = kafkaClient(at).admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeAcls({
      resourceType: AclResourceTypes.ANY,
      resourcePatternType: ResourcePatternTypes.ANY,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    });
    return resources.flatMap((resource) =>
      resource.acls.map((entry) => ({
        principal: entry.principal.replace(/^User:/, ''),
        type: nameOf(AclResourceTypes, resource.resourceType).toLowerCase(),
        name: resource.resourceName,
        pattern: nameOf(ResourcePatternTypes, resource.resourcePatternType).toLowerCase(),
        operation: nameOf(AclOperationTypes, entry.operation),
        permission: nameOf(AclPermissionTypes, entry.permissionType),
        host: entry.host,
      })),
    );
  } finally {
    await admin.disconnect();
  }
}
