import { accountOf, cast, wishes } from '../company/cast.js';
import { eventually } from '../stage/eventually.js';
import { ask } from './ask.js';
import { conflictWords } from './conflicts-of.js';
import type { Story } from './story.js';

const account = accountOf(cast.joiner);
const enter = (code: string) => `SELECT erp.enter_cash('${code}', 10)`;
const within = (code: string) => ({ 'company-code': [code] });

/** What is asked for one company code is given for that one alone, and conflicts within that one alone. */
export const scope: Story = {
  id: 'scope',
  title: 'Access within a company code is given and judged within it',
  play: async (stage, script) => {
    const { request } = await ask(stage, {
      ...{ requester: cast.joiner, items: [wishes.scoped], scope: within('1000') },
    });
    const approver = await stage.person(cast.firstApprover);
    script.equal('the process owner says yes', 'approved', await approver.vote(await approver.task(request)));
    await (await stage.person(cast.joiner)).until(request, 'applied');
    await eventually(
      'the right in the target',
      async () => (await stage.target.tryAs(account, enter('1000'))) === 'allowed',
    );
    script.equal('she enters cash for 1000', 'allowed', await stage.target.tryAs(account, enter('1000')));
    script.contains(
      'she enters cash for 2000',
      'permission denied',
      await stage.target.tryAs(account, enter('2000')),
    );
    const half = { requester: cast.joiner, items: [wishes.otherHalfOfScoped] };
    const same = await ask(stage, { ...half, scope: within('1000') });
    const refused = await (await stage.person(cast.joiner)).until(same.request, 'vetoed');
    const words = conflictWords(refused);
    script.contains('the other half, for 1000: the rule', 'R2R-04', words.join(' '));
    script.contains('the company code', 'for company-code 1000', words.join(' '));
    script.note(...words);
    const other = await ask(stage, { ...half, scope: within('2000') });
    const { state } = await (await stage.person(cast.joiner)).until(other.request, 'awaiting approval');
    script.equal('the other half, for 2000', 'awaiting approval', state);
  },
};
