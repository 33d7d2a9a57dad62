import type { BundleDocument } from '@countersign/contracts/governance';
import {
  accountOf,
  asking,
  aStory,
  factAbout,
  moments,
  ms,
  people,
  type Plain,
  type Story,
  theRequest,
  type Trail,
} from '@countersign/testing';
import { Gate } from '@countersign/testing/database';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { confirmRunOut } from '../end/confirm-run-out.handler.js';
import { orderWaiting } from './order-cleared.handler.js';

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

type Rule = Plain<BundleDocument>['rules'][number];
const until = moments.submitted + 30 * ms.day;
const contact = { system: 'crm', account: 'u1001', permission: 'role:crm_contact_read' };
const read = { system: 'erp', account: 'u1001', permission: 'role:erp_vendor_read' };
const create = { system: 'erp', account: 'u1001', permission: 'role:erp_vendor_create' };
type Place = typeof contact;

/** Each of these entitlements needs the one beside it. */
const needing =
  (pairs: Readonly<Record<string, string>>, change: Partial<Rule> = {}) =>
  (usual: Plain<BundleDocument>): Plain<BundleDocument> => ({
    ...usual,
    duties: [
      ...usual.duties,
      ...Object.entries(pairs).flatMap(([when, needs], n) => [
        { id: `duty:when-${n}`, title: 'when', any: [when] },
        { id: `duty:needs-${n}`, title: 'needs', any: [needs] },
      ]),
    ],
    rules: [
      ...usual.rules,
      ...Object.keys(pairs).map((_, n) => ({
        ...{ id: `PRE-${n}`, version: 1, title: 'first the one', control: '' },
        ...{ when: `duty:when-${n}`, needs: `duty:needs-${n}`, anywhere: true as const },
        ...{ effect: 'prohibit' as const, rollout: 'enforce' as const, ...change },
      })),
    ],
  });
const withTwoAccounts = factAbout('worker.hired.v1', people.bea, ({ data }) => ({
  data: { ...data, accounts: [accountOf(people.bea), accountOf(people.bea, 'crm')] },
}));
/** Bea is to read contacts in one system, and to create vendors in another. */
const twoSystems = (pairs: Readonly<Record<string, string>>, change: Partial<Rule> = {}): Story =>
  aStory()
    .under({ bundle: needing(pairs, change) })
    .facts(withTwoAccounts)
    .submitted(asking('crm:contact:read', 'erp:vendor:create'));
const federated = () => twoSystems({ 'erp:vendor:create': 'crm:contact:read' });
/** Bea is to keep vendors, which she has to see. */
const oneSystem = () => aStory().under({ bundle: needing({ 'erp:vendor:create': 'erp:vendor:read' }) });

/** Everything that a story says arrives, and is judged by its law. */
const hear = async (story: Story, without: readonly string[] = []): Promise<Trail> => {
  const trail = await story.tell();
  provisioning.trust = trail.trust;
  await provisioning.hear(trail, without);
  return trail;
};
const tick = () => provisioning.inTransaction((tx) => orderWaiting(provisioning.deps, tx));
const ordered = async () =>
  (await provisioning.orders()).map(({ body }) => [body.permission, body.token, body.desired.grants.length]);
const said = async () =>
  (await provisioning.said()).map(({ type, topic }) => `${type.split('.')[1]} ${topic.split('.')[1]}`);
/** The connector says what of these stories a place has, under the token of its newest order. */
const answers = (place: Place, trails: readonly Trail[], token = 1) =>
  provisioning.answered({
    ...{ ...place, token, outcome: 'done' },
    state: { grants: trails.map(({ grant }) => grant), adopted: false },
  });
const isWithdrawn = ({ statements }: Trail, clearance: string | null) =>
  provisioning.signed('policy.withdrew.v1', {
    ...{ request: theRequest, hr: statements.submitted.hash, clearance },
    reasons: [{ code: 'PART_REFUSED', message: 'a target refused a part of it' }],
  });

