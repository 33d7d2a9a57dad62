import type { Answered } from '@countersign/contracts/connector';
import { aStory, keyring, moments, ms, type Trail } from '@countersign/testing';
import { untilWaiting } from '@countersign/testing/database';
import { TestConnector } from '../../test/connector.spec-only.js';
import { takeWaiting } from './take-waiting.handler.js';

let connector: TestConnector;
let trail: Trail;
beforeAll(async () => {
  connector = await TestConnector.start();
});
afterAll(() => connector.stop());
beforeEach(async () => {
  await connector.reset();
  trail = await aStory().tell();
});

const evidenceOf = ({ statements, documents }: Trail) => {
  const { request, hr } = JSON.parse(
    Buffer.from(statements.cleared.jws.split('.')[1] ?? '', 'base64url').toString(),
  ).body as { request: string; hr: string };
  return { request, hr, documents };
};
const place = { account: 'u1001' as never, permission: 'role:erp_vendor_create' as never };
const held = (at: object = place) => connector.target.holds({ ...place, ...at });
const stop = `INSERT INTO stop_act (scope, act, actor, reason) VALUES ('erp', 'stop', 'p', 'an incident')`;
const codes = (answer: Answered | null) => answer?.results.map(({ result, code }) => code ?? result);
const removal = (token: number) => ({
  ...trail.order,
  token,
  applyBefore: null,
  desired: { grants: [], adopted: false },
});

describe('an order whose evidence is there', () => {
  it('is carried out, and the receipt names everything that was verified', async () => {
    await connector.evidence(evidenceOf(trail));
    const answer = await connector.order(trail.order);
    expect(codes(answer)).toEqual(['applied']);
    expect(answer?.state).toEqual(trail.order.desired);
    const { facts, submitted, assessed, approved, cleared } = trail.statements;
    const all = [...facts, submitted, assessed, approved, cleared].map((document) => document?.hash);
    expect(new Set(answer?.verified)).toEqual(new Set(all));
    expect(connector.said).toMatchObject([{ type: 'connector.answered.v1', topic: 'connector.erp' }]);
    expect(await held()).toBe(true);
  });

  it.each([
    ['the account', { account: 'u6666' }, 'CLEARANCE_LINE_MISSING'],
    ['the permission', { permission: 'role:erp_payment_release' }, 'CLEARANCE_LINE_MISSING'],
    [
      'the permission, for one that nobody handed over',
      { permission: 'role:erp_vendor_read_all' },
      'PERMISSION_NOT_MANAGED',
    ],
    ['a longer end', { desired: { adopted: false, grants: [{ until: null }] } }, 'UNTIL_TOO_LATE'],
    [
      'another request',
      { desired: { adopted: false, grants: [{ request: 'r-0123456789012345678901' }] } },
      'EVIDENCE_MISSING',
    ],
  ])('but which swaps %s gives nothing and is reported (F05)', async (_name, change, code) => {
    await connector.evidence(evidenceOf(trail));
    const grants = (change as { desired?: { grants: object[] } }).desired?.grants.map((grant) => ({
      ...trail.grant,
      ...grant,
    }));
    const body = { ...trail.order, ...change, ...(grants ? { desired: { adopted: false, grants } } : {}) };
    let answer = await connector.order(body);
    if (!answer) {
      connector.clock.advance(6 * ms.second);
      await connector.inTransaction((tx) => takeWaiting(connector.deps, tx));
      answer = connector.said[0]?.body as Answered;
    }
    expect(codes(answer)).toEqual([code]);
    expect(answer?.state.grants).toEqual([]);
    expect([await held(), await held({ account: 'u6666' })]).toEqual([false, false]);
    expect(await held({ permission: 'role:erp_payment_release' })).toBe(false);
  });

  it('is refused when its votes do not carry it, whoever signed the order', async () => {
    const invented = await aStory()
      .voted((votes) => votes.map((vote) => ({ ...vote, by: 'approval' })))
      .tell();
    await connector.evidence(evidenceOf(invented));
    const answer = await connector.order(invented.order);
    expect(answer?.results).toMatchObject([{ result: 'refused' }]);
    expect(answer?.findings).toHaveLength(1);
    expect(await held()).toBe(false);
  });

  it('is late when the clearance has run out', async () => {
    await connector.evidence(evidenceOf(trail));
    connector.clock.set(moments.cleared + ms.minute);
    expect(codes(await connector.order(trail.order))).toEqual(['APPLY_BEFORE_PASSED']);
    expect(await held()).toBe(false);
  });

  it('cannot be replayed after the removal, nor its clearance used again', async () => {
    await connector.evidence(evidenceOf(trail));
    const first = await connector.signed('provisioning.ordered.v1', trail.order);
    await connector.deliver(first);
    await connector.order(removal(2));
    expect((await connector.deliver(first))?.outcome).toBe('fenced');
    expect(codes(await connector.order({ ...trail.order, token: 3 }))).toEqual(['CLEARANCE_SPENT']);
    expect(await held()).toBe(false);
  });

  it('is answered in the same words when the process died between the target’s commit and its own', async () => {
    await connector.evidence(evidenceOf(trail));
    const order = await connector.signed('provisioning.ordered.v1', trail.order);
    connector.onIssue = () => {
      throw new TypeError('the process dies here');
    };
    await expect(connector.deliver(order)).rejects.toThrow('dies here');
    expect(await held()).toBe(true);
    connector.onIssue = () => undefined;
    connector.clock.advance(ms.hour);
    expect(codes(await connector.deliver(order))).toEqual(['applied']);
  });
});

