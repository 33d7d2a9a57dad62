import { accountOf, cast, personId, wishes } from '../company/cast.js';
import { secretRotated } from '../company/events.js';
import { machineAccount } from '../company/machines.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Script } from '../stage/script.js';
import type { Stage } from '../stage/stage.js';
import { approve, twoGroups } from './approve.js';
import { ask } from './ask.js';
import { conflictsOf, conflictWords } from './conflicts-of.js';
import { reserved, stated } from './policy-knows.js';
import type { Story } from './story.js';

const bot = 'service:payment-file-bot';
const account = accountOf(cast.secretReader);
const probe = (entitlement: string) => probes[entitlement] as string;

/** Her right to read the secret, and the bot's own right to propose what is paid; gives the request of the first. */
async function granted(stage: Stage, script: Script): Promise<string> {
  const asked = [
    { requester: cast.serviceOwner, beneficiary: bot, items: ['erp:login:use', wishes.forService] },
    { requester: cast.secretReader, items: [wishes.readsSecrets] },
  ];
  const tickets = await Promise.all(asked.map((one) => ask(stage, one)));
  const [ofBot = '', ofHers = ''] = tickets.map(({ request }) => request);
  for (const request of [ofBot, ofHers]) await approve(stage, request, twoGroups);
  await (await stage.person(cast.serviceOwner)).until(ofBot, 'applied');
  await (await stage.person(cast.secretReader)).until(ofHers, 'applied');
  const read = await stage.target.tryAsOwnerOf(account, probe('erp:interface-secret:read'));
  script.equal("she reads the bot's secret", 'allowed', read);
  const propose = await stage.target.tryAsOwnerOf(machineAccount(bot), probe('erp:payment-run:propose'));
  script.equal('with it the bot proposes a payment run', 'allowed', propose);
  return ofHers;
}

/** She asks for the other half and is vetoed; gives why, in words. */
async function vetoed(stage: Stage, script: Script, when: string): Promise<string> {
  const { request } = await ask(stage, { requester: cast.secretReader, items: [wishes.changesBankDetails] });
  const told = await (await stage.person(cast.secretReader)).until(request, 'vetoed', 'awaiting approval');
  script.equal(
    `${when}, she asks to change bank details`,
    'P2P-02',
    conflictsOf(told)
      .map(({ rule }) => rule)
      .join(' '),
  );
  script.note(...conflictWords(told));
  return conflictWords(told).join(' ');
}

/** That she may read it no longer changes nothing; that there is another secret does. */
async function givenBack(stage: Stage, script: Script, reading: string): Promise<void> {
  const she = await stage.person(cast.secretReader);
  await she.api.withdraw(reading, 'looked at it');
  await reserved(stage, reading, 'released');
  const readAgain = await stage.target.tryAs(account, probe('erp:interface-secret:read'));
  script.contains('she gave that back and reads it again', 'permission denied', readAgain);
  script.contains('the path', bot, await vetoed(stage, script, 'she knows it all the same'));
  const change = () => stage.target.tryAs(account, probe('erp:vendor-bank:change'));
  script.contains('she changes bank details', 'permission denied', await change());
  await stated(stage, secretRotated(bot, new Date().toISOString()));
  const { request } = await ask(stage, { requester: cast.secretReader, items: [wishes.changesBankDetails] });
  const yes = await approve(stage, request, twoGroups);
  script.equal('after the rotation, two people say yes', 'approved', yes);
  await she.until(request, 'applied');
  await eventually('the right in the target', async () => (await change()) === 'allowed');
  script.equal('now she changes bank details', 'allowed', await change());
}

/**
 * Who has read a secret knows it until there is another. What is given back is seen to be gone only when the clearance that gave it can be
 * used no longer, a minute later: that part is told later.
 */
export const secretChain: Story = {
  id: 'secret-chain',
  title: 'Who has read a secret acts through its workload until it is rotated',
  play: async (stage, script) => {
    const reading = await granted(stage, script);
    const path = `${personId(cast.secretReader)} holds ${wishes.readsSecrets} (held), which gives ${bot}`;
    script.contains('the path', path, await vetoed(stage, script, 'while she may read it'));
    return () => givenBack(stage, script, reading);
  },
};
