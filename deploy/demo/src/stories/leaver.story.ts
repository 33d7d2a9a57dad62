import { accountOf, cast } from '../company/cast.js';
import { left as hasLeft } from '../company/events.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import { watchSession } from '../stage/session-end.js';
import type { Target } from '../stage/target.js';
import { whileDown } from '../stage/while-down.js';
import type { Story } from './story.js';

const account = accountOf(cast.leaver);

/** How many roles she still has in the target. */
async function left(target: Target): Promise<string> {
  const sql = 'SELECT count(*) AS held FROM pg_auth_members WHERE member = $1::regrole';
  return String((await target.asOwner<{ held: string }>(sql, [account]))[0]?.held);
}

/** A leaver loses everything, open session included, while approval and policy are down. */
export const leaver: Story = {
  id: 'leaver',
  title: 'A leaver loses everything, open session included, while approval and policy are down',
  play: async ({ system, hr, target }, script) => {
    await target.choosePassword(account);
    const session = await target.session(account);
    const ended = watchSession(session);
    await session.query('SELECT count(*) FROM erp.vendors');
    script.equal(
      'she works in an open session',
      'allowed',
      await target.tryAs(account, probes['erp:vendor:create'] as string),
    );
    await whileDown(system, ['approval', 'policy'], async () => {
      const now = new Date().toISOString();
      await hr.publish(hasLeft(cast.leaver, now, now));
      script.contains('her open session', 'terminat', await ended());
      await eventually('her login to be gone', async () => !(await target.canLogIn(account)));
      script.contains('she logs in again', 'cannot log in', await target.tryAs(account, 'SELECT 1'));
      await eventually('her roles to be gone', async () => (await left(target)) === '0');
      script.equal('roles that are left to her', '0', await left(target));
    });
  },
};
