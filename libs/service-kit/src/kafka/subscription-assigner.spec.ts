import fc from 'fast-check';
import { assignBySubscription } from './subscription-assigner.js';

const three = () => [0, 1, 2];

describe('partitions of a group', () => {
  it('go only to members that subscribed to their topic, each to exactly one, and evenly', () => {
    const topics = ['governance', 'policy', 'provisioning.erp', 'provisioning.erp.urgent'];
    const members = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.subarray(topics), {
      minKeys: 1,
      maxKeys: 8,
    });
    fc.assert(
      fc.property(members, (subscriptions) => {
        const assigned = assignBySubscription(new Map(Object.entries(subscriptions)), three);
        const given = [...assigned].flatMap(([member, byTopic]) =>
          Object.entries(byTopic).flatMap(([topic, partitions]) => {
            expect(subscriptions[member]).toContain(topic);
            return partitions.map((partition) => `${topic}/${partition}`);
          }),
        );
        const wanted = new Set(Object.values(subscriptions).flat());
        expect(given.sort()).toEqual(
          [...wanted].flatMap((topic) => three().map((p) => `${topic}/${p}`)).sort(),
        );
      }),
    );
  });

  it('are dealt evenly to replicas, the same whoever deals', () => {
    const replicas: [string, string[]][] = [
      ['b', ['policy', 'request']],
      ['a', ['request', 'policy']],
    ];
    const once = assignBySubscription(new Map(replicas), three);
    expect(assignBySubscription(new Map([...replicas].reverse()), three)).toEqual(once);
    const load = [...once.values()].map((topics) => Object.values(topics).flat().length);
    expect(load).toEqual([3, 3]);
  });
});
