import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, cast } from '../company/cast.js';
import { enact } from '../stage/enact.js';
import { eventually } from '../stage/eventually.js';
import { lookInto } from '../stage/look-into.js';
import type { Stage } from '../stage/stage.js';
import { approve } from './approve.js';
import { ask } from './ask.js';
import { found } from './policy-knows.js';
import type { Story } from './story.js';

const { asks, leavesIt } = cast.heldBefore;
const [hers, his] = [accountOf(asks), accountOf(leavesIt)];
const dayMs = 86_400_000;
const place = (account: string): string => `bank ${account} role:bank_statement_read`;

const reads = (stage: Stage, account: string): Promise<string> =>
  stage.bank.tryAsOwnerOf(account, 'SELECT count(*) FROM bank.statements');
const uploads = (stage: Stage, account: string): Promise<string> =>
  stage.bank.tryAsOwnerOf(account, 'SELECT bank.upload_file(10)');

/** How many findings of a kind are open about a place. */
const open = async (stage: Stage, code: string, subject: string): Promise<number> => {
  const sql = `SELECT 1 FROM finding WHERE code = $1 AND subject = $2 AND closed_at IS NULL`;
  return (await lookInto(stage.about, 'policy', sql, [code, subject])).length;
};

/** The bank has what was adopted there removed from now on, without a day's grace. */
function enforce(policy: string): void {
  const file = join(policy, 'bundle.yaml');
  const law = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    law.replace(/mode: shadow\n {4}adoptionDays: \d+/, 'mode: enforce\n    adoptionDays: 0'),
  );
}

/**
 * The bank holds access that nobody ordered and begins in `shadow`: it is adopted, with a day by which it is to be asked for. One of two holders
 * asks, and is given it properly. Then a new law, signed by the custodians, moves the bank to `enforce`: what was only adopted goes, what
 * was asked for stays, and what nobody orders from then on is taken away.
 */
export const adoption: Story = {
  id: 'adoption',
  title: 'A target holds access that nobody ordered: adopted, asked for or gone, and enforced from then on',
  play: async (stage, script) => {
    const { due } = await found(stage, 'ACCESS_ADOPTED', place(hers));
    const left = Math.round(((due ?? 0) - Date.now()) / dayMs);
    script.equal('days until what the bank had given is to be asked for', '90', String(left));
    await found(stage, 'ACCESS_ADOPTED', place(his));
    const both = [await reads(stage, hers), await reads(stage, his)];
    script.equal('both read statements, as before', 'allowed allowed', both.join(' '));

    const { request } = await ask(stage, {
      requester: asks,
      items: ['bank:login:use', 'bank:statement:read'],
    });
    await approve(stage, request);
    const { state } = await (await stage.person(asks)).until(request, 'applied', 'vetoed', 'held');
    script.equal('she asks for what she has', 'applied', state);
    const isHers = async () => (await open(stage, 'ACCESS_ADOPTED', place(hers))) === 0;
    await eventually('her access to be held by her request alone', isHers);
    const still = await open(stage, 'ACCESS_ADOPTED', place(his));
    script.equal('what is still only adopted: his', '1', String(still));

    await enact(stage.about, enforce);
    await eventually('what was only adopted to go', async () => !(await stage.bank.canLogIn(his)));
    script.contains('under the new law he logs in', 'not permitted to log in', await reads(stage, his));
    script.equal('she reads statements', 'allowed', await reads(stage, hers));

    await stage.bank.asOwner(`GRANT bank_file_upload TO ${hers} GRANTED BY countersign_grantor`);
    await found(stage, 'ACCESS_NEVER_ORDERED', `bank ${hers} role:bank_file_upload`);
    await eventually('what nobody ordered to go', async () => (await uploads(stage, hers)) !== 'allowed');
    script.contains(
      'what the bank gives by hand now goes: she uploads',
      'permission denied',
      await uploads(stage, hers),
    );
    script.equal('and what was ordered stays: she reads statements', 'allowed', await reads(stage, hers));
  },
};
