import type { Story as Told } from '@countersign/cli';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountOf, cast } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Stage } from '../stage/stage.js';
import { approve } from './approve.js';
import { ask } from './ask.js';
import { reserved } from './policy-knows.js';
import type { Story } from './story.js';

const item = 'erp:report:run';
/** Long enough for an approver to say yes on a busy machine, ms. */
const aheadMs = 12_000;
const monthMs = 30 * 86_400_000;

const reports = (stage: Stage, n: number) => stage.target.tryAsOwnerOf(accountOf(n), probes[item] as string);

/** Asks for access from an instant on, and has it approved and reserved; gives the request. */
async function approvedFrom(stage: Stage, n: number, from: number): Promise<string> {
  const { request } = await ask(stage, { requester: n, items: [item], from: new Date(from).toISOString() });
  await approve(stage, request);
  await reserved(stage, request, 'live');
  return request;
}

/** What has been ordered or cleared for a request. */
const ordered = ({ steps }: Told): string =>
  steps
    .map(({ type }) => type)
    .filter((type) => /cleared|ordered/.test(type))
    .join(' ') || 'nothing';

/** What begins later is approved and reserved now, and given when it begins. */
export const startLater: Story = {
  id: 'start-later',
  title: 'What begins later is approved now and given when it begins',
  play: async (stage, script) => {
    const from = Date.now() + aheadMs;
    const [soon, nextMonth] = await Promise.all([
      approvedFrom(stage, cast.startsLater, from),
      approvedFrom(stage, cast.startsNextMonth, from + monthMs),
    ]);
    const she = await stage.person(cast.startsLater);
    script.equal('cleared or ordered before it begins', 'nothing', ordered(await she.api.story(soon)));
    script.contains('she runs a report', 'permission denied', await reports(stage, cast.startsLater));
    script.equal('that was before its begin', 'true', String(Date.now() < from));
    await sleep(Math.max(0, from - Date.now()));
    await eventually('the right', async () => (await reports(stage, cast.startsLater)) === 'allowed');
    script.equal('when it has begun, she runs a report', 'allowed', await reports(stage, cast.startsLater));
    const he = await stage.person(cast.startsNextMonth);
    const told = await he.api.story(nextMonth);
    script.equal('what was asked from next month on is', 'approved', told.state);
    script.equal('cleared or ordered for it', 'nothing', ordered(told));
    script.contains('he runs a report', 'permission denied', await reports(stage, cast.startsNextMonth));
  },
};
