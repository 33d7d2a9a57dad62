import { accountOf, cast, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { machineAccount } from '../company/machines.js';
import { ask } from './ask.js';
import type { Story } from './story.js';
import { describeConflict } from '@countersign/cli';
import type { ConflictSummary } from '@countersign/contracts';

const account = accountOf(cast.joiner);

interface VetoBody {
  readonly conflicts: readonly ConflictSummary[];
}

/** The other half of a conflict is vetoed before anybody is asked, with the rule and the path of both legs. */
export const conflict: Story = {
  id: 'conflict',
  title: 'The other half of a conflict is vetoed, both legs and paths named',
  play: async (stage, script) => {
    const { request } = await ask(stage, { requester: cast.joiner, items: [wishes.conflicting] });
    const story = await (await stage.person(cast.joiner)).until(request, 'vetoed');
    const { conflicts } = story.steps.find(({ type }) => type === 'policy.vetoed.v1')?.body as VetoBody;
    const words = conflicts.flatMap(describeConflict);
    script.equal('the rule', 'P2P-01', conflicts.map(({ rule }) => rule).join(' '));
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
    const found = (second.steps.find(({ type }) => type === 'policy.vetoed.v1')?.body as VetoBody).conflicts;
    script.contains(
      'the same through a service account she owns',
      'person:1053 owner service:goods-scanner',
      found.flatMap(describeConflict).join(' '),
    );
    script.contains(
      'the scanner receives goods: it never got into the target',
      'cannot log in',
      await stage.target.tryAsOwnerOf(
        machineAccount('service:goods-scanner'),
        probes['erp:goods-receipt:post'] as string,
      ),
    );
    script.note(...found.flatMap(describeConflict));
  },
};
