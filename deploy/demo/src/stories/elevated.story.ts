import { accountOf, cast, personId, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import { ask } from './ask.js';
import type { Story } from './story.js';

const account = accountOf(cast.joiner);

/** ITSM asks for an elevated role; two different people of two groups approve; she can do what she could not. */
export const elevated: Story = {
  id: 'elevated',
  title: 'An elevated role is approved by two different people',
  play: async (stage, script) => {
    const propose = () => stage.target.tryAs(account, probes['erp:payment-run:propose'] as string);
    script.contains('before, she proposes a payment run', 'permission denied', await propose());
    const { request, trace } = await ask(stage, { requester: cast.joiner, items: [wishes.elevated] });
    const first = await stage.person(cast.firstApprover);
    const task = await first.task(request);
    script.equal('the first approver says yes', 'open', await first.vote(task));
    script.equal('she says yes a second time', 'VOTE_TWICE', await first.vote(task));
    script.contains('one yes is not enough', 'permission denied', await propose());
    const second = await stage.person(cast.secondApprover);
    script.equal(
      'a second person of the other group says yes',
      'approved',
      await second.vote(await second.task(request)),
    );
    await (await stage.person(cast.joiner)).until(request, 'applied');
    await eventually('the right in the target', async () => (await propose()) === 'allowed');
    script.equal('now she proposes a payment run', 'allowed', await propose());
    const handedIn = await eventually('a trace of each vote', async () => {
      const later = await stage.traces.linkedTo(trace);
      const cast = later.filter(({ root }) => root.includes('votes'));
      return cast.length >= 3 && cast;
    });
    script.equal(
      'traces of votes (two counted, one refused) linked to the one of the request',
      '3',
      String(handedIn.length),
    );
    script.note(`request ${request} of ${personId(cast.joiner)}`);
  },
};
