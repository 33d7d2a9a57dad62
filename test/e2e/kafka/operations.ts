import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { type BrokerClient, outcomeOf } from './broker-client.js';

/**
 * One way to try a right. Every request is made so that it leaves nothing behind where it is allowed: `harmless` are the broker's
 * answers to somebody who may, `refusal` to somebody who may not.
 */
export interface Operation {
  readonly name: string;
  readonly harmless: readonly string[];
  readonly refusal: string;
  readonly attempt: (client: BrokerClient, object: string) => Promise<string>;
}

const notForTopic = 'TOPIC_AUTHORIZATION_FAILED';
const notForGroup = 'GROUP_AUTHORIZATION_FAILED';
const topicResource = (name: string) => ({ type: 2, name });
/** A partition that no topic has: the broker asks for the right first, and only then looks for it. */
const nowhere = 9_999;
const record = { key: Buffer.from('k'), value: Buffer.from('v'), headers: {}, timestamp: '1900000000000' };

/** Attempts on a topic. */
export const onTopics: readonly Operation[] = [
  {
    name: 'DESCRIBE',
    ...{ harmless: ['done'], refusal: notForTopic },
    attempt: (client, topic) => outcomeOf(client.metadata([topic])),
  },
  {
    name: 'WRITE',
    ...{ harmless: ['UNKNOWN_TOPIC_OR_PARTITION'], refusal: notForTopic },
    attempt: (client, topic) =>
      outcomeOf(
        client.produce({
          topicData: [{ topic, partitions: [{ partition: nowhere, firstSequence: 0, messages: [record] }] }],
        }),
      ),
  },
  {
    name: 'READ',
    ...{ harmless: ['done'], refusal: notForTopic },
    attempt: (client, topic) =>
      outcomeOf(
        client.fetch({
          topics: [{ topic, partitions: [{ partition: 0, fetchOffset: '0', maxBytes: 1 }] }],
          maxWaitTime: 1,
        }),
      ),
  },
  {
    name: 'CREATE',
    ...{ harmless: ['TOPIC_ALREADY_EXISTS'], refusal: notForTopic },
    attempt: (client, topic) =>
      outcomeOf(
        client.createTopics({
          topics: [{ topic, numPartitions: 1, replicationFactor: 1 }],
          validateOnly: true,
        }),
      ),
  },
  {
    name: 'DELETE',
    ...{ harmless: ['done'], refusal: notForTopic },
    attempt: async (client, topic) => {
      // deleting the records before the first needs the same right and takes nothing
      const records = await outcomeOf(
        client.deleteRecords({ topics: [{ topic, partitions: [{ partition: 0, offset: '0' }] }] }),
      );
      return records === 'done' ? records : outcomeOf(client.deleteTopics({ topics: [topic] }));
    },
  },
  {
    name: 'ALTER',
    // more partitions: keys would go elsewhere from then on
    ...{ harmless: ['done', 'UNKNOWN_TOPIC_OR_PARTITION'], refusal: notForTopic },
    attempt: (client, topic) =>
      outcomeOf(client.createPartitions({ topicPartitions: [{ topic, count: 99 }], validateOnly: true })),
  },
  {
    name: 'ALTER_CONFIGS',
    ...{ harmless: ['done'], refusal: notForTopic },
    attempt: (client, topic) =>
      outcomeOf(
        client.alterConfigs({
          resources: [
            { ...topicResource(topic), configEntries: [{ name: 'cleanup.policy', value: 'compact' }] },
          ],
          validateOnly: true,
        }),
      ),
  },
  {
    name: 'DESCRIBE_CONFIGS',
    ...{ harmless: ['done'], refusal: notForTopic },
    attempt: (client, topic) => outcomeOf(client.describeConfigs({ resources: [topicResource(topic)] })),
  },
];

/** Attempts on somebody's consumer group. */
export const onGroups: readonly Operation[] = [
  {
    name: 'JOIN',
    // a session of 1 ms is refused to everybody, but to strangers for another reason
    ...{ harmless: ['INVALID_SESSION_TIMEOUT'], refusal: notForGroup },
    attempt: (client, groupId) =>
      outcomeOf(
        client.joinGroup({
          ...{ groupId, sessionTimeout: 1, rebalanceTimeout: 1, memberId: '' },
          groupProtocols: [{ name: 'RoundRobinAssigner', metadata: Buffer.alloc(0) }],
        }),
      ),
  },
  {
    name: 'COMMIT',
    // of a member that the group does not have; of no group when nobody is in it
    ...{ harmless: ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'], refusal: notForGroup },
    attempt: (client, groupId) =>
      outcomeOf(
        client.offsetCommit({
          ...{ groupId, groupGenerationId: 1, memberId: 'nobody-0', retentionTime: '-1' },
          topics: [{ topic: 'governance', partitions: [{ partition: 0, offset: '0' }] }],
        }),
      ),
  },
  {
    name: 'DESCRIBE_GROUP',
    ...{ harmless: ['done'], refusal: notForGroup },
    attempt: (client, groupId) => outcomeOf(client.describeGroups({ groupIds: [groupId] })),
  },
  {
    name: 'DELETE_GROUP',
    // nobody deletes a group that has members; whoever only writes has none
    ...{ harmless: ['NON_EMPTY_GROUP', 'GROUP_ID_NOT_FOUND'], refusal: notForGroup },
    attempt: (client, groupId) => outcomeOf(deleteGroup(client, groupId)),
  },
];

async function deleteGroup(client: BrokerClient, groupId: string): Promise<void> {
  const { results } = await client.deleteGroups([groupId]);
  for (const { error } of results) if (error) throw error;
}

/** Attempts to take somebody's transactional id. */
export const onTransactions: readonly Operation[] = [
  {
    name: 'TRANSACTION',
    ...{ harmless: ['done'], refusal: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' },
    attempt: (client, transactionalId) =>
      outcomeOf(client.initProducerId({ transactionalId, transactionTimeout: 1_000 })),
  },
];

const nobodys = {
  ...{ principal: 'User:nobody', host: '*', resourceType: AclResourceTypes.TOPIC, resourceName: 'nothing' },
  ...{ resourcePatternType: ResourcePatternTypes.LITERAL, operation: AclOperationTypes.READ },
  permissionType: AclPermissionTypes.ALLOW,
};

/** Attempts on the rights themselves; the object is the cluster. */
export const onAcls: readonly Operation[] = [
  {
    name: 'CREATE_ACLS',
    ...{ harmless: ['done'], refusal: 'CLUSTER_AUTHORIZATION_FAILED' },
    attempt: (client) => outcomeOf(client.createAcls({ acl: [nobodys] })),
  },
  {
    name: 'DESCRIBE_ACLS',
    ...{ harmless: ['done'], refusal: 'CLUSTER_AUTHORIZATION_FAILED' },
    attempt: (client) => outcomeOf(client.describeAcls(nobodys)),
  },
  {
    name: 'DELETE_ACLS',
    ...{ harmless: ['done'], refusal: 'CLUSTER_AUTHORIZATION_FAILED' },
    attempt: (client) => outcomeOf(client.deleteAcls({ filters: [nobodys] })),
  },
];
