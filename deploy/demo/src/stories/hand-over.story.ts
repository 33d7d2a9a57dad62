import { setTimeout as sleep } from 'node:timers/promises';
import { accountOf, cast, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Stage } from '../stage/stage.js';
import { whileDown } from '../stage/while-down.js';
import { approve } from './approve.js';
import { ask } from './ask.js';
import { reserved } from './policy-knows.js';
import type { Story } from './story.js';

/** Until noon: long enough for two approvals on a busy machine, ms. */
const aheadMs = 15_000;

const tries = (stage: Stage, entitlement: string) =>
  stage.target.tryAsOwnerOf(accountOf(cast.handsOver), probes[entitlement] as string);
const orders = (stage: Stage) => tries(stage, 'erp:purchase-order:create');
const receives = (stage: Stage) => tries(stage, 'erp:goods-receipt:post');

/**
 * One half ends at noon, the other begins at noon, and the removal is late: the second waits until the first was seen to be gone. Its slot is
 * free when its clearance can be used no longer, a minute after it was given, so the end is told later.
 */
export const handOver: Story = {
  id: 'hand-over',
  title: 'One half ends when the other begins; the removal is late, and the other waits for it',
  play: async (stage, script) => {
    const she = await stage.person(cast.handsOver);
    const noon = Date.now() + aheadMs;
    const [from, until] = [new Date(noon).toISOString(), new Date(noon).toISOString()];
    const first = await ask(stage, { requester: cast.handsOver, items: [wishes.orders], until });
    await approve(stage, first.request);
    await she.until(first.request, 'applied');
    script.equal('before noon she orders', 'allowed', await orders(stage));
    const second = await ask(stage, { requester: cast.handsOver, items: [wishes.receives], from });
    const yes = await approve(stage, second.request);
    script.equal('for the time after noon she is given the other half', 'approved', yes);
    await reserved(stage, second.request, 'live');
    await whileDown(stage.system, ['connector-erp'], async () => {
      await sleep(Math.max(0, noon - Date.now()) + 2_000);
      script.equal('after noon, while the connector is dead, she orders', 'allowed', await orders(stage));
      const { state } = await she.api.story(second.request);
      script.equal('the other half waits', 'approved', state);
      script.contains('she receives goods', 'permission denied', await receives(stage));
    });
    await eventually('the first half to be gone', async () => (await orders(stage)) !== 'allowed');
    script.contains('the connector is back: she orders', 'permission denied', await orders(stage));
    return async () => {
      const told = await she.until(second.request, 'applied', 'vetoed', 'withdrawn');
      script.equal('when the first was seen to be gone, the other half is', 'applied', told.state);
      script.equal('she receives goods', 'allowed', await receives(stage));
      script.contains('she orders', 'permission denied', await orders(stage));
    };
  },
};