describe('a line that needs another one of its request', () => {
  it.each([
    ['of another system', federated, contact],
    ['of the same system', oneSystem, read],
  ])('%s is ordered as soon as the connector says that the other stands', async (_, story, first) => {
    const trail = await hear(story());
    expect(await ordered()).toEqual([[first.permission, 1, 1]]);
    expect(await provisioning.clearances()).toEqual([['begun', null]]);
    await tick();
    expect(await ordered()).toHaveLength(1);
    await answers(first, [trail]);
    expect((await ordered()).slice(1)).toEqual([[create.permission, 1, 1]]);
    expect(await said()).toEqual([
      ...['evidence', 'ordered'].map((what) => `${what} ${first.system}`),
      ...['evidence erp', 'ordered erp'],
    ]);
    expect(await provisioning.clearances()).toEqual([['ordered', null]]);
  });

  it('is ordered once, however often that is said', async () => {
    const trail = await hear(federated());
    for (let n = 0; n < 3; n += 1) await answers(contact, [trail]);
    await tick();
    await provisioning.deliver(await provisioning.read(trail.statements.cleared.jws));
    expect(await ordered()).toHaveLength(2);
  });

  it('is ordered once when it is looked at while that is said', async () => {
    const trail = await hear(federated());
    const gate = new Gate();
    provisioning.onIssue = () => {
      provisioning.onIssue = () => undefined;
      return gate.pass();
    };
    const answer = answers(contact, [trail]);
    await gate.reached;
    const look = tick();
    await provisioning.untilWaiting();
    gate.open();
    await Promise.all([answer, look]);
    expect(await ordered()).toHaveLength(2);
  });

  it('is ordered by the clock when it could not be as that was said, and the answer counts', async () => {
    const trail = await hear(federated());
    provisioning.onIssue = () => {
      throw new TypeError('it cannot be signed');
    };
    await answers(contact, [trail]);
    expect((await provisioning.places()).map(({ answered }) => answered)).toEqual([1, 0]);
    expect(provisioning.errors.map(([message]) => message)).toEqual(['what waited cannot be ordered yet']);
    provisioning.onIssue = () => undefined;
    expect(await ordered()).toHaveLength(1);
    await tick();
    expect((await ordered()).slice(1)).toEqual([[create.permission, 1, 1]]);
  });

  it('waits for the other to stand as long: one that an earlier request gives ends sooner', async () => {
    const earlier = { clearance: 'A'.repeat(43), request: `r-${'b'.repeat(22)}`, until: until - 1 };
    await provisioning.rows(
      `INSERT INTO desired (system, account, permission, token, answered_token, grants) VALUES ('crm', 'u1001', $1, 1, 1, $2)`,
      [contact.permission, JSON.stringify([earlier])],
    );
    const trail = await hear(federated());
    expect(await ordered()).toEqual([[contact.permission, 2, 2]]);
    await answers(contact, [trail], 2);
    expect((await ordered()).slice(1)).toEqual([[create.permission, 1, 1]]);
  });

  it('still waits for what everything waits for', async () => {
    const trail = await hear(federated());
    provisioning.gaps.add('policy');
    await answers(contact, [trail]);
    await tick();
    expect(await ordered()).toHaveLength(1);
    provisioning.gaps.clear();
    await tick();
    expect(await ordered()).toHaveLength(2);
  });

  it('waits while a newer order for the other is not answered', async () => {
    const trail = await hear(federated());
    const second = await hear(federated().submitted({ request: 'r-story-0000000000000002' }));
    await answers(contact, [trail]);
    expect((await ordered()).map(([permission, token]) => [permission, token])).toEqual([
      [contact.permission, 1],
      [contact.permission, 2],
    ]);
    await answers(contact, [trail, second], 2);
    expect((await ordered()).slice(2)).toEqual([
      [create.permission, 1, 1],
      [create.permission, 2, 2],
    ]);
  });
});

