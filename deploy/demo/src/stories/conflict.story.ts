import { accountOf, cast, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { machineAccount } from '../company/machines.js';
import { ask } from './ask.js';
import { conflictsOf, conflictWords } from './conflicts-of.js';
import type { Story } from './story.js';

const account = accountOf(cast.joiner);

/** The other half of a conflict is vetoed before anybody is asked, with the rule and the path of both legs. */
export const conflict: Story = {
  id: 'conflict',
  title: 'The other half of a conflict is vetoed, both legs and paths named',
  play: async (stage, script) => {
    const { request } = await ask(stage, { requester: cast.joiner, items: [wishes.conflicting] });
    const story = await (await stage.person(cast.joiner)).until(request, 'vetoed');
    const words = conflictWords(story);
    const rules = conflictsOf(story).map(({ rule }) => rule);
    script.equal('the rule', 'P2P-01', rules.join(' '));
    script.contains(
      'one leg and how she reaches it',
      'role:vendor-clerk contains erp:vendor:create',
      words.join(' '),
    );
    script.contains('the other leg', 'role:payment-releaser contains erp:payment:release', words.join(' '));
    script.contains(
      'she releases a payment run',
      'permission denied',
      await stage.target.tryAs(account, probes['erp:payment:release'] as string),
    );
    script.note(...words);
    const scanner = await ask(stage, {
      requester: cast.buyerWithScanner,
      beneficiary: 'service:goods-scanner',
      items: [wishes.forScanner],
    });
    const second = await (await stage.person(cast.buyerWithScanner)).until(scanner.request, 'vetoed');
    const found = conflictWords(second);
    script.contains(
      'the same through a service account she owns',
      'person:1053 owner service:goods-scanner',
      found.join(' '),
    );
    script.contains(
      'the scanner receives goods: it never got into the target',
      'cannot log in',
      await stage.target.tryAsOwnerOf(
        machineAccount('service:goods-scanner'),
        probes['erp:goods-receipt:post'] as string,
      ),
    );
    script.note(...found);
  },
};
