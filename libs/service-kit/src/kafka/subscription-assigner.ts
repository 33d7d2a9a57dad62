import kafkajs, { type Assignment, type GroupMember, type PartitionAssigner } from 'kafkajs';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const version = 0;

/** Who in the group wants which topics. */
type Subscriptions = ReadonlyMap<string, readonly string[]>;

const subscriptionsOf = (members: readonly GroupMember[]): Subscriptions =>
  new Map(
    members.map(({ memberId, memberMetadata }) => [
      memberId,
      MemberMetadata.decode(memberMetadata)?.topics ?? [],
    ]),
  );

/**
 * Gives every partition to the least loaded member that subscribed to its topic; of equals, to the one whose id sorts first.
 * Pure and independent of the order of its inputs, so whichever member leads, the outcome is the same.
 */
export function assignBySubscription(
  subscriptions: Subscriptions,
  partitionsOf: (topic: string) => readonly number[],
): Map<string, Assignment> {
  const result = new Map([...subscriptions.keys()].sort().map((member) => [member, {}]));
  const load = new Map([...result.keys()].map((member) => [member, 0]));
  const topics = [...new Set([...subscriptions.values()].flat())].sort();
  for (const topic of topics)
    for (const partition of [...partitionsOf(topic)].sort((a, b) => a - b)) {
      const able = [...result.keys()].filter((member) => subscriptions.get(member)?.includes(topic));
      const least = able.reduce((best, member) =>
        (load.get(member) as number) < (load.get(best) as number) ? member : best,
      );
      ((result.get(least) as Assignment)[topic] ??= []).push(partition);
      load.set(least, (load.get(least) as number) + 1);
    }
  return result;
}

/**
 * kafkajs's own assigner deals partitions to members that did not subscribe to them; but here several consumers of one process
 * share the process's group, each with topics of its own, so that removals never wait behind grants.
 */
export const subscriptionAssigner: PartitionAssigner = ({ cluster }) => ({
  name: 'CountersignBySubscription',
  version,
  async assign({ members }) {
    const subscriptions = subscriptionsOf(members);
    await cluster.addMultipleTargetTopics([...new Set([...subscriptions.values()].flat())]);
    const partitionsOf = (topic: string) =>
      cluster.findTopicPartitionMetadata(topic).map((p) => p.partitionId);
    return [...assignBySubscription(subscriptions, partitionsOf)].map(([memberId, assignment]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({ version, assignment, userData: Buffer.alloc(0) }),
    }));
  },
  protocol({ topics }) {
    return {
      name: 'CountersignBySubscription',
      metadata: MemberMetadata.encode({ version, topics, userData: Buffer.alloc(0) }),
    };
  },
});
