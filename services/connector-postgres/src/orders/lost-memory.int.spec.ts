import { endDue } from '@countersign/connector-kit';
import type { Answered, Ended } from '@countersign/contracts/connector';
import type { Statement } from '@countersign/statement';
import { aStory, ms, type Trail } from '@countersign/testing';
import { TestConnector } from '../../test/connector.spec-only.js';
import { reportEndings } from '../endings/report-endings.handler.js';
import { takeWaiting } from './take-waiting.handler.js';

const place = { account: 'u1001' as never, permission: 'role:erp_vendor_create' as never };
const half = 30 * ms.second;

let connector: TestConnector;
let trail: Trail;
let until: number;
let first: Statement<'provisioning.ordered.v1'>;
beforeAll(async () => {
  connector = await TestConnector.start();
});
afterAll(() => connector.stop());
beforeEach(async () => {
  await connector.reset();
  until = connector.clock.now() + ms.hour;
  trail = await aStory().granting({ until }).tell();
  await evidenceOf(trail);
  first = await connector.signed('provisioning.ordered.v1', trail.order);
  await connector.deliver(first);
  expect(await held()).toBe(true);
});

const held = () => connector.target.holds(place);
const evidenceOf = ({ statements, documents, grant: { request } }: Trail) =>
  connector.evidence({ request, hr: statements.submitted.hash, documents });
const removal = (token: number) => ({
  ...trail.order,
  ...{ token, applyBefore: null, desired: { grants: [], adopted: false } },
});
const codes = (answer: Answered | null | undefined) =>
  answer?.results.map(({ result, code }) => code ?? result);
const findings = (answer: Answered | null | undefined) => answer?.findings.map(({ code }) => code);

/** The order arrives as the transport gives it, and waits as long as it may; the answer, if it gets one. */
async function arrives(order: Statement<'provisioning.ordered.v1'>): Promise<Answered | undefined> {
  const before = connector.said.length;
  await connector.arrive(order);
  connector.clock.advance(6 * ms.second);
  await connector.inTransaction((tx) => takeWaiting(connector.deps, tx));
  return connector.said[before]?.body as Answered | undefined;
}
/** What was cleared for the same request, now. */
async function clearedAgain(token: number): Promise<Trail> {
  const at = connector.clock.now();
  return aStory()
    .cleared({ reservation: 'v-story-0000000000000002', applyBefore: at + ms.minute }, { at })
    .ordered({ token, applyBefore: at + ms.minute })
    .granting({ until })
    .tell();
}

const itsOwn = () =>
  connector.force('TRUNCATE inbox, received, waiting_order, document, evidence, evidence_document');
const theTargets = async () => {
  await connector.target.owner.query(
    'TRUNCATE countersign.place, countersign.spent, countersign.ending, countersign.session_end',
  );
};
/** The service finds its own topic ahead of its database when it starts. */
const everything = async () => {
  await itsOwn();
  await theTargets();
  await connector.target.owner.query('TRUNCATE countersign.account');
  await connector.force('TRUNCATE statement, chain_head, chain_seen, outbox, ending_issued');
  connector.gaps.add('connector-erp');
};

describe.each([
  ['evidence and inbox', itsOwn, [], []],
  ['what its target remembers', theTargets, ['MEMORY_LOST'], ['MEMORY_LOST']],
  ['everything', everything, ['MEMORY_LOST'], ['ACCOUNT_NOT_MANAGED']],
] as const)('a connector that has lost %s, while access is held', (_what, lose, found, foundAgain) => {
  it('removes what is ordered away, and says so', async () => {
    await lose();
    const answer = await connector.order(removal(2));
    expect(answer).toMatchObject({ outcome: 'done', newest: 2, state: { grants: [], adopted: false } });
    expect([findings(answer), await held()]).toEqual([found, false]);
  });

  it('gives nothing back on an order from before, neither while its clearance could be used nor later', async () => {
    await connector.order(removal(2));
    await lose();
    for (const wait of [0, half, ms.minute]) {
      connector.clock.advance(wait);
      expect((await arrives(first))?.state.grants ?? []).toEqual([]);
      await evidenceOf(trail);
      expect(await held()).toBe(false);
    }
  });

  it('gives nothing back on it, either, once an operator has looked', async () => {
    await connector.order(removal(2));
    await lose();
    connector.gaps.clear();
    await evidenceOf(trail);
    connector.clock.advance(ms.minute);
    expect((await arrives(first))?.state.grants ?? []).toEqual([]);
    expect(await held()).toBe(false);
  });

  it('says what is there, and only that is there, when it is asked again', async () => {
    await lose();
    connector.clock.advance(ms.minute);
    const answer = await arrives(first);
    expect(answer?.state.grants.length).toBe((await held()) ? 1 : 0);
    expect(findings(answer)).toEqual(foundAgain);
  });

  it('takes what is ordered next: what was cleared anew is given, to an account that is still known', async () => {
    await lose();
    connector.gaps.clear();
    await connector.order(removal(2));
    const again = await clearedAgain(3);
    await evidenceOf(again);
    if (lose === everything) {
      const refused = await connector.order(again.order);
      expect([codes(refused), findings(refused)]).toEqual([['ACCOUNT_NOT_MANAGED'], ['ACCOUNT_NOT_MANAGED']]);
      await connector.target.owner.query(`SELECT countersign.manage_account('u1001')`);
    }
    const answer = await connector.order({ ...again.order, token: 4 });
    expect([codes(answer), answer?.state.grants.length, await held()]).toEqual([['applied'], 1, true]);
  });
});

describe('the end of access', () => {
  const atItsEnd = async () => {
    connector.clock.set(until);
    await endDue(connector.deps);
    await connector.inTransaction((tx) => reportEndings(connector.deps, tx));
  };

  it('comes by itself and is told though evidence and inbox are lost', async () => {
    await itsOwn();
    await atItsEnd();
    const said = connector.said.at(-1)?.body as Ended;
    expect(said).toMatchObject({ ended: [trail.grant.clearance], state: { grants: [], adopted: false } });
    expect(await held()).toBe(false);
  });

  it.each([
    ['its target remembers nothing', theTargets],
    ['nobody remembers anything', everything],
  ])('comes by the order of that time where %s, and is a finding', async (_what, lose) => {
    await lose();
    await atItsEnd();
    expect(connector.said.filter(({ type }) => type === 'connector.ended.v1')).toEqual([]);
    const answer = await connector.order(removal(2));
    expect([findings(answer), await held()]).toEqual([['MEMORY_LOST'], false]);
  });
});

describe('a target that has forgotten the first of two grants', () => {
  it('keeps what is cleared now, for as long as that; what it cannot verify any more is late', async () => {
    await theTargets();
    connector.clock.advance(ms.minute);
    const again = await clearedAgain(2);
    await evidenceOf(again);
    const both = [...trail.order.desired.grants, ...again.order.desired.grants];
    const answer = await connector.order({ ...again.order, desired: { grants: both, adopted: false } });
    expect(codes(answer)?.sort()).toEqual(['APPLY_BEFORE_PASSED', 'applied']);
    expect(answer?.state.grants).toEqual(again.order.desired.grants);
    expect([findings(answer), await held()]).toEqual([['MEMORY_LOST'], true]);
  });
});
