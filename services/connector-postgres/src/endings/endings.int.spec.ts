import { endDue } from '@countersign/connector-kit';
import type { Ended } from '@countersign/contracts/connector';
import { aStory, ms, type Trail } from '@countersign/testing';
import { TestConnector } from '../../test/connector.spec-only.js';
import { EndingTimer } from './ending-timer.js';
import { reportEndings } from './report-endings.handler.js';

const place = { account: 'u1001' as never, permission: 'role:erp_vendor_create' as never };
const soon = ms.minute;

let connector: TestConnector;
let trail: Trail;
let until: number;
beforeAll(async () => {
  connector = await TestConnector.start();
});
afterAll(() => connector.stop());
beforeEach(async () => {
  await connector.reset();
  until = connector.clock.now() + soon;
  trail = await aStory().granting({ until }).tell();
  const { request } = trail.grant;
  await connector.evidence({ request, hr: trail.statements.submitted.hash, documents: trail.documents });
  await connector.order(trail.order);
});

const report = () => connector.inTransaction((tx) => reportEndings(connector.deps, tx));
const endings = () => connector.said.filter(({ type }) => type === 'connector.ended.v1');

describe('access whose time is over', () => {
  it('ends without broker, evidence or a database of its own', async () => {
    await connector.ds.destroy();
    connector.clock.set(until - 1);
    await endDue(connector.deps);
    expect(await connector.target.holds(place)).toBe(true);
    connector.clock.set(until);
    const timer = new EndingTimer(connector.deps, { info: () => undefined } as never);
    await timer.start();
    await timer.stop();
    expect(await connector.target.holds(place)).toBe(false);
    await connector.ds.initialize();
  });

  it('is reported once, though the process dies before the report is safe or before the target is told', async () => {
    connector.clock.set(until + 5 * ms.minute);
    await endDue(connector.deps);
    connector.onIssue = () => {
      throw new TypeError('the process dies here');
    };
    await expect(report()).rejects.toThrow('dies here');
    connector.onIssue = () => undefined;
    for (let run = 0; run < 3; run++) await report();
    expect(endings()).toHaveLength(1);
    const body = endings()[0]?.body as Ended;
    expect(body).toMatchObject({
      ...place,
      token: 1,
      ended: [trail.grant.clearance],
      at: until + 5 * ms.minute,
    });
    expect(body.state).toEqual({ grants: [], adopted: false });
    expect(await connector.deps.driver.unreported(10)).toEqual([]);
  });

  it('is reported with the state of now, not of then', async () => {
    connector.clock.set(until);
    await endDue(connector.deps);
    const again = await aStory()
      .cleared({ reservation: 'v-story-0000000000000002', applyBefore: until + soon - 1 })
      .cleared({}, { at: until })
      .ordered({ token: 2 })
      .tell();
    const { request } = again.grant;
    await connector.evidence({ request, hr: again.statements.submitted.hash, documents: again.documents });
    const answer = await connector.order(again.order);
    expect(answer?.state.grants).toHaveLength(1);
    await report();
    expect((endings()[0]?.body as Ended).state).toEqual(answer?.state);
  });
});
