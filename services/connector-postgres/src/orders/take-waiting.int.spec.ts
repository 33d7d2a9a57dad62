import { aStory, ms, theRequest, type Trail } from '@countersign/testing';
import { TestConnector } from '../connector.spec-only.js';
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

describe('orders that waited', () => {
  it('have their places, all of them, before the first is answered: whoever has signed waits for nobody', async () => {
    await evidence();
    expect(await free()).toEqual(permissions);
    const left: string[][] = [];
    connector.onIssue = async () => void left.push(await free());
    await take();
    expect(left).toEqual([[], []]);
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
});
