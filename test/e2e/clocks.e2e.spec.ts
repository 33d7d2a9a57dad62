import { setTimeout as sleep } from 'node:timers/promises';
import type { Publisher } from '@countersign/source';
import { publisherOf } from './intake/people.js';
import { freshId } from './intake/webhook.js';
import { asSuperuser } from './postgres/cluster-client.js';
import { eventually } from './system/eventually.js';
import { canShift, readinessOf, ShiftedProcess } from './system/shifted-process.js';
import { unless } from './system/unavailable.js';

const minutes = 60;
const effective = '2026-01-01T00:00:00.000Z';
const lacks = canShift ? null : 'libfaketime';

let hr: Publisher;
beforeAll(async () => (hr = await publisherOf('hr')));
afterAll(() => hr.close());

let serial = 0;
/** Somebody whose birthright is access to the ERP. */
async function hires(): Promise<{ worker: string; account: string }> {
  const [worker, account] = [`person:${freshId()}`, `u${Date.now()}${(serial += 1)}`];
  const accounts = [{ system: 'erp', account }];
  const data = { worker, effective, department: 'sales', job: 'seller', manager: null, accounts };
  await hr.publish({ type: 'worker.hired.v1', data });
  return { worker, account };
}
const leaves = (worker: string) =>
  hr.publish({ type: 'worker.left.v1', data: { worker, effective: new Date().toISOString() } });
/** Whether an account is a member of any role of the target, as its own catalogue says. */
const holds = (account: string): Promise<boolean> =>
  asSuperuser('erp', 'erp', async (client) => {
    const sql = 'SELECT 1 FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = $1)';
    return (await client.query(sql, [account])).rows.length > 0;
  });
/** What was cleared when the clock was wrong already, and not known to be, is cleared again when that clearance has run out: after some 65 s. */
const patienceMs = 150_000;
const untilHeld = (account: string) =>
  eventually(`${account} to hold something`, () => holds(account), patienceMs);

/** Every service of the way is shifted in its turn: who executes, and who applies. */
describe.each(['provisioning', 'connector-erp'])('while the clock of %s is wrong', (name) => {
  let process: ShiftedProcess;
  beforeAll(async () => {
    if (canShift) process = await ShiftedProcess.replace(name);
  }, 120_000);
  afterAll(async () => {
    if (canShift) await process.restore();
  }, 120_000);

  it.each([
    ['ten minutes ahead', 10 * minutes],
    ['ten minutes behind', -10 * minutes],
  ])(
    `%s, nothing is granted and a removal goes out; set right, grants go on by themselves${unless(lacks)}`,
    async (_, seconds) => {
      if (!canShift) return;
      const holder = await hires();
      await untilHeld(holder.account);
      process.shift(seconds);
      await eventually(
        'the service to say so',
        async () => (await readinessOf(name))?.grants === 'stopped: clocks differ',
      );
      const newcomer = await hires();
      await leaves(holder.worker);
      await eventually('the removal', async () => !(await holds(holder.account)));
      await sleep(5_000); // long enough for a grant that is not stopped
      expect(await holds(newcomer.account)).toBe(false);
      process.shift(0);
      await untilHeld(newcomer.account);
      await eventually('the service to say so', async () => {
        const readiness = await readinessOf(name);
        return readiness?.status === 200 && readiness.grants === undefined;
      });
    },
    400_000,
  );
});
