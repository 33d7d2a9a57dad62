import { accountOf, cast, wishes } from '../company/cast.js';
import { probes } from '../erp/probes.js';
import { eventually } from '../stage/eventually.js';
import type { Stage } from '../stage/stage.js';
import { approve, twoGroups } from './approve.js';
import { ask, type Asked } from './ask.js';
import { conflictsOf, conflictWords } from './conflicts-of.js';
import type { Story } from './story.js';

const account = accountOf(cast.courier);
const uploads = 'SELECT bank.upload_file(10)';
const readsPayments = probes['erp:payment:read'] as string;
const wish: Asked = { requester: cast.courier, items: [wishes.inTwoSystems], allOrNothing: true };

/** The bank's administrator takes back what he had handed over to Countersign, or hands it over again. */
const handsOver = {
  no: `DELETE FROM countersign.managed_role WHERE role_name = 'bank_file_upload'`,
  yes: `SELECT countersign.manage_role('bank_file_upload')`,
};

/** Asks, has it approved, and waits until it is in this state. */
async function asks(stage: Stage, state: string): Promise<string> {
  const { request } = await ask(stage, wish);
  await approve(stage, request, twoGroups);
  await (await stage.person(cast.courier)).until(request, state);
  return request;
}

/** What each target said of the request, by its connector, in the order of their names. */
async function answersTo(stage: Stage, request: string): Promise<string> {
  const { steps } = await (await stage.person(cast.courier)).api.story(request);
  const said = steps
    .filter(({ type }) => type === 'connector.answered.v1')
    .map(({ body }) => body as { system: string; results: readonly { result: string }[] })
    .flatMap(({ system, results }) => results.map(({ result }) => `${system} ${result}`));
  return [...new Set(said)].sort().join(', ');
}

/**
 * A role over two systems: what one target refuses is given in none. And a rule joins both: keeping vendors in the ERP and sending money out
 * at the bank are two halves of one conflict, and so are carrying payments there and releasing them.
 */
export const twoSystems: Story = {
  id: 'two-systems',
  title: 'What one of two systems refuses is given in neither',
  play: async (stage, script) => {
    await stage.bank.asOwner(handsOver.no);
    const refused = await asks(stage, 'withdrawn');
    script.contains('the bank’s connector', 'bank refused', await answersTo(stage, refused));
    await eventually(
      'the ERP to have nothing of it',
      async () => (await stage.target.tryAsOwnerOf(account, readsPayments)) !== 'allowed',
    );
    const inErp = await stage.target.tryAsOwnerOf(account, readsPayments);
    script.contains('she reads payments in the ERP', 'permission denied', inErp);
    await stage.bank.asOwner(handsOver.yes);
    await asks(stage, 'applied');
    const both = [
      await stage.target.tryAsOwnerOf(account, readsPayments),
      await stage.bank.tryAsOwnerOf(account, uploads),
    ];
    script.equal('once the bank has handed it over, both are given', 'allowed allowed', both.join(' '));
    const halves = { requester: cast.courier, items: [wishes.vendors, wishes.sendsMoney] };
    const { request } = await ask(stage, halves);
    const told = await (await stage.person(cast.courier)).until(request, 'vetoed');
    script.note(...conflictWords(told));
    const rules = conflictsOf(told).map(({ rule }) => rule);
    script.equal('vendors in the ERP and payments at the bank', 'P2P-01 P2P-06', rules.join(' '));
  },
};
