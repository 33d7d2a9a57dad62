import { sha256 } from '@countersign/statement';
import { aStory, ms, theRequest, type Trail } from '@countersign/testing';
import { INVALID_SPAN_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import { endDue } from '@countersign/connector-kit';
import { TestConnector } from '../../test/connector.spec-only.js';
import { reportEndings } from '../endings/report-endings.handler.js';
import { takeWaiting } from './take-waiting.handler.js';

const permissions = ['role:erp_vendor_create', 'role:erp_vendor_read'];
let connector: TestConnector;
let trail: Trail;
let until: number;
beforeAll(async () => {
  connector = await TestConnector.start();
});
afterAll(() => connector.stop());
beforeEach(async () => {
  await connector.reset();
  until = connector.clock.now() + ms.minute;
  trail = await aStory().granting({ until }).tell();
  for (const permission of permissions) await connector.order({ ...trail.order, permission });
});
afterEach(() => trace.disable());

const evidence = () => {
  const hr = trail.statements.submitted.hash;
  return connector.evidence({ request: theRequest, hr, documents: trail.documents });
};
const take = () => connector.inTransaction((tx) => takeWaiting(connector.deps, tx));
/** Places that another transaction can have now. */
const free = async () => {
  const ask = 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free';
  const tried = permissions.map(async (permission) => {
    const [row] = await connector.ds.query<[{ free: boolean }]>(ask, [`place u1001 ${permission}`]);
    return row.free ? [permission] : [];
  });
  return (await Promise.all(tried)).flat();
};
/** How many orders wait still. */
const waiting = async () =>
  (await connector.ds.query<unknown[]>('SELECT 1 FROM waiting_order WHERE NOT done')).length;
/** Names and requests of the spans that begin from now on. */
function spans(): (readonly [string, unknown])[] {
  const begun: (readonly [string, unknown])[] = [];
  const startSpan: Tracer['startSpan'] = (name, options) => {
    begun.push([name, options?.attributes?.['countersign.request']]);
    return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as unknown as Tracer });
  return begun;
}

describe('orders that waited', () => {
  it('hold one place at a time: what is urgent for another waits for no more than one order', async () => {
    await evidence();
    expect(await free()).toEqual(permissions);
    const left: string[][] = [];
    connector.onIssue = async () => void left.push(await free());
    await take();
    expect(left).toEqual(permissions.map((taken) => permissions.filter((other) => other !== taken)));
  });

  it('are answered one by one: what a later one comes to does not take back an earlier one', async () => {
    await evidence();
    let issued = 0;
    connector.onIssue = () => {
      issued += 1;
      if (issued > 1) throw Object.assign(new RangeError('deadlock detected'), { code: '40P01' });
    };
    await take();
    expect(connector.said).toHaveLength(1);
    expect(await waiting()).toBe(1);
  });

  it('do not keep each other waiting when one fails', async () => {
    await evidence();
    let failed = false;
    connector.onIssue = () => {
      if (failed) return;
      failed = true;
      throw new RangeError('nothing can be said about this one');
    };
    await take();
    expect(connector.said).toHaveLength(1);
    await take();
    expect(connector.said).toHaveLength(2);
  });

  it('come by turns: however many wait in vain, and for longer, what is behind them is looked at within the next two runs', async () => {
    const [grant] = trail.order.desired.grants;
    const clearance = sha256('never comes');
    connector.clock.advance(-ms.second);
    for (let n = 0; n < 20; n += 1)
      await connector.order({
        ...{ ...trail.order, account: `u${n}`, permission: permissions[0] },
        desired: { adopted: false, grants: [{ ...grant, clearance }] },
      });
    connector.clock.advance(ms.second);
    await take();
    await evidence();
    await take();
    await take();
    expect(connector.said.map(({ body }) => 'account' in body && body.account)).toEqual(['u1001', 'u1001']);
    expect(await waiting()).toBe(20);
  });

  it('are answered each in a trace of its request', async () => {
    await evidence();
    const begun = spans();
    await take();
    expect(begun).toEqual(permissions.map(() => ['take waiting', theRequest]));
  });
});

describe('endings', () => {
  it('are reported each in a trace of the request that ended', async () => {
    await evidence();
    await take();
    connector.clock.set(until);
    await endDue(connector.deps);
    const begun = spans();
    await connector.inTransaction((tx) => reportEndings(connector.deps, tx));
    expect(begun).toEqual(permissions.map(() => ['report ending', theRequest]));
  });
});
