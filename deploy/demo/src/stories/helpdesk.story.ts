import { accountOf, cast, personId, wishes } from '../company/cast.js';
import { controlsColleague } from '../company/events.js';
import { helpdesk as desk } from '../company/machines.js';
import { workers } from '../company/organisation.js';
import { probes } from '../erp/probes.js';
import { lookInto } from '../stage/look-into.js';
import type { Stage } from '../stage/stage.js';
import { approve } from './approve.js';
import { ask } from './ask.js';
import { conflictsOf, conflictWords } from './conflicts-of.js';
import { found, stated } from './policy-knows.js';
import type { Story } from './story.js';

const tries = (stage: Stage, n: number, entitlement: string) =>
  stage.target.tryAsOwnerOf(accountOf(n), probes[entitlement] as string);
const monthMs = 30 * 86_400_000;

/** Everybody who works here by now but the helpdesk itself. */
const everybody = [...workers.map(({ n }) => n), cast.joiner].filter((n) => n !== desk.person);

/** For a while the helpdesk can reset everybody's login; whose it could reset before, it can reset afterwards. Gives whose logins policy knows of. */
async function canResetEverybody(stage: Stage, until: string): Promise<number> {
  const window = { effective: new Date().toISOString(), until };
  const others = everybody.filter((n) => !(desk.resets as readonly number[]).includes(n));
  await stated(stage, ...others.map((n) => controlsColleague(desk.person, 'can-reset', n, window)));
  const sql = `SELECT DISTINCT data->>'identity' FROM fact WHERE data->>'controller' = $1 AND data->>'how' = 'can-reset'`;
  return (await lookInto(stage.about, 'policy', sql, [personId(desk.person)])).length;
}

/**
 * A helpdesk that can reset everybody's login would be everybody. The law knows of that power until 2028 and leaves it out of judgement until then; it
 * stays a finding. Without it nobody whom the helpdesk can reset would be given the other half: so it is for what would last longer.
 */
export const helpdesk: Story = {
  id: 'helpdesk',
  title: 'A helpdesk whose power is recognised does not paralyse the company',
  play: async (stage, script) => {
    const half = { requester: cast.selfApprover, items: [wishes.conflicting] };
    const she = await stage.person(cast.selfApprover);
    const forGood = await ask(stage, half);
    const told = await she.until(forGood.request, 'vetoed', 'awaiting approval');
    const rules = conflictsOf(told).map(({ rule, root }) => `${rule} ${root}`);
    script.equal(
      'payments for longer than the power is recognised',
      `P2P-01 ${personId(desk.person)}`,
      rules.join(' '),
    );
    script.note(...conflictWords(told));
    const until = new Date(Date.now() + monthMs).toISOString();
    const count = String(await canResetEverybody(stage, until));
    script.equal('people whose login the helpdesk can reset this month', String(everybody.length), count);
    const { request } = await ask(stage, { ...half, until });
    await approve(stage, request, [cast.firstApprover, ...cast.controllers]);
    await she.until(request, 'applied');
    const clerk = await tries(stage, cast.bystander, 'erp:vendor:create');
    script.equal('one whom the helpdesk can reset inserts a vendor', 'allowed', clerk);
    const other = await tries(stage, cast.selfApprover, 'erp:payment:release');
    script.equal('another is given payments for a month, and releases one', 'allowed', other);
    const subject = `${personId(desk.person)} can-reset`;
    const { subject: power } = await found(stage, 'POWER_RECOGNISED', subject);
    script.equal('the power stays a finding', subject, power);
  },
};