describe('a line that needs one that does not come', () => {
  /** The same request, cleared a second time. */
  const again = () => hear(federated().cleared({ reservation: 'v-story-0000000000000002' }));

  it('is not ordered, on this clearance or a later one, until the other stands', async () => {
    await hear(federated());
    await answers(contact, []);
    await tick();
    expect(await provisioning.clearances()).toEqual([['spent', 'NOT_IN_TARGET']]);
    const trail = await again();
    expect(await ordered()).toEqual([1, 2].map((token) => [contact.permission, token, 1]));
    await answers(contact, [trail], 2);
    expect((await ordered()).slice(2)).toEqual([[create.permission, 1, 1]]);
  });

  it('is asked about where it is, when the other has gone before it was ordered: else nobody would ever say that it is not there', async () => {
    await hear(oneSystem());
    await answers(read, []);
    expect(await provisioning.clearances()).toEqual([['spent', 'NOT_IN_TARGET']]);
    const confirms = async () => {
      provisioning.clock.advance(66 * ms.second);
      await provisioning.inTransaction((tx) => confirmRunOut(provisioning.deps, tx));
      return (await ordered()).slice(1);
    };
    // where nobody has looked there may be what is to be adopted
    expect(await confirms()).toEqual([[read.permission, 2, 0]]);
    await provisioning.rows(`INSERT INTO last_look (system, begun) VALUES ('erp', 1)`);
    expect(await confirms()).toEqual([
      [read.permission, 2, 0],
      [create.permission, 1, 0],
    ]);
  });

  it('is spent with its clearance when that runs out, and goes at once on the next: the other stands by then', async () => {
    const trail = await hear(federated());
    provisioning.clock.advance(ms.minute - 2_000);
    await answers(contact, [trail]);
    await tick();
    expect(await provisioning.clearances()).toEqual([['spent', 'RAN_OUT']]);
    expect(await ordered()).toHaveLength(1);
    provisioning.clock.set(moments.cleared);
    await again();
    expect((await ordered()).slice(1)).toEqual([[create.permission, 1, 1]]);
  });

  it('is ordered away like every other when its request ends, and never given', async () => {
    const trail = await hear(federated());
    await provisioning.deliver(await isWithdrawn(trail, null));
    await answers(contact, [], 2);
    await tick();
    const places = (await ordered()).slice(1).map(([permission, , grants]) => [permission, grants]);
    expect(places).toContainEqual([contact.permission, 0]);
    expect(places).toContainEqual([create.permission, 0]);
    expect(places.filter(([, grants]) => grants !== 0)).toEqual([]);
    expect((await provisioning.clearances()).map(([state]) => state)).toEqual(['spent']);
  });

  it('keeps the other from being given where it never can be: its system is not served', async () => {
    await provisioning.serves('crm');
    await expect(hear(federated())).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
    expect(await provisioning.said()).toEqual([]);
  });

  it('is not ordered when policy takes the clearance back', async () => {
    const trail = await hear(federated());
    await provisioning.deliver(await isWithdrawn(trail, trail.statements.cleared.hash));
    await answers(contact, [], 2);
    await tick();
    expect((await ordered()).map(([permission]) => permission)).not.toContain(create.permission);
    expect(await provisioning.clearances()).toEqual([['spent', 'WITHDREW']]);
  });
});

describe('lines are ordered together', () => {
  const together = async () =>
    expect((await ordered()).map(([permission]) => permission).sort()).toEqual([
      contact.permission,
      create.permission,
    ]);

  it.each<[string, () => Story]>([
    ['when no rule says that one needs the other', () => twoSystems({})],
    [
      'when the rule is only recorded',
      () => twoSystems({ 'erp:vendor:create': 'crm:contact:read' }, { rollout: 'record' }),
    ],
    [
      'when each needs the other',
      () => twoSystems({ 'erp:vendor:create': 'crm:contact:read', 'crm:contact:read': 'erp:vendor:create' }),
    ],
  ])('%s', async (_, story) => {
    await hear(story());
    await together();
    expect(await provisioning.clearances()).toEqual([['ordered', null]]);
  });

  it('when what one needs is there by an earlier request', async () => {
    const earlier = { clearance: 'A'.repeat(43), request: `r-${'b'.repeat(22)}`, until };
    await provisioning.rows(
      `INSERT INTO desired (system, account, permission, token, answered_token, grants) VALUES ('crm', 'u1001', $1, 1, 1, $2)`,
      [contact.permission, JSON.stringify([earlier])],
    );
    await hear(federated());
    await together();
  });

  it('when what one needs was adopted', async () => {
    await provisioning.rows(
      `INSERT INTO desired (system, account, permission, adopted_at) VALUES ('crm', 'u1001', $1, $2)`,
      [contact.permission, moments.submitted],
    );
    await hear(federated());
    await together();
  });
});
