import { accountOf, cast, personId, wishes } from '../company/cast.js';
import { controlsColleague } from '../company/events.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Script } from '../stage/script.js';
import type { Stage } from '../stage/stage.js';
import { approve } from './approve.js';
import { ask, type Asked } from './ask.js';
import { conflictsOf, conflictWords } from './conflicts-of.js';
import { found, seen, stated } from './policy-knows.js';
import type { Story } from './story.js';

const account = accountOf(cast.mover);
const tries = (stage: Stage, entitlement: string) =>
  stage.target.tryAsOwnerOf(account, probes[entitlement] as string);
const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const wish = (items: readonly string[], drops: readonly string[] = [], until = inDays(20)): Asked => ({
  ...{ requester: cast.mover, items, drops, until },
});

const standsIn = (window: { readonly effective: string; readonly until: string | null }) =>
  controlsColleague(cast.mover, 'delegate', cast.buyerAway, window);

/** Asks, has it approved, and waits until it is given; gives the request. */
async function given(stage: Stage, asked: Asked): Promise<string> {
  const { request } = await ask(stage, asked);
  await approve(stage, request);
  await (await stage.person(cast.mover)).until(request, 'applied');
  return request;
}

/** Asks, and says by which rule it is vetoed. */
async function vetoed(stage: Stage, script: Script, items: readonly string[]): Promise<string> {
  const { request } = await ask(stage, wish(items));
  const told = await (await stage.person(cast.mover)).until(request, 'vetoed', 'awaiting approval');
  script.note(...conflictWords(told));
  return conflictsOf(told)
    .map(({ rule }) => rule)
    .join(' ');
}

/** She may not have what she has, since she stands in for a buyer: the same for a shorter time is given. */
async function narrows(stage: Stage, script: Script, whole: string): Promise<string> {
  const now = new Date().toISOString();
  await stated(stage, standsIn({ effective: now, until: null }));
  const subject = `${personId(cast.mover)} P2P-03`;
  const finding = await found(stage, 'CONFLICT_HELD', subject);
  script.equal('she stands in for a buyer, which is a finding', subject, finding.subject);
  const more = await vetoed(stage, script, [wishes.receivesOnly]);
  script.equal('she asks for goods receipts beside it', 'P2P-03', more);
  const until = inDays(20);
  const part = await given(stage, wish([wishes.receives], [whole], until));
  const { steps } = await (await stage.person(cast.mover)).api.story(part);
  const cleared = steps.find(({ type }) => type === 'policy.cleared.v1')?.body as { until: number };
  script.equal('she gives ten days of it up', until, new Date(cleared.until).toISOString());
  script.equal('she still receives goods', 'allowed', await tries(stage, wishes.receivesOnly));
  return part;
}

/** One half for the other: alone it is vetoed, as an exchange it is given once the first is seen to be gone. */
async function swaps(stage: Stage, script: Script, part: string): Promise<void> {
  const now = Date.now();
  const [effective, until] = [now, now + 1].map((at) => new Date(at).toISOString()) as [string, string];
  await stated(stage, standsIn({ effective, until }));
  script.equal('she asks for orders beside that', 'P2P-03', await vetoed(stage, script, [wishes.orders]));
  await given(stage, wish([wishes.orders], [part]));
  await eventually(
    'the right in the target',
    async () => (await tries(stage, 'erp:purchase-order:create')) === 'allowed',
  );
  script.equal('she gives that up for orders', 'allowed', await tries(stage, 'erp:purchase-order:create'));
  script.contains('she receives goods', 'permission denied', await tries(stage, wishes.receivesOnly));
}

/**
 * A request that gives something up is judged as one change: what narrows is never refused, and one half is exchanged for the other in two
 * steps. The second part waits for a clearance to run out, so it is told later.
 */
export const mover: Story = {
  id: 'mover',
  title: 'A mover narrows what she has and swaps one half for the other',
  play: async (stage, script) => {
    const whole = await given(stage, wish([wishes.receives], [], inDays(30)));
    script.equal('she helps out and receives goods', 'allowed', await tries(stage, wishes.receivesOnly));
    await seen(stage, whole);
    const part = await narrows(stage, script, whole);
    return () => swaps(stage, script, part);
  },
};
