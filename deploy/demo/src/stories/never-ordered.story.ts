import { accountOf, cast, personId, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import { whileDown } from '../stage/while-down.js';
import { ask } from './ask.js';
import { conflictsOf } from './conflicts-of.js';
import { found } from './policy-knows.js';
import type { Story } from './story.js';

const account = accountOf(cast.givenByHand);
const dayMs = 86_400_000;

/**
 * The target holds what nobody ordered: a finding, a conflict that is to be settled by a date, and, since the law of this system says
 * `enforce`, an order to take it away, as soon as somebody is there to give it: while both findings are looked at, `provisioning` is down.
 */
export const neverOrdered: Story = {
  id: 'never-ordered',
  title: 'What the target holds and nobody ordered is found and taken away',
  play: async (stage, script) => {
    const release = () => stage.target.tryAsOwnerOf(account, probes['erp:payment:release'] as string);
    const { request } = await ask(stage, { requester: cast.givenByHand, items: [wishes.conflicting] });
    const told = await (await stage.person(cast.givenByHand)).until(request, 'vetoed');
    script.equal(
      'he asks for the other half',
      'P2P-01',
      conflictsOf(told)
        .map(({ rule }) => rule)
        .join(' '),
    );
    script.contains('he releases a payment run', 'permission denied', await release());
    const begun = Date.now();
    await whileDown(stage.system, ['provisioning'], async () => {
      await stage.target.asOwner(`GRANT erp_payment_release TO ${account} GRANTED BY countersign_grantor`);
      script.equal(
        'the owner of the ERP gives it by hand, as Countersign grants',
        'allowed',
        await release(),
      );
      const place = `erp ${account} role:erp_payment_release`;
      script.equal('a finding', place, (await found(stage, 'ACCESS_NEVER_ORDERED', place)).subject);
      const subject = `${personId(cast.givenByHand)} P2P-01`;
      const { due } = await found(stage, 'CONFLICT_HELD', subject);
      script.equal('days to settle the conflict', '14', String(Math.round(((due ?? 0) - begun) / dayMs)));
    });
    await eventually('it to be taken away', async () => (await release()) !== 'allowed');
    script.contains('what nobody ordered is ordered away: he releases', 'permission denied', await release());
  },
};
