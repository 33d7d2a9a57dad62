import { setTimeout as sleep } from 'node:timers/promises';
import { accountOf, cast } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import { whileDown } from '../stage/while-down.js';
import { ask } from './ask.js';
import type { Story } from './story.js';

/** Policy is killed in the middle: nothing is granted, nothing is lost, all goes on when it returns. */
export const policyDown: Story = {
  id: 'policy-down',
  title: 'Policy is killed in the middle; nothing is granted; all goes on when it returns',
  play: async (stage, script) => {
    const account = accountOf(cast.bystander);
    await stage.target.choosePassword(account);
    const report = () => stage.target.tryAs(account, probes['erp:report:run'] as string);
    script.contains('before, he runs a report', 'permission denied', await report());
    const { request } = await ask(stage, { requester: cast.bystander, items: ['erp:report:run'] });
    const approver = await stage.person(cast.firstApprover);
    const task = await approver.task(request);
    await whileDown(stage.system, ['policy'], async () => {
      script.equal('an approver says yes while policy is dead', 'approved', await approver.vote(task));
      await sleep(3_000);
      const story = await (await stage.person(cast.bystander)).api.story(request);
      script.equal('the request meanwhile', 'approved', story.state);
      script.contains('meanwhile he runs a report', 'permission denied', await report());
    });
    await (await stage.person(cast.bystander)).until(request, 'applied');
    await eventually('the right in the target', async () => (await report()) === 'allowed');
    script.equal('after policy is back, he runs a report', 'allowed', await report());
  },
};
