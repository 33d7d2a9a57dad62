import { accountOf, cast } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import type { Stage } from '../stage/stage.js';
import { approve } from './approve.js';
import { ask } from './ask.js';
import { reserved } from './policy-knows.js';
import type { Story } from './story.js';

const item = 'erp:report:run';
const dayMs = 86_400_000;

/** Asks for an extension from a day on, as long as may be, and gives the request and until which day (from `began`, ms) it may last. */
async function extended(stage: Stage, began: number, fromDay: number) {
  const from = new Date(began + fromDay * dayMs).toISOString();
  const { request } = await ask(stage, { requester: cast.extends, items: [item], from });
  const told = await (await stage.person(cast.extends)).until(request, 'awaiting approval', 'vetoed');
  const said = (type: string) => told.steps.find((step) => step.type === type)?.body;
  const assessed = said('policy.assessed.v1') as { readonly until: number } | undefined;
  const vetoed = said('policy.vetoed.v1') as { readonly reasons: readonly { code: string }[] } | undefined;
  const days = assessed && String(Math.round((assessed.until - began) / dayMs));
  return { request, until: days ?? vetoed?.reasons.map(({ code }) => code).join(' ') ?? told.state };
}

/** A route bounds each grant (365 days) and all of them together (730): extensions end there, however they are asked for. */
export const extension: Story = {
  id: 'extension',
  title: 'Extensions end where all of them together are as long as the law allows',
  play: async (stage, script) => {
    const began = Date.now();
    const give = async (fromDay: number) => {
      const { request, until } = await extended(stage, began, fromDay);
      await approve(stage, request);
      await reserved(stage, request, 'live');
      return { request, until };
    };
    const first = await give(0);
    script.equal('the first request may last until day', '365', first.until);
    script.equal('extended from day 180, until day', '545', (await give(180)).until);
    script.equal('extended from day 545, it is cut at day', '730', (await give(545)).until);
    script.equal('a further extension', 'TOTAL_REACHED', (await extended(stage, began, 731)).until);
    await (await stage.person(cast.extends)).until(first.request, 'applied');
    const report = await stage.target.tryAsOwnerOf(accountOf(cast.extends), probes[item] as string);
    script.equal('meanwhile she runs reports', 'allowed', report);
  },
};
