import { accountOf, cast } from '../company/cast.js';
import { left as hasLeft } from '../company/events.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Story } from './story.js';

/** A leaver loses everything, open session included, while approval and policy are down. */
export const leaver: Story = {
  id: 'leaver',
  title: 'A leaver loses everything, open session included, while approval and policy are down',
  play: async ({ system, hr, target }, script) => {
    const account = accountOf(cast.leaver);
    await target.choosePassword(account);
    const session = await target.session(account);
    const ended = new Promise<string>((resolve) =>
      session.once('error', (error: Error) => resolve(error.message)),
    );
    await session.query('SELECT count(*) FROM erp.vendors');
    script.equal(
      'she works in an open session',
      'allowed',
      await target.tryAs(account, probes['erp:vendor:create'] as string),
    );
    await Promise.all([system.kill('approval'), system.kill('policy')]);
    const now = new Date().toISOString();
    await hr.publish(hasLeft(cast.leaver, now, now));
    script.contains('her open session', 'terminat', await ended);
    await eventually('her login to be gone', async () => !(await target.canLogIn(account)));
    script.contains('she logs in again', 'cannot log in', await target.tryAs(account, 'SELECT 1'));
    const left = async () => {
      const sql = 'SELECT count(*) AS held FROM pg_auth_members WHERE member = $1::regrole';
      return String((await target.asOwner<{ held: string }>(sql, [account]))[0]?.held);
    };
    await eventually('her roles to be gone', async () => (await left()) === '0');
    script.equal('roles that are left to her', '0', await left());
    await Promise.all([system.start('approval'), system.start('policy')]);
  },
};
