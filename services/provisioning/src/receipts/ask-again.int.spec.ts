import { aStory, ms, theRequest } from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { endRequest } from '../end/end-access.handler.js';
import { askAgain } from './take-receipt.handler.js';

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(async () => {
  await provisioning.reset();
  await provisioning.hear(await aStory().tell());
  await sent();
});

/** The relay has published everything. */
const sent = () => provisioning.rows('UPDATE outbox SET published_at = clock_timestamp()');
/** How many orders go out again, when the timer comes by. */
async function again(): Promise<number> {
  await provisioning.inTransaction((tx) => askAgain(provisioning.deps, tx));
  const waiting = await provisioning.rows('SELECT statement FROM outbox WHERE published_at IS NULL');
  await sent();
  return waiting.length;
}
/** Looks every second for so long, and returns after how many seconds orders went out again. */
async function asked(seconds: number): Promise<number[]> {
  const at: number[] = [];
  for (let second = 1; second <= seconds; second++) {
    provisioning.clock.advance(ms.second);
    if ((await again()) > 0) at.push(second);
  }
  return at;
}
const place = { system: 'erp', account: 'u1001', permission: 'role:erp_vendor_create' };

describe('orders that nobody answers', () => {
  it('go out again, each time after twice as long', async () => {
    expect(await asked(160)).toEqual([10, 30, 70, 150]);
  });

  it('go out again every five minutes at last: no removal that was lost waits longer', async () => {
    for (let step = 0; step < 40; step++) {
      provisioning.clock.advance(5 * ms.minute);
      expect(await again()).toBe(2);
    }
  });

  it('do not, once they are answered', async () => {
    const state = { grants: [], adopted: false };
    await provisioning.answered({ ...place, token: 1, newest: 1, outcome: 'done', state });
    provisioning.clock.advance(10 * ms.second);
    expect(await again()).toBe(1);
  });

  it('are not held against what is ordered next: that goes out again as soon as the first did', async () => {
    await asked(40);
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    await sent();
    expect(await asked(40)).toEqual([10, 30]);
  });
});