describe('two orders for one place that are handled at once', () => {
  it('are answered in the order in which they took effect, so that readers may go by time', async () => {
    await connector.evidence(evidenceOf(trail));
    const [first, second] = [await connector.signed('provisioning.ordered.v1', trail.order), removal(2)];
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const reached = new Promise<void>((resolve) => {
      connector.onIssue = () => {
        connector.onIssue = () => undefined;
        resolve();
        return gate;
      };
    });
    const granting = connector.deliver(first);
    await reached; // the target has committed, the receipt is not issued yet
    const removing = connector.order(second);
    await untilWaiting(connector.ds);
    goOn();
    await Promise.all([granting, removing]);
    expect(connector.said.map(({ body }) => body.token)).toEqual([1, 2]);
    expect(await held()).toBe(false);
  });
});

describe('an order whose evidence is not there (F04)', () => {
  const later = async (by: number) => {
    connector.clock.advance(by);
    await connector.inTransaction((tx) => takeWaiting(connector.deps, tx));
    return (connector.said.at(-1)?.body as Answered | undefined) ?? null;
  };

  it('waits, and is carried out when it comes', async () => {
    expect(await connector.order(trail.order)).toBeNull();
    expect(await later(ms.second)).toBeNull();
    await connector.evidence(evidenceOf(trail));
    expect(codes(await later(ms.second))).toEqual(['applied']);
    expect(await held()).toBe(true);
    expect(await later(ms.second).then(() => connector.said.length)).toBe(1);
  });

  it('waits a few seconds and no longer: the receipt says unknown', async () => {
    expect(await connector.order(trail.order)).toBeNull();
    expect((await later(6 * ms.second))?.results).toMatchObject([
      { result: 'unknown', code: 'EVIDENCE_MISSING' },
    ]);
    await connector.evidence(evidenceOf(trail));
    expect(codes(await connector.order({ ...trail.order, token: 2 }))).toEqual(['applied']);
  });

  it('is fenced by a newer one that comes meanwhile', async () => {
    await connector.order(trail.order);
    await connector.order(removal(2));
    await connector.evidence(evidenceOf(trail));
    expect((await later(ms.second))?.outcome).toBe('fenced');
    expect(await held()).toBe(false);
  });

  it('takes away at once what it lacks, and gives what it has overtaken once that comes', async () => {
    await connector.evidence(evidenceOf(trail));
    await connector.order(trail.order);
    const other = await aStory().submitted({ request: 'r-story-0000000000000002' }).tell();
    const { grants } = other.order.desired;
    expect(await connector.order({ ...other.order, token: 3 })).toBeNull();
    expect(await held()).toBe(false);
    await connector.evidence(evidenceOf(other));
    expect(await later(ms.second)).toMatchObject({ token: 3, state: { grants } });
    expect(await held()).toBe(true);
    const overtaken = { adopted: false, grants: [...trail.order.desired.grants, ...grants] };
    const fenced = await connector.order({ ...other.order, token: 2, desired: overtaken });
    expect(fenced).toMatchObject({ outcome: 'fenced', state: { grants } });
  });

  it('has only part of it: it waits for the rest', async () => {
    const { documents, ...about } = evidenceOf(trail);
    await connector.evidence({ ...about, documents: documents.slice(-1) });
    expect(await connector.order(trail.order)).toBeNull();
    await connector.evidence({ ...about, documents });
    expect(codes(await later(ms.second))).toEqual(['applied']);
  });
});

