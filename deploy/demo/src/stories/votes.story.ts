import { accountOf, cast, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { machineAccount } from '../company/machines.js';
import { ask } from './ask.js';
import type { Story } from './story.js';

/** Whoever asks, receives, or owns what receives, decides nothing; and nobody votes in another's name. */
export const votes: Story = {
  id: 'votes',
  title:
    'A self-approval, a vote by the owner of the service account, and a vote in another name are refused',
  play: async (stage, script) => {
    const self = await stage.person(cast.selfApprover);
    const own = await ask(stage, { requester: cast.selfApprover, items: [wishes.elevated] });
    const other = await stage.person(cast.firstApprover);
    const task = await other.task(own.request);
    script.equal('who asks votes for herself', 'VOTE_EXCLUDED', await self.vote(task));
    const stolen = await self.sign(task, 'yes', 'person:1035');
    script.equal('she signs in the name of an approver', 'VOTE_NOT_YOURS', await self.handIn(stolen));
    const foreign = await other.handIn(stolen);
    script.equal('an approver hands in a vote that another key signed', 'VOTE_INVALID', foreign);
    const bot = await ask(stage, {
      requester: cast.bystander,
      beneficiary: 'service:payment-file-bot',
      items: [wishes.forService],
    });
    const owner = await stage.person(cast.serviceOwner);
    const botTask = await other.task(bot.request);
    script.equal('the owner of the service account votes', 'VOTE_EXCLUDED', await owner.vote(botTask));
    script.equal(
      'it is in her inbox',
      'false',
      String((await owner.api.inbox()).some(({ request }) => request === bot.request)),
    );
    script.equal('an approver says no', 'denied', await other.vote(botTask, 'no'));
    script.equal('and no to the first', 'denied', await other.vote(task, 'no'));
    const propose = probes['erp:payment-run:propose'] as string;
    script.contains(
      'she proposes a payment run herself',
      'permission denied',
      await stage.target.tryAsOwnerOf(accountOf(cast.selfApprover), propose),
    );
    script.contains(
      'so does the service account, which never got into the target',
      'cannot log in',
      await stage.target.tryAsOwnerOf(machineAccount('service:payment-file-bot'), propose),
    );
  },
};