describe('an order that comes again, because its answer was lost', () => {
  const again = async (order: Awaited<ReturnType<typeof taken>>) => {
    connector.said.length = 0;
    await connector.inTransaction((tx) =>
      connector.consumer.orderedAgain(order, { tx, record: null as never }),
    );
    return connector.said.map(({ body }) => body);
  };
  const taken = async (body: object) => {
    const order = await connector.signed('provisioning.ordered.v1', body);
    await connector.deliver(order);
    return order;
  };

  it('is answered as before, whatever time it is, and nothing else happens', async () => {
    await connector.evidence(evidenceOf(trail));
    const order = await taken(trail.order);
    const [first] = connector.said.map(({ body }) => body);
    connector.clock.advance(ms.hour);
    expect(await again(order)).toEqual([first]);
    const gone = await taken(removal(2));
    expect(await again(gone)).toMatchObject([{ token: 2, outcome: 'done', state: { grants: [] } }]);
    expect(await held()).toBe(false);
  });

  it('is not answered when a newer one was taken: that one is waited for', async () => {
    await connector.evidence(evidenceOf(trail));
    const order = await taken(trail.order);
    await taken(removal(2));
    expect(await again(order)).toEqual([]);
    expect(await held()).toBe(false);
  });
});

describe('while nothing may be added', () => {
  const grantThen = async (hinder: () => unknown) => {
    await connector.evidence(evidenceOf(trail));
    await connector.order(trail.order);
    expect(await held()).toBe(true);
    await hinder();
  };
  it.each<readonly [string, () => unknown]>([
    ['there is neither bundle nor registry', () => (connector.trust = null)],
    [
      'the bundle has run out',
      () => (connector.trust = keyring().trust(keyring().bundle({ validUntil: moments.ordered }))),
    ],
    [
      'the registry has run out',
      () =>
        (connector.trust = keyring().trust(undefined, keyring().registry({ validUntil: moments.ordered }))),
    ],
    ['provisioning’s chain has a gap', () => connector.gaps.add('provisioning')],
    ['its own clock differs from its database’s', () => connector.skewed.add('this process')],
    ['provisioning’s clock differs', () => connector.skewed.add('provisioning')],
    ['its own database was rolled back', () => connector.gaps.add('connector-erp')],
    ['an operator has stopped grants', () => connector.force(stop)],
  ])('because %s, removals go on and grants do not', async (_name, hinder) => {
    await grantThen(hinder);
    expect(codes(await connector.order(removal(2)))).toEqual(['removed']);
    expect(await held()).toBe(false);
    const other = { ...trail.order, permission: 'role:erp_vendor_read' };
    expect(await connector.order(other)).toBeNull();
    connector.clock.advance(6 * ms.second);
    await connector.inTransaction((tx) => takeWaiting(connector.deps, tx));
    const said = connector.said.at(-1)?.body as Answered | undefined;
    if (connector.trust) expect(said?.results).toMatchObject([{ result: 'unknown' }]);
    expect(await held({ permission: 'role:erp_vendor_read' })).toBe(false);
  });
});

describe('what is meant for another system', () => {
  it('is neither carried out nor answered', async () => {
    await expect(connector.order({ ...trail.order, system: 'crm' })).rejects.toMatchObject({
      code: 'WRONG_SYSTEM',
      retriable: false,
    });
    await expect(connector.evidence({ ...evidenceOf(trail), system: 'crm' })).rejects.toMatchObject({
      code: 'WRONG_SYSTEM',
    });
    expect(connector.said).toEqual([]);
  });
});
